"""SymPy symbols for the named values of a run, its entries in them, and their derivatives.

Each expression is kept within what SymPy can work with in no time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import sympy as sp

from nnexplain.arrays import Index
from nnexplain.engine.carriers.symbols import SYMBOLS
from nnexplain.engine.graph import Node
from nnexplain.engine.patterns import Spots
from nnexplain.engine.reader import LeafRule, Reader
from nnexplain.limits import DEPTH, DERIVE_SECONDS, DIGITS, PARTS, BudgetSpent, Limit
from nnexplain.notation.tree import Leaf
from nnexplain.symbolic.fold import Entry
from nnexplain.symbolic.tree import Translator

MOST_READ = 400  # parts of a formula that is shown
MOST_SYMBOLS = 200  # beyond this an expression is no longer read by anyone
_NOTHING: frozenset[int] = frozenset()


class SymbolReader(Reader[sp.Expr]):
    """Reads in SymPy expressions; one that is too large, or has a number too long, is ``BudgetSpent``."""

    def __init__(self, leaf: LeafRule[sp.Expr], look: Callable[[], None]) -> None:
        super().__init__(SYMBOLS, leaf)
        self._look, self._sizes, self._level = look, dict[sp.Expr, tuple[int, int]](), 0
        self._most = {limit: limit.most for limit in (PARTS, DEPTH, DIGITS)}  # asked for at every entry

    def line(self, node: Node, spots: Spots | Sequence[Index]) -> Sequence[sp.Expr]:
        self._allow(PARTS, len(spots), "a line of it")
        return super().line(node, spots)

    def _expand(self, node: Node, index: Index) -> sp.Expr:
        self._level += 1
        try:
            self._allow(DEPTH, self._level)
            self._look()
            found = sp.sympify(super()._expand(node, index))
            parts, levels = self._weight(found)
            self._allow(PARTS, parts)
            self._allow(DEPTH, levels)
            return found
        finally:
            self._level -= 1

    def _allow(self, limit: Limit, count: int, what: str = "it") -> None:
        if count > self._most[limit]:
            limit.allow(count, what)

    def _weight(self, expression: sp.Expr) -> tuple[int, int]:
        """How many parts, and levels of them; parts that were weighed before are known."""
        known = self._sizes.get(expression)
        if known is None:
            if expression.is_Rational:
                bits = max(int(expression.p).bit_length(), int(expression.q).bit_length())
                self._allow(DIGITS, bits * 3 // 10, "a number")
            inner = [self._weight(arg) for arg in expression.args]
            known = 1 + sum(parts for parts, _ in inner), 1 + max((levels for _, levels in inner), default=0)
            self._sizes[expression] = known
        return known


class SymbolTable:
    """One real symbol for each entry of each named value; two values never share one."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.stops = {node.serial for node in nodes}
        self._leaf_of: dict[sp.Symbol, Leaf] = {}
        self.written = Translator(self._leaf_of)
        self.values: dict[sp.Symbol, float] = {}
        self.places: dict[sp.Symbol, tuple[Node, Index]] = {}
        self._end = time.monotonic() + DERIVE_SECONDS.most
        self._symbols: dict[tuple[int, Index], sp.Symbol] = {}
        self._readers: dict[frozenset[int], SymbolReader] = {}
        self._slopes: dict[tuple[sp.Expr, sp.Symbol], sp.Expr] = {}

    def symbol(self, node: Node, index: Index) -> sp.Symbol:
        key = node.serial, index
        if key not in self._symbols:
            name = f"{node.name or 'c'}_{'_'.join(map(str, index))}_{node.serial}"
            symbol = self._symbols[key] = sp.Symbol(name, real=True)
            value = float(node.value[index])
            self._leaf_of[symbol] = Entry(value, None, node.symbol, index, node.shape)
            self.values[symbol], self.places[symbol] = value, (node, index)
        return self._symbols[key]

    def entry(self, node: Node, index: Index, *, open_: frozenset[int] = _NOTHING) -> sp.Expr:
        """One entry of a node in terms of the values before it; nodes in ``open_`` are expanded too."""
        return self._reader(open_).expand(node, index)

    def readable(self, node: Node, index: Index, *, open_: frozenset[int] = _NOTHING) -> sp.Expr:
        """The entry, where it is made of few enough numbers that someone reads it."""
        found = self.entry(node, index, open_=open_)
        if len(found.free_symbols) > MOST_SYMBOLS:
            raise BudgetSpent(f"it is made of over {MOST_SYMBOLS} numbers")
        return found

    def cell(self, node: Node, index: Index) -> sp.Expr:
        """One entry of a node, which may be a value itself."""
        return sp.sympify(self._reader(_NOTHING).cell(node, index))

    def _reader(self, open_: frozenset[int]) -> SymbolReader:
        if open_ not in self._readers:

            def leaf(part: Node, place: Index) -> sp.Expr | None:
                if part.constant and part.op is not None and (open_ or part.serial not in self.stops):
                    return sp.Integer(0)  # the shift of a softmax: it cancels
                if part.op is None:
                    return number(float(part.value[place])) if is_data(part) else self.symbol(part, place)
                return self.symbol(part, place) if part.serial in self.stops and part.serial not in open_ else None

            self._readers[open_] = SymbolReader(leaf, self._look)
        return self._readers[open_]

    def _look(self) -> None:
        """At the clock: a last resort, the sizes are what keeps a derivation short."""
        if time.monotonic() > self._end:
            most, limit = DERIVE_SECONDS.most, DERIVE_SECONDS
            raise BudgetSpent(f"{most} seconds were spent on the other lines: {limit.reason} "
                              f"({limit.variable}={2 * most} doubles the time)")  # fmt: skip

    def slope(self, expression: sp.Expr, symbol: sp.Symbol) -> sp.Expr:
        """SymPy's derivative of an expression by a symbol."""
        key = expression, symbol
        if key not in self._slopes:
            self._look()
            terms = [term for term in sp.Add.make_args(expression) if symbol in term.free_symbols]
            # what ``diff`` comes to for one symbol, without the object that it wraps every part of the expression in
            self._slopes[key] = sp.Add(*(_slope(term, symbol) for term in terms))
        return self._slopes[key]


def _slope(term: sp.Expr, symbol: sp.Symbol) -> sp.Expr:
    """SymPy's derivative of one term; of a product it needs only the factors that have the symbol."""
    if not term.is_Mul:
        return term._eval_derivative(symbol)
    moved = [factor for factor in term.args if symbol in factor.free_symbols]
    rest = [factor for factor in term.args if symbol not in factor.free_symbols]
    return sp.Mul(*rest, sp.Mul(*moved)._eval_derivative(symbol))


def check_readable(expression: sp.Expr) -> None:
    """Raise ``BudgetSpent`` for a formula that no one would read."""
    pending, parts = [expression], 0
    while pending and parts <= MOST_READ:
        pending += pending.pop().args
        parts += 1
    if parts > MOST_READ:
        raise BudgetSpent(f"its formula has over {MOST_READ} parts, and no one would read it")


def is_data(part: Node) -> bool:
    """A seed, a mask, a target, a factor without a name: a number in a formula, not a symbol."""
    named = part.symbol is not None and ((part.ndim == 0 and part.symbol.base not in ("g", "t")) or _is_soft(part))
    return part.here or (part.constant and not named)


def _is_soft(part: Node) -> bool:
    """A target of shares: a formula has its symbol, while the 0s and 1s of a class make it shorter."""
    return part.symbol is not None and part.symbol.base == "t" and bool(((part.value != 0) & (part.value != 1)).any())


def number(value: float) -> sp.Expr:
    """A float as SymPy's number: whole where it is whole, else its shortest decimal, exactly."""
    if value != value:
        return sp.nan
    if value in (float("inf"), float("-inf")):
        return sp.oo if value > 0 else -sp.oo
    return sp.Integer(int(value)) if value == int(value) and abs(value) < 1e15 else sp.Rational(repr(value))
