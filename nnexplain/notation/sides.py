"""The sides of a line, z = w x + b = 2 × 3 + 1 = 7, before any notation has written them."""

from __future__ import annotations

from collections.abc import Sequence

from nnexplain.notation.printer import Notation
from nnexplain.notation.tree import Leaf, Place, Symbol, Written


class Side:
    """What stands before a side (``=``, ``≈``, nothing), and what it is.

    ``numbers`` puts the numbers in, with ``more`` digits than are asked for of what is rounded; else it is written in
    symbols. ``aside`` is a word in brackets behind it, ``where`` a condition in words.
    """

    __slots__ = ("aside", "more", "numbers", "sign", "where", "written")

    def __init__(
        self, written: Written, sign: str = "", *, numbers: bool = True, more: int = 0, aside: str = "", where: str = ""
    ) -> None:
        self.written, self.sign, self.numbers = written, sign, numbers
        self.more, self.aside, self.where = more, aside, where

    def behind(self, sign: str) -> Side:
        """The same behind another sign."""
        return Side(self.written, sign, numbers=self.numbers, more=self.more, aside=self.aside, where=self.where)

    def __repr__(self) -> str:
        return f"Side({self.written!r}, {self.sign!r})"


def named(symbol: Symbol, index: Place = ()) -> Side:
    """A side that is a name."""
    return Side(Leaf(symbol=symbol, index=index), numbers=False)


def in_symbols(sides: Sequence[Written], where: str = "") -> list[Side]:
    """Sides in symbols, equal to each other: z = w x + b; ``where`` is said behind the last."""
    last = len(sides) - 1
    return [
        Side(side, "=" if place else "", numbers=False, where=where if place == last else "")
        for place, side in enumerate(sides)
    ]


def equal_to(sides: Sequence[Side]) -> list[Side]:
    """Sides that go on a line which others begin."""
    first, *rest = sides
    return [first.behind("="), *rest]


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
