"""The steps in symbols, and the derivative of each step by what it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import islice

import numpy as np
import sympy as sp

from nnexplain.arrays import Index, indices
from nnexplain.engine.backward import Backward
from nnexplain.engine.carriers.written import WRITING
from nnexplain.engine.graph import Node, ancestors
from nnexplain.engine.reader import Reader, formula
from nnexplain.limits import BudgetSpent
from nnexplain.notation.tree import Leaf, Tree, Written
from nnexplain.symbolic.agreement import of_slope, of_value
from nnexplain.symbolic.statement import Statement
from nnexplain.symbolic.statements import Line, attempt, equation, left_out, name_leaf, slope_leaf, spelled_out
from nnexplain.symbolic.table import MOST_ENTRIES, MOST_PLACES, MOST_SYMBOLS, SymbolTable, check_readable


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
        through = formula(result, through=True)
        return equation([name_leaf(result), through], "the steps, put into one formula", finding)

    yield from attempt("the steps put into one formula", line)


def step_lines(table: SymbolTable, steps: Sequence[Node]) -> Iterator[Line]:
    """Each step in symbols, entry by entry (the first few)."""
    for node in steps:
        for index, left in spelled_out(indices(node.shape), node.value.size):
            yield from attempt(name_leaf(node, index), partial(_step_line, table, node, index, left))


def _step_line(table: SymbolTable, node: Node, index: Index, left: str) -> Statement:
    finding = of_value(table, table.readable(node, index), node, index)
    sides = [name_leaf(node, index), _in_symbols(node, index, table)]
    return equation(sides, (node.title or "the step") + left, finding)


def _in_symbols(node: Node, index: Index, table: SymbolTable) -> Written:
    """The entry as a student writes it: in the order of the calculation, nothing simplified."""

    def leaf(part: Node, place: Index) -> Leaf | None:
        if part.constant and part.op is not None and part.serial not in table.stops:
            return _SHIFT
        if part.op is None or part.serial in table.stops:
            return _as_typed(part, place)
        return None

    return _without_shift(Reader(WRITING, leaf).expand(node, index))


def _as_typed(part: Node, place: Index) -> Leaf:
    """An input by its symbol; a number that stands in the formula itself as it was typed."""
    value = float(part.value[place])
    plain = part.symbol is None and place not in part.inexact and value - value == 0
    return Leaf(value, Fraction(repr(value)) if plain else None, part.symbol, place)


_SHIFT = Leaf(0.0, Fraction(0))


def _without_shift(tree: Written) -> Written:
    """The tree without the shift of a softmax, which cancels."""
    if not isinstance(tree, Tree):
        return tree
    args = tuple(_without_shift(part) for part in tree.args)
    return args[0] if tree.head == "-" and args[1] is _SHIFT else Tree(tree.head, args)


def slope_lines(table: SymbolTable, steps: Sequence[Node]) -> Iterator[Line]:
    """The derivative of each step by each value it is made of: its rule, held against SymPy (the first entries)."""
    for node in steps:
        if not node.constant and not is_slope(node):
            for source in sources(table, node):
                if not is_slope(source):
                    yield from _slopes(table, node, source)


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


def _slopes(table: SymbolTable, node: Node, source: Node) -> Iterator[Line]:
    """The first few derivatives that are not 0; the last of them says how many pairs of entries there are."""
    found: list[Line] = []
    try:
        found.extend(islice(_every_slope(table, node, source), MOST_ENTRIES + 1))
    except BudgetSpent as error:
        found.append(left_out(slope_leaf(node, (), source, ()), error))
    if len(found) > MOST_ENTRIES:
        found = found[:MOST_ENTRIES]
        if isinstance(last := found[-1], Statement):
            pairs = node.value.size * source.value.size
            more = f"; the other entries go the same way ({MOST_ENTRIES} of at most {pairs} are shown)"
            found[-1] = replace(last, because=last.because + more)
    yield from found


def _every_slope(table: SymbolTable, node: Node, source: Node) -> Iterator[Line]:
    for index in islice(indices(node.shape), MOST_ENTRIES + 1):
        expression = table.readable(node, index)
        free = expression.free_symbols
        places = [place for place in islice(indices(source.shape), MOST_PLACES) if table.symbol(source, place) in free]
        if places:
            rule = _Rule(table, node, index, source)
            for place in places:
                name = slope_leaf(node, index, source, place)
                yield from attempt(name, partial(_slope_line, rule, expression, place))


def _slope_line(rule: _Rule, expression: sp.Expr, place: Index) -> Statement | None:
    table = rule.table
    found, slope = table.slope(expression, table.symbol(rule.source, place)), rule.at(place)
    if found == 0 and slope == 0:
        return None
    check_readable(slope)
    finding = of_slope(table, rule.opened(slope), found, here_only=rule.here)
    because = "the rule for this step at these numbers" if rule.here else "the rule for this step"
    sides = [slope_leaf(rule.node, rule.index, rule.source, place), table.written(slope)]
    return equation(sides, f"{because}; SymPy's derivative agrees", finding)


class _Rule:
    """∂node[index]/∂source by the operations' own rules, in symbols; ``here`` where it holds at these numbers only."""

    def __init__(self, table: SymbolTable, node: Node, index: Index, source: Node) -> None:
        self.table, self.node, self.index, self.source = table, node, index, source
        seed = np.zeros(node.shape)
        seed[index] = 1.0
        self._gradient = Backward(node, seed, frozenset(table.stops)).of.get(source.serial)
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
