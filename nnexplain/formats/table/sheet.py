"""A table of lines of text: how wide it is, and how it is drawn where nothing in it has to be broken or coloured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.box import ASCII2, ROUNDED
from rich.cells import cell_len

from nnexplain.formats.table.parts import Span
from nnexplain.worked.declared import Declared


class Sheet(Declared):
    """A table of spans, each of one line or more; ``right`` and ``low`` say where a column's cells stand."""

    heads: list[str]
    rows: Sequence[Sequence[Span]]
    feet: list[str] | None = None
    title: str = ""
    right: frozenset[int] = frozenset()
    low: frozenset[int] = frozenset()
    unbroken: frozenset[int] = frozenset()
    ascii: bool = False

    @property
    def texts(self) -> Iterator[list[str]]:
        """Every row as plain texts, the head and the foot too."""
        yield self.heads
        for row in self.rows:
            yield [*(text for text, _ in row), *[""] * (len(self.heads) - len(row))]
        if self.feet is not None:
            yield self.feet

    @property
    def widths(self) -> list[int]:
        """Of each column, its widest line with a space on either side."""
        return [
            2 + max(cell_len(line) for text in column for line in text.split("\n"))
            for column in zip(*self.texts, strict=True)
        ]

    @property
    def width(self) -> int:
        """The columns that the table needs to be shown whole."""
        return sum(self.widths) + len(self.heads) + 1

    def fits(self, most: int) -> bool:
        """Whether neither the table nor its title has to be broken."""
        width = self.width
        return width <= most and cell_len(self.title) <= width

    def lines(self) -> Iterator[str]:
        """The table as it stands, each cell as wide as the widest of its column; the rules are Rich's.

        Most tables of most pages need nothing more: no colour, no cell that has to be broken. Rich's console, whose
        work that is, would cost more than the rest of the page. A test holds the lines to those that it prints.
        """
        box, widths = ASCII2 if self.ascii else ROUNDED, self.widths
        head, *body = self.texts
        foot = body.pop() if self.feet is not None else None
        if self.title:
            yield self.title
        yield box.get_top(widths)
        tallest = max(cell.count("\n") for cell in head)
        head = ["\n" * (tallest - cell.count("\n")) + cell for cell in head]  # a head stands on its rule, as Rich's do
        yield from self._row(head, widths, box.head_left, box.head_vertical, box.head_right)
        yield box.get_row(widths, "head")
        for row in body:
            yield from self._row(row, widths, box.mid_left, box.mid_vertical, box.mid_right)
        if foot is not None:
            yield box.get_row(widths, "foot")
            yield from self._row(foot, widths, box.foot_left, box.foot_vertical, box.foot_right)
        yield box.get_bottom(widths)

    def _row(self, cells: Sequence[str], widths: Sequence[int], left: str, between: str, right: str) -> Iterator[str]:
        """A row of cells, as many lines as its highest has."""
        texts = [cell.split("\n") for cell in cells]
        height = max(map(len, texts))
        for place in self.low:
            texts[place] = [*[""] * (height - len(texts[place])), *texts[place]]
        for line in zip_longest(*texts, fillvalue=""):
            padded = (self._padded(place, text, widths[place]) for place, text in enumerate(line))
            yield left + between.join(padded) + right

    def _padded(self, place: int, text: str, size: int) -> str:
        room = " " * (size - 2 - cell_len(text))
        return f" {room}{text} " if place in self.right else f" {text}{room} "
