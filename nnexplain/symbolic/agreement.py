"""Whether an expression agrees with a number, or with another expression: at the run's own point and at others.

Where the run has no finite number, or rounding decides it (0.1 × 3 rounded up by a ceiling, what is left of two equal
numbers), the line is checked at other points, and says so; nothing that disagrees is let through.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Iterable, Sequence, Set
from copy import copy

import numpy as np
import sympy as sp
from mpmath import mpf

from nnexplain.arrays import Array, Index
from nnexplain.engine.graph import Node, ancestors
from nnexplain.symbolic.numeric import LARGE, SMALL, Numeric, Point, point
from nnexplain.symbolic.table import SymbolTable

LEVELS = (30, 110, 420)  # digits: raised where what cancels needs more
TOLERANCE, THEOREM = 1e-9, 1e-25  # the numbers of a run are rounded, those of a theorem are not
_ROUNDINGS = 1000  # as many times the play of rounded operations is allowed
_BEYOND = (sp.zoo, sp.nan, sp.I)
_OTHER_POINTS, _MORE_POINTS, _THEOREMS_POINTS = 2, 8, 4


class Verdict(enum.Enum):
    """What a comparison comes to; the values are what a line says of it."""

    HOLDS = ""
    FAILS = "it does not agree"
    NO_NUMBER = "no finite number to compare with here, it agrees at other points"
    ROUNDED = "rounding decides the number here, at other points it agrees"


class UncheckedError(Exception):
    """There is no number anywhere to check a line by: it is left out, and the message says so."""

    def __init__(self, why: str = "no finite number to check it by") -> None:
        super().__init__(why)


class Finding:
    """Whether a line is right, and what is to be said of its check."""

    def __init__(self, own: Verdict, others: Iterable[Verdict] = ()) -> None:
        decided = own in (Verdict.HOLDS, Verdict.FAILS)
        found = [] if decided else list(others)
        if not decided and Verdict.FAILS not in found and Verdict.HOLDS not in found:
            raise UncheckedError
        self.checked = own is not Verdict.FAILS and Verdict.FAILS not in found
        self.remark = f"; {own.value}" if own.value else ""


def of_value(
    table: SymbolTable, expression: sp.Expr, node: Node, index: Index, *, inputs_only: bool = False
) -> Finding:
    """An entry in symbols against what NumPy has for it, here or (its formula run again) elsewhere."""
    own = compare(expression, float(node.value[index]), table.values)
    own = excused(own, node, table.stops - {node.serial})
    points = (Elsewhere(table, node, seed, inputs_only=inputs_only) for seed in range(_MORE_POINTS))
    return Finding(own, (there.verdict(expression, index) for there in points))


def of_slope(table: SymbolTable, rule: sp.Expr, found: sp.Expr, *, here_only: bool) -> Finding:
    """A rule in symbols against SymPy's derivative, here and at random points.

    ``here_only`` where the rule holds at this run's numbers alone: which entry is the largest.
    """
    if rule == found:
        if beyond_numbers(rule):
            raise UncheckedError
        return Finding(Verdict.HOLDS)
    own = compare(rule, found, table.values)
    if here_only:
        return Finding(own)
    others = [_at(rule, found, seed) for seed in range(_OTHER_POINTS)]
    if own is not Verdict.HOLDS and Verdict.HOLDS not in others:
        others += [_at(rule, found, seed) for seed in range(_OTHER_POINTS, _MORE_POINTS)]
    return Finding(Verdict.FAILS if Verdict.FAILS in others else own, others)


def beyond_numbers(expression: sp.Expr) -> bool:
    """Whether something in it is no real number (SymPy's own question takes ten times as long)."""
    return any(expression is one for one in _BEYOND) or any(map(beyond_numbers, expression.args))


def _at(a: sp.Expr, b: sp.Expr, seed: int) -> Verdict:
    return compare(a, b, point([a, b], seed))


def equal(a: sp.Expr, b: sp.Expr) -> bool:
    """Whether two expressions without a run have the same finite number at random points of either sign."""
    points = (point([a, b], seed, both_signs=True) for seed in range(_THEOREMS_POINTS))
    return all(compare(a, b, at, THEOREM) is Verdict.HOLDS and _is_finite(Numeric(at, LEVELS[0])(a)) for at in points)


def compare(a: sp.Expr, b: sp.Expr | float, at: Point, tolerance: float = TOLERANCE) -> Verdict:
    """Two expressions, or an expression and a float, at one point."""
    for digits in LEVELS:
        p, q = _both(Numeric(at, digits), a, b)
        if p is None or q is None or q != q:
            return Verdict.NO_NUMBER
        if close(p, q, tolerance):
            return Verdict.HOLDS
        if not (_is_finite(p) and _is_finite(q)):
            return Verdict.NO_NUMBER
    return _as_rounded(a, b, at)


def _is_finite(number: mpf | float | None) -> bool:
    return number is not None and bool(abs(number) < math.inf)


def _both(numeric: Numeric, a: sp.Expr, b: sp.Expr | float) -> tuple[mpf | None, mpf | float | None]:
    return numeric(a), b if isinstance(b, float) else numeric(b)


def _as_rounded(a: sp.Expr, b: sp.Expr | float, at: Point) -> Verdict:
    """The two differ: whether by more than operations rounded as float64 rounds them may."""
    gaps = []
    for seed in range(3):
        numeric = Numeric(at, LEVELS[0], nudged=seed)
        p, q = _both(numeric, a, b)
        if p is None or q is None or numeric.extreme:
            return Verdict.NO_NUMBER
        gaps.append(p - q)
    return Verdict.ROUNDED if decided_by_rounding(gaps) else Verdict.FAILS


def decided_by_rounding(gaps: Sequence[mpf | float]) -> bool:
    """Whether differences, each found with operations rounded a little differently, are no more than that."""
    return bool(min(map(abs, gaps)) <= _ROUNDINGS * (max(gaps) - min(gaps)))


def close(a: mpf, b: mpf | float, tolerance: float) -> bool:
    """Nearly equal; a pole has no sign in symbols, so all infinities count as one."""
    if abs(a) == math.inf or abs(b) == math.inf:
        return bool(abs(a) == abs(b))
    return bool(abs(a - b) <= tolerance * max(1, abs(b)))


def excused(own: Verdict, node: Node, stops: Set[int] = frozenset()) -> Verdict:
    """A failure on a node that is strained is none: there is no number to go by."""
    return Verdict.NO_NUMBER if own is Verdict.FAILS and is_strained(node, stops) else own


def is_strained(node: Node, stops: Set[int] = frozenset()) -> bool:
    """Whether a number on the way is one that float64 can hardly hold: what is made of it may have lost its digits."""
    return _is_hard(part.value for part in ancestors(node, into_bodies=True, stops=stops))


def _is_hard(arrays: Iterable[Array]) -> bool:
    for array in arrays:
        size = np.abs(array)
        if not ((size == 0) | ((size > SMALL) & (size < LARGE))).all():
            return True
    return False


class Elsewhere:
    """A node worked again, by NumPy, where the values it is made of have other, small numbers.

    With ``inputs_only`` it is worked from the inputs alone, through every step between.
    """

    def __init__(self, table: SymbolTable, node: Node, seed: int, *, inputs_only: bool) -> None:
        self._draw, self._table, self._node = np.random.default_rng(seed), table, node
        self._low = 1 if seed % 2 == 0 else -60  # also below 0 at every second point
        stops = frozenset() if inputs_only else frozenset(table.stops - {node.serial})
        self._known: dict[int, Array] = {}
        with np.errstate(all="ignore"):
            for part in ancestors(node, into_bodies=True, stops=stops):
                self._known[part.serial] = self._worked(part, stops)

    def _worked(self, part: Node, stops: frozenset[int]) -> Array:
        if part.serial in stops or part.op is None:
            keeps = part.constant or (part.op is None and part.name is None)
            return part.value if keeps else self._draw.integers(self._low, 61, part.shape) / 20
        if part.body is not None:
            return self._known[part.body.serial]
        op = part.op
        if op.reads_past:  # its kernel takes another way to the same digits, which here leads elsewhere
            op = copy(op)
            op.stable = None
        return op.kind.value(op, [self._known[one.serial] for one in part.inputs], part.params)

    def verdict(self, expression: sp.Expr, index: Index) -> Verdict:
        """Whether the entry in symbols has the number found here."""
        at = {symbol: self._at(symbol) for symbol in expression.free_symbols}
        found = compare(expression, float(self._known[self._node.serial][index]), at)
        return Verdict.NO_NUMBER if found is Verdict.FAILS and _is_hard(self._known.values()) else found

    def _at(self, symbol: sp.Symbol) -> float:
        node, index = self._table.places[symbol]
        return float(self._known.get(node.serial, node.value)[index])
