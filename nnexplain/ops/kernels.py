"""float64 kernels for functions whose textbook form loses digits far from 0.

Error bounds are held by tests against mpmath. Each keeps a vanishing result in one last product, so
that a subnormal is rounded once.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from nnexplain.arrays import Array

_erfc = np.frompyfunc(math.erfc, 1, 1)
TINY = 2.0**-960  # a share below this loses digits to the subnormals as soon as it is multiplied
_TAIL = 25.0  # beyond this erfc comes near the subnormals, and its asymptotic series has all digits
_MODERATE = 340.0  # e^x, its square and their inverses are normal numbers up to here


def _is_moderate(x: Array) -> bool:
    """Whether the textbook form has all its digits: in training it always has, and takes a fifth of the time."""
    return bool(np.abs(x).max(initial=0.0) < _MODERATE)


def tanh_slope(x: Array) -> Array:
    """1 − tanh² x = 4 e^−2|x| / (1 + e^−2|x|)², which keeps its digits where tanh x is nearly ±1."""
    if _is_moderate(x):
        small = np.exp(-2 * np.abs(x))
        return np.asarray(4 * small / np.square(1.0 + small))
    twice = 2 * np.asarray(x)
    return 4 * weighted_sigmoid(sigmoid(-twice), twice)


def sigmoid(x: Array) -> Array:
    """1 / (1 + e^−x), written with e^−|x| where that would overflow."""
    if _is_moderate(x):
        return np.asarray(1.0 / (1.0 + np.exp(-x)))
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)


def sigmoid_less(x: Array, t: Array) -> Array:
    """sigmoid(x) − t for a share t, which keeps its digits where the two are near each other.

    About 1 where x is positive, and about ½ where x is near 0 and t is neither 0 nor 1: 1 − t and ½ − t are exact
    wherever they are small.
    """
    small = np.exp(-np.abs(x))
    small = small / (1.0 + small)
    found = np.where(x > 0, (1.0 - t) - small, small - t)
    near = (np.abs(x) < 1) & (t != 0) & (t != 1)
    return np.where(near, (0.5 - t) + np.tanh(x / 2) / 2, found) if near.any() else found


def weighted_sigmoid(weight: Array, x: Array) -> Array:
    """weight × sigmoid(x), with the vanishing factor split in two so that it cannot vanish too early."""
    if _is_moderate(x):
        return weight / (1.0 + np.exp(-x))
    half = np.exp(-np.abs(x) / 2)
    below = weight * half / (1.0 + half * half) * half
    return np.where(x >= 0, weight / (1.0 + half * half), below)


def softplus(x: Array) -> Array:
    """ln(1 + e^x)."""
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def shares(values: Array) -> Array:
    """Each entry's share of its line's sum."""
    return np.asarray(values / values.sum(axis=-1, keepdims=True))


def less_weighted_mean(g: Array, p: Array, weigh: Callable[[Array], Array] | None = None) -> Array:
    """gᵢ − Σⱼ gⱼ pⱼ under weights that sum to 1, each entry to within its own condition.

    Taken about one entry: where a weight is nearly 1 about its entry, whose own difference is then made of the others
    alone; else about the smallest, so that no difference is larger than its terms. ``weigh`` multiplies by p, where
    p itself has lost digits to the subnormals.
    """
    found = _less_mean(g, p, weigh)
    check = found.sum()
    if check - check != 0 and np.isfinite(g).all():  # a difference of the largest numbers may be larger
        return np.ldexp(_less_mean(np.ldexp(g, -2), p, weigh), 2)
    return found


def _less_mean(g: Array, p: Array, weigh: Callable[[Array], Array] | None) -> Array:
    lead = np.argmax(p, axis=-1, keepdims=True)
    heavy = np.take_along_axis(p, lead, axis=-1) > 0.5
    about = lead if heavy.all() else np.where(heavy, lead, np.argmin(np.abs(g), axis=-1, keepdims=True))
    away = g - np.take_along_axis(g, about, axis=-1)
    found: Array = away - np.sum(away * p if weigh is None else weigh(away), axis=-1, keepdims=True)
    return found


def normal_cdf(x: Array) -> Array:
    """Φ(x) = ½ erfc(−x/√2)."""
    return np.asarray(_erfc(-np.asarray(x) / math.sqrt(2)), dtype=np.float64) / 2


def gelu(x: Array) -> Array:
    """x Φ(x); far below 0 by the asymptotic series of the tail."""
    x = np.asarray(x, dtype=np.float64)
    far = x < -_TAIL * math.sqrt(2)
    return np.where(far, _gelu_tail(np.where(far, x, -40.0)), x * normal_cdf(x))


def _gelu_tail(x: Array) -> Array:
    """−φ(x) (1 − 1/x² + 3/x⁴ − 15/x⁶ + ...)."""
    square, term, series = x * x, np.ones_like(x), np.ones_like(x)
    for k in range(1, 12, 2):
        term = -term * k / square
        series = series + term
    half = np.exp(-square / 4)
    return -(series / math.sqrt(2 * math.pi) * half) * half


def log_sum_exp_above(z: Array, reference: Array) -> Array:
    """ln Σ e^z − reference along the last axis, exact to the last digits where one entry leads."""
    lines = np.reshape(z, (-1, np.shape(z)[-1]))
    leads = np.arange(len(lines)), np.argmax(lines, axis=-1)
    top = lines[leads]
    others = np.exp(lines - top[:, None])
    others[leads] = 0.0
    above = np.log1p(others.sum(axis=-1)) + (top - np.reshape(reference, -1))
    return np.asarray(above.reshape(np.shape(reference)))
