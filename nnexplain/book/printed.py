"""A number as a book prints it: its value, and how much its last digit is worth."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, Context, Decimal
from fractions import Fraction
from typing import NamedTuple

_NUMBER = re.compile(
    r"(?P<sign>[-+]?)(?:10\^(?P<power>[-+]?\d+)"
    r"|(?P<digits>\d{1,3}(?:[ ,_\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)"
    r"(?:(?:[eE]|\s?[×x·*]\s?10\^)(?P<exponent>[-+]?\d+))?\s?(?P<percent>%?))"
)
_RANGE = 400  # powers of ten beyond which no float64 lies
_WIDE = Context(prec=10_000)


class Printed(NamedTuple):
    """``value`` as written, ``unit`` what one step of the last digit is worth."""

    value: Decimal
    unit: Decimal

    @property
    def exact(self) -> Fraction:
        return Fraction(self.value)

    def __str__(self) -> str:
        return f"{self.value:f}"

    def rounds(self, computed: Decimal) -> bool:
        """Whether the computed number rounds to this one; a tie may go either way."""
        return abs(computed - self.value) * 2 <= self.unit

    def cuts(self, computed: Decimal) -> bool:
        """Whether the computed number, cut off after the last printed digit, is this one."""
        return (computed / self.unit).to_integral_value(ROUND_DOWN) * self.unit == self.value


def as_printed(text: str) -> Printed | None:
    """The number that a text prints; None where it prints none, or one larger or finer than any that is computed.

    >>> as_printed("0.15")
    Printed(value=Decimal('0.15'), unit=Decimal('0.01'))
    >>> as_printed("10,000").value, as_printed("60%").value
    (Decimal('10000'), Decimal('0.60'))
    >>> as_printed("10^-10").value, as_printed("yes")
    (Decimal('1E-10'), None)
    """
    found = _NUMBER.fullmatch(text.strip().replace("−", "-"))
    if not found:
        return None
    digits = found["sign"] + re.sub(r"[ ,_\u00a0\u202f]", "", found["digits"] or "1")
    power = found["power"] or found["exponent"] or "0"
    if len(power) > 8 or len(digits) > _WIDE.prec:
        return None
    shift = int(power) - (2 if found["percent"] else 0)
    if abs(shift) > _RANGE:
        return None
    return Printed(_WIDE.scaleb(Decimal(digits), shift), Decimal(1).scaleb(shift - len(digits.partition(".")[2])))
