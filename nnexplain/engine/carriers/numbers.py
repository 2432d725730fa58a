"""Numbers: float64 arrays. ``sum``, ``max`` and ``dot`` work along the last axis."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nnexplain.arrays import Array

exp, log, sqrt, tanh = np.exp, np.log, np.sqrt, np.tanh
sin, cos, absolute, floor, ceil = np.sin, np.cos, np.abs, np.floor, np.ceil
maximum, minimum = np.maximum, np.minimum
power = np.float_power
pi, e = math.pi, math.e
_erf = np.frompyfunc(math.erf, 1, 1)


def erf(x: Any) -> Array:
    return np.asarray(_erf(x), dtype=np.float64)


def positive(x: Any) -> Array:
    """1 where x > 0, else 0."""
    return np.asarray(np.greater(x, 0), dtype=np.float64)


def sign(x: Any) -> Array:
    return np.asarray(np.sign(x))


def known(x: Any) -> float | None:
    """The number itself where it is a single one (a formula may take a shorter way for 0 or 1)."""
    return float(x) if np.ndim(x) == 0 else None


def sum(line: Array) -> Any:
    return np.add.reduce(line, axis=-1)  # what np.sum does, without asking twice


def max(line: Array) -> Any:
    return np.maximum.reduce(line, axis=-1)


def min(line: Array) -> Any:
    return np.minimum.reduce(line, axis=-1)


def size(line: Array) -> int:
    return int(np.asarray(line).shape[-1])


def dot(a: Array, b: Array) -> Any:
    return np.matmul(a, b)
