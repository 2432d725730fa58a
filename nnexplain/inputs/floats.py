"""One decimal as a float64, and whether it is that float64."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

SAFE_DIGITS = 15  # a decimal of so few digits is the shortest that float64 has for its number


class Inexact(float):
    """The float64 nearest to a number as typed that is not the number itself (1/3, or a decimal of too many digits)."""

    __slots__ = ()


def nearest_float(text: str) -> float:
    """The float64 nearest to a decimal; ``Inexact`` where its shortest decimal is another number.

    Digits and exponents of any length cost no more than reading them: no power of ten is ever worked out.

    >>> nearest_float("0.1"), nearest_float("1e-4400"), isinstance(nearest_float("1e-4400"), Inexact)
    (0.1, 0.0, True)
    """
    number = float(text) + 0.0
    if len(text) <= SAFE_DIGITS and "e" not in text.lower():
        return number
    try:
        same = Decimal(text) == Decimal(repr(number))
    except InvalidOperation:  # an exponent of more than 18 digits
        same = False
    return number if same else Inexact(number)
