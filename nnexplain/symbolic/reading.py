"""Entries of a run in symbols, each kept within what SymPy can work with in no time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import sympy as sp

from nnexplain.arrays import Index
from nnexplain.engine.carriers.symbols import SYMBOLS
from nnexplain.engine.graph import Node
from nnexplain.engine.patterns import Spots
from nnexplain.engine.reader import LeafRule, Reader
from nnexplain.limits import DEPTH, DERIVE_SECONDS, DIGITS, PARTS, BudgetSpent, Limit


class Clock:
    """The time that one derivation may take: a last resort, the sizes are what keeps it short."""

    def __init__(self) -> None:
        self._end = time.monotonic() + DERIVE_SECONDS.most

    def look(self) -> None:
        if time.monotonic() > self._end:
            most = DERIVE_SECONDS.most
            raise BudgetSpent(
                f"{most} seconds were spent on the other lines: {DERIVE_SECONDS.reason} "
                f"({DERIVE_SECONDS.variable}={2 * most} doubles the time)"
            )


class SymbolReader(Reader[sp.Expr]):
    """Reads in SymPy expressions; one that is too large, or has a number too long, is ``BudgetSpent``."""

    def __init__(self, leaf: LeafRule[sp.Expr], clock: Clock) -> None:
        super().__init__(SYMBOLS, leaf)
        self._clock, self._sizes, self._level = clock, dict[Any, tuple[int, int]](), 0
        self._most = {limit: limit.most for limit in (PARTS, DEPTH, DIGITS)}  # asked for at every entry

    def line(self, node: Node, spots: Spots | Sequence[Index]) -> Any:
        self._allow(PARTS, len(spots), "a line of it")
        return super().line(node, spots)

    def _expand(self, node: Node, index: Index) -> Any:
        self._level += 1
        try:
            self._allow(DEPTH, self._level)
            self._clock.look()
            found = sp.sympify(super()._expand(node, index))
            self.weigh(found)
            return found
        finally:
            self._level -= 1

    def weigh(self, expression: Any) -> None:
        """Raise ``BudgetSpent`` for an expression beyond the limits; parts that were weighed before are known."""
        parts, levels = self._weight(expression)
        self._allow(PARTS, parts)
        self._allow(DEPTH, levels)

    def _allow(self, limit: Limit, count: int, what: str = "it") -> None:
        if count > self._most[limit]:
            limit.allow(count, what)

    def _weight(self, expression: Any) -> tuple[int, int]:
        known = self._sizes.get(expression)
        if known is None:
            if expression.is_Rational:
                bits = max(int(expression.p).bit_length(), int(expression.q).bit_length())
                self._allow(DIGITS, bits * 3 // 10, "a number")
            inner = [self._weight(arg) for arg in expression.args]
            known = 1 + sum(parts for parts, _ in inner), 1 + max((levels for _, levels in inner), default=0)
            self._sizes[expression] = known
        return known
