"""Numbers: float64 arrays. ``sum``, ``max`` and ``dot`` work along the last axis."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.carriers import Lines
from nnexplain.notation.functions import Function

_erf = np.frompyfunc(math.erf, 1, 1)


class Numbers(Lines[Array, Array]):
    """NumPy's functions; a single number may stand for an array."""

    pi, e = np.broadcast_to(math.pi, ()), np.broadcast_to(math.e, ())  # read-only
    sum = staticmethod(partial(np.add.reduce, axis=-1))  # what np.sum does, without asking twice
    max, min = staticmethod(partial(np.maximum.reduce, axis=-1)), staticmethod(partial(np.minimum.reduce, axis=-1))

    def function(self, row: Function) -> Callable[..., Array]:
        found: Callable[..., Array] = getattr(np, row.called)
        return found

    def erf(self, x: Array | float) -> Array:
        return np.asarray(_erf(x), dtype=np.float64)

    def step(self, x: Array | float) -> Array:
        """1 where x > 0, else 0."""
        return np.asarray(np.greater(x, 0), dtype=np.float64)

    def power(self, base: Array | float, exponent: Array | float) -> Array:
        found: Array = np.float_power(base, exponent)
        return found

    def known(self, x: Array) -> float | None:
        return float(x) if np.ndim(x) == 0 else None

    def size(self, line: Array) -> int:
        return int(np.asarray(line).shape[-1])

    def dot(self, a: Array, b: Array) -> Array:
        found: Array = np.matmul(a, b)
        return found


NUMBERS = Numbers()
