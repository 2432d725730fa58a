"""Symbols: SymPy expressions over the reals. Imported only where a derivation is asked for.

Functions with corners or jumps are functions of our own: SymPy's (``Max``, ``Abs``, ``sign``, ``floor``) look for
simplifications that take minutes, and their derivatives leave the real numbers or give ½ at a tie.
"""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from math import log10
from typing import Any

import sympy as sp

from nnexplain.limits import DIGITS

log, sqrt, tanh, sin, cos, erf = sp.log, sp.sqrt, sp.tanh, sp.sin, sp.cos, sp.erf
pi, e = sp.pi, sp.E
sp.Symbol("a") + sp.Symbol("b")  # at its first sum SymPy imports for a while, several times longer deep in a recursion


def exp(x: Any) -> Any:
    """e^x; of symbols as it is written, since asking whether e^(a + b) could be simpler takes SymPy milliseconds."""
    x = sp.sympify(x)
    return sp.exp(x, evaluate=bool(x.is_Number))


class Cornered(sp.Function):  # type: ignore[misc]
    """A real function with corners or jumps: worked out on numbers, left as it is written on symbols."""

    @classmethod
    def eval(cls, *args: Any) -> Any:
        return cls.on_numbers(*args) if all(arg.is_Number for arg in args) else None

    @staticmethod
    def on_numbers(*args: Any) -> Any:
        """Its value on SymPy's numbers."""
        raise NotImplementedError

    def fdiff(self, argindex: int = 1) -> Any:
        """Between its jumps it is flat; at a jump the derivative is taken as 0."""
        return sp.Integer(0)

    def _eval_is_extended_real(self) -> bool:
        return True


class Step(Cornered):
    """1 where x > 0, else 0."""

    on_numbers = staticmethod(lambda x: sp.Integer(1 if x > 0 else 0))


class Sign(Cornered):
    on_numbers = staticmethod(sp.sign)


class Floor(Cornered):
    on_numbers = staticmethod(sp.floor)


class Ceil(Cornered):
    on_numbers = staticmethod(sp.ceiling)


class Absolute(Cornered):
    on_numbers = staticmethod(abs)

    def fdiff(self, argindex: int = 1) -> Any:
        return Sign(self.args[0])


class Largest(Cornered):
    """Of equal ones the first is taken: its derivative is 1 by the first of the largest, 0 by every other."""

    on_numbers = staticmethod(lambda *args: builtins.max(args))

    def fdiff(self, argindex: int = 1) -> Any:
        mine = self.args[argindex - 1]
        before, after = self.args[: argindex - 1], self.args[argindex:]
        return sp.Mul(*(Step(mine - other) for other in before), *(1 - Step(other - mine) for other in after))


class Smallest(Cornered):
    """As ``Largest``."""

    on_numbers = staticmethod(lambda *args: builtins.min(args))

    def fdiff(self, argindex: int = 1) -> Any:
        mine = self.args[argindex - 1]
        before, after = self.args[: argindex - 1], self.args[argindex:]
        return sp.Mul(*(Step(other - mine) for other in before), *(1 - Step(mine - other) for other in after))


_ENDLESS = 10**15  # digits: a longer number is counted as if it had so many
absolute, floor, ceil, sign, positive = Absolute, Floor, Ceil, Sign, Step


def maximum(*args: Any) -> Any:
    """The largest. With a constant first, as in max(0, x), the derivative at the tie is the constant's: 0."""
    return Largest(*args) if len(args) > 1 else sp.sympify(args[0])


def minimum(*args: Any) -> Any:
    return Smallest(*args) if len(args) > 1 else sp.sympify(args[0])


def power(base: Any, exponent: Any) -> Any:
    """base^exponent, where a number that this forms has few enough digits."""
    base, exponent = sp.sympify(base), sp.sympify(exponent)
    if exponent.is_Rational:
        numbers = [base] if base.is_Rational else base.args if base.is_Mul or base.is_number else ()
        digits = builtins.sum(_digits(number) for number in numbers if number.is_Rational)
        count = builtins.min(int(abs(exponent) * digits), _ENDLESS)
        DIGITS.allow(count, f"{_short(base)}^{_short(exponent)}")
    return sp.Pow(base, exponent)


def _digits(number: Any) -> float:
    """About how many digits a fraction has, above or below its line."""
    return log10(builtins.max(abs(int(number.p)), int(number.q)))


def _short(number: Any) -> str:
    """A number as a message names it: a long one by its size."""
    if not number.is_Rational:
        return "(...)"
    return str(number) if _digits(number) < 20 else f"(a number of {int(_digits(number))} digits)"


def known(x: Any) -> float | None:
    return float(x) if getattr(x, "is_number", False) else None


def sum(line: Sequence[Any]) -> Any:
    return sp.Add(*line)


def max(line: Sequence[Any]) -> Any:
    return maximum(*line)


def min(line: Sequence[Any]) -> Any:
    return minimum(*line)


def size(line: Sequence[Any]) -> Any:
    return sp.Integer(len(line))


def dot(a: Sequence[Any], b: Sequence[Any]) -> Any:
    return sp.Add(*(p * q for p, q in builtins.zip(a, b, strict=True)))
