"""Tables for a terminal: every block as text that fits its width.

What draws a kind of block is imported when such a block is met: a list of what there is has no numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from nnexplain.formats.table.parts import Flow, Lines
from nnexplain.formats.table.pen import Pen
from nnexplain.formats.table.prose import DRAWN as PROSE
from nnexplain.formats.table.text import fits
from nnexplain.pages.blocks import (
    Abreast,
    Answer,
    Block,
    Curve,
    Drawing,
    Equation,
    Gap,
    Given,
    Heading,
    Matrix,
    Picture,
    Steps,
    Table,
)  # fmt: skip

if TYPE_CHECKING:
    from nnexplain.formats import Options
    from nnexplain.formats.table.parts import Span
    from nnexplain.formats.table.sheet import Sheet
    from nnexplain.pages.blocks import Report


def pieces(report: Report, options: Options) -> Iterator[str]:
    """The page, block by block."""
    pen = Pen(options)
    ended = True  # whether the page has just begun, or stands behind an empty line
    for block in report.blocks():
        if isinstance(block, Gap) or (isinstance(block, Heading) and block.level < 3):
            if not ended:
                yield "\n"
            ended = True
        for part in drawn(block, pen):
            text = shown(part, pen)
            yield text
            ended = not text.strip()


def drawn(block: Block, pen: Pen) -> Iterable[Flow | Lines | Sheet]:
    """A block's parts."""
    match block:
        case Gap() | Drawing():
            return ()
        case Steps():
            from nnexplain.formats.table.steps import steps_parts

            return steps_parts(block, pen)
        case Abreast():
            from nnexplain.formats.table.abreast import abreast_parts

            return abreast_parts(block, pen)
        case Equation():
            from nnexplain.formats.table.equations import equation_lines

            return [equation_lines(block, pen)]
        case Table() | Picture():
            from nnexplain.formats.table.tables import table_parts

            return table_parts(block, pen)
        case Given() | Answer() | Matrix() | Curve():
            from nnexplain.formats.table.arrays import array_parts

            return array_parts(block, pen)
    return PROSE[type(block)](block, pen)


def shown(part: Flow | Lines | Sheet, pen: Pen) -> str:
    """A part as text: Rich's console colours and breaks it, and what needs neither is drawn as it stands."""
    if isinstance(part, Lines):
        return "".join(f"{_painted(span, pen)}\n" for span in part.spans)
    if not pen.options.color:
        if isinstance(part, Flow):
            return "".join(_line(line, pen) for line in part.text.split("\n"))
        if part.fits(pen.width):
            return "".join(f"{line.rstrip()}\n" for line in part.lines())
    return _by_console(part, pen)


def _line(line: str, pen: Pen) -> str:
    """A line of text, which is broken already: Rich measures every word of one that may not fit."""
    return f"{line.rstrip()}\n" if fits(line, pen.width) else _by_console(Flow(((line, ""),)), pen)


def _by_console(part: Flow | Sheet, pen: Pen) -> str:
    from nnexplain.formats.table.console import printed

    return "".join(f"{line.rstrip()}\n" for line in printed(part, pen.options).split("\n")[:-1])


def _painted(span: Span, pen: Pen) -> str:
    text, style = span
    if not (pen.options.color and style):
        return text
    from nnexplain.formats.table.console import painted

    return painted(text, style)
