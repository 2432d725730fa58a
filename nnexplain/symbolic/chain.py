"""How the slopes compose: each gradient of the backward pass, against SymPy's derivative of every step after it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

from nnexplain.arrays import Index, indices
from nnexplain.engine.backward import Backward
from nnexplain.engine.graph import Node, ancestors
from nnexplain.engine.reader import ArithmeticWriter, formula
from nnexplain.limits import BudgetSpent
from nnexplain.notation.tree import Leaf, Tree
from nnexplain.symbolic.agreement import (
    LEVELS,
    Finding,
    UncheckedError,
    Verdict,
    compare,
    decided_by_rounding,
    is_strained,
)
from nnexplain.symbolic.local import is_slope, name_leaf, shown_name, slope_leaf, slope_name, sources
from nnexplain.symbolic.numeric import Numeric
from nnexplain.symbolic.statement import Statement
from nnexplain.symbolic.statements import Line, attempt, equation, rest
from nnexplain.symbolic.table import MOST_ENTRIES, MOST_SYMBOLS, SymbolTable

MOST_WORK = 400  # entries of the steps after a value, beyond which its line is left out
_TOLERANCE = 1e-8  # a sum of rounded numbers


class Chain:
    """The backward pass of a run, and its steps in symbols."""

    def __init__(self, table: SymbolTable, steps: Sequence[Node], result: Node) -> None:
        self.table, self.steps = table, steps
        self.back, self.writer = Backward(result), ArithmeticWriter()
        self._users: dict[int, list[Node]] = {}
        for step in steps:
            for source in sources(table, step):
                self._users.setdefault(source.serial, []).append(step)

    def lines(self) -> Iterator[Line]:
        """The gradient of the result by every value, from the result back to the inputs, with the numbers."""
        nodes = {node.name: node for node in [*self.steps, *_inputs(self.steps)]}
        for gradient in self.back.steps:
            assert gradient.name is not None
            node = nodes.get(gradient.name.removeprefix("gradients."))
            if node is not None and not is_slope(node):
                yield from self._lines(gradient, node)

    def _lines(self, gradient: Node, node: Node) -> Iterator[Line]:
        shown = False
        places = list(islice(self._worth_showing(gradient, node), MOST_ENTRIES))
        for index in places:
            left = rest(node.value.size - len(places)) if index == places[-1] else ""
            for line in attempt(partial(shown_name, gradient, index), partial(self._line, gradient, node, index, left)):
                if index and not shown and isinstance(line, Statement):
                    finding = Finding(Verdict.HOLDS if line.checked else Verdict.FAILS)
                    yield equation([name_leaf(gradient), formula(gradient)], "the chain rule", finding)
                    shown = True
                yield line

    def _worth_showing(self, gradient: Node, node: Node) -> Iterator[Index]:
        """Entries whose number is worked out; of a plain rename the first."""
        places = list(islice(indices(node.shape), 16)) if gradient.shape == node.shape else []
        worked = [index for index in places if self._numbers(gradient, index) is not None]
        return iter(worked or places[:1])

    def _numbers(self, gradient: Node, index: Index) -> Any:
        found = self.writer.entry(gradient, index)
        return found if isinstance(found, Tree) else None

    def _line(self, gradient: Node, node: Node, index: Index, left: str) -> Statement:
        finding = Finding(self._verdict(gradient, node, index))
        whole = formula(gradient)
        plain = bool(index) or (isinstance(whole, Leaf) and whole.symbol is None)
        sides = [name_leaf(gradient, index)] if plain else [name_leaf(gradient), whole]
        return equation(sides, "the chain rule, with the numbers put in" + left, finding,
                        numbers=self._numbers(gradient, index), value=self.writer.leaf(gradient, index))  # fmt: skip

    def _verdict(self, gradient: Node, node: Node, index: Index) -> Verdict:
        """∂result/∂node by the sum over every step that uses the node: its gradient times SymPy's slope."""
        wanted = float(self.back.gradient(node)[index])
        if not math.isfinite(wanted):
            return Verdict.NO_NUMBER
        terms = list(self._terms(node, index))
        total, size = math.fsum(terms), max(map(abs, terms), default=0.0)
        if abs(total - wanted) <= _TOLERANCE * max(1.0, abs(wanted), size):
            return Verdict.HOLDS
        if not math.isfinite(total) or is_strained(ancestors(gradient, into_bodies=True)):
            return Verdict.NO_NUMBER
        totals = [math.fsum(self._terms(node, index, nudged=seed)) for seed in range(3)]
        if decided_by_rounding([total - wanted for total in totals]):
            raise UncheckedError("so much cancels here that rounding decides its number")
        return Verdict.FAILS

    def _terms(self, node: Node, index: Index, nudged: int | None = None) -> Iterator[float]:
        """The terms of the sum; ``nudged`` as if each operation had rounded a little differently."""
        if node is self.back.result:
            yield float(self.back.gradient(node)[index])
        symbol = self.table.symbol(node, index)
        for step in self._users.get(node.serial, ()):
            if step is node:
                continue
            upstream = self.back.gradient(step)
            if step.value.size > MOST_WORK:
                raise BudgetSpent(f"a step that uses it has over {MOST_WORK} entries")
            for place in indices(step.shape):
                if upstream[place] != 0:
                    yield from self._term(float(upstream[place]), self.table.entry(step, place), symbol, nudged)

    def _term(self, upstream: float, expression: Any, symbol: Any, nudged: int | None) -> Iterator[float]:
        free = expression.free_symbols
        if len(free) > MOST_SYMBOLS:
            raise BudgetSpent(f"a step that uses it is made of over {MOST_SYMBOLS} numbers")
        if symbol not in free:
            return
        slope = self.table.slope(expression, symbol)
        found = Numeric(self.table.context, self.table.values, LEVELS[0], nudged=nudged)(slope)
        if found is None:
            raise UncheckedError("no finite number to check it by")
        yield upstream * float(found)


def chain_lines(table: SymbolTable, steps: Sequence[Node], result: Node) -> Iterator[Line]:
    """The gradient of the result by every value, with the numbers put in."""
    yield from Chain(table, steps, result).lines()


def _inputs(steps: Sequence[Node]) -> list[Node]:
    return [node for node in ancestors(*steps, into_bodies=True) if node.op is None and node.name and not node.constant]


def jacobian_lines(table: SymbolTable, jacobian: Node, result: Node, inputs: Sequence[Node]) -> Iterator[Line]:
    """The Jacobian's entries, each against SymPy's derivative of the whole result."""
    writer = ArithmeticWriter()
    (source,) = [node for node in inputs if not node.constant]
    everything = frozenset(node.serial for node in _between(result))
    places = list(islice(indices(jacobian.shape), MOST_ENTRIES))

    def line(i: int, j: int) -> Statement:
        expression = table.entry(result, (i,), open_=everything)
        if len(expression.free_symbols) > MOST_SYMBOLS:
            raise BudgetSpent(f"it is made of over {MOST_SYMBOLS} numbers")
        slope = table.slope(expression, table.symbol(source, (j,)))
        own = compare(table, slope, float(jacobian.value[i, j]), table.values)
        if own is Verdict.FAILS and is_strained(ancestors(jacobian, into_bodies=True)):
            own = Verdict.NO_NUMBER
        left = rest(jacobian.value.size - len(places)) if (i, j) == places[-1] else ""
        return equation([slope_leaf(result, (i,), source, (j,))], "the Jacobian, with the numbers put in" + left,
                        Finding(own), numbers=writer.entry(jacobian, (i, j)),
                        value=writer.leaf(jacobian, (i, j)))  # fmt: skip

    for i, j in places:
        yield from attempt(partial(slope_name, result, (i,), source, (j,)), partial(line, i, j))


def _between(result: Node) -> list[Node]:
    return [node for node in ancestors(result) if node.op is not None and not node.constant]
