"""The true derivative of a function of one number, and how far float64 may be off (see ``precise``)."""

from __future__ import annotations

from typing import Any

from mpmath import mp, mpf

from nnexplain.engine.graph import Op
from tests.support import jets
from tests.support.precise import AGREED, DEEP, STEP, Truth


def _at(op: Op, x: Any) -> Any:
    return jets.lift(op.formula(jets, jets.variable(x, "x"))).slopes.get("x", mpf(0))


def true_slope(op: Op, x: float) -> Truth:
    """f′(x), with |x f″(x)| as its pull; the digits raised until two readings agree."""
    before = None
    for digits in DEEP:
        with mp.workdps(digits):
            here = _at(op, mpf(x))
            if before is not None and _same(before, here, digits):
                nudge = mpf(10) ** -20
                pull = abs(_at(op, mpf(x) * (1 + nudge)) - here) / nudge
                return Truth(here, {}, pull)
            before = here
    raise AssertionError(f"no two readings agree for the slope of {op.name} at {x}")


def _same(before: Any, here: Any, digits: int) -> bool:
    if max(abs(before), abs(here)) < STEP / 1000:
        return True
    return bool(abs(before - here) <= AGREED * abs(here))
