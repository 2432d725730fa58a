"""A table without colour that fits as it is, drawn from Rich's own table and box.

Most tables of most pages are such: nothing in them has to be wrapped or squeezed, and then Rich's console, whose work
that is, costs more than the rest of the page. A test holds the lines to those that the console prints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from rich.cells import cell_len
from rich.table import Column, Table


def width(table: Table) -> int:
    """The columns that the table needs to be shown whole."""
    return sum(_widths(table)) + len(table.columns) + 1


def fits(table: Table, most: int) -> bool:
    """Whether neither the table nor its title has to be broken."""
    needed = width(table)
    return needed <= most and cell_len(str(table.title or "")) <= needed


def lines(table: Table) -> list[str]:
    """The table, line by line, each cell as wide as the widest of its column."""
    box, widths = table.box, _widths(table)
    assert box is not None
    found = [] if table.title is None else [str(table.title)]
    if table.show_header:
        head = [column.header for column in table.columns]
        found += [
            box.get_top(widths),
            *_row(table.columns, head, widths, box.head_left, box.head_vertical, box.head_right),
        ]
        found.append(box.get_row(widths, "head"))
    for cells in zip(*(column.cells for column in table.columns), strict=True):
        found += _row(table.columns, cells, widths, box.mid_left, box.mid_vertical, box.mid_right)
    if table.show_footer:
        foot = [column.footer for column in table.columns]
        found += [box.get_row(widths, "foot")]
        found += _row(table.columns, foot, widths, box.foot_left, box.foot_vertical, box.foot_right)
    return [*found, box.get_bottom(widths)]


def _widths(table: Table) -> list[int]:
    """Of each column, its widest line with a space on either side."""
    heads = [[column.header] * table.show_header + [column.footer] * table.show_footer for column in table.columns]
    texts = ((*more, *column.cells) for more, column in zip(heads, table.columns, strict=True))
    return [2 + max(cell_len(line) for text in column for line in _lines_of(text)) for column in texts]


def _lines_of(cell: Any) -> list[str]:
    return str(cell).split("\n")


def _row(
    columns: Sequence[Column], cells: Sequence[Any], widths: Sequence[int], left: str, between: str, right: str
) -> Iterator[str]:
    """A row of cells, as many lines as its highest has."""
    texts = [_lines_of(cell) for cell in cells]
    height = max(map(len, texts))
    for column, text in zip(columns, texts, strict=True):
        missing = [""] * (height - len(text))
        text[:] = [*missing, *text] if column.vertical == "bottom" else [*text, *missing]
    for line in zip_longest(*texts):
        padded = (_padded(text, column, size) for text, column, size in zip(line, columns, widths, strict=True))
        yield left + between.join(padded) + right


def _padded(text: str, column: Column, size: int) -> str:
    room = " " * (size - 2 - cell_len(text))
    return f" {room}{text} " if column.justify == "right" else f" {text}{room} "
