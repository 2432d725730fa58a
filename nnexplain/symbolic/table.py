"""SymPy symbols for the named values of a run, its entries in them, and their derivatives."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import sympy as sp
from mpmath import MPContext  # type: ignore[import-untyped]

from nnexplain.arrays import Index
from nnexplain.engine.graph import Node
from nnexplain.limits import BudgetSpent
from nnexplain.notation.tree import Leaf
from nnexplain.symbolic.reading import Clock, SymbolReader

MOST_ENTRIES = 3  # entries of an array that a derivation spells out
MOST_PLACES = 16  # places of a source that are looked at for a slope
MOST_READ = 400  # parts of a formula that is shown
MOST_SYMBOLS = 200  # beyond this an expression is no longer read by anyone
_NOTHING: frozenset[int] = frozenset()


class SymbolTable:
    """One real symbol for each entry of each named value; two values never share one."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.stops = {node.serial for node in nodes}
        self.leaf_of: dict[Any, Leaf] = {}
        self.values: dict[Any, float] = {}
        self.places: dict[Any, tuple[Node, Index]] = {}
        self.context = MPContext()
        self.clock = Clock()
        self._symbols: dict[tuple[int, Index], Any] = {}
        self._readers: dict[frozenset[int], SymbolReader] = {}
        self._slopes: dict[tuple[Any, Any], Any] = {}

    def symbol(self, node: Node, index: Index) -> Any:
        """The symbol of one entry."""
        key = node.serial, index
        if key not in self._symbols:
            name = f"{node.name or 'c'}_{'_'.join(map(str, index))}_{node.serial}"
            symbol = self._symbols[key] = sp.Symbol(name, real=True)
            value = float(node.value[index])
            self.leaf_of[symbol] = Leaf(value, None, node.symbol, index)
            self.values[symbol], self.places[symbol] = value, (node, index)
        return self._symbols[key]

    def entry(self, node: Node, index: Index, *, open_: frozenset[int] = _NOTHING) -> Any:
        """One entry of a node in terms of the values before it; nodes in ``open_`` are expanded too."""
        return self._reader(open_).expand(node, index)

    def cell(self, node: Node, index: Index) -> Any:
        """One entry of a node, which may be a value itself."""
        return sp.sympify(self._reader(_NOTHING).cell(node, index))

    def _reader(self, open_: frozenset[int]) -> SymbolReader:
        if open_ not in self._readers:

            def leaf(part: Node, place: Index) -> Any:
                if part.constant and part.op is not None and (open_ or part.serial not in self.stops):
                    return sp.Integer(0)  # the shift of a softmax: it cancels
                if part.op is None:
                    return number(float(part.value[place])) if is_data(part) else self.symbol(part, place)
                return self.symbol(part, place) if part.serial in self.stops and part.serial not in open_ else None

            self._readers[open_] = SymbolReader(leaf, self.clock)
        return self._readers[open_]

    def slope(self, expression: Any, symbol: Any) -> Any:
        """SymPy's derivative of an expression by a symbol."""
        key = expression, symbol
        if key not in self._slopes:
            self.clock.look()
            terms = [term for term in sp.Add.make_args(expression) if symbol in term.free_symbols]
            # what ``diff`` comes to for one symbol, without the object that it wraps every part of the expression in
            self._slopes[key] = sp.Add(*(term._eval_derivative(symbol) for term in terms))
        return self._slopes[key]

    def check_readable(self, expression: Any) -> None:
        """Raise ``BudgetSpent`` for a formula that no one would read."""
        parts = sum(1 for _ in islice(sp.preorder_traversal(expression), MOST_READ + 1))
        if parts > MOST_READ:
            raise BudgetSpent(f"its formula has over {MOST_READ} parts, and no one would read it")

    def elsewhere(self, expressions: Iterable[Any], seed: int) -> dict[Any, float]:
        """A random point for every symbol of the expressions, of small numbers."""
        draw = random.Random(seed)
        free = {symbol for expression in expressions for symbol in expression.free_symbols}
        return {symbol: draw.randint(1, 60) / 20 for symbol in sorted(free, key=str)}


def is_data(part: Node) -> bool:
    """A seed, a mask, a target, a factor without a name: a number in a formula, not a symbol."""
    named = part.ndim == 0 and part.symbol is not None and part.symbol.base not in ("g", "t")
    return part.here or (part.constant and not named)


def number(value: float) -> Any:
    """A float as SymPy's number: whole where it is whole, else its shortest decimal, exactly."""
    if value != value:
        return sp.nan
    if value in (float("inf"), float("-inf")):
        return sp.oo if value > 0 else -sp.oo
    return sp.Integer(int(value)) if value == int(value) and abs(value) < 1e15 else sp.Rational(repr(value))
