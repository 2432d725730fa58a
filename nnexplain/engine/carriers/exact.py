"""Exact values on the inputs as typed: fractions, or ``ROUNDED`` as soon as one had to be rounded."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from nnexplain.engine.carriers import Lines
from nnexplain.notation.functions import BY_NAME, Function

_MOST_BITS = 2048  # beyond this no one reads the digits, and arithmetic gets slow


class Rounded:
    """The value that has been rounded: whatever is computed from it has been rounded too."""

    __slots__ = ()

    def _absorb(self, other: object = None, /) -> Exact:
        return ROUNDED

    def _unless_zero(self, other: object, /) -> Exact:
        """0 times a rounded number is 0 (the reader looks whether the number was finite)."""
        return Fraction(0) if isinstance(other, (int, Fraction)) and other == 0 else ROUNDED

    __add__ = __radd__ = __sub__ = __rsub__ = __truediv__ = __pow__ = __rpow__ = __neg__ = _absorb
    __mul__ = __rmul__ = __rtruediv__ = _unless_zero

    def __repr__(self) -> str:
        return "ROUNDED"


class Entry(Rounded):
    """A rounded value that is known by what it is made of: less itself it is 0, whatever it is.

    ``value`` is its float64 value, which tells the larger of two that are well apart.
    """

    __slots__ = ()

    @property
    def value(self) -> float:
        raise NotImplementedError

    def is_same(self, other: Entry) -> bool:
        """Whether the other is made of the same in the same way."""
        raise NotImplementedError

    def __sub__(self, other: object = None, /) -> Exact:
        return Fraction(0) if isinstance(other, Entry) and self.is_same(other) else ROUNDED


class MinusInfinity(Rounded):
    """−∞ of a hidden score: it stays −∞ when something finite is added or it is stretched, and e^(−∞) is exactly 0."""

    __slots__ = ()

    def _plus(self, other: object = None, /) -> Exact:
        finite = isinstance(other, (int, Fraction)) or (isinstance(other, Entry) and math.isfinite(other.value))
        return self if finite else ROUNDED

    def _times(self, other: object = None, /) -> Exact:
        size = other.value if isinstance(other, Entry) else other if isinstance(other, (int, Fraction)) else 0
        return self if size > _APART and size < math.inf else ROUNDED

    __add__ = __radd__ = __sub__ = _plus
    __mul__ = __rmul__ = __truediv__ = _times


_APART = 1e-9  # what float64 keeps of a sum of many terms, and far more
ROUNDED = Rounded()
MINUS_INFINITY = MinusInfinity()
Exact = Fraction | Rounded


def settle(value: object) -> Exact:
    """A result as a fraction of bounded size, or as what is known of a rounded one."""
    if isinstance(value, Rounded):
        return value
    if isinstance(value, int):
        return Fraction(value)
    if not isinstance(value, Fraction) or value.denominator.bit_length() > _MOST_BITS:
        return ROUNDED
    return value if value.numerator.bit_length() <= _MOST_BITS else ROUNDED


def _at(points: Mapping[int, int]) -> Callable[..., Exact]:
    """A function that is rational only at a few points, such as exp at 0."""

    def function(x: Exact | float) -> Exact:
        return Fraction(points[int(x)]) if isinstance(x, (int, Fraction)) and x in points else ROUNDED

    return function


def _logarithm(base: int) -> Callable[..., Exact]:
    """Rational at the powers of its base, those below 1 too."""

    def function(x: Exact | float) -> Exact:
        if not isinstance(x, (int, Fraction)) or x <= 0:
            return ROUNDED
        large, sign = (Fraction(x), 1) if x >= 1 else (1 / Fraction(x), -1)
        power = round(math.log(large.numerator, base)) if large.denominator == 1 else -1
        return Fraction(sign * power) if power >= 0 and base**power == large else ROUNDED

    return function


def _of_known(function: Callable[..., int | Fraction]) -> Callable[..., Exact]:
    """A function of which every value at a fraction is one."""

    def known(*args: Exact | float) -> Exact:
        return ROUNDED if any(isinstance(a, (Rounded, float)) for a in args) else Fraction(function(*args))

    return known


def _by_sign(points: Mapping[int, int]) -> Callable[[Exact | float], Exact]:
    """A function of a number's sign; −1, 0 and 1 stand for them."""

    def function(x: Exact | float) -> Exact:
        if isinstance(x, Entry):
            return Fraction(points[1 if x.value > 0 else -1]) if abs(x.value) > _APART else ROUNDED
        return ROUNDED if isinstance(x, (Rounded, float)) else Fraction(points[(x > 0) - (x < 0)])

    return function


def _extreme(up: int) -> Callable[..., Exact]:
    """The largest (``up`` is 1) or the smallest of several: one of them, where it can be told which."""

    def function(*args: Exact | float) -> Exact:
        plain = [a for a in args if isinstance(a, (int, Fraction))]
        if len(plain) == len(args):
            return Fraction(max(plain) if up > 0 else min(plain))
        args = tuple(a for a in args if not isinstance(a, MinusInfinity)) if up > 0 else args
        if not args or not all(isinstance(a, (int, Fraction, Entry)) for a in args):
            return MINUS_INFINITY if not args else ROUNDED
        best, *others = sorted(((up * _size(a), a) for a in args), key=lambda pair: pair[0], reverse=True)
        found = best[1]
        for size, other in others:
            if best[0] - size > _APART * (1 + abs(size)):
                break  # the others are smaller still
            if not _is_same(found, other):
                return ROUNDED
        return found if isinstance(found, Rounded) else Fraction(found)

    return function


def _size(a: Exact | float) -> float:
    return a.value if isinstance(a, Entry) else float(a)  # type: ignore[arg-type]


def _is_same(a: object, b: object) -> bool:
    return a.is_same(b) if isinstance(a, Entry) and isinstance(b, Entry) else a == b


_exp = _at(BY_NAME["exp"].points)


class Fractions(Lines[Exact, Sequence[Exact]]):
    """What is a fraction at fractions is one here; everything else has been rounded."""

    pi = e = ROUNDED
    absolute, floor = staticmethod(_of_known(abs)), staticmethod(_of_known(math.floor))
    ceil = staticmethod(_of_known(math.ceil))
    maximum, minimum = staticmethod(_extreme(1)), staticmethod(_extreme(-1))
    log2, log10 = staticmethod(_logarithm(2)), staticmethod(_logarithm(10))
    step, sign = staticmethod(_by_sign({-1: 0, 0: 0, 1: 1})), staticmethod(_by_sign({-1: -1, 0: 0, 1: 1}))

    def function(self, row: Function) -> Callable[..., Exact]:
        return _at(row.points)

    def exp(self, x: Exact | float) -> Exact:
        return Fraction(0) if isinstance(x, MinusInfinity) else _exp(x)

    def sqrt(self, x: Exact | float) -> Exact:
        if isinstance(x, Rounded) or x < 0:
            return ROUNDED
        x = Fraction(x)
        top, bottom = math.isqrt(x.numerator), math.isqrt(x.denominator)
        return Fraction(top, bottom) if top * top == x.numerator and bottom * bottom == x.denominator else ROUNDED

    def power(self, base: Exact | float, exponent: Exact | float) -> Exact:
        """Whole powers (and square roots) of fractions, as long as someone could still read the digits."""
        if isinstance(base, Rounded) or isinstance(exponent, Rounded):
            return ROUNDED
        base, exponent = Fraction(base), Fraction(exponent)
        if exponent == Fraction(1, 2):
            return self.sqrt(base)
        size = max(base.numerator.bit_length(), base.denominator.bit_length())
        if exponent.denominator != 1 or abs(exponent) * size > _MOST_BITS or (base == 0 and exponent < 0):
            return ROUNDED
        return Fraction(base**exponent.numerator)

    def known(self, x: Exact) -> Fraction | None:
        return None if isinstance(x, Rounded) else x

    def sum(self, line: Iterable[Exact]) -> Exact:
        total = Fraction(0)
        for entry in line:
            if isinstance(entry, Rounded):
                return ROUNDED
            total += entry
        return total

    def max(self, line: Sequence[Exact]) -> Exact:
        return self.maximum(*line) if len(line) > 1 else line[0]

    def min(self, line: Sequence[Exact]) -> Exact:
        return self.minimum(*line) if len(line) > 1 else line[0]

    def size(self, line: Sequence[Exact]) -> int:
        return getattr(line, "length", len(line))  # one entry may stand for a line that is too long to look at

    def dot(self, a: Sequence[Exact], b: Sequence[Exact]) -> Exact:
        return self.sum(p * q for p, q in zip(a, b, strict=True)) if len(a) == len(b) else ROUNDED


EXACT = Fractions()
