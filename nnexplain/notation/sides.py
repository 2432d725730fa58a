"""The sides of a line, z = w x + b = 2 × 3 + 1 = 7, before any notation has written them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nnexplain.notation.printer import Notation
from nnexplain.notation.tree import Written


class Side(NamedTuple):
    """What stands before a side (``=``, ``≈``, nothing), and what it is.

    ``numbers`` puts the numbers in, with ``more`` digits than are asked for of what is rounded; else it is written in
    symbols. ``aside`` is a word in brackets behind it, ``where`` a condition in words.
    """

    written: Written
    sign: str = ""
    numbers: bool = True
    more: int = 0
    aside: str = ""
    where: str = ""


def line(sides: Sequence[Side], numbers: Notation, symbols: Notation) -> str:
    """The whole line in a notation, given as the one that puts numbers in and the one that does not."""
    return numbers.spaced([side_text(side, numbers, symbols) for side in sides])


def side_text(side: Side, numbers: Notation, symbols: Notation) -> str:
    """A side behind its sign."""
    text = (numbers.finer(side.more) if side.numbers else symbols).text(side.written)
    if side.aside:
        text = numbers.spaced([text, numbers.words(f"({side.aside})")])
    text = numbers.related(side.sign, text) if side.sign else text
    return numbers.limited(text, side.where) if side.where else text
