"""Tables and pictures for a terminal: blocks' cells as text, and what becomes of a table that is too wide."""

from __future__ import annotations

from collections.abc import Iterator

from nnexplain.formats.table.parts import Flow, Lines
from nnexplain.formats.table.pen import Pen
from nnexplain.formats.table.sheet import Sheet
from nnexplain.pages.blocks import Column, Picture, Table


def table_parts(block: Table | Picture, pen: Pen) -> Iterator[Flow | Lines | Sheet]:
    """The parts of a table, or of a picture under its title: nothing where nothing fits."""
    tables = [block] if isinstance(block, Table) else block.tables
    parts = [part for table in tables for part in _fitted(table, pen)]
    if isinstance(block, Picture) and parts:
        yield Flow(((pen.sign(block.title), "bold"),))
    yield from parts


def _fitted(table: Table, pen: Pen) -> Iterator[Flow | Sheet]:
    sheet = _sheet(table, pen)
    if sheet.width <= pen.width:
        yield sheet
    elif table.too_wide == "listed" or (table.too_wide == "listed in little room" and pen.narrow):
        from nnexplain.formats.table.console import squeezed

        yield squeezed(sheet, pen.width)


def _sheet(table: Table, pen: Pen) -> Sheet:
    columns = table.columns
    return Sheet(
        [_head(column, place, table, pen) for place, column in enumerate(columns)],
        [tuple(map(pen.cell, row)) for row in table.rows],
        [pen.cell(column.foot)[0] for column in columns] if table.footed else None,
        table.title,
        right=frozenset(place for place, column in enumerate(columns) if column.right),
        unbroken=frozenset(place for place, column in enumerate(columns) if column.unbroken),
        ascii=pen.options.ascii,
    )


def _head(column: Column, place: int, table: Table, pen: Pen) -> str:
    text = pen.cell(column.head)[0]
    return f"{pen.sign('≈')} {text}" if table.is_rounded(place, pen.options.precision) else text
