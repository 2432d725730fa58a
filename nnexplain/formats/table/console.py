"""What needs Rich's console: colour, text that has to be broken, tables that have to be squeezed.

Rich is imported when something needs it; most pages without colour need it nowhere.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nnexplain.formats.table.parts import Flow, Lines, Span
from nnexplain.formats.table.sheet import Sheet

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from nnexplain.formats import Options


def console(options: Options) -> Console:
    """A console as wide as the page, that writes into memory."""
    from rich.console import Console

    return Console(
        file=io.StringIO(),
        width=options.width,
        height=25,  # never used, but without it Rich asks the terminal at every line
        force_terminal=options.color,
        no_color=not options.color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def printed(part: Flow | Sheet, options: Options) -> str:
    """The part as the console prints it."""
    made = console(options)
    made.print(rich_part(part), soft_wrap=False)
    assert isinstance(made.file, io.StringIO)
    return made.file.getvalue()


def painted(text: str, style: str) -> str:
    """A line of text in its style, unbroken."""
    from rich.style import Style

    return Style.parse(style).render(text) if text else text


def rich_part(part: Flow | Lines | Sheet) -> Text | Table:
    """The part as Rich has it."""
    if isinstance(part, Sheet):
        return _table(part)
    from rich.text import Text

    return Text.assemble(*part.spans)


def _table(sheet: Sheet) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=box.ASCII2 if sheet.ascii else box.ROUNDED,
        border_style="dim",
        header_style="bold",
        title=sheet.title or None,
        title_justify="left",
        title_style="bold",
        show_footer=sheet.feet is not None,
    )
    for place, head in enumerate(sheet.heads):
        table.add_column(
            Text(head),
            Text(sheet.feet[place] if sheet.feet else ""),
            justify="right" if place in sheet.right else "left",
            vertical="bottom" if place in sheet.low else "top",
            no_wrap=place in sheet.unbroken,
        )
    for row in sheet.rows:
        table.add_row(*(Text(text, style=style) for text, style in row))
    return table


def squeezed(sheet: Sheet, width: int) -> Sheet | Flow:
    """The table where every word of it can be shown whole; else each row as lines of ``header: cell``."""
    if _is_whole(sheet, width):
        return sheet
    return Flow(tuple(_joined(_rows(sheet))))


def _is_whole(sheet: Sheet, width: int) -> bool:
    """Whether a table that has to be squeezed keeps its words in one piece."""
    from rich.console import Console

    lines = Console(width=width, legacy_windows=False).render_lines(_table(sheet), pad=False)
    cells = [re.split("[\u2502|]", "".join(segment.text for segment in line))[1:-1] for line in lines]
    for place, column in enumerate(zip(*sheet.texts, strict=True)):
        shown = {word for line in cells if len(line) > place for word in line[place].split()}
        if not {word for text in column for word in text.split()} <= shown:
            return False
    return True


def _joined(lines: Iterator[list[Span]]) -> Iterator[Span]:
    for place, line in enumerate(lines):
        if place:
            yield "\n", ""
        yield from line


def _rows(sheet: Sheet) -> Iterator[list[Span]]:
    """A row's first cell with its head, then the others below it; what is empty is left out."""
    first = sheet.heads[0]
    for row in sheet.rows:
        (text, style), *_ = row
        yield [(f"{first} " if first else "", "bold"), (text, f"bold {style}".strip())]
        yield from _cells(sheet.heads, row)
    if sheet.feet is not None:
        yield from _cells(sheet.heads, [(foot, "") for foot in sheet.feet])


def _cells(heads: Sequence[str], row: Sequence[Span]) -> Iterator[list[Span]]:
    for head, (text, style) in list(zip(heads, row, strict=False))[1:]:
        if text.strip():
            yield [(f"  {head}{': ' if head else ''}", ""), (text.replace("\n", " "), style)]
