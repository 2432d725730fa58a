"""Titles, sentences, proved lines, tables and lists, as elements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nnexplain.engine.remark import Remark
from nnexplain.notation.sides import Side, equal_to, in_symbols
from nnexplain.notation.tree import Leaf
from nnexplain.notation.unicode import Unicode
from nnexplain.pages.blocks import (
    Bar,
    Cell,
    Column,
    Equation,
    Faint,
    Heading,
    Joined,
    Line,
    Listing,
    Paragraph,
    Picture,
    Table,
    Values,
)  # fmt: skip
from nnexplain.typeset.elements import Display, Element, Grid, Math, Piece, Pieces, Words
from nnexplain.typeset.trees import entry_of, valued
from nnexplain.worked.arithmetic import cell_sides, is_worked


def said(sentence: str | Remark, notation: Unicode) -> str:
    """A sentence, its numbers with the digits asked for."""
    return sentence if isinstance(sentence, str) else sentence.read(notation)


def prose(block: Paragraph | Listing, notation: Unicode) -> Iterator[Element]:
    """A block of words."""
    match block:
        case Paragraph():
            yield Words((said(block.said, notation),), block.tone, block.label, block.level, block.listed)
        case Listing():
            yield from _listing(block, notation)


def equation(block: Equation, notation: Unicode) -> Display:
    """Sides in symbols, then the arithmetic and what it comes to."""
    sides = cell_sides(block.cell, notation)
    worked = equal_to(sides) if is_worked(block.cell, notation) else sides[-1:]
    return Display((Math((*in_symbols(block.left), *worked), note=block.note),), block.level)


def tables(block: Table | Picture, notation: Unicode) -> Iterator[Element]:
    """A table, or a step seen as a few of them under a title."""
    if isinstance(block, Picture):
        yield Heading(block.title, level=4)
    for table in block.tables if isinstance(block, Picture) else [block]:
        yield _grid(table, notation)


def _grid(table: Table, notation: Unicode) -> Grid:
    heads = tuple(_head(column, place, table, notation) for place, column in enumerate(table.columns))
    rows = tuple(tuple(_cell(cell, notation) for cell in row) for row in table.rows)
    feet = tuple(_cell(column.foot, notation) for column in table.columns) if table.footed else ()
    right = frozenset(place for place, column in enumerate(table.columns) if column.right)
    return Grid(heads, rows, feet, right, table.title)


def _head(column: Column, place: int, table: Table, notation: Unicode) -> Pieces:
    return ("≈ " if table.is_rounded(place, notation.precision) else "", *_cell(column.head, notation))


def _cell(cell: Cell, notation: Unicode) -> Pieces:
    match cell:
        case str():
            return (cell,)
        case Leaf():
            return (Math((Side(cell, numbers=cell.value is not None),)),)
        case Remark():
            return (cell.read(notation),)
        case Bar():
            return (cell,)
        case Values():
            return (_values(cell),)
        case Faint():
            return (cell.text,)
        case Joined():
            return tuple(piece for part in cell.parts for piece in _cell(part, notation))
    return ()


def _values(values: Values) -> Piece:
    """A value on one line: names and words as they are, numbers as mathematics."""
    if values.words is not None:
        return values.words
    array, exact = values.numbers
    return Math((Side(valued(array, entry_of(array, exact))),))


def _listing(block: Listing, notation: Unicode) -> Iterator[Element]:
    """Lines of the same make as a table, a line of a single cell as a paragraph before them."""
    pending: list[Line] = []
    for line in block.lines:
        if len(line.cells) > 1 and (not pending or len(line.cells) == len(pending[0].cells)):
            pending.append(line)
            continue
        yield from _lines(pending, notation)
        pending = [line] if len(line.cells) > 1 else []
        if not pending:
            yield Words(_cell(line.cells[0], notation), line.tone, level=line.level - 1)
    yield from _lines(pending, notation)


def _lines(lines: Sequence[Line], notation: Unicode) -> Iterator[Element]:
    if lines:
        rows = tuple(tuple(_cell(cell, notation) for cell in line.cells) for line in lines)
        yield Grid((), rows)
