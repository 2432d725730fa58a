"""Exact values on the inputs as typed: fractions, or ``ROUNDED`` as soon as one had to be rounded."""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

_MOST_BITS = 2048  # beyond this no one reads the digits, and arithmetic gets slow


class Rounded:
    """The value that has been rounded: whatever is computed from it has been rounded too."""

    __slots__ = ()

    def _absorb(self, *_: object) -> Rounded:
        return self

    def _unless_zero(self, other: object) -> Exact:
        """0 times a rounded number is 0 (the reader looks whether the number was finite)."""
        return Fraction(0) if isinstance(other, (int, Fraction)) and other == 0 else self

    __add__ = __radd__ = __sub__ = __rsub__ = __truediv__ = __pow__ = __rpow__ = __neg__ = _absorb
    __mul__ = __rmul__ = __rtruediv__ = _unless_zero

    def __repr__(self) -> str:
        return "ROUNDED"


class MinusInfinity(Rounded):
    """−∞ of a hidden score: it stays −∞ when something finite is subtracted, and e^(−∞) is exactly 0."""

    __slots__ = ()


ROUNDED = Rounded()
MINUS_INFINITY = MinusInfinity()
Exact = Fraction | Rounded


def settle(value: Any) -> Exact:
    """A result as a fraction of bounded size, or ``ROUNDED``."""
    if isinstance(value, int):
        return Fraction(value)
    if not isinstance(value, Fraction) or value.denominator.bit_length() > _MOST_BITS:
        return ROUNDED
    return value if value.numerator.bit_length() <= _MOST_BITS else ROUNDED


def _at(points: dict[int, int]) -> Callable[[Any], Exact]:
    """A function that is rational only at a few points, such as exp at 0."""

    def function(x: Any) -> Exact:
        if isinstance(x, (int, Fraction)) and x in points:
            return Fraction(points[x])  # type: ignore[index]
        return ROUNDED

    return function


def exp(x: Any) -> Exact:
    return Fraction(0) if isinstance(x, MinusInfinity) else _exp(x)


_exp, log = _at({0: 1}), _at({1: 0})
tanh, erf, sin, cos = _at({0: 0}), _at({0: 0}), _at({0: 0}), _at({0: 1})
pi = e = ROUNDED


def sqrt(x: Any) -> Exact:
    if isinstance(x, Rounded) or x < 0:
        return ROUNDED
    x = Fraction(x)
    top, bottom = math.isqrt(x.numerator), math.isqrt(x.denominator)
    return Fraction(top, bottom) if top * top == x.numerator and bottom * bottom == x.denominator else ROUNDED


def power(base: Any, exponent: Any) -> Exact:
    """Whole powers (and square roots) of fractions, as long as someone could still read the digits."""
    if isinstance(base, Rounded) or isinstance(exponent, Rounded):
        return ROUNDED
    base, exponent = Fraction(base), Fraction(exponent)
    if exponent == Fraction(1, 2):
        return sqrt(base)
    size = max_bits(base)
    if exponent.denominator != 1 or abs(exponent) * size > _MOST_BITS or (base == 0 and exponent < 0):
        return ROUNDED
    return Fraction(base**exponent.numerator)


def max_bits(number: Fraction) -> int:
    return builtins.max(number.numerator.bit_length(), number.denominator.bit_length())


def _of_known(function: Callable[..., Any]) -> Callable[..., Exact]:
    def known(*args: Any) -> Exact:
        return ROUNDED if any(isinstance(a, (Rounded, float)) for a in args) else Fraction(function(*args))

    return known


absolute, floor, ceil = _of_known(abs), _of_known(math.floor), _of_known(math.ceil)
maximum, minimum = _of_known(builtins.max), _of_known(builtins.min)
positive = _of_known(lambda x: int(x > 0))
sign = _of_known(lambda x: (x > 0) - (x < 0))


def known(x: Any) -> Any:
    return None if isinstance(x, Rounded) else x


def sum(line: Iterable[Exact]) -> Exact:
    total = Fraction(0)
    for entry in line:
        if isinstance(entry, Rounded):
            return ROUNDED
        total += entry
    return total


def max(line: Sequence[Exact]) -> Exact:
    line = [entry for entry in line if not isinstance(entry, MinusInfinity)] or line
    return maximum(*line) if len(line) > 1 else line[0]


def min(line: Sequence[Exact]) -> Exact:
    return minimum(*line) if len(line) > 1 else line[0]


def size(line: Sequence[Exact]) -> int:
    return getattr(line, "length", len(line))  # one entry may stand for a line that is too long to look at


def dot(a: Sequence[Exact], b: Sequence[Exact]) -> Exact:
    return sum(p * q for p, q in zip(a, b, strict=True)) if len(a) == len(b) else ROUNDED
