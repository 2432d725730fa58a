"""SymPy symbols for the named values of a run, and the check of an expression against its number."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any

import sympy as sp

from nnexplain.graph import Index, Node
from nnexplain.readings import symbols
from nnexplain.readings.reader import Reader
from nnexplain.written import Leaf

DIGITS = 30
TOLERANCE = 1e-9
MOST_ENTRIES = 3  # entries of an array that a derivation spells out
MOST_PLACES = 16  # places of a source that are looked at for a slope
MOST_SYMBOLS = 200  # beyond this an expression is no longer read by anyone


class SymbolTable:
    """One real symbol for each entry of each named value; two values never share one."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.stops = {node.serial for node in nodes}
        self.leaf_of: dict[Any, Leaf] = {}
        self._symbols: dict[tuple[int, Index], Any] = {}
        self._values: dict[Any, Any] = {}

    def symbol(self, node: Node, index: Index) -> Any:
        """The symbol of one entry."""
        key = node.serial, index
        if key not in self._symbols:
            name = f"{node.name or 'c'}_{'_'.join(map(str, index))}_{node.serial}"
            symbol = self._symbols[key] = sp.Symbol(name, real=True)
            value = float(node.value[index])
            self.leaf_of[symbol] = Leaf(value, None, node.symbol, index)
            self._values[symbol] = number(value)
        return self._symbols[key]

    def entry(self, node: Node, index: Index, *, open_: frozenset[int] = frozenset()) -> Any:
        """One entry of a node in terms of the values before it; nodes in ``open_`` are expanded too."""

        def leaf(part: Node, place: Index) -> Any:
            if part.constant and part.op is not None and (open_ or part.serial not in self.stops):
                return sp.Integer(0)  # the shift of a softmax: it cancels
            if part.op is None:
                return number(float(part.value[place])) if is_data(part) else self.symbol(part, place)
            return self.symbol(part, place) if part.serial in self.stops and part.serial not in open_ else None

        return Reader(symbols, leaf).expand(node, index)

    def number(self, expression: Any, at: dict[Any, Any] | None = None) -> float:
        """The expression's value at the run's own numbers, or at others."""
        found = sp.sympify(expression).xreplace(self._values if at is None else at)
        return math.inf if found is sp.zoo else float(found.evalf(DIGITS))

    def elsewhere(self, expressions: Sequence[Any], seed: int) -> dict[Any, Any]:
        """A random rational point for every symbol of the expressions."""
        draw = random.Random(seed)
        free = {symbol for expression in expressions for symbol in sp.sympify(expression).free_symbols}
        return {symbol: sp.Rational(draw.randint(1, 60), 20) for symbol in sorted(free, key=str)}

    def same(self, a: Any, b: Any, seeds: int = 2) -> bool:
        """Whether two expressions agree at the run's own point and at random rational points."""
        points = [None, *(self.elsewhere([a, b], seed) for seed in range(seeds))]
        return all(close(self.number(a, at), self.number(b, at)) for at in points)

    def agrees(self, expression: Any, value: float) -> bool:
        """Whether the expression comes to the number that NumPy has."""
        try:
            found = self.number(expression)
        except (TypeError, ValueError):
            return False
        return close(found, value)


def close(a: float, b: float) -> bool:
    """Equal to a billionth; a pole has no sign in symbols, so all infinities count as one."""
    if math.isinf(a) or math.isinf(b):
        return math.isinf(a) and math.isinf(b)
    return abs(a - b) <= TOLERANCE * max(1.0, abs(b))


def is_data(part: Node) -> bool:
    """A seed, a mask, a target, a factor without a name: a number in a formula, not a symbol."""
    return part.constant and (part.ndim > 0 or part.symbol is None or part.symbol.base in ("g", "t"))


def number(value: float) -> Any:
    """A float as SymPy's number: whole where it is whole, else its shortest decimal, exactly."""
    if value in (float("inf"), float("-inf")):
        return sp.oo if value > 0 else -sp.oo
    return sp.Integer(int(value)) if value == int(value) and abs(value) < 1e15 else sp.Rational(repr(value))
