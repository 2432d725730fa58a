"""Pieces of a formula as blocks of lines that stand beside each other: numbers, signs, matrices between tall brackets.

Every line of a box is equally wide; ``base`` is the line on which signs stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from nnexplain.formats.table.parts import Span
from nnexplain.formats.table.text import align
from nnexplain.worked.declared import Declared

PICKED = "bold cyan"
_LEFT, _RIGHT = "⎡⎢⎣", "⎤⎥⎦"


class Box(Declared):
    """Lines of spans."""

    lines: tuple[tuple[Span, ...], ...]
    base: int = 0

    @property
    def width(self) -> int:
        """In signs."""
        return sum(len(text) for text, _ in self.lines[0])

    @property
    def above(self) -> int:
        """The lines above the one where signs stand."""
        return self.base

    @property
    def below(self) -> int:
        """The lines below it."""
        return len(self.lines) - self.base - 1


def text(words: str, style: str = "") -> Box:
    """A single line."""
    return Box((((words, style),),))


def column(words: Sequence[str], base: int, *, right: bool = False, above: int = 0) -> Box:
    """Words below each other, ``above`` empty lines over the first."""
    width = max(map(len, words))
    padded = [word.rjust(width) if right else word.ljust(width) for word in words]
    return Box(tuple(((word, ""),) for word in [" " * width] * above + padded), base + above)


def beside(*boxes: Box) -> Box:
    """Boxes in a row, their signs on one line."""
    above, below = max(box.above for box in boxes), max(box.below for box in boxes)
    columns = [_padded(box, above, below) for box in boxes]
    return Box(tuple(tuple(chain.from_iterable(parts)) for parts in zip(*columns, strict=True)), above)


def _padded(box: Box, above: int, below: int) -> list[tuple[Span, ...]]:
    empty: tuple[Span, ...] = ((" " * box.width, ""),)
    return [*[empty] * (above - box.above), *box.lines, *[empty] * (below - box.below)]


def below(box: Box, words: str) -> Box:
    """The box with a line of words under it."""
    width = max(box.width, len(words))
    lines = tuple((*line, (" " * (width - box.width), "")) for line in box.lines)
    return Box((*lines, ((words.ljust(width), ""),)), box.base)


class Picked(Declared):
    """The row or the column of a matrix that an entry is worked from; with both, the entry itself."""

    row: int | None = None
    column: int | None = None

    @property
    def one(self) -> bool:
        """Whether it is a single entry."""
        return self.row is not None and self.column is not None

    def has(self, row: int, column: int) -> bool:
        """Whether the entry there is picked out."""
        of = (row == self.row, column == self.column)
        return all(of) if self.one else any(of)


NONE = Picked()


def matrix(
    texts: Sequence[Sequence[str]], picked: Picked = NONE, *, color: bool = False, heads: Sequence[str] = ()
) -> Box:
    """Entries between tall brackets, their points below each other; ``heads`` stand over the columns.

    What is picked is coloured, or without colour stands in brackets of its own.
    """
    columns = [align(column) for column in zip(*texts, strict=True)]
    if heads:
        widths = [max(len(head), len(column[0])) for head, column in zip(heads, columns, strict=True)]
        columns = [[entry.center(size) for entry in column] for column, size in zip(columns, widths, strict=True)]
    rows = list(zip(*columns, strict=True))
    last = len(rows) - 1
    lines = [_row(entries, place, last, picked, color) for place, entries in enumerate(rows)]
    if heads:
        over = "".join(f" {head.center(len(column[0]))} " for head, column in zip(heads, columns, strict=True))
        lines.insert(0, ((f" {over} ", ""),))
    return Box(tuple(lines), last // 2 + bool(heads))


def named_rows(box: Box, names: Sequence[str], height: int) -> Box:
    """The box with names before its lowest lines, which are a matrix of that height."""
    if not names:
        return box
    above = len(box.lines) - height
    return beside(column([f"{name} " for name in names], box.base - above, right=True, above=above), box)


def plain(box: Box) -> list[str]:
    """Its lines without colours."""
    return ["".join(text for text, _ in line) for line in box.lines]


def _row(entries: Sequence[str], place: int, last: int, picked: Picked, color: bool) -> tuple[Span, ...]:
    spans: list[Span] = [(_bracket(_LEFT, place, last), "")]
    for at, entry in enumerate(entries):
        if not picked.has(place, at):
            spans.append((f" {entry} ", ""))
        elif color:
            spans.append((f" {entry} ", PICKED))
        elif place == picked.row and not picked.one:  # one pair of brackets holds the row together
            opens, closes = "[" if at == 0 else " ", "]" if at == len(entries) - 1 else " "
            spans.append((f"{opens}{entry}{closes}", ""))
        else:
            spans.append((_marked(entry), ""))
    return (*spans, (_bracket(_RIGHT, place, last), ""))


def _marked(entry: str) -> str:
    """The entry in brackets, which stand close to it."""
    before, after = len(entry) - len(entry.lstrip()), len(entry) - len(entry.rstrip())
    return f"{' ' * before}[{entry.strip()}]{' ' * after}"


def written(texts: Sequence[Sequence[str]]) -> Box:
    """Pieces of arithmetic between tall brackets, below each other as they begin."""
    columns = [[text.ljust(max(map(len, column))) for text in column] for column in zip(*texts, strict=True)]
    rows = list(zip(*columns, strict=True))
    last = len(rows) - 1
    return Box(
        tuple(
            ((f"{_bracket(_LEFT, place, last)} {'   '.join(row)} {_bracket(_RIGHT, place, last)}", ""),)
            for place, row in enumerate(rows)
        ),
        last // 2,
    )


def raised(sign: str, box: Box) -> Box:
    """The box with a sign behind its highest line."""
    below = [" " * len(sign)] * box.base
    return beside(box, Box(tuple(((line, ""),) for line in (sign, *below)), box.base))


def _bracket(signs: str, place: int, last: int) -> str:
    if last == 0:
        return "[" if signs == _LEFT else "]"
    return signs[0 if place == 0 else 2 if place == last else 1]
