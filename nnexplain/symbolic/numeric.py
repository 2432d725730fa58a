"""A SymPy expression as a real number, in as many digits as asked for: the arithmetic of the checks.

SymPy's own ``evalf`` writes whole numbers out in full, whatever their size; here a number is a few digits and an
exponent, so that 9^9^9 takes no longer than 2 + 2.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp
from mpmath import MPContext, mp  # type: ignore[import-untyped]

from nnexplain.engine.carriers import symbols
from nnexplain.errors import InternalCheckError
from nnexplain.notation.functions import CARRIED

_FAR = 2**60  # an exponent beyond this makes a power 0 or infinite
_NUDGE = 2.0**-49  # a few units in the last place of float64
LARGE, SMALL = 1e100, 1e-100  # numbers beyond these come near what float64 cannot hold when they are multiplied


class NoNumberError(ArithmeticError):
    """The expression is no real number here."""


class Numeric:
    """Works expressions out at a point: symbols → floats. Entries of one point are remembered."""

    def __init__(self, context: MPContext, at: Mapping[Any, float], digits: int, *, nudged: int | None = None) -> None:
        self.context = context  # mpmath's own context is shared by every thread
        self.context.dps = digits
        self._at = at
        self._draw = None if nudged is None else random.Random(nudged)
        self._known: dict[Any, Any] = {}
        self.extreme = False  # whether a number on the way was one that float64 cannot well hold

    def __call__(self, expression: Any) -> Any:
        """The expression's value, or None where it is no real number."""
        try:
            found = self._value(sp.sympify(expression))
        except (NoNumberError, ZeroDivisionError, ValueError, OverflowError):
            return None
        return None if self.context.isnan(found) else found

    def _value(self, expression: Any) -> Any:
        if expression not in self._known:
            self._known[expression] = self._seen(self._worked(expression))
        return self._known[expression]

    def _seen(self, found: Any) -> Any:
        """With a nudge, as if each operation had rounded a little differently."""
        if self._draw is None:
            return found
        size = abs(found)
        self.extreme |= not (found == 0 or SMALL < size < LARGE)
        return found * (1 + self._draw.uniform(-_NUDGE, _NUDGE))

    def _worked(self, expression: Any) -> Any:
        m = self.context
        if expression.is_Symbol:
            return m.mpf(self._at[expression])
        if expression.is_Rational:
            return m.mpf(int(expression.p)) / int(expression.q)
        if expression.is_Float:
            return m.mpf(repr(float(expression)))
        work = _WORK.get(expression.func)
        if work is None:
            raise InternalCheckError(f"{expression.func.__name__} in a derivation is a function without a number")
        return work(m, *map(self._value, expression.args))


def _sum(m: Any, *terms: Any) -> Any:
    return m.fsum(terms)


def _product(m: Any, *factors: Any) -> Any:
    return m.fprod(factors)


def _power(m: Any, base: Any, exponent: Any) -> Any:
    if m.isnan(base) or m.isnan(exponent):
        raise NoNumberError
    if base == 0:
        return m.mpf(0) if exponent > 0 else m.mpf(1) if exponent == 0 else m.inf
    if base < 0 and not m.isint(exponent):
        raise NoNumberError
    if m.isinf(base) or m.isinf(exponent):
        return base**exponent
    if abs(exponent) * abs(m.log(abs(base))) > _FAR or abs(exponent) > _FAR:
        return _exp(m, exponent * m.log(abs(base)))
    return base ** int(exponent) if m.isint(exponent) else base**exponent


def _exp(m: Any, x: Any) -> Any:
    if abs(x) > _FAR:
        return m.inf if x > 0 else m.mpf(0)
    return m.exp(x)


def _log(m: Any, x: Any) -> Any:
    if x < 0:
        raise NoNumberError
    return m.log(x) if x else -m.inf


def _tanh(m: Any, x: Any) -> Any:
    return m.sign(x) if abs(x) > 3 * m.dps else m.tanh(x)


def _turning(name: str) -> Callable[..., Any]:
    def function(m: Any, x: Any) -> Any:
        if abs(x) > m.mpf(10) ** 400:  # no one could say where on the circle that is
            raise NoNumberError
        return getattr(m, name)(x)

    return function


def _erf(m: Any, x: Any) -> Any:
    return m.sign(x) if abs(x) > 3 * m.dps else m.erf(x)


def _step(m: Any, x: Any) -> Any:
    return m.mpf(1 if x > 0 else 0)


def _case(m: Any, *_: Any) -> Any:
    raise NoNumberError


def _by_mpmath(name: str) -> Callable[..., Any]:
    return lambda m, *args: getattr(m, name)(*args)


_WORK: dict[Any, Callable[..., Any]] = {
    getattr(sp, row.sympy): _by_mpmath(row.sympy) for row in CARRIED if hasattr(mp, row.sympy)
}
_WORK |= {
    sp.Add: _sum, sp.Mul: _product, sp.Pow: _power, sp.exp: _exp, sp.log: _log, sp.tanh: _tanh, sp.erf: _erf,
    sp.sin: _turning("sin"), sp.cos: _turning("cos"), sp.Abs: lambda m, x: abs(x),
    symbols.Absolute: lambda m, x: abs(x), symbols.Sign: lambda m, x: m.sign(x), symbols.Step: _step,
    symbols.Floor: lambda m, x: m.floor(x), symbols.Ceil: lambda m, x: m.ceil(x),
    symbols.Largest: lambda m, *parts: max(parts), symbols.Smallest: lambda m, *parts: min(parts),
    type(sp.pi): lambda m: +m.pi, type(sp.E): lambda m: +m.e, type(sp.oo): lambda m: m.inf,
    type(-sp.oo): lambda m: -m.inf, type(sp.zoo): lambda m: m.inf, type(sp.nan): _case, type(sp.I): _case,
}  # fmt: skip
