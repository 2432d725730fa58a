"""The steps in symbols, and the derivative of each step by what it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np
import sympy as sp

from nnexplain.backward import Backward
from nnexplain.deriving.from_sympy import written
from nnexplain.deriving.lines import equation
from nnexplain.deriving.table import MOST_ENTRIES, MOST_PLACES, MOST_SYMBOLS, SymbolTable, is_data, number
from nnexplain.example import Statement
from nnexplain.graph import Index, Node, indices
from nnexplain.readings import symbols, writing
from nnexplain.readings.reader import Reader, formula
from nnexplain.written import Leaf, Symbol, Tree, Written


def name_leaf(node: Node, index: Index = ()) -> Leaf:
    return Leaf(symbol=node.symbol, index=index)


def slope_leaf(top: Node, top_index: Index, bottom: Node, index: Index) -> Leaf:
    """∂top/∂bottom as a symbol."""
    assert top.symbol is not None
    from nnexplain.notation.unicode import symbol_text

    head = Symbol(symbol_text(top.symbol, top_index), over=bottom.symbol)
    return Leaf(symbol=head, index=index)


# put into one formula, more steps than these (or more entries) take SymPy minutes, and nobody reads them
MOST_NESTED, MOST_EXPANDED = 7, 80


def definition_lines(table: SymbolTable, steps: Sequence[Node], result: Node) -> Iterator[Statement]:
    """The steps put into one formula."""
    if not 1 < len(steps) <= MOST_NESTED or sum(node.value.size for node in steps) > MOST_EXPANDED:
        return
    everything = frozenset(node.serial for node in steps)
    index = next(iter(indices(result.shape)))
    expression = table.entry(result, index, open_=everything)
    if len(expression.free_symbols) > MOST_SYMBOLS:
        return
    through = formula(result, through=True)
    yield equation([name_leaf(result), through], "the steps, put into one formula",
                   checked=table.agrees(expression, float(result.value[index])))  # fmt: skip


def step_lines(table: SymbolTable, steps: Sequence[Node]) -> Iterator[Statement]:
    """Each step in symbols, entry by entry (the first few)."""
    for node in steps:
        for index in islice(indices(node.shape), MOST_ENTRIES):
            expression = table.entry(node, index)
            if len(getattr(expression, "free_symbols", ())) > MOST_SYMBOLS:
                break
            yield equation([name_leaf(node, index), _in_symbols(node, index, table)], node.title or "the step",
                           checked=table.agrees(expression, float(node.value[index])))  # fmt: skip


def _in_symbols(node: Node, index: Index, table: SymbolTable) -> Written:
    """The entry as a student writes it: in the order of the calculation, nothing simplified."""

    def leaf(part: Node, place: Index) -> Any:
        if part.constant and part.op is not None and part.serial not in table.stops:
            return _SHIFT
        if part.op is None or part.serial in table.stops:
            return _as_typed(part, place)
        return None

    return _without_shift(Reader(writing, leaf).expand(node, index))


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


def slope_lines(table: SymbolTable, steps: Sequence[Node]) -> Iterator[Statement]:
    """The derivative of each step by each value it is made of: its rule, held against SymPy (the first entries)."""
    for node in steps:
        if not node.constant:
            for source in sources(table, node):
                yield from islice(_slopes(table, node, source), MOST_ENTRIES)


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


def _slopes(table: SymbolTable, node: Node, source: Node) -> Iterator[Statement]:
    for index in islice(indices(node.shape), MOST_ENTRIES):
        expression = table.entry(node, index)
        free: set[Any] = getattr(expression, "free_symbols", set())
        if len(free) > MOST_SYMBOLS:
            return
        places = [place for place in islice(indices(source.shape), MOST_PLACES) if table.symbol(source, place) in free]
        rule = _rule(table, node, index, source) if places else None
        for place in places:
            found = _derivative(expression, table.symbol(source, place))
            slope = rule(place) if rule is not None else found
            if found == 0 and slope == 0:
                continue
            inside = {table.symbol(node, i): table.entry(node, i) for i in indices(node.shape)} if rule else {}
            checked = table.same(sp.sympify(slope).xreplace(inside), found)
            yield equation([slope_leaf(node, index, source, place), written(slope, table.leaf_of)],
                           "the rule for this step; SymPy's derivative agrees", checked=checked)  # fmt: skip


def _derivative(expression: Any, symbol: Any) -> Any:
    """SymPy's derivative; it leaves that of ⌈x⌉ and ⌊x⌋ unsaid, which is 0 between their jumps."""
    return sp.diff(expression, symbol).replace(
        lambda part: isinstance(part, sp.Subs) and part.has(sp.ceiling, sp.floor), lambda part: sp.Integer(0)
    )


def _rule(table: SymbolTable, node: Node, index: Index, source: Node) -> Any:
    """∂node[index]/∂source by the operations' own rules, in symbols; None where a shortcut hides it."""
    seed = np.zeros(node.shape)
    seed[index] = 1.0
    with np.errstate(all="ignore"):
        gradient = Backward(node, seed, frozenset(table.stops)).of.get(source.serial)
    if gradient is None:
        return None

    def leaf(part: Node, place: Index) -> Any:
        if part.op is None:
            return number(float(part.value[place])) if is_data(part) else table.symbol(part, place)
        return table.symbol(part, place) if part.serial in table.stops else None

    reader = Reader(symbols, leaf)
    return lambda place: reader.cell(gradient, place)
