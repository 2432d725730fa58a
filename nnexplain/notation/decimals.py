"""A number as text: exact decimals where they are exact, rounded ones where they are not.

Rounding is half away from zero on the shortest decimal that gives the float back, which is what a
person with paper does to the digits they see.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

PLAIN_LIMIT = 10**15  # beyond this a number is written in scientific form
LEAST_DIGITS = 3  # significant ones of a rounded number, as long as so many decimals are asked for
_FLOAT_DIGITS = 15  # what float64 always keeps; digits beyond them may be an artefact
_WIDE = Context(prec=2000)
_MOST_REMEMBERED = 20_000  # numbers


def terminates(number: Fraction) -> bool:
    """Whether the number has a finite decimal expansion.

    >>> terminates(Fraction(3, 20)), terminates(Fraction(1, 3))
    (True, False)
    """
    bottom = number.denominator
    return pow(10, bottom.bit_length(), bottom) == 0  # no power of 2 or 5 in it is higher than its bits are many


def exact_decimal(number: Fraction) -> Decimal:
    """The finite decimal expansion, without trailing zeros.

    >>> str(exact_decimal(Fraction(3, 20)))
    '0.15'
    """
    return _WIDE.divide(Decimal(number.numerator), Decimal(number.denominator)).normalize(_WIDE)


def shortest(value: float) -> str:
    """The shortest decimal that gives the float back; ``Infinity``, ``-Infinity`` or ``NaN``.

    >>> shortest(0.1), shortest(-0.0), shortest(float("-inf"))
    ('0.1', '0.0', '-Infinity')
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(float(value) + 0.0)


def as_typed(value: float) -> Fraction | None:
    """The shortest decimal as a fraction: what a person who has typed or rounded the number means by it.

    >>> as_typed(0.1), as_typed(float("inf"))
    (Fraction(1, 10), None)
    """
    # of a Decimal it takes half the time that a Fraction takes to read the text itself
    return Fraction(Decimal(repr(value))) if math.isfinite(value) else None


def full(value: float, exact: Fraction | None = None) -> str:
    """All digits: the exact decimal where there is one, else the shortest float64 form.

    >>> full(0.15000000000000002, Fraction(3, 20))
    '0.15'
    """
    if exact is not None and terminates(exact):
        text = f"{exact_decimal(exact):f}"
        if len(text) <= 400:
            return text
    return "0" if value == 0 else shortest(value)


def shown_exactly(exact: Fraction | None, precision: int, more: int = 0) -> bool:
    """Whether an exact value is shown whole: its decimals fit, or it has no more digits than are always shown.

    >>> shown_exactly(Fraction(1, 160), 4), shown_exactly(Fraction(1, 100_000), 4), shown_exactly(Fraction(1, 3), 4)
    (True, True, False)
    """
    if exact is None:
        return False
    top, bottom = abs(exact.numerator), exact.denominator
    small, large = top * 10**precision < bottom, top >= PLAIN_LIMIT * bottom
    if not top or not (small or large or top * 10 ** (precision + more) % bottom):
        return True
    if bottom <= top < PLAIN_LIMIT * bottom or not terminates(exact):
        return False
    figures = len(exact_decimal(exact).as_tuple().digits)
    return figures <= (_scientific_digits(precision, more) if small or large else _least_digits(precision, more))


def _least_digits(precision: int, more: int) -> int:
    """The significant digits that a number has at least, where it is not whole without them."""
    return min(precision, LEAST_DIGITS) + more


def _scientific_digits(precision: int, more: int) -> int:
    return max(precision, LEAST_DIGITS) + more


# a page shows a number in many places: in its step, in the next one's arithmetic, ...
_shown: dict[tuple[float, int, int, tuple[int, int] | None], str] = {}


def show(value: float, exact: Fraction | None = None, precision: int = 4, more: int = 0) -> str:
    """The number as a table shows it (ASCII; a printer turns ``-`` and ``e`` into its own signs).

    It has so many decimals, and more where it would have fewer than three significant digits; below the last of the
    decimals it is written in scientific form. ``more`` digits are shown of what would otherwise be rounded further.

    >>> show(0.15000000000000002, Fraction(3, 20)), show(0.5374298453437496), show(0.0006223), show(4.2e-18)
    ('0.15', '0.5374', '0.000622', '4.200e-18')
    """
    key = value, precision, more, None if exact is None else (exact.numerator, exact.denominator)
    found = _shown.get(key)
    if found is None:
        if len(_shown) >= _MOST_REMEMBERED:
            _shown.clear()
        found = _shown[key] = _show(value, exact, precision, more)
    return found


def _show(value: float, exact: Fraction | None, precision: int, more: int) -> str:
    if shown_exactly(exact, precision, more):
        assert exact is not None
        return _whole(exact_decimal(exact), precision)
    if not math.isfinite(value):
        return shortest(value)
    number = exact_decimal(exact) if exact is not None and terminates(exact) else Decimal(repr(float(value)))
    if number == 0:
        return "0"
    if _is_scientific(number, precision):
        return _scientific(number, _scientific_digits(precision, more))
    decimals, least = precision + more, _least_digits(precision, more)
    rounded = _rounded(number, decimals)
    if rounded.adjusted() + decimals + 1 < least:
        leading = Context(prec=least, rounding=ROUND_HALF_UP).plus(number)  # 0.0009996 comes to 0.00100
        decimals = least - 1 - leading.adjusted()
        rounded = _rounded(number, decimals)
    return f"{rounded:f}" if decimals < _FLOAT_DIGITS else min(f"{rounded:f}", f"{number:f}", key=len)


def _is_scientific(number: Decimal, precision: int) -> bool:
    return number.adjusted() < -precision or abs(number) >= PLAIN_LIMIT


def _rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE)


def _whole(number: Decimal, precision: int) -> str:
    """All its digits; 1e-5 as it is."""
    if number and _is_scientific(number, precision):
        return _scientific(number, len(number.as_tuple().digits))
    return f"{number:f}"


def _scientific(number: Decimal, figures: int) -> str:
    rounded = Context(prec=figures, rounding=ROUND_HALF_UP).plus(number)
    mantissa, _, exponent = f"{rounded:.{figures - 1}e}".partition("e")
    return f"{mantissa}e{int(exponent):+d}".replace("e+", "e").removesuffix("e0")


def round_half_away(value: float, decimals: int) -> float:
    """The value rounded to ``decimals`` as on paper.

    >>> round_half_away(0.125, 2), round_half_away(-2.5, 0), round_half_away(1.005, 2)
    (0.13, -3.0, 1.01)
    """
    if not math.isfinite(value):
        return value
    return float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE)) + 0.0


def round_exactly(number: Fraction, decimals: int) -> Fraction:
    """The same of an exact number, whose ties are true ones.

    >>> round_exactly(Fraction(-1635, 1000), 2), round_exactly(Fraction(2, 3), 1)
    (Fraction(-41, 25), Fraction(7, 10))
    """
    units, rest = divmod(abs(number.numerator) * 10**decimals, number.denominator)
    away = units + (2 * rest >= number.denominator)
    return Fraction(away if number > 0 else -away, 10**decimals)


def fixed(number: Fraction, decimals: int) -> str:
    """So many decimals, whatever they are: what was rounded to two keeps both.

    >>> fixed(Fraction(1, 2), 2), fixed(Fraction(-3), 0), fixed(Fraction(1, 10**9), 9)
    ('0.50', '-3', '0.000000001')
    """
    rounded = round_exactly(number, decimals)
    return f"{_rounded(exact_decimal(rounded), decimals):f}"
