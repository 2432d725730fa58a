"""Symbols: SymPy expressions over the reals. Imported only where a derivation is asked for.

Functions with corners or jumps are functions of our own: SymPy's (``Max``, ``Abs``, ``sign``, ``floor``) look for
simplifications that take minutes, and their derivatives leave the real numbers or give ½ at a tie.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log10

import sympy as sp

from nnexplain.engine.carriers import Lines
from nnexplain.limits import DIGITS
from nnexplain.notation.functions import Function

sp.Symbol("a") + sp.Symbol("b")  # at its first sum SymPy imports for a while, several times longer deep in a recursion


class Cornered(sp.Function):  # type: ignore[misc]
    """A real function with corners or jumps: worked out on numbers, left as it is written on symbols."""

    @classmethod
    def eval(cls, *args: sp.Expr) -> sp.Expr | None:
        return cls.on_numbers(*args) if all(arg.is_Number for arg in args) else None

    @staticmethod
    def on_numbers(*args: sp.Expr) -> sp.Expr:
        """Its value on SymPy's numbers."""
        raise NotImplementedError

    def fdiff(self, argindex: int = 1) -> sp.Expr:
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

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return Sign(self.args[0])


class _Extreme(Cornered):
    """Of equal ones the first is taken: its derivative is 1 by the first of the extreme ones, 0 by every other.

    With a constant first, as in max(0, x), the derivative at the tie is the constant's: 0.
    """

    up = 1  # −1 for the smallest

    @classmethod
    def eval(cls, *args: sp.Expr) -> sp.Expr | None:
        return args[0] if len(args) == 1 else super().eval(*args)

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        mine = self.args[argindex - 1]
        before, after = self.args[: argindex - 1], self.args[argindex:]
        beats = (Step(self.up * (mine - other)) for other in before)
        return sp.Mul(*beats, *(1 - Step(self.up * (other - mine)) for other in after))


class Largest(_Extreme):
    on_numbers = staticmethod(lambda *args: max(args))


class Smallest(_Extreme):
    up = -1
    on_numbers = staticmethod(lambda *args: min(args))


_ENDLESS = 10**15  # digits: a longer number is counted as if it had so many


class Symbols(Lines[sp.Expr, Sequence[sp.Expr]]):
    """SymPy's functions, but for those with corners."""

    pi, e = sp.pi, sp.E
    absolute, floor, ceil, sign, step, maximum, minimum = Absolute, Floor, Ceil, Sign, Step, Largest, Smallest

    def function(self, row: Function) -> Callable[..., sp.Expr]:
        found: Callable[..., sp.Expr] = getattr(sp, row.sympy)
        return found

    def log2(self, x: sp.Expr | float) -> sp.Expr:
        return sp.log(x) / sp.log(2)

    def log10(self, x: sp.Expr | float) -> sp.Expr:
        return sp.log(x) / sp.log(10)

    def exp(self, x: sp.Expr | float) -> sp.Expr:
        """As it is written, of symbols: asking whether e^(a + b) could be simpler takes SymPy milliseconds."""
        x = sp.sympify(x)
        return sp.exp(x, evaluate=bool(x.is_Number))

    def power(self, base: sp.Expr | float, exponent: sp.Expr | float) -> sp.Expr:
        """base^exponent, where a number that this forms has few enough digits."""
        base, exponent = sp.sympify(base), sp.sympify(exponent)
        if exponent.is_Rational:
            numbers = [base] if base.is_Rational else base.args if base.is_Mul or base.is_number else ()
            digits = sum(_digits(number) for number in numbers if number.is_Rational)
            count = min(int(abs(exponent) * digits), _ENDLESS)
            DIGITS.allow(count, f"{_short(base)}^{_short(exponent)}")
        return sp.Pow(base, exponent)

    def known(self, x: sp.Expr) -> float | None:
        return float(x) if getattr(x, "is_number", False) else None

    def sum(self, line: Sequence[sp.Expr]) -> sp.Expr:
        return sp.Add(*line)

    def max(self, line: Sequence[sp.Expr]) -> sp.Expr:
        return self.maximum(*line)

    def min(self, line: Sequence[sp.Expr]) -> sp.Expr:
        return self.minimum(*line)

    def size(self, line: Sequence[sp.Expr]) -> int:
        return len(line)

    def dot(self, a: Sequence[sp.Expr], b: Sequence[sp.Expr]) -> sp.Expr:
        return sp.Add(*(p * q for p, q in zip(a, b, strict=True)))


def _digits(number: sp.Expr) -> float:
    """About how many digits a fraction has, above or below its line."""
    return log10(max(abs(int(number.p)), int(number.q)))


def _short(number: sp.Expr) -> str:
    """A number as a message names it: a long one by its size."""
    if not number.is_Rational:
        return "(...)"
    return str(number) if _digits(number) < 20 else f"(a number of {int(_digits(number))} digits)"


SYMBOLS = Symbols()
