"""Numbers from a file: ``W.npy``, ``weights.npz:W1``, ``W.csv``, ``W.json`` or ``out.json:NAME[i]``.

Nothing is ever unpickled.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from nnexplain.errors import InputError, listed, nearest, quote
from nnexplain.parse.numbers import Quantity, from_array, from_nested, read_number
from nnexplain.parse.sources import decoded, read_document

_BROKEN = (ValueError, EOFError, SyntaxError, TypeError, KeyError, MemoryError, OverflowError, RuntimeError)


def read_file(text: str) -> Quantity:
    """The numbers in a file, whose suffix says how they are written."""
    split = re.fullmatch(r"(.*\.(?:npy|npz|json|csv|tsv|txt)):(.+)", text, re.IGNORECASE | re.DOTALL)
    name, member = split.groups() if split else (text, "")
    if not name.strip():
        raise InputError("is @ without a file name; write @W.npy, @W.csv or @W.json")
    try:
        file = existing(name)
        return _reader(file, name, member)(file, member)
    except OSError as error:
        raise InputError(
            f"points at {quote(name, 80)}, which cannot be read: {error.strerror or 'not a file'}"
        ) from None
    except InputError as error:
        text = str(error)
        raise InputError(text if text.startswith(("points", "asks", "is to come")) else f"from {name} {text}") from None


def existing(name: str) -> Path:
    try:
        file = Path(name).expanduser()
        there, folder = file.exists(), file.is_dir()
    except (ValueError, RuntimeError):  # a name that no file can have
        there = folder = False
    if folder:
        raise InputError(f"points at {quote(name, 80)}, which is a folder, not a file")
    if not there:
        raise InputError(f"points at {quote(name, 80)}, which does not exist{_like(Path(name))}")
    return file


def _like(file: Path) -> str:
    try:
        return nearest(file.name, [other.name for other in file.parent.iterdir()])
    except (OSError, ValueError):
        return ""


def _reader(file: Path, name: str, member: str) -> Callable[[Path, str], Quantity]:
    suffix = file.suffix.lower()
    readers = {".npy": _npy, ".npz": _npz, ".json": _json, ".csv": _csv, ".tsv": _csv, ".txt": _csv}
    if suffix not in readers:
        raise InputError(f"points at {name}; files end in .npy, .npz, .csv or .json")
    if member and suffix not in (".npz", ".json"):
        raise InputError(f"asks for {member} of {name}, which holds one array and no names; write @{name}")
    return readers[suffix]


def _npy(file: Path, _: str) -> Quantity:
    try:
        with file.open("rb") as data, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Quantity(from_array(np.lib.format.read_array(data, allow_pickle=False)))
    except InputError:
        raise
    except _BROKEN:
        raise InputError("is not a plain .npy array of numbers (nothing is ever unpickled)") from None


def _npz(file: Path, member: str) -> Quantity:
    import zipfile
    import zlib

    try:
        with file.open("rb") as data, np.load(data, allow_pickle=False) as archive:
            return Quantity(from_array(archive[_member(list(archive.files), member, file.name)]))
    except InputError:
        raise
    except (*_BROKEN, AttributeError, zipfile.BadZipFile, zlib.error):
        raise InputError("is not an .npz archive of plain arrays (nothing is ever unpickled)") from None


def _member(names: list[str], member: str, file: str) -> str:
    if not names:
        raise InputError("holds no arrays")
    if not member and len(names) == 1:
        return names[0]
    if not member:
        raise InputError(f"holds {listed(names)}; name the one that is meant, as in @{file}:{names[0]}")
    if member not in names:
        raise InputError(f"has no array {member}; it holds {listed(names)}{nearest(member, names)}")
    return member


def _json(file: Path, member: str) -> Quantity:
    return read_document(decoded(file.read_bytes(), file.name), member, file.name)


def _csv(file: Path, _: str) -> Quantity:
    """A table with commas, semicolons, tabs or spaces between its cells; a line of names above it is passed over."""
    every = enumerate(decoded(file.read_bytes(), file.name).splitlines(), 1)
    lines = [(number, line) for number, line in every if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        raise InputError("is empty; give at least one number")
    separator = _separator(lines[0][1])
    if len(lines) > 1 and _is_header(lines[0][1].split(separator)):
        lines = lines[1:]
    array = _fast_table([line for _, line in lines], separator)
    table = Quantity(array) if array is not None else _table(lines, separator)
    table.loose = 1 in table.array.shape
    return table


def _separator(line: str) -> str | None:
    """What stands between the cells; None for spaces."""
    return next((sign for sign in (",", "\t", ";") if sign in line), None)


def _is_header(cells: list[str]) -> bool:
    return all(
        cell.strip(" \"'")[:1].isalpha() and not re.fullmatch(r"(?i)\s*(nan|inf(inity)?)\s*", cell) for cell in cells
    )


def _fast_table(lines: list[str], separator: str | None) -> Any:
    """NumPy's own reader, for decimals only; None where a cell needs looking at."""
    if any(sign in "".join(lines[:1]) for sign in "/−\"'"):
        return None
    try:
        array = np.loadtxt(lines, delimiter=separator, ndmin=2, comments=None)
    except ValueError:
        return None
    return array if np.isfinite(array).all() else None


def _table(lines: list[tuple[int, str]], separator: str | None) -> Quantity:
    """Cell by cell: fractions, quoted cells, and errors that name the place."""
    rows = []
    for number, line in lines:
        cells = [cell.strip().strip("\"'").strip() for cell in line.split(separator)]
        if "" in cells:
            raise InputError(f"has an empty cell in line {number}, column {cells.index('') + 1}")
        try:
            rows.append([read_number(cell) for cell in cells])
        except InputError as error:
            raise InputError(f"line {number} {error}") from None
    return from_nested(rows)
