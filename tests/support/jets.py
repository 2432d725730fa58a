"""A carrier of numbers in as many digits as mpmath is set to, each with its derivatives by the inputs.

It is a second, independent way to every value and every gradient: it reads the same formulas, but knows
nothing of NumPy, of the float64 kernels, or of the gradient rules.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from fractions import Fraction
from typing import Any

from mpmath import mp, mpf


class Jet:
    """A number and its slopes: input → derivative."""

    __slots__ = ("slopes", "value")
    __array_ufunc__ = None

    def __init__(self, value: Any, slopes: dict[Hashable, Any] | None = None) -> None:
        self.value, self.slopes = value, slopes or {}

    def __add__(self, other: Any) -> Jet:
        b = lift(other)
        return Jet(self.value + b.value, _combine((1, self), (1, b)))

    def __sub__(self, other: Any) -> Jet:
        b = lift(other)
        return Jet(self.value - b.value, _combine((1, self), (-1, b)))

    def __mul__(self, other: Any) -> Jet:
        b = lift(other)
        return Jet(self.value * b.value, _combine((b.value, self), (self.value, b)))

    def __truediv__(self, other: Any) -> Jet:
        b = lift(other)
        value = quotient(self.value, b.value)
        return Jet(value, _combine((quotient(1, b.value), self), (-quotient(value, b.value), b)))

    def __neg__(self) -> Jet:
        return Jet(-self.value, _combine((-1, self)))

    def __pow__(self, other: Any) -> Jet:
        return power(self, other)

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other: Any) -> Jet:
        return lift(other) - self

    def __rtruediv__(self, other: Any) -> Jet:
        return lift(other) / self

    def __rpow__(self, other: Any) -> Jet:
        return power(other, self)

    def __lt__(self, other: Any) -> bool:
        return bool(self.value < lift(other).value)

    def __gt__(self, other: Any) -> bool:
        return bool(self.value > lift(other).value)


def quotient(a: Any, b: Any) -> Any:
    if b != 0:
        return a / b
    return mpf("nan") if a == 0 else mpf("inf") if a > 0 else mpf("-inf")


def _combine(*parts: tuple[Any, Jet]) -> dict[Hashable, Any]:
    slopes: dict[Hashable, Any] = {}
    for factor, part in parts:
        for key, slope in part.slopes.items():
            slopes[key] = slopes.get(key, 0) + (0 if slope == 0 else factor * slope)
    return slopes


def lift(x: Any) -> Jet:
    if isinstance(x, Jet):
        return x
    if isinstance(x, Fraction):
        return Jet(mpf(x.numerator) / x.denominator)
    return Jet(mpf(repr(x)) if isinstance(x, float) else mpf(x))  # a formula's 0.044715 means the decimal


def variable(value: Any, key: Hashable) -> Jet:
    return Jet(mpf(value), {key: mpf(1)})


def _function(value: Callable[[Any], Any], slope: Callable[[Any, Any], Any]) -> Callable[[Any], Jet]:
    """A function of one number; ``slope(x, y)`` is its derivative, y its value."""

    def function(x: Any) -> Jet:
        x = lift(x)
        y = value(x.value)
        return Jet(y, _combine((slope(x.value, y), x)) if x.slopes else None)

    return function


exp = _function(lambda x: mp.exp(x), lambda x, y: y)
log = _function(lambda x: mp.log(x) if x >= 0 else mpf("nan"), lambda x, y: quotient(mpf(1), x))
log2 = _function(lambda x: mp.log(x, 2) if x >= 0 else mpf("nan"), lambda x, y: quotient(mpf(1), x * mp.log(2)))
log10 = _function(lambda x: mp.log10(x) if x >= 0 else mpf("nan"), lambda x, y: quotient(mpf(1), x * mp.log(10)))
sqrt = _function(lambda x: mp.sqrt(x) if x >= 0 else mpf("nan"), lambda x, y: quotient(mpf(1), 2 * y))
tanh = _function(lambda x: mp.tanh(x), lambda x, y: 1 - y * y)
sin = _function(lambda x: mp.sin(x), lambda x, y: mp.cos(x))
cos = _function(lambda x: mp.cos(x), lambda x, y: -mp.sin(x))
erf = _function(lambda x: mp.erf(x), lambda x, y: 2 * mp.exp(-x * x) / mp.sqrt(mp.pi))
floor = _function(lambda x: mp.floor(x), lambda x, y: mpf(0))
ceil = _function(lambda x: mp.ceil(x), lambda x, y: mpf(0))
absolute = _function(lambda x: abs(x), lambda x, y: mp.sign(x))
step = _function(lambda x: mpf(1) if x > 0 else mpf(0), lambda x, y: mpf(0))
sign = _function(lambda x: mp.sign(x), lambda x, y: mpf(0))


def __getattr__(name: str) -> Jet:
    """π and e in the digits of the moment."""
    if name in ("pi", "e"):
        return Jet(+getattr(mp, name))
    raise AttributeError(name)


def power(base: Any, exponent: Any) -> Jet:
    a, b = lift(base), lift(exponent)
    whole = b.value == int(b.value) if mp.isfinite(b.value) else False
    by = int(b.value) if whole else b.value
    if a.value == 0 and b.value < 0:
        return Jet(mpf("inf"))
    value = a.value**by
    slopes = _combine((by * a.value ** (by - 1) if by != 0 and (a.value != 0 or by >= 1) else mpf(0), a))
    if b.slopes:
        slopes = _combine((1, Jet(value, slopes)), (value * mp.log(a.value), b))
    return Jet(value, slopes)


def maximum(*args: Any) -> Jet:
    """The larger; of equal ones the first, as the rules have it."""
    best = lift(args[0])
    for arg in map(lift, args[1:]):
        best = arg if arg.value > best.value else best
    return best


def minimum(*args: Any) -> Jet:
    best = lift(args[0])
    for arg in map(lift, args[1:]):
        best = arg if arg.value < best.value else best
    return best


def known(x: Any) -> Any:
    return lift(x).value


def sum(line: Sequence[Any]) -> Jet:
    total = Jet(mpf(0))
    for term in line:
        total = total + term
    return total


def max(line: Sequence[Any]) -> Jet:
    return maximum(*line)


def min(line: Sequence[Any]) -> Jet:
    return minimum(*line)


def size(line: Sequence[Any]) -> int:
    return len(line)


def dot(a: Sequence[Any], b: Sequence[Any]) -> Jet:
    return sum([p * q for p, q in zip(a, b, strict=True)])
