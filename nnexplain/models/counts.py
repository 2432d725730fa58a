"""Counts, as whole as they are: float64 skips whole numbers beyond 2^53, and a remainder of two would be noise."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from nnexplain.engine.graph import Node
from nnexplain.engine.reader import ExactReader
from nnexplain.errors import InputError
from nnexplain.notation.decimals import show

_MOST_DIGITS = 40  # of a count that a sentence spells out


def count(node: Node, option: str = "") -> int:
    """The exact count; the node's own value becomes the float64 next to it.

    ``option`` is where it was given, "" for what was worked out of it.
    """
    exact = ExactReader().cell(node, ())
    if not isinstance(exact, Fraction):
        if option:
            raise InputError(
                f"{option} has more digits than float64 holds, so it cannot be counted exactly; give a whole number "
                f"of at most 15 digits, or a rounder one such as {float(node.value):.15g}"
            )
        raise InputError(f"{node.title} cannot be counted: the numbers given are too large; give smaller ones")
    try:
        node.value = np.asarray(float(exact))
    except OverflowError:
        raise InputError(
            f"{node.title} would come to about 10^{len(str(exact.numerator)) - 1}, and float64 ends at 10^308; "
            f"give smaller numbers"
        ) from None
    return exact.numerator


def spell_count(number: int) -> str:
    """The count in digits; of a very long one the first few.

    >>> spell_count(32), spell_count(10**41)
    ('32', 'about 1.000e41')
    """
    text = str(number)
    return text if len(text) <= _MOST_DIGITS else f"about {show(float(number))}"
