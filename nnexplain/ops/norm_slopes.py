"""The gradients of a normalisation's steps, worked together and in twice the digits.

Taken one at a time, as the steps are written, each of them is a difference of the one before, and what is left of
∂L/∂x is what (h − mean h) − z mean(h z) leaves: next to nothing for two entries, or beside an outlier.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from nnexplain.arrays import Array
from nnexplain.ops import precise
from nnexplain.ops.precise import Twice

_BLOCK = 2**15  # entries worked at once, so that they stay near the processor


class Slopes(NamedTuple):
    """∂L by each step: the standard deviation, the variance, the distances, the mean, and the numbers themselves."""

    std: Array
    variance: Array
    centred: Array
    mean: Array
    x: Array


def slopes(h: Array, x: Array, eps: float, ddof: int) -> Slopes:
    """From h = ∂L/∂z, line by line along the last axis; σ = √(Σ (x − μ)² / (n − ddof) + ε)."""
    if (h == h[..., :1]).all():
        return _of_equal(np.broadcast_to(h, x.shape), x, eps, ddof)
    lines, lead = x.reshape(-1, x.shape[-1]), x.shape[:-1]
    upstream = np.broadcast_to(h, x.shape).reshape(lines.shape)
    step = max(1, _BLOCK // x.shape[-1])
    parts = [_block(upstream[k : k + step], lines[k : k + step], eps, ddof) for k in range(0, len(lines), step)]
    joined = Slopes(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    std, variance, mean = (part.reshape(lead) for part in (joined.std, joined.variance, joined.mean))
    return Slopes(std, variance, joined.centred.reshape(x.shape), mean, joined.x.reshape(x.shape))


def _of_equal(h: Array, x: Array, eps: float, ddof: int) -> Slopes:
    """Where every z counts the same: shifting or stretching a line moves none of their sum."""
    std, _ = scores(x, eps, ddof)
    none = np.zeros_like(std)
    return Slopes(none, none, h / std[..., None], -x.shape[-1] * h[..., 0] / std, np.zeros_like(x))


def scores(x: Array, eps: float, ddof: int) -> tuple[Array, Array]:
    """The standard deviation and the z-scores of each row, scaled by a power of two so that no square is lost."""
    by = np.frexp(np.abs(x).max(axis=-1, keepdims=True))[1]
    lowered = np.ldexp(x, -by - 2)
    near = lowered - lowered[..., :1]
    distance = near - near.mean(axis=-1, keepdims=True)
    size = np.frexp(np.abs(distance).max(axis=-1, keepdims=True))[1]
    size = np.maximum(size, np.frexp(np.sqrt(eps))[1] - by - 2) if eps > 0 else size
    distance = np.ldexp(distance, -size)
    size = size + by + 2
    square = np.square(distance).sum(axis=-1, keepdims=True) / (x.shape[-1] - ddof)
    std = np.sqrt(square + np.ldexp(np.ldexp(eps, -size), -size))
    return np.ldexp(std, size)[..., 0], distance / std


def _block(h: Array, x: Array, eps: float, ddof: int) -> Slopes:
    """A few lines. Everything is scaled by powers of two, so that no square leaves the range."""
    n, over = x.shape[-1], x.shape[-1] - ddof
    d, epsilon, size = _distances(x, eps)
    height = precise.exponent(h)
    g = np.ldexp(h, -height)
    k = precise.difference(g, g[:, :1])  # a constant in h reaches the mean alone

    squares = precise.multiply(d, d)
    w = precise.add(_over(precise.total(squares), over), precise.whole(epsilon))
    together = precise.multiply(k, d)
    shared = _over(precise.total(together), over)
    middle, sum_ = _over(precise.total(k), n), precise.total(precise.whole(g))
    along = precise.multiply(d, precise.divide(shared, w))
    centred = precise.subtract(precise.whole(g), along)
    by_x = precise.subtract(precise.subtract(k, along), middle)

    sigma, by_std = np.sqrt(w.rounded), -over * shared.rounded / w.rounded
    scale = height - size
    found = Slopes(
        np.ldexp(by_std, scale),
        np.ldexp(by_std / (2 * sigma), scale - size),
        np.ldexp(centred.rounded / sigma, scale),
        np.ldexp(-sum_.rounded / sigma, scale),
        np.ldexp(by_x.rounded / sigma, scale),
    )
    if n == 2:  # all but ε cancels: h − mean h is ±(h₁ − h₂)/2, and so is z mean(h z), times v / (v + ε)
        half = precise.difference(g[:, :1], g[:, 1:]).rounded / 2 * epsilon / w.rounded / sigma
        found = found._replace(x=np.ldexp(np.concatenate([half, -half], axis=-1), scale))
    cancelled = precise.lost(shared.rounded * over, np.abs(together.rounded).sum(axis=-1, keepdims=True))
    doubtful = Slopes(
        cancelled,
        cancelled,
        precise.lost(centred.rounded, g, along.rounded),
        precise.lost(sum_.rounded, np.abs(g).sum(axis=-1, keepdims=True)),
        precise.lost(by_x.rounded, k.rounded, along.rounded, middle.rounded) & (n != 2),
    )
    for row in np.flatnonzero(np.any(np.concatenate(doubtful, axis=-1), axis=-1)):
        exact = _Exact(h[row], x[row], eps, ddof)
        for name, slope, doubt in zip(Slopes._fields, found, doubtful, strict=True):
            for place in np.flatnonzero(doubt[row]):
                slope[row, place] = getattr(exact, name)(place)
    return found


def _distances(x: Array, eps: float) -> tuple[Twice, Array, Array]:
    """Each entry's distance from the mean of its line over 2^size, and ε over the square of that; and the size."""
    by = np.maximum(precise.exponent(x) - 900, 0)  # a difference of the largest numbers is one more than float64 holds
    lowered = np.ldexp(x, -by)
    distance = precise.difference(lowered, lowered[:, :1])
    distance = precise.subtract(distance, _over(precise.total(distance), x.shape[-1]))
    size = precise.exponent(distance.rounded)
    size = np.maximum(size, np.frexp(np.sqrt(eps))[1] - by) if eps > 0 else size
    d = Twice(np.ldexp(distance.rounded, -size), np.ldexp(distance.left, -size))
    size = size + by
    return d, np.ldexp(np.ldexp(np.full(size.shape, eps), -size), -size), size


def _over(line: Twice, count: int) -> Twice:
    return precise.divide(line, precise.whole(np.full_like(line.rounded, count)))


def _sum(terms: Iterable[Fraction]) -> Fraction:
    return sum(terms, Fraction(0))


class _Exact:
    """The same of one line in fractions, with a square root at the end."""

    def __init__(self, h: Array, x: Array, eps: float, ddof: int) -> None:
        self._h = [Fraction(float(entry)) for entry in h]
        numbers = [Fraction(float(entry)) for entry in x]
        n = len(numbers)
        self._over, self._middle = n - ddof, _sum(self._h) / n
        mean = _sum(numbers) / n
        self._d = [number - mean for number in numbers]
        self._w = _sum(d * d for d in self._d) / self._over + Fraction(eps)
        self._shared = _sum(g * d for g, d in zip(self._h, self._d, strict=True)) / self._over

    def _per_sigma(self, value: Fraction, times: int = 1) -> float:
        """value / σ^times, for odd ``times``."""
        return precise.root(value * value / self._w**times, 1 if value > 0 else -1)

    def std(self, k: int) -> float:
        return float(-self._over * self._shared / self._w)

    def variance(self, k: int) -> float:
        return self._per_sigma(-self._over * self._shared / 2, 3)

    def centred(self, k: int) -> float:
        return self._per_sigma(self._h[k] - self._d[k] * self._shared / self._w)

    def mean(self, k: int) -> float:
        return self._per_sigma(-len(self._h) * self._middle)

    def x(self, k: int) -> float:
        return self._per_sigma(self._h[k] - self._d[k] * self._shared / self._w - self._middle)
