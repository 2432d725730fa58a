"""The steps in symbols, and the derivative of each step by what it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
import sympy as sp

from nnexplain.arrays import Index, indices
from nnexplain.engine.backward import Backward
from nnexplain.engine.carriers.written import WRITING
from nnexplain.engine.graph import Node, ancestors
from nnexplain.engine.reader import Reader, formula
from nnexplain.errors import listed
from nnexplain.limits import BudgetSpent
from nnexplain.notation.tree import Leaf, Tree, Written
from nnexplain.symbolic.agreement import beyond_numbers, of_slope, of_value
from nnexplain.symbolic.fold import Entry
from nnexplain.symbolic.statement import Statement
from nnexplain.symbolic.statements import (
    MOST_WHOLE,
    Fact,
    Line,
    Part,
    attempt,
    entry_leaf,
    equation,
    fact,
    left_out,
    places,
    text,
    together,
)
from nnexplain.symbolic.table import MOST_SYMBOLS, SymbolTable, check_readable

WHOLE = Part("As one formula", "the steps, put into one formula")
STEPS, UPDATE = "Each step", "The update"
SLOPES = Part(
    "The slope of each step (where none is given it is 0)", "the rule for this step; SymPy's derivative agrees"
)
HERE = Part(
    SLOPES.heading, "the rule for this step at these numbers; SymPy's derivative agrees", note="at these numbers"
)


def is_slope(node: Node) -> bool:
    """Whether a value is a derivative itself: of such no derivative is shown."""
    return node.symbol is not None and node.symbol.over is not None


# put into one formula, more steps than these (or more entries) take SymPy minutes, and nobody reads them
MOST_NESTED, MOST_EXPANDED = 7, 80


def definition_lines(table: SymbolTable, steps: Sequence[Node], result: Node) -> Iterator[Line]:
    """The steps put into one formula."""
    if not 1 < len(steps) <= MOST_NESTED or sum(node.value.size for node in steps) > MOST_EXPANDED:
        return
    everything = frozenset(node.serial for node in steps)
    index = next(iter(indices(result.shape)))

    def line() -> Statement | None:
        expression = table.entry(result, index, open_=everything)
        if len(expression.free_symbols) > MOST_SYMBOLS:
            return None
        finding = of_value(table, expression, result, index, inputs_only=True)
        return equation([entry_leaf(result, ()), formula(result, through=True)], WHOLE, finding)

    yield from attempt("the steps put into one formula", line)


def step_lines(table: SymbolTable, steps: Sequence[Node], heading: str = STEPS) -> Iterator[Line]:
    """Each step in symbols, for any entry of it."""
    for node in steps:
        whole = node.value.size <= MOST_WHOLE
        part = Part(heading, node.title or "the step")
        try:
            facts = [_step(table, node, index) for index in places(node.shape, whole=whole)]
        except BudgetSpent as error:
            yield left_out(entry_leaf(node, ()), error)
        else:
            yield from together(facts, part, whole=whole)


def _step(table: SymbolTable, node: Node, index: Index) -> Fact:
    expression = table.readable(node, index)

    def sides() -> tuple[Written, ...]:
        return entry_leaf(node, index), in_symbols(node, index, table)

    return fact(sides, lambda: of_value(table, expression, node, index))


def in_symbols(node: Node, index: Index, table: SymbolTable) -> Written:
    """The entry as a student writes it: in the order of the calculation, nothing simplified."""

    def leaf(part: Node, place: Index) -> Leaf | None:
        if part.constant and part.op is not None and part.serial not in table.stops:
            return _SHIFT
        if part.op is None or part.serial in table.stops:
            return as_typed(part, place)
        return None

    return _without_shift(Reader(WRITING, leaf).expand(node, index))


def as_typed(part: Node, place: Index) -> Leaf:
    """An input by its symbol; a number that stands in the formula itself as it was typed."""
    value = float(part.value[place])
    symbol = None if part.here else part.symbol
    if symbol is not None:
        return Entry(value, None, symbol, place, part.shape)
    plain = place not in part.inexact and value - value == 0
    return Leaf(value, Fraction(repr(value)) if plain else None)


_SHIFT = Leaf(0.0, Fraction(0))


def _without_shift(tree: Written) -> Written:
    """The tree without the shift of a softmax, which cancels."""
    if not isinstance(tree, Tree):
        return tree
    args = tuple(_without_shift(part) for part in tree.args)
    return args[0] if tree.head == "-" and args[1] is _SHIFT else Tree(tree.head, args)


def slope_lines(table: SymbolTable, steps: Sequence[Node]) -> Iterator[Line]:
    """The derivative of each step by each value it is made of, the last step first: its rule, held against SymPy."""
    for node in reversed(steps):
        if not node.constant and not is_slope(node):
            passes: dict[Index, Backward] = {}
            for source in sources(table, node):
                if not is_slope(source):
                    yield from _slopes(table, node, source, passes)


def sources(table: SymbolTable, node: Node) -> list[Node]:
    """The named values that a step is made of."""
    seen: dict[int, Node] = {}
    pending = _parts(node)
    while pending:
        part = pending.pop(0)
        if part.serial not in seen:
            seen[part.serial] = part
            if part.op is not None and part.serial not in table.stops:
                pending += _parts(part)
    return [part for part in seen.values() if not part.constant and part.serial in table.stops]


def _parts(node: Node) -> list[Node]:
    """What a step's paper formula reads: a composite's body, else its inputs."""
    return [node.body] if node.body is not None else list(node.inputs)


def _slopes(table: SymbolTable, node: Node, source: Node, passes: dict[Index, Backward]) -> Iterator[Line]:
    """The slopes that are not 0, for any entries of both; ``passes`` has those backward from the step's entries."""
    whole = node.value.size <= MOST_WHOLE and source.value.size <= MOST_WHOLE
    looked_at = frozenset(places(source.shape, whole=whole))
    facts, here = list[Fact](), False
    try:
        for index in places(node.shape, whole=whole):
            expression = table.readable(node, index)
            found = (table.places[symbol] for symbol in expression.free_symbols)
            at = sorted(place for part, place in found if part is source and place in looked_at)
            if at:
                if index not in passes:
                    passes[index] = _backward(table, node, index)
                rule = _Rule(table, node, index, source, passes[index])
                here = here or rule.here
                facts += [one for place in at for one in _slope(rule, expression, place)]
    except BudgetSpent as error:
        yield left_out(Tree("∂", (entry_leaf(node, ()), entry_leaf(source, ()))), error)
    else:
        part = HERE if here else SLOPES
        held = _held(table, node, source)
        notes = [part.note, f"with {listed(held)} held fixed" if held else ""]
        yield from together(facts, part._replace(note="; ".join(filter(None, notes))), whole=whole)


def _held(table: SymbolTable, node: Node, source: Node) -> list[str]:
    """What else the step is made of that changes with the source: its own slope is taken as if that did not."""
    others = [part for part in sources(table, node) if part is not source and part.op is not None]
    return [text(entry_leaf(part, ())) for part in others if source in ancestors(part, into_bodies=True)]


def _slope(rule: _Rule, expression: sp.Expr, place: Index) -> Iterator[Fact]:
    table = rule.table
    found, slope = table.slope(expression, table.symbol(rule.source, place)), rule.at(place)
    if not (found == 0 and slope == 0):
        check_readable(slope)
        name = Tree("∂", (entry_leaf(rule.node, rule.index), entry_leaf(rule.source, place)))
        known = not beyond_numbers(slope)
        yield fact(lambda: (name, table.written(slope)) if known else (name,),
                   lambda: of_slope(table, rule.opened(slope), found, here_only=rule.here))  # fmt: skip


def _backward(table: SymbolTable, node: Node, index: Index) -> Backward:
    """A backward pass through one step, from one of its entries."""
    seed = np.zeros(node.shape)
    seed[index] = 1.0
    return Backward(node, seed, frozenset(table.stops))


class _Rule:
    """∂node[index]/∂source by the operations' own rules, in symbols; ``here`` where it holds at these numbers only."""

    def __init__(self, table: SymbolTable, node: Node, index: Index, source: Node, back: Backward) -> None:
        self.table, self.node, self.index, self.source = table, node, index, source
        self._gradient = back.of.get(source.serial)
        self.here = self._gradient is not None and any(
            part.here for part in ancestors(self._gradient, into_bodies=True, stops=table.stops)
        )

    def at(self, place: Index) -> sp.Expr:
        """By one entry of the source; where no gradient comes to it, 0."""
        return sp.Integer(0) if self._gradient is None else self.table.cell(self._gradient, place)

    def opened(self, slope: sp.Expr) -> sp.Expr:
        """The rule may use the step's own value, as e^x does: in terms of what that is made of."""
        own = {symbol for symbol in slope.free_symbols if self.table.places[symbol][0] is self.node}
        return slope.xreplace({symbol: self.table.entry(*self.table.places[symbol]) for symbol in own})
