"""A number as a book prints it: its value, and how much its last digit is worth."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, Context, Decimal

from nnexplain.record import Record

_NUMBER = re.compile(
    r"(?P<sign>[-+]?)(?P<digits>\d{1,3}(?:[ ,_\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)"
    r"(?:(?:[eE]|\s?[×x·*]\s?10\^)(?P<power>[-+]?\d+))?\s?(?P<percent>%?)"
)
_RANGE = 400  # powers of ten beyond which no float64 lies
_WIDE = Context(prec=10_000)
_POWER = re.compile(r"(?P<sign>[-+]?)10\^(?P<power>[-+]?\d+)")


class Printed(Record):
    """``value`` as written, ``unit`` what one step of the last digit is worth."""

    value: Decimal
    unit: Decimal

    def rounds(self, computed: Decimal) -> bool:
        """Whether the computed number rounds to this one; a tie may go either way."""
        return abs(computed - self.value) * 2 <= self.unit

    def cuts(self, computed: Decimal) -> bool:
        """Whether the computed number, cut off after the last printed digit, is this one."""
        return (computed / self.unit).to_integral_value(ROUND_DOWN) * self.unit == self.value


def read(text: str) -> Printed | None:
    """The number that a text prints, or None where it prints none.

    >>> read("0.15")
    Printed(value=Decimal('0.15'), unit=Decimal('0.01'))
    >>> read("10,000").value, read("60%").value
    (Decimal('10000'), Decimal('0.60'))
    >>> read("10^-10").value, read("yes")
    (Decimal('1E-10'), None)
    """
    plain = text.strip().replace("−", "-")
    power = _POWER.fullmatch(plain)
    if power:
        return _number(power["sign"] + "1", power["power"], 0)
    found = _NUMBER.fullmatch(plain)
    if not found:
        return None
    digits = re.sub(r"[ ,_\u00a0\u202f]", "", found["digits"])
    return _number(found["sign"] + digits, found["power"] or "0", 2 if found["percent"] else 0)


def _number(digits: str, power: str, percent: int) -> Printed | None:
    """The digits times that power of ten; None for what is larger or finer than any number that is computed."""
    if len(power) > 8 or abs(shift := int(power) - percent) > _RANGE or len(digits) > _WIDE.prec:
        return None
    unit = Decimal(1).scaleb(shift - len(digits.partition(".")[2]))
    return Printed(_WIDE.scaleb(Decimal(digits), shift), unit)
