"""One of some names, and whole numbers."""

from __future__ import annotations

import sys
from collections.abc import Collection
from decimal import Decimal, InvalidOperation

from nnexplain.errors import InputError, nearest, quote


def fold(name: object) -> str:
    """A name in small letters, with ``-`` for ``_``.

    >>> fold("Leaky_ReLU")
    'leaky-relu'
    """
    return str(name).strip().casefold().replace("_", "-").replace(" ", "-")


def choose(value: object, names: Collection[str], option: str) -> str:
    """One of the names, in any letter case, with ``_`` for ``-``."""
    folded = fold(value)
    if folded in names:
        return folded
    raise InputError(f"{option} is {quote(value)}; choose one of {', '.join(names)}{nearest(folded, names)}")


def whole(value: object, least: int, option: str, most: int | None = None) -> int:
    """A whole number of at least ``least``, and at most ``most`` where there is a limit.

    >>> whole("−1", 0, "--precision", 17)
    Traceback (most recent call last):
    nnexplain.errors.InputError: --precision is '−1'; give a whole number from 0 to 17
    """
    result = _counted(value)
    if result is None or result < least or (most is not None and result > most):
        wanted = f"of at least {least}" if most is None else f"from {least} to {most}"
        given = "a number of more than 300 digits" if isinstance(value, int) and value.bit_length() > 1024 else value
        raise InputError(f"{option} is {quote(given)}; give a whole number {wanted}")
    return result


def _counted(value: object) -> int | None:
    """A whole number, as typed or as a number; None for what is none, or larger than float64 goes.

    >>> _counted("1e3"), _counted("9007199254740993"), _counted(2.5), _counted("1e999999999")
    (1000, 9007199254740993, None, None)
    """
    if isinstance(value, int) and value.bit_length() > 1024:
        return None
    try:
        number = Decimal(str(value).replace("−", "-").strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() > sys.float_info.max_10_exp:
        return None
    if number != number.to_integral_value():
        return None
    return int(number)
