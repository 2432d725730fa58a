"""Numbers in 120 digits, for what float64 can't tell from 0. Imported only where such a number is met.

Inputs are taken as typed (0.1 is a tenth), so that what vanishes on paper vanishes here too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from threading import RLock
from typing import Any

from mpmath import MPContext

from nnexplain.engine.carriers import Lines
from nnexplain.notation.functions import Function

DIGITS_KEPT = 120
_CONTEXT = MPContext()  # of our own: everyone else shares mpmath's
_CONTEXT.dps = DIGITS_KEPT
alone = RLock()  # mpmath works in more digits than asked for, and then puts its context back: one thread at a time
Long = Any  # a number of that context; mpmath has no types


def long(x: Long | float | Fraction) -> Long:
    """A number as its shortest decimal says it."""
    if isinstance(x, Fraction):
        return _CONTEXT.mpf(x.numerator) / x.denominator
    return _CONTEXT.mpf(repr(float(x)) if isinstance(x, float) else x)


def _quotient(a: Long, b: Long) -> Long:
    return a / b if b else _CONTEXT.mpf("nan") if not a else _CONTEXT.inf if a > 0 else -_CONTEXT.inf


class Decimals:
    """A number that takes a formula's 0.044715 for the decimal, and divides by 0 as float64 does."""

    __slots__ = ("value",)

    def __init__(self, value: Long) -> None:
        self.value = value

    def __add__(self, other: Decimals | float) -> Decimals:
        return Decimals(self.value + lifted(other))

    def __sub__(self, other: Decimals | float) -> Decimals:
        return Decimals(self.value - lifted(other))

    def __rsub__(self, other: float) -> Decimals:
        return Decimals(lifted(other) - self.value)

    def __mul__(self, other: Decimals | float) -> Decimals:
        return Decimals(self.value * lifted(other))

    def __truediv__(self, other: Decimals | float) -> Decimals:
        return Decimals(_quotient(self.value, lifted(other)))

    def __rtruediv__(self, other: float) -> Decimals:
        return Decimals(_quotient(lifted(other), self.value))

    def __neg__(self) -> Decimals:
        return Decimals(-self.value)

    __radd__, __rmul__ = __add__, __mul__


def lifted(x: Decimals | float | Fraction) -> Long:
    """The number inside."""
    return x.value if isinstance(x, Decimals) else long(x)


class LongNumbers(Lines[Decimals, Sequence[Decimals]]):
    """mpmath's functions, which a row of the table names as SymPy does."""

    pi, e = Decimals(+_CONTEXT.pi), Decimals(+_CONTEXT.e)

    def function(self, row: Function) -> Callable[..., Decimals]:
        if not hasattr(_CONTEXT, row.sympy):
            raise LookupError(f"{row.name} has to be written for numbers of many digits")
        work = getattr(_CONTEXT, row.sympy)
        return lambda x: Decimals(work(lifted(x)))

    def absolute(self, x: Decimals | float) -> Decimals:
        return Decimals(abs(lifted(x)))

    def ceil(self, x: Decimals | float) -> Decimals:
        return Decimals(_CONTEXT.ceil(lifted(x)))

    def step(self, x: Decimals | float) -> Decimals:
        return Decimals(_CONTEXT.mpf(lifted(x) > 0))

    def log(self, x: Decimals | float) -> Decimals:
        """Below 0 there is none; mpmath would leave the real numbers."""
        inside = lifted(x)
        return Decimals(_CONTEXT.log(inside) if inside > 0 else -_CONTEXT.inf if not inside else _CONTEXT.nan)

    def log2(self, x: Decimals | float) -> Decimals:
        return self.log(x) / self.log(2)

    def log10(self, x: Decimals | float) -> Decimals:
        return self.log(x) / self.log(10)

    def sqrt(self, x: Decimals | float) -> Decimals:
        inside = lifted(x)
        return Decimals(_CONTEXT.sqrt(inside) if inside >= 0 else _CONTEXT.nan)

    def power(self, base: Decimals | float, exponent: Decimals | float) -> Decimals:
        a, b = lifted(base), lifted(exponent)
        if not a and b < 0:
            return Decimals(_CONTEXT.inf)
        if a < 0 and b != int(b):
            return Decimals(_CONTEXT.nan)
        return Decimals(a ** (int(b) if _CONTEXT.isfinite(b) and b == int(b) else b))

    def maximum(self, *parts: Decimals | float) -> Decimals:
        return Decimals(max(map(lifted, parts)))

    def minimum(self, *parts: Decimals | float) -> Decimals:
        return Decimals(min(map(lifted, parts)))

    def known(self, x: Decimals) -> float | None:
        return float(x.value)

    def sum(self, line: Sequence[Decimals]) -> Decimals:
        return Decimals(sum((entry.value for entry in line), _CONTEXT.zero))

    def max(self, line: Sequence[Decimals]) -> Decimals:
        return self.maximum(*line)

    def min(self, line: Sequence[Decimals]) -> Decimals:
        return self.minimum(*line)

    def size(self, line: Sequence[Decimals]) -> int:
        return len(line)

    def dot(self, a: Sequence[Decimals], b: Sequence[Decimals]) -> Decimals:
        return self.sum([p * q for p, q in zip(a, b, strict=True)])


LONG_NUMBERS = LongNumbers()
