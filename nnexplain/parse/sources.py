"""Where an input may come from: typed text, ``@file``, or ``-`` for standard input."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np

from nnexplain.errors import InputError, nearest
from nnexplain.parse.numbers import Quantity, from_array, from_nested, read_text
from nnexplain.parse.paths import lookup

_SCHEMA_PREFIX = "nnexplain/"


class Sources:
    """Reads inputs for one command; standard input can be read once."""

    def __init__(self) -> None:
        self._stdin_taken_by: str | None = None

    def read(self, text: str, option: str) -> Quantity:
        """The numbers that an option's text stands for; errors name the option."""
        try:
            if text.startswith("@"):
                return read_file(text[1:])
            if text == "-" or text.startswith("-:"):
                return self._standard_input(option, text[2:])
            return read_text(text)
        except InputError as error:
            raise InputError(f"{option} {error}") from None

    def _standard_input(self, option: str, path: str) -> Quantity:
        if self._stdin_taken_by is not None:
            raise InputError(f"cannot be read from standard input: {self._stdin_taken_by} has read it already")
        self._stdin_taken_by = option
        if sys.stdin is None or sys.stdin.isatty():
            raise InputError("is -, but nothing is piped in; pipe numbers or an nnexplain JSON to standard input")
        return read_document(sys.stdin.buffer.read().decode("utf-8-sig", "replace"), path, "standard input")


def read_document(text: str, path: str, where: str) -> Quantity:
    """JSON or typed numbers; of an nnexplain JSON the result, or the value that ``path`` names."""
    text = text.strip()
    if not text:
        raise InputError(f"is to come from {where}, which is empty")
    if text.startswith("{"):
        return _from_object(_json(text, where), path, where)
    if path:
        raise InputError(f"asks for {path}, but {where} is not an nnexplain JSON")
    return read_text(re.sub(r"\s*\n\s*", ";", text)) if not text.startswith("[") else read_text(text)


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"is to come from {where}, which is not valid JSON: {error}") from None


def _from_object(document: Any, path: str, where: str) -> Quantity:
    if isinstance(document, dict) and str(document.get("schema", "")).startswith(_SCHEMA_PREFIX):
        return from_nested(lookup(document, path or "result"))
    if path:
        return from_nested(lookup({"values": document}, path))
    raise InputError(f"is to come from {where}, whose JSON object is not an nnexplain result; give a list of numbers")


def read_file(text: str) -> Quantity:
    """Numbers from ``W.npy``, ``weights.npz:W1``, ``W.csv``, ``W.json`` or ``out.json:NAME[i]``."""
    split = re.fullmatch(r"(.*\.(?:npz|json)):(.+)", text, re.IGNORECASE)
    name, member = split.groups() if split else (text, "")
    file = Path(name)
    if not name:
        raise InputError("is @ without a file name; write @W.npy, @W.csv or @W.json")
    if file.is_dir():
        raise InputError(f"points at {name}, which is a folder, not a file")
    if not file.exists():
        raise InputError(f"points at {name}, which does not exist{_like(file)}")
    readers = {".npy": _npy, ".npz": _npz, ".json": _json_file, ".csv": _csv, ".tsv": _csv, ".txt": _csv}
    reader = readers.get(file.suffix.lower())
    if reader is None:
        raise InputError(f"points at {name}; files end in .npy, .npz, .csv or .json")
    try:
        return reader(file, member)
    except OSError as error:
        raise InputError(f"points at {name}, which cannot be read: {error.strerror or error}") from None
    except InputError as error:
        raise InputError(f"from {name} {error}") from None


def _like(file: Path) -> str:
    try:
        return nearest(file.name, [other.name for other in file.parent.iterdir()])
    except OSError:
        return ""


def _npy(file: Path, _: str) -> Quantity:
    try:
        return Quantity(from_array(np.load(file, allow_pickle=False)))
    except (ValueError, EOFError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("is not a plain .npy array of numbers (nothing is ever unpickled)") from None


def _npz(file: Path, member: str) -> Quantity:
    import zipfile

    try:
        archive = np.load(file, allow_pickle=False)
        names = list(archive.files)
        if not member and len(names) == 1:
            member = names[0]
        if member not in names:
            wanted = f"has no array {member}{nearest(member, names)}" if member else "needs the name of an array"
            raise InputError(
                f"{wanted}; it holds {', '.join(names) or 'nothing'}: write @{file}:{names[0] if names else 'NAME'}"
            )
        return Quantity(from_array(archive[member]))
    except (ValueError, EOFError, zipfile.BadZipFile, AttributeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("is not an .npz archive of plain arrays (nothing is ever unpickled)") from None


def _json_file(file: Path, member: str) -> Quantity:
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text") from None
    return read_document(text, member, file.name)


def _csv(file: Path, _: str) -> Quantity:
    try:
        lines = [line for line in file.read_text("utf-8-sig").splitlines() if line.strip()]
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text") from None
    if not lines:
        raise InputError("is empty; give at least one number")
    separator = next((sign for sign in ("\t", ";") if sign in lines[0] and "," not in lines[0]), ",")
    if _is_header(lines[0], separator) and len(lines) > 1:
        lines = lines[1:]
    table = from_nested([[cell.strip() or "(empty)" for cell in line.split(separator)] for line in lines])
    table.loose = 1 in table.array.shape
    return table


def _is_header(line: str, separator: str) -> bool:
    return all(
        cell.strip(" \"'")[:1].isalpha() and not re.fullmatch(r"(?i)\s*(nan|inf(inity)?)\s*", cell)
        for cell in line.split(separator)
    )
