"""Numbers of small floating-point types as their shortest decimals: 0.1 kept in float32 is 0.1, not 0.10000000149.

The shortest decimal that the type reads back as the number is what was typed before it was stored. As many digits as
the type always keeps (6 for float32) are tried first, then one more at a time; whole arrays at once.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nnexplain.arrays import Array

if TYPE_CHECKING:
    import numpy.typing as npt

_BLOCK = 2**16
_POWERS = 22  # up to here a power of ten is a float64, so that a quotient by it rounds once
_TEN = np.array([float(f"1e{power}") for power in range(64)])


class Small(NamedTuple):
    """A type of fewer digits than float64: bits of its significand, and the exponent of its least normal number.

    ``dtype`` is NumPy's, where it has the type.
    """

    precision: int
    least: int
    dtype: type | None = None

    @property
    def digits(self) -> range:
        """From the decimals that it always keeps to those that always name a number."""
        return range(
            math.floor((self.precision - 1) * math.log10(2)), math.ceil(1 + self.precision * math.log10(2)) + 1
        )

    def rounded(self, value: Array) -> Array:
        """float64 rounded to the type, to even where two of its numbers are equally near."""
        if self.dtype is not None:
            with np.errstate(over="ignore"):
                return value.astype(self.dtype).astype(np.float64)
        _, exponent = np.frexp(value)
        unit = np.ldexp(1.0, np.maximum(exponent, self.least + 1) - self.precision)
        return np.asarray(np.rint(value / unit) * unit)


TYPES = {"float32": Small(24, -126, np.float32), "float16": Small(11, -14, np.float16), "bfloat16": Small(8, -126)}


def shortest(values: Array, kind: Small) -> Array:
    """The float64 of each number's shortest decimal; ``values`` are float64 that the type holds.

    >>> shortest(np.float64([np.float32(0.1), 0.5, 3]), TYPES["float32"]).tolist()
    [0.1, 0.5, 3.0]
    """
    found = np.array(values).reshape(-1)
    for start in range(0, found.size, _BLOCK):
        _shorten(found[start : start + _BLOCK], kind)
    return found.reshape(values.shape)


def _shorten(found: Array, kind: Small) -> None:
    """The same in place, for as many numbers as the processor keeps at hand."""
    size = np.abs(found)
    odd = np.isfinite(found) & ~((found == np.rint(found)) & (size < 2**kind.precision))
    edge = odd & (np.frexp(size)[0] == 0.5)  # powers of two: the neighbours are unequally far
    pending = np.flatnonzero(odd & ~edge)
    tens = np.floor(np.log10(size, where=odd, out=np.zeros_like(size))).astype(np.int64)
    subnormal = bool((size[pending] < 2.0**kind.least).any())
    for digits in range(1 if subnormal else kind.digits.start, kind.digits.stop):
        exact = found[pending]
        decimals = _with_digits(exact, digits, tens[pending])
        fits = kind.rounded(decimals) == exact
        found[pending[fits]] = decimals[fits]
        pending = pending[~fits]
    powers, places = np.unique(found[edge], return_inverse=True)
    found[edge] = np.array([_one(float(value), kind) for value in powers])[places]


def _with_digits(values: Array, digits: int, tens: npt.NDArray[np.int64]) -> Array:
    """The nearest decimals of so many significant digits, as float64 reads them; ``tens`` are the powers of ten."""
    places = digits - 1 - tens
    up, down = _TEN[np.maximum(places, 0)], _TEN[np.maximum(-places, 0)]
    whole = np.rint(values * up / down)
    decimals = np.asarray(whole / up * down)
    far = np.flatnonzero(np.abs(places) > _POWERS)
    decimals[far] = [float(f"{number:.0f}e{-place}") for number, place in zip(whole[far], places[far], strict=True)]
    return decimals


def _one(value: float, kind: Small) -> float:
    """The same for a power of two."""
    for digits in range(kind.digits.stop):
        mantissa, _, exponent = f"{abs(value):.{digits}e}".partition("e")
        number, last = int(mantissa.replace(".", "")), int(exponent) - digits
        for text in (f"{number}e{last}", f"{number + 1}e{last}"):
            if float(kind.rounded(np.asarray(float(text)))) == abs(value):
                return math.copysign(float(text), value)
    return value
