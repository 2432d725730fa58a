"""A table in fewer columns than its longest words need: its rows as lists, so that no number is cut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from nnexplain.formats.table.steps import Pen


def fitted(table: Table, pen: Pen) -> Any:
    """The table where every word of it can be shown whole; else each row as lines of ``header: cell``."""
    if _is_whole(table, pen.width):
        return table
    return Text("\n").join(_rows(table))


def _is_whole(table: Table, width: int) -> bool:
    """Whether a table that has to be squeezed keeps its words in one piece."""
    console = Console(width=width, legacy_windows=False)
    lines = ("".join(segment.text for segment in line) for line in console.render_lines(table, pad=False))
    cells = [re.split("[\u2502|]", line)[1:-1] for line in lines]
    for place, column in enumerate(table.columns):
        shown = {word for line in cells if len(line) > place for word in line[place].split()}
        wanted = {word for part in (column.header, column.footer, *column.cells) for word in str(part).split()}
        if not wanted <= shown:
            return False
    return True


def _rows(table: Table) -> list[Text]:
    columns = [[_text(cell) for cell in column.cells] for column in table.columns]
    heads = [_text(column.header) for column in table.columns]
    lines: list[Text] = []
    for row in zip(*columns, strict=True):
        lines += [Text.assemble(heads[0], " " if heads[0].plain else "", row[0], style="bold"), *_cells(heads, row)]
    return lines + _cells(heads, [_text(column.footer) for column in table.columns])


def _cells(heads: list[Text], row: Any) -> list[Text]:
    pairs = list(zip(heads, row, strict=True))[1:]
    return [
        Text.assemble("  ", head, ": " if head.plain else "", _joined(cell))
        for head, cell in pairs
        if cell.plain.strip()
    ]


def _joined(cell: Text) -> Text:
    return Text(" ").join(cell.split("\n"))


def _text(cell: Any) -> Text:
    return cell if isinstance(cell, Text) else Text(str(cell))
