"""How the slopes compose: each gradient of the backward pass, against SymPy's derivative of every step after it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice

import sympy as sp

from nnexplain.arrays import Index, indices
from nnexplain.engine.backward import Backward
from nnexplain.engine.differentiated import whole
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
    excused,
    is_strained,
)
from nnexplain.symbolic.local import is_slope, sources
from nnexplain.symbolic.numeric import Numeric
from nnexplain.symbolic.statement import Statement
from nnexplain.symbolic.statements import Line, attempt, equation, name_leaf, slope_leaf, spelled_out
from nnexplain.symbolic.table import MOST_PLACES, MOST_SYMBOLS, SymbolTable

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
        """The gradient of the result by every value, from the result back to the inputs, with the numbers put in."""
        if not self.back.plain:
            sides = [Leaf(symbol=self.back.top), whole(self.back)]
            yield equation(sides, "what is differentiated: the sum of the entries", Finding(Verdict.HOLDS))
        before = ancestors(*self.steps, into_bodies=True)
        inputs = [node for node in before if node.op is None and node.name and not node.constant]
        nodes = {node.name: node for node in [*self.steps, *inputs]}
        for gradient in self.back.steps:
            assert gradient.name is not None
            node = nodes.get(gradient.name.removeprefix("gradients."))
            if node is not None and not is_slope(node):
                yield from self._lines(gradient, node)

    def _lines(self, gradient: Node, node: Node) -> Iterator[Line]:
        rule: Statement | None = None
        for index, left in spelled_out(self._worth_showing(gradient, node), node.value.size):
            for line in attempt(name_leaf(gradient, index), partial(self._line, gradient, node, index, left)):
                if index and rule is None and isinstance(line, Statement):
                    finding = Finding(Verdict.HOLDS if line.checked else Verdict.FAILS)
                    rule = equation([name_leaf(gradient), formula(gradient)], "the chain rule", finding)
                    yield rule
                yield line

    def _worth_showing(self, gradient: Node, node: Node) -> list[Index]:
        """Entries whose number is worked out; of a plain rename the first."""
        places = list(islice(indices(node.shape), MOST_PLACES)) if gradient.shape == node.shape else []
        return [index for index in places if self._numbers(gradient, index) is not None] or places[:1]

    def _numbers(self, gradient: Node, index: Index) -> Tree | None:
        found = self.writer.entry(gradient, index)
        return found if isinstance(found, Tree) else None

    def _line(self, gradient: Node, node: Node, index: Index, left: str) -> Statement:
        finding = Finding(self._verdict(gradient, node, index))
        written = formula(gradient)
        plain = bool(index) or (isinstance(written, Leaf) and written.symbol is None)
        sides = [name_leaf(gradient, index)] if plain else [name_leaf(gradient), written]
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
        if not math.isfinite(total) or is_strained(gradient):
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

    def _term(self, upstream: float, expression: sp.Expr, symbol: sp.Symbol, nudged: int | None) -> Iterator[float]:
        free = expression.free_symbols
        if len(free) > MOST_SYMBOLS:
            raise BudgetSpent(f"a step that uses it is made of over {MOST_SYMBOLS} numbers")
        if symbol not in free:
            return
        found = Numeric(self.table.values, LEVELS[0], nudged=nudged)(self.table.slope(expression, symbol))
        if found is None:
            raise UncheckedError
        yield upstream * float(found)


def jacobian_lines(table: SymbolTable, jacobian: Node, result: Node, inputs: Sequence[Node]) -> Iterator[Line]:
    """The Jacobian's entries, each against SymPy's derivative of the whole result."""
    writer = ArithmeticWriter()
    (source,) = [node for node in inputs if not node.constant]
    everything = frozenset(node.serial for node in ancestors(result) if node.op is not None and not node.constant)

    def line(i: int, j: int, left: str) -> Statement:
        slope = table.slope(table.readable(result, (i,), open_=everything), table.symbol(source, (j,)))
        own = excused(compare(slope, float(jacobian.value[i, j]), table.values), jacobian)
        return equation([slope_leaf(result, (i,), source, (j,))], "the Jacobian, with the numbers put in" + left,
                        Finding(own), numbers=writer.entry(jacobian, (i, j)),
                        value=writer.leaf(jacobian, (i, j)))  # fmt: skip

    for (i, j), left in spelled_out(indices(jacobian.shape), jacobian.value.size):
        yield from attempt(slope_leaf(result, (i,), source, (j,)), partial(line, i, j, left))
