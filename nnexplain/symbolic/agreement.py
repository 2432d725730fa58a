"""Whether an expression agrees with a number, or with another expression: at the run's own point and at others.

Where the run has no finite number, or rounding decides it (0.1 × 3 rounded up by a ceiling, what is left of two equal
numbers), the line is checked at other points, and says so; nothing that disagrees is let through.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import sympy as sp

from nnexplain.arrays import Array, Index
from nnexplain.engine.graph import Node, ancestors
from nnexplain.symbolic.elsewhere import Elsewhere
from nnexplain.symbolic.numeric import LARGE, SMALL, Numeric
from nnexplain.symbolic.table import SymbolTable

LEVELS = (30, 110, 420)  # digits: raised where what cancels needs more
TOLERANCE = 1e-9
_ROUNDINGS = 1000  # as many times the play of rounded operations is allowed
_OTHER_POINTS, _MORE_POINTS = 2, 8


class Verdict(enum.Enum):
    """What a comparison comes to; the values are what a line says of it."""

    HOLDS = ""
    FAILS = "it does not agree"
    NO_NUMBER = "no finite number to compare with here, it agrees at other points"
    ROUNDED = "rounding decides the number here, at other points it agrees"


class UncheckedError(Exception):
    """There is no number anywhere to check a line by: it is left out, and the message says so."""


class Finding:
    """Whether a line is right, and what is to be said of its check."""

    def __init__(self, own: Verdict, others: Iterable[Verdict] = ()) -> None:
        found = [] if own in (Verdict.HOLDS, Verdict.FAILS) else list(others)
        if found and Verdict.FAILS not in found and Verdict.HOLDS not in found:
            raise UncheckedError("no finite number to check it by")
        if not found and own not in (Verdict.HOLDS, Verdict.FAILS):
            raise UncheckedError("no finite number to check it by")
        self.checked = own is not Verdict.FAILS and Verdict.FAILS not in found
        self.remark = f"; {own.value}" if own.value else ""


def of_value(table: SymbolTable, expression: Any, node: Node, index: Index, *, inputs_only: bool = False) -> Finding:
    """An entry in symbols against what NumPy has for it, here or (its formula run again) elsewhere."""
    own = compare(table, expression, float(node.value[index]), table.values)
    if own is Verdict.FAILS and _is_strained(node, table):
        own = Verdict.NO_NUMBER
    if own in (Verdict.HOLDS, Verdict.FAILS):
        return Finding(own)
    points = (Elsewhere(table, node, seed, inputs_only=inputs_only) for seed in range(_MORE_POINTS))
    return Finding(own, (_there(table, expression, point, index) for point in points))


def _there(table: SymbolTable, expression: Any, point: Elsewhere, index: Index) -> Verdict:
    at = {symbol: point.at(symbol) for symbol in expression.free_symbols}
    found = compare(table, expression, float(point.value[index]), at)
    return Verdict.NO_NUMBER if found is Verdict.FAILS and _is_hard(point.numbers) else found


def of_slope(table: SymbolTable, rule: Any, found: Any, *, here_only: bool) -> Finding:
    """A rule in symbols against SymPy's derivative, here and at random points.

    ``here_only`` where the rule holds at this run's numbers alone: which entry is the largest.
    """
    if rule == found:
        if rule.has(sp.zoo, sp.nan, sp.I):
            raise UncheckedError("no finite number to check it by")
        return Finding(Verdict.HOLDS)
    own = compare(table, rule, found, table.values)
    if here_only:
        return Finding(own)
    others = [_elsewhere(table, rule, found, seed) for seed in range(_OTHER_POINTS)]
    if own is not Verdict.HOLDS and Verdict.HOLDS not in others:
        others += [_elsewhere(table, rule, found, seed) for seed in range(_OTHER_POINTS, _MORE_POINTS)]
    return Finding(Verdict.FAILS if Verdict.FAILS in others else own, others)


def _elsewhere(table: SymbolTable, a: Any, b: Any, seed: int) -> Verdict:
    return compare(table, a, b, table.elsewhere([a, b], seed))


def compare(table: SymbolTable, a: Any, b: Any, at: Mapping[Any, float]) -> Verdict:
    """Two expressions, or an expression and a float, at one point."""
    for digits in LEVELS:
        numeric = Numeric(table.context, at, digits)
        p, q = numeric(a), b if isinstance(b, float) else numeric(b)
        if p is None or q is None or q != q:
            return Verdict.NO_NUMBER
        if close(p, q):
            return Verdict.HOLDS
        if not (abs(p) < math.inf and abs(q) < math.inf):
            return Verdict.NO_NUMBER
    return _as_rounded(table, a, b, at)


def _as_rounded(table: SymbolTable, a: Any, b: Any, at: Mapping[Any, float]) -> Verdict:
    """The two differ: whether by more than operations rounded as float64 rounds them may."""
    gaps = []
    for seed in range(3):
        numeric = Numeric(table.context, at, LEVELS[0], nudged=seed)
        p, q = numeric(a), b if isinstance(b, float) else numeric(b)
        if p is None or q is None or numeric.extreme:
            return Verdict.NO_NUMBER
        gaps.append(p - q)
    return Verdict.ROUNDED if decided_by_rounding(gaps) else Verdict.FAILS


def decided_by_rounding(gaps: Sequence[Any]) -> bool:
    """Whether differences, each found with operations rounded a little differently, are no more than that."""
    return bool(min(map(abs, gaps)) <= _ROUNDINGS * (max(gaps) - min(gaps)))


def close(a: Any, b: Any) -> bool:
    """Equal to a billionth; a pole has no sign in symbols, so all infinities count as one."""
    if abs(a) == math.inf or abs(b) == math.inf:
        return bool(abs(a) == abs(b))
    return bool(abs(a - b) <= TOLERANCE * max(1, abs(b)))


def _is_strained(node: Node, table: SymbolTable) -> bool:
    """Whether a number on the way is one that float64 can hardly hold: what is made of it may have lost its digits."""
    return is_strained(ancestors(node, into_bodies=True, stops=table.stops - {node.serial}))


def is_strained(nodes: Iterable[Node]) -> bool:
    return _is_hard(node.value for node in nodes)


def _is_hard(arrays: Iterable[Array]) -> bool:
    for array in arrays:
        size = np.abs(array)
        if not ((size == 0) | ((size > SMALL) & (size < LARGE))).all():
            return True
    return False
