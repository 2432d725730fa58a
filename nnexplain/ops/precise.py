"""Arithmetic in twice the digits of float64, on whole arrays: a value is a pair, its rounded part and what is left.

For gradients that are differences of nearly equal numbers. What even this cannot hold is seen by ``lost``, and is then
worked out in fractions (``root``), which is slow and always right.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from nnexplain.arrays import Array

_SPLIT = 134217729.0  # 2^27 + 1 cuts a float64 into two halves whose products are exact
_MOST_LOST = 2.0**-40  # of 106 bits this leaves more than float64 has


class Twice(NamedTuple):
    """``rounded + left``, where ``left`` is less than half a step of ``rounded``."""

    rounded: Array
    left: Array

    def __neg__(self) -> Twice:
        return Twice(-self.rounded, -self.left)


def whole(a: Array) -> Twice:
    """A float64 as it is."""
    return Twice(a, np.zeros_like(a))


def _two_sum(a: Array, b: Array) -> Twice:
    """a + b without an error (Knuth)."""
    found = a + b
    part = found - a
    return Twice(found, (a - (found - part)) + (b - part))


def _halves(a: Array) -> tuple[Array, Array]:
    scaled = _SPLIT * a
    high = scaled - (scaled - a)
    return high, a - high


def _two_product(a: Array, b: Array) -> Twice:
    """a × b without an error (Dekker, Veltkamp)."""
    found = a * b
    a1, a2 = _halves(a)
    b1, b2 = _halves(b)
    return Twice(found, ((a1 * b1 - found) + a1 * b2 + a2 * b1) + a2 * b2)


def difference(a: Array, b: Array) -> Twice:
    """a − b of two float64 numbers, without an error."""
    return _two_sum(a, -b)


def add(a: Twice, b: Twice) -> Twice:
    """a + b."""
    found, left = _two_sum(a.rounded, b.rounded)
    return _two_sum(found, left + (a.left + b.left))


def subtract(a: Twice, b: Twice) -> Twice:
    """a − b."""
    return add(a, -b)


def multiply(a: Twice, b: Twice) -> Twice:
    """a × b."""
    found, left = _two_product(a.rounded, b.rounded)
    return _two_sum(found, left + (a.rounded * b.left + a.left * b.rounded))


def divide(a: Twice, b: Twice) -> Twice:
    """a / b."""
    first = a.rounded / b.rounded
    rest = subtract(a, multiply(whole(first), b))
    return _two_sum(first, rest.rounded / b.rounded)


def total(line: Twice) -> Twice:
    """The sum along the last axis, kept with length 1: halves of the line are added until one entry is left."""
    found, left = line.rounded, line.left
    while found.shape[-1] > 1:
        half = found.shape[-1] // 2
        added, lost_now = _two_sum(found[..., :half], found[..., half : 2 * half])
        lost_now = lost_now + (left[..., :half] + left[..., half : 2 * half])
        odd = found.shape[-1] % 2
        found = np.concatenate([added, found[..., -1:]], axis=-1) if odd else added
        left = np.concatenate([lost_now, left[..., -1:]], axis=-1) if odd else lost_now
    return _two_sum(found, left)


def lost(found: Array, *terms: Array) -> Array:
    """Where so much of the terms has cancelled that twice the digits are not enough."""
    size = np.abs(terms[0])
    for term in terms[1:]:
        size = size + np.abs(term)
    return np.asarray(np.abs(found) < _MOST_LOST * size)


def exponent(a: Array) -> Array:
    """The power of two just above the largest entry of each line (0 where all are 0), kept with length 1."""
    found: Array = np.frexp(np.abs(a).max(axis=-1, keepdims=True, initial=0.0))[1]
    return found


def root(square: Fraction, sign: int = 1) -> float:
    """±√square, rounded once.

    >>> root(Fraction(1, 4)), root(Fraction(10) ** -400, -1), root(Fraction(2))
    (0.5, -1e-200, 1.4142135623730951)
    """
    if square == 0:
        return 0.0
    bits = square.numerator.bit_length() - square.denominator.bit_length()
    shift = 2 * (100 - bits // 2)  # so that the root has about a hundred bits
    scaled = square * Fraction(2) ** shift
    digits = math.isqrt(scaled.numerator // scaled.denominator)
    try:
        return sign * float(Fraction(digits) / Fraction(2) ** (shift // 2))
    except OverflowError:
        return sign * math.inf
