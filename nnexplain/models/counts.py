"""Counts, as whole as they are: float64 skips whole numbers beyond 2^53, and a remainder of two would be noise."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from nnexplain.engine.graph import Node, reworked
from nnexplain.engine.reader import ExactReader
from nnexplain.errors import InputError
from nnexplain.notation.decimals import show

_MOST_DIGITS = 40  # of a count that a sentence spells out


def count(node: Node, refusal: str = "") -> int:
    """The exact count; ``refusal`` is said where it has been rounded."""
    exact = ExactReader().cell(node, ())
    if not isinstance(exact, Fraction):
        raise InputError(refusal)
    return exact.numerator


def count_given(node: Node, option: str) -> int:
    """The count that was given by that option."""
    return count(
        node,
        f"{option} has more digits than float64 holds, so it cannot be counted exactly; give a whole number "
        f"of at most 15 digits, or a rounder one such as {float(node.value):.15g}",
    )


def counted(node: Node, title: str) -> Node:
    """What was worked out of counts, with the float64 next to the exact count as its value."""
    exact = count(node, f"{title} cannot be counted: the numbers given are too large; give smaller ones")
    try:
        return reworked(node, np.asarray(float(exact)))
    except OverflowError:
        raise InputError(
            f"{title} would come to about 10^{len(str(exact)) - 1}, and float64 ends at 10^308; give smaller numbers"
        ) from None


def spell_count(number: int) -> str:
    """The count in digits; of a very long one the first few.

    >>> spell_count(32), spell_count(10**41)
    ('32', 'about 1.000e41')
    """
    text = str(number)
    return text if len(text) <= _MOST_DIGITS else f"about {show(float(number))}"
