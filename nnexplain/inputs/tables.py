"""Tables as text: ``W.csv`` whole, or ``data.csv:COLUMN`` by the name that its first line gives a column."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from nnexplain.arrays import Array
from nnexplain.errors import InputError, listed, nearest, quote
from nnexplain.inputs.numbers import Quantity, from_nested, is_number, read_number
from nnexplain.inputs.texts import read_text
from nnexplain.limits import ENTRIES

Lines = list[tuple[int, str]]


def read_table(file: Path, column: str) -> Quantity:
    """A table with commas, semicolons, tabs or spaces between its cells; a line of names above it is passed over."""
    every = enumerate(read_text(file).splitlines(), 1)
    lines = [(number, line) for number, line in every if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        raise InputError("is empty; give at least one number")
    separator = _separator(lines[0][1])
    cells = _cells(lines[0][1], separator)
    ENTRIES.check(len(lines) * (1 if column else len(cells)), "")
    if column:
        return _column(lines[1:], separator, _place(cells, column, file.name))
    numbers = re.compile(r"(?i)nan|inf(inity)?")
    if len(lines) > 1 and all(cell[:1].isalpha() and not numbers.fullmatch(cell) for cell in cells):
        lines = lines[1:]
    array = _fast_table([line for _, line in lines], separator)
    table = Quantity(array) if array is not None else from_nested(_rows(lines, separator))
    return table._replace(loose=1 in table.array.shape)


def _separator(line: str) -> str | None:
    """What stands between the cells; None for spaces."""
    outside = re.sub(r'"[^"]*"', "", line)  # a quoted name may have commas of its own
    return next((sign for sign in (",", "\t", ";") if sign in outside), None)


def _cells(line: str, separator: str | None) -> list[str]:
    """The cells of a line, without the spaces and quotes around them."""
    if '"' in line:
        import csv

        found = next(csv.reader([line], delimiter=separator or " ", skipinitialspace=True), [])
    else:
        found = line.split(separator)
    return [cell.strip().strip("\"'").strip() for cell in found]


def _place(names: list[str], wanted: str, file: str) -> int:
    wanted = wanted.strip()
    if all(map(is_number, names)):
        raise InputError(f"asks for the column {quote(wanted)} of {file}, whose first line gives its columns no names")
    if names.count(wanted) > 1:
        raise InputError(f"asks for the column {quote(wanted)} of {file}, which has {names.count(wanted)} of that name")
    if wanted not in names:
        shown = listed(quote(name)[1:-1] for name in names)
        raise InputError(f"asks for {quote(wanted)} of {file}, whose columns are {shown}{nearest(wanted, names)}")
    return names.index(wanted)


def _column(lines: Lines, separator: str | None, place: int) -> Quantity:
    """One column as a vector; what stands in the others need not be numbers."""
    if not lines:
        raise InputError("has a line of names and no numbers under it")
    found = _fast_table([line for _, line in lines], separator, usecols=place)
    if found is None:
        column = from_nested([_entry(number, _cells(line, separator), place) for number, line in lines])
    else:
        column = Quantity(found[:, 0])
    return column._replace(loose=True)


def _fast_table(lines: list[str], separator: str | None, usecols: int | None = None) -> Array | None:
    """NumPy's own reader, for decimals only; None where a cell needs looking at."""
    if any(sign in lines[0] for sign in "/−\"'"):
        return None
    try:
        array = np.loadtxt(lines, delimiter=separator, ndmin=2, comments=None, usecols=usecols)
    except ValueError:
        return None
    return array if np.isfinite(array).all() else None


def _rows(lines: Lines, separator: str | None) -> list[list[float]]:
    """Cell by cell: fractions, quoted cells, and errors that name the place."""
    rows = []
    for number, line in lines:
        cells = _cells(line, separator)
        rows.append([_entry(number, cells, place) for place in range(len(cells))])
    return rows


def _entry(number: int, cells: list[str], place: int) -> float:
    if place >= len(cells):
        raise InputError(f"has no column {place + 1} in line {number}")
    if not cells[place]:
        raise InputError(f"has an empty cell in line {number}, column {place + 1}")
    try:
        return read_number(cells[place])
    except InputError as error:
        raise InputError(f"line {number} {error}") from None
