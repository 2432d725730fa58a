"""A SymPy expression as a real number, in as many digits as asked for: the arithmetic of the checks.

SymPy's own ``evalf`` writes whole numbers out in full, whatever their size; here a number is a few digits and an
exponent, so that 9^9^9 takes no longer than 2 + 2.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterable, Mapping

import sympy as sp
from mpmath import MPContext, mp, mpf

from nnexplain.errors import InternalCheckError
from nnexplain.symbolic.tree import NAMES

_FAR = 2**60  # an exponent beyond this makes a power 0 or infinite
_NUDGE = 2.0**-49  # a few units in the last place of float64
LARGE, SMALL = 1e100, 1e-100  # numbers beyond these come near what float64 cannot hold when they are multiplied
Point = Mapping[sp.Symbol, float]
Work = Callable[..., mpf]


class _Own(threading.local):
    """A context for each thread: they all share mpmath's own."""

    def __init__(self) -> None:
        self.context = MPContext()


_own = _Own()


class NoNumberError(ArithmeticError):
    """The expression is no real number here."""


def point(expressions: Iterable[sp.Expr], seed: int, *, both_signs: bool = False) -> Point:
    """A random point for every symbol of the expressions, of small numbers; ``both_signs`` where symbols allow it."""
    draw = random.Random(seed)
    free = {symbol for expression in expressions for symbol in expression.free_symbols}
    at: dict[sp.Symbol, float] = {}
    for place, symbol in enumerate(sorted(free, key=str)):
        below = symbol.is_negative or (both_signs and (seed >> place % 2) % 2 == 1 and not symbol.is_positive)
        at[symbol] = draw.randint(1, 60) / (-20 if below else 20)
    return at


class Numeric:
    """Works expressions out at a point. Entries of one point are remembered."""

    def __init__(self, at: Point, digits: int, *, nudged: int | None = None) -> None:
        self._at, self._digits, self._context = at, digits, _own.context
        self._draw = None if nudged is None else random.Random(nudged)
        self._known: dict[sp.Expr, mpf] = {}
        self.extreme = False  # whether a number on the way was one that float64 cannot well hold

    def __call__(self, expression: sp.Expr | float) -> mpf | None:
        """The expression's value, or None where it is no real number."""
        self._context.dps = self._digits
        try:
            found = self._value(sp.sympify(expression))
        except (NoNumberError, ZeroDivisionError, ValueError, OverflowError):
            return None
        return None if self._context.isnan(found) else found

    def _value(self, expression: sp.Expr) -> mpf:
        if expression not in self._known:
            self._known[expression] = self._seen(self._worked(expression))
        return self._known[expression]

    def _seen(self, found: mpf) -> mpf:
        """With a nudge, as if each operation had rounded a little differently."""
        if self._draw is None:
            return found
        size = abs(found)
        self.extreme |= not (found == 0 or SMALL < size < LARGE)
        return found * (1 + self._draw.uniform(-_NUDGE, _NUDGE))

    def _worked(self, expression: sp.Expr) -> mpf:
        m = self._context
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


def _power(m: MPContext, base: mpf, exponent: mpf) -> mpf:
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


def _exp(m: MPContext, x: mpf) -> mpf:
    if abs(x) > _FAR:
        return m.inf if x > 0 else m.mpf(0)
    return m.exp(x)


def _log(m: MPContext, x: mpf) -> mpf:
    if x < 0:
        raise NoNumberError
    return m.log(x) if x else -m.inf


def _levelled(name: str) -> Work:
    """A function that is −1 or 1 far out."""
    return lambda m, x: m.sign(x) if abs(x) > 3 * m.dps else getattr(m, name)(x)


def _turning(name: str) -> Work:
    def function(m: MPContext, x: mpf) -> mpf:
        if abs(x) > m.mpf(10) ** 400:  # no one could say where on the circle that is
            raise NoNumberError
        return getattr(m, name)(x)

    return function


def _no_number(*_: object) -> mpf:
    raise NoNumberError


def _by_mpmath(kind: type[sp.Basic], name: str) -> Work:
    known = kind.__name__ if hasattr(mp, kind.__name__) else name
    return lambda m, *args: getattr(m, known)(*args)


# what mpmath has not, or takes long over far out
_WAYS: dict[str, Work] = {
    "exp": _exp, "ln": _log, "tanh": _levelled("tanh"), "erf": _levelled("erf"), "sin": _turning("sin"),
    "cos": _turning("cos"), "abs": lambda m, x: abs(x), "step": lambda m, x: m.mpf(1 if x > 0 else 0),
    "max": lambda m, *parts: max(parts), "min": lambda m, *parts: min(parts),
}  # fmt: skip
_WORK: dict[type[sp.Basic], Work] = {
    **{kind: _WAYS.get(name) or _by_mpmath(kind, name) for kind, name in NAMES.items()},
    sp.Add: lambda m, *terms: m.fsum(terms), sp.Mul: lambda m, *factors: m.fprod(factors), sp.Pow: _power,
    type(sp.pi): lambda m: +m.pi, type(sp.E): lambda m: +m.e, type(sp.oo): lambda m: m.inf,
    type(-sp.oo): lambda m: -m.inf, type(sp.zoo): lambda m: m.inf, type(sp.nan): _no_number, type(sp.I): _no_number,
}  # fmt: skip
