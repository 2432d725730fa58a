"""How the slopes compose: each gradient of the backward pass, against SymPy's derivative of every step after it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import sympy as sp

from nnexplain.arrays import Index, indices
from nnexplain.engine.backward import Backward
from nnexplain.engine.carriers.written import WRITING
from nnexplain.engine.differentiated import whole as whole_sum
from nnexplain.engine.graph import Node, ancestors
from nnexplain.engine.reader import ArithmeticWriter, Reader
from nnexplain.limits import BudgetSpent
from nnexplain.notation.tree import Leaf, Symbol, Tree, Written
from nnexplain.symbolic.agreement import (
    LEVELS,
    Finding,
    UncheckedError,
    Verdict,
    decided_by_rounding,
    is_strained,
)
from nnexplain.symbolic.digits import agrees
from nnexplain.symbolic.fold import Entry
from nnexplain.symbolic.local import as_typed, is_slope, sources
from nnexplain.symbolic.numeric import Numeric
from nnexplain.symbolic.statements import (
    MOST_LISTED,
    MOST_WHOLE,
    Fact,
    LeftOut,
    Line,
    Part,
    entry_leaf,
    equation,
    left_out,
    listing,
    others,
    places,
    spelled_out,
    tidy,
    together,
)
from nnexplain.symbolic.table import MOST_SYMBOLS, SymbolTable

COMPOSED = Part("How the slopes compose", "the chain rule")
NUMBERED = Part("With the numbers", "the chain rule, with the numbers put in")
MOST_WORK = 400  # entries of the steps after a value, beyond which its line is left out
_TOLERANCE = 1e-8  # a sum of rounded numbers


class _Term(NamedTuple):
    """A step that uses a value: its gradient, named (None where that is 1) and in numbers, and its slope's name."""

    upstream: Leaf | None
    size: float
    slope: Tree
    expression: sp.Expr


class Chain:
    """The backward pass of a run, and its steps in symbols."""

    def __init__(self, table: SymbolTable, steps: Sequence[Node], result: Node) -> None:
        self.table, self.steps = table, steps
        self.back, self.writer = Backward(result), ArithmeticWriter()
        before = ancestors(result, into_bodies=True)
        within = (self.back.of.get(node.serial) for node in before if node.through)
        self._within = {gradient.serial for gradient in within if gradient is not None}  # formulas show through them
        self._users: dict[int, list[Node]] = {}
        for step in (step for step in steps if step.serial in self.back.of):
            for source in sources(table, step):
                if source is not step:
                    self._users.setdefault(source.serial, []).append(step)

    def lines(self) -> Iterator[Line]:
        """The gradient of the result by every value, from the result back to the inputs; then with the numbers."""
        if not self.back.plain:
            sides = [Leaf(symbol=self.back.top), whole_sum(self.back)]
            yield equation(sides, COMPOSED._replace(because="what is differentiated: the sum of the entries"),
                           Finding(Verdict.HOLDS))  # fmt: skip
        before = ancestors(*self.steps, into_bodies=True)
        inputs = [node for node in before if node.op is None and node.name and not node.constant]
        numbers: list[Line] = []
        for node in sorted({*self.steps, *inputs}, key=lambda node: -node.serial):
            if node.serial in self.back.of and node is not self.back.result and not is_slope(node):
                yield from self._lines(self.back.of[node.serial], node, numbers)
        yield from numbers

    def _lines(self, gradient: Node, node: Node, numbers: list[Line]) -> Iterator[Line]:
        """How the gradient composes; its numbers are added to those of the others, which follow."""
        whole = node.value.size <= MOST_WHOLE
        facts: dict[Index, Fact] = {}
        try:
            for index in places(node.shape, whole=whole):
                facts[index] = self._fact(gradient, node, index)
        except BudgetSpent as error:
            yield left_out(self._name(node, ()), error)
            return
        # from the result straight to the value it is the slope itself, which has its line already
        direct = all(step is self.back.result for step in self._users.get(node.serial, ()))
        direct = direct and self.back.result.ndim == 0
        for line in together(list(facts.values()), COMPOSED, whole=whole):
            if not direct or isinstance(line, LeftOut) or not line.checked:
                yield line
        if gradient.name == f"gradients.{node.name}" and gradient.shape == node.shape:  # else it is another's
            numbers += self._numbers(gradient, node, facts)

    def _fact(self, gradient: Node, node: Node, index: Index) -> Fact:
        terms = list(self._terms(node, index))
        finding, why = None, ""
        try:
            finding = Finding(self._verdict(gradient, node, index, terms))
        except UncheckedError as error:
            why = str(error)
        sides: list[Written] = [self._name(node, index)]
        composed = [Tree("*", (one.upstream, one.slope)) for one in terms if one.upstream is not None]
        if len(composed) < len(terms):  # the result's own slope has this gradient's name
            composed = []
        sides += [composed[0] if len(composed) == 1 else Tree("+", tuple(composed))] if composed else []
        return Fact((*sides, *self._in_symbols(gradient, node, index)), finding, why)

    def _name(self, node: Node, index: Index) -> Entry:
        """∂L/∂z, as the backward pass writes it."""
        top = self.back.top
        return Entry(None, None, Symbol(top.base, top.sub, over=entry_leaf(node, ()).symbol), index, node.shape)

    def _in_symbols(self, gradient: Node, node: Node, index: Index) -> list[Written]:
        """The gradient's entry as the backward pass works it, where that comes to its number."""

        def leaf(part: Node, place: Index) -> Leaf | None:
            if part.op is not None and (part.name is None or part.serial in self._within):
                return None
            return as_typed(part, place)

        if gradient.shape != node.shape:
            return []
        own = gradient.op is not None and gradient.name in (None, f"gradients.{node.name}")
        found = Reader(WRITING, leaf).expand(gradient, index) if own else as_typed(gradient, index)
        return [tidy(found)] if agrees(found, float(gradient.value[index])) else []

    def _numbers(self, gradient: Node, node: Node, facts: dict[Index, Fact]) -> Iterator[Line]:
        """The first entries with their numbers; of a plain rename all of them at once."""
        known = {index: one.finding for index, one in facts.items() if one.finding is not None}
        worked = [index for index in known if isinstance(self.writer.entry(gradient, index), Tree)]
        if not worked and len(known) == node.value.size <= MOST_LISTED:
            yield listing(self._name(node, ()), NUMBERED, [self.writer.leaf(gradient, index) for index in known])
            return
        shown = (worked or list(known))[: spelled_out(node.value.size)]
        nothing = all(float(gradient.value[index]) == 0 for index in known if index not in shown)
        for index in shown:
            numbers, value = self.writer.entry(gradient, index), self.writer.leaf(gradient, index)
            more = others(node.value.size - len(shown), nothing=nothing) if index == shown[-1] else ""
            yield equation([self._name(node, index)], NUMBERED, known[index], value=value, more=more,
                           numbers=numbers if isinstance(numbers, Tree) else None)  # fmt: skip

    def _verdict(self, gradient: Node, node: Node, index: Index, terms: Sequence[_Term]) -> Verdict:
        """∂result/∂node by the sum over every step that uses the node: its gradient times SymPy's slope."""
        wanted = float(self.back.gradient(node)[index])
        if not math.isfinite(wanted):
            return Verdict.NO_NUMBER
        symbol = self.table.symbol(node, index)
        found = [self._number(one, symbol) for one in terms if one.size != 0]
        total, size = math.fsum(found), max(map(abs, found), default=0.0)
        if abs(total - wanted) <= _TOLERANCE * max(1.0, abs(wanted), size):
            return Verdict.HOLDS
        if not math.isfinite(total) or is_strained(gradient):
            return Verdict.NO_NUMBER
        gaps = []
        for seed in range(3):
            gaps.append(math.fsum(self._number(one, symbol, seed) for one in terms if one.size != 0) - wanted)
        if decided_by_rounding(gaps):
            raise UncheckedError("so much cancels here that rounding decides its number")
        return Verdict.FAILS

    def _terms(self, node: Node, index: Index) -> Iterator[_Term]:
        symbol = self.table.symbol(node, index)
        for step in self._users.get(node.serial, ()):
            if step.value.size > MOST_WORK:
                raise BudgetSpent(f"a step that uses it has over {MOST_WORK} entries")
            upstream = self.back.gradient(step)
            for place in indices(step.shape):
                expression = self.table.entry(step, place)
                free = expression.free_symbols
                if len(free) > MOST_SYMBOLS:
                    raise BudgetSpent(f"a step that uses it is made of over {MOST_SYMBOLS} numbers")
                if symbol in free:
                    slope = Tree("∂", (entry_leaf(step, place), entry_leaf(node, index)))
                    yield _Term(self._upstream(step, place), float(upstream[place]), slope, expression)

    def _upstream(self, step: Node, place: Index) -> Leaf | None:
        """∂L/∂step; of the result itself the gradient that comes in (1 where it is none)."""
        if step is not self.back.result:
            return self._name(step, place)
        seed = self.back.of[step.serial]
        return None if step.ndim == 0 else Entry(None, None, seed.symbol or Symbol("g"), place, step.shape)

    def _number(self, term: _Term, symbol: sp.Symbol, nudged: int | None = None) -> float:
        """The term's number; ``nudged`` as if each operation had rounded a little differently."""
        slope = self.table.slope(term.expression, symbol)
        found = Numeric(self.table.values, LEVELS[0], nudged=nudged)(slope)
        if found is None:
            raise UncheckedError
        return term.size * float(found)
