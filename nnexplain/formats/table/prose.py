"""Headings, sentences, proved lines and lists for a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from nnexplain.formats.table.parts import Flow, Lines
from nnexplain.formats.table.pen import STYLES, Pen
from nnexplain.formats.table.text import break_sum, unbroken, wrapped_words
from nnexplain.pages.blocks import Definitions, Heading, Line, Listing, Paragraph, Place, Proved

Drawer: TypeAlias = "Callable[..., Iterator[Flow | Lines]]"

_LEAST_BESIDE = 24  # columns below which what is said of a term stands under it instead of beside it


def _heading(block: Heading, pen: Pen) -> Iterator[Lines]:
    style = STYLES[block.tone] or ("bold" if block.level > 2 else "bold cyan")
    yield _lines(wrapped_words(pen.sign(block.text), pen.width), style)


def _paragraph(block: Paragraph, pen: Pen) -> Iterator[Lines]:
    indent = "  " * block.level
    text = f"{block.label}: {pen.said(block.said)}" if block.label else pen.said(block.said)
    yield _lines(wrapped_words(text, pen.width, indent, f"{indent}  " if block.listed else indent), STYLES[block.tone])


def _proved(block: Proved, pen: Pen) -> Iterator[Lines]:
    """The line with a tick at its end, and what there is to say of it: beside it where there is room, or under it."""
    tick = "[checked]" if pen.options.ascii else "✓"
    text, because = pen.sign(block.line.unicode), pen.sign(block.because)
    whole = f"  {text}  ({because})  {tick}"
    if block.beside and because and len(whole) <= pen.width:
        yield _lines([whole])
        return
    yield _lines(_chain(f"{text}  {tick}", pen.width))
    if because:
        yield _lines(wrapped_words(because, pen.width, "      ", "      "), "dim")


def _chain(text: str, width: int) -> list[str]:
    """A chain of equal sides, broken before a relation where it is too long, and within a side between its terms.

    >>> _chain("∂L/∂a = ∂L/∂z × w = 0.25 × 0.5 + 0.125 × 0.5", 24)
    ['  ∂L/∂a = ∂L/∂z × w', '    = 0.25 × 0.5', '      + 0.125 × 0.5']
    """
    left, *sides = re.split(r" (?=[=≈~] )", text)
    rows = [left]
    for side in sides:
        longer = f"{rows[-1]} {side}"
        rows = [*rows[:-1], longer] if len(longer) <= width - 4 else [*rows, side]
    lines = []
    for place, row in enumerate(rows):
        indent = "    " if place else "  "
        first, *rest = [row] if len(indent + row) <= width else break_sum(row, width - 6)
        lines += [indent + first, *(f"      {part}" for part in rest)]
    return lines


def _listing(block: Listing, pen: Pen) -> Iterator[Lines]:
    cells = [[pen.cell(cell)[0] for cell in line.cells] for line in block.lines]
    rows = [row for row in cells if len(row) > 1]
    widths = [_size(place, [row[at] for row in rows]) for at, place in enumerate(block.places)]
    for line, row in zip(block.lines, cells, strict=True):
        yield _lines(_line(line, row, block.places, widths, pen.width), STYLES[line.tone])


def _size(place: Place, texts: Sequence[str]) -> int:
    longest = max(map(len, texts), default=0)
    return max(place.least, longest if place.most is None else min(longest, place.most))


def _line(line: Line, row: Sequence[str], places: Sequence[Place], widths: Sequence[int], width: int) -> list[str]:
    if len(row) > 1:
        padded = [
            text.rjust(size) if place.right else text.ljust(size)
            for text, place, size in zip(row, places, widths, strict=False)
        ]
        row = [*padded, *row[len(places) :]]
    return unbroken(f"{'  ' * line.level}{'  '.join(row)}".rstrip(), width)


def _definitions(block: Definitions, pen: Pen) -> Iterator[Lines]:
    wide = block.longest + 2
    beside = pen.width - wide - 2 >= _LEAST_BESIDE
    for term, text in block.terms:
        if beside:
            said = pen.sign(text)
            first, *rest = [said] if len(said) <= pen.width - wide - 2 else wrapped_words(said, pen.width - wide - 2)
            yield _lines([f"  {term.ljust(wide)}{first}", *(" " * (wide + 2) + part for part in rest)])
        else:
            yield _lines(
                [*wrapped_words(term, pen.width, "  ", "  "), *wrapped_words(pen.sign(text), pen.width, "    ", "    ")]
            )


def _lines(texts: Sequence[str], style: str = "") -> Lines:
    return Lines(tuple((text, style) for text in texts))


DRAWN: dict[type, Drawer] = {
    Heading: _heading, Paragraph: _paragraph, Proved: _proved, Listing: _listing, Definitions: _definitions,
}  # fmt: skip
