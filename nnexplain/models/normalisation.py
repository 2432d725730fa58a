"""What a normalisation says about its numbers: a constant row, and what the other convention would give."""

from __future__ import annotations

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.naming import say
from nnexplain.engine.remark import Rough
from nnexplain.engine.trace import convention, warn
from nnexplain.errors import InputError
from nnexplain.notation.decimals import show


def check_spread(x: Array, eps: float, ddof: int) -> None:
    """A row without spread has no z-scores unless ε makes room; one entry has no sample variance."""
    if x.shape[-1] <= ddof:
        raise InputError("--ddof 1 divides by n − 1, which is 0 for one entry; give --ddof 0 or more entries")
    flat = constant_rows(x)
    if flat and eps == 0:
        row = "--x" if x.ndim == 1 else f"--x row {flat[0] + 1}"
        raise InputError(f"{row} is constant, so its standard deviation is 0 and z would be 0/0; give --eps above 0")


def constant_rows(x: Array) -> list[int]:
    """The rows whose entries are all equal."""
    rows = np.atleast_2d(x)
    return list(map(int, np.flatnonzero((rows == rows[:, :1]).all(axis=1))))


def read_scores(x: Array, eps: float, ddof: int) -> None:
    """Say what stands out, and what the other divisor would give where it differs visibly."""
    for row in constant_rows(x)[:4]:
        where = "the input" if x.ndim == 1 else f"row {row + 1}"
        warn(f"{where} is constant: its variance is 0, and only ε keeps z from being 0/0")
    n = x.shape[-1]
    rows = np.atleast_2d(x)
    if n > 1 and rows.shape[0] == 1 and not constant_rows(x):
        from nnexplain.ops.norm_slopes import scores

        _, z = scores(rows[0], eps, ddof=0)
        best = int(np.argmax(np.abs(z)))
        side = "above" if z[best] > 0 else "below"
        far = Rough(float(abs(z[best])), f"{abs(z[best]):.2g}")
        say(f"Entry {best + 1} lies furthest out, {{far}} standard deviations {side} the mean.", far=far)
        other, _ = scores(rows[0], eps, ddof=1 - ddof)
        name = "n − 1" if ddof == 0 else "n"
        convention(f"with {name} the standard deviation would be {Rough(float(other), show(float(other)))}")
