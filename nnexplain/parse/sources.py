"""Where an input may come from: typed text, ``@file``, or ``-`` for standard input."""

from __future__ import annotations

import re
import sys
from typing import Any

from nnexplain.errors import InputError
from nnexplain.limits import ENTRIES, TEXT
from nnexplain.parse.numbers import Quantity, from_nested, read_json, read_text, refuse_constant
from nnexplain.parse.paths import lookup
from nnexplain.streams import tell

_SCHEMA_PREFIX = "nnexplain/"


class Sources:
    """Reads inputs for one command; standard input can be read once."""

    def __init__(self) -> None:
        self._stdin_taken_by: str | None = None

    def read(self, text: str, option: str) -> Quantity:
        """The numbers that an option's text stands for; errors name the option."""
        try:
            if text.startswith("@"):
                from nnexplain.parse.files import read_file

                return read_file(text[1:])
            if text == "-" or text.startswith("-:"):
                return read_document(self.standard_input(option), text[2:], "standard input")
            return read_text(re.sub(r"\s*\n\s*", ";", text.strip()) if "[" not in text else text)
        except InputError as error:
            raise InputError(f"{option} {error}") from None

    def standard_input(self, option: str) -> str:
        """The text on standard input, for the one option that may have it."""
        if self._stdin_taken_by is not None:
            raise InputError(f"is -, but standard input can be read once, and {self._stdin_taken_by} has read it")
        self._stdin_taken_by = option
        if sys.stdin is None:
            raise InputError("is -, but there is no standard input; pipe numbers or an nnexplain JSON to it")
        if sys.stdin.isatty():
            tell(f"type {option}, then end with Ctrl-D on a line of its own")
        binary = getattr(sys.stdin, "buffer", None)
        if binary is None:
            return sys.stdin.read()
        try:
            return decoded(bounded(binary), "standard input")
        except InputError as error:
            raise InputError(f"is -, but standard input {error}" if str(error).startswith("has") else error) from None


def bounded(data: Any) -> bytes:
    """All that there is to read, unless it is more than anyone reads: a pipe or a device may never end."""
    found = bytearray()
    while piece := data.read(2**20):
        found += piece
        TEXT.check(len(found), "")
    return bytes(found)


def decoded(data: bytes, where: str) -> str:
    """UTF-8 text with or without a byte order mark, or UTF-16 with one (as some shells write when redirected)."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise InputError(f"is to come from {where}, which is not UTF-8 text") from None


def read_document(text: str, path: str, where: str) -> Quantity:
    """JSON or typed numbers; of an nnexplain JSON the result, or the value that ``path`` names.

    >>> read_document("0.1\\n0.2", "", "standard input").array.tolist()
    [[0.1], [0.2]]
    """
    text = text.strip()
    if not text:
        raise InputError(f"is to come from {where}, which is empty")
    ENTRIES.check(text.count(",") + 1, "")
    if text.startswith("{"):
        return _from_object(_json(text, where), path, where)
    if path:
        raise InputError(f"asks for {path}, but {where} is not an nnexplain JSON")
    if text.startswith("["):
        return _from_list(text)
    found = read_text(re.sub(r"[\s;]*\n\s*", ";", text))
    found.loose = "\n" in text and 1 in found.array.shape
    return found


def _from_list(text: str) -> Quantity:
    """A JSON list; a long one counts as typed by its shortest decimals, which is what JSON writers write."""
    import json

    if len(text) > 10_000:
        try:
            return from_nested(read_json(text, parse_constant=refuse_constant))
        except json.JSONDecodeError:
            pass
    return read_text(text)


def _json(text: str, where: str) -> Any:
    import json

    try:
        return read_json(text)
    except json.JSONDecodeError as error:
        place = f"{error.msg} at line {error.lineno}"
        raise InputError(f"is to come from {where}, which is not valid JSON: {place}") from None


def _from_object(document: Any, path: str, where: str) -> Quantity:
    """A value of an nnexplain JSON, or a named list of any other JSON object."""
    if str(document.get("schema", "")).startswith(_SCHEMA_PREFIX):
        if "result" not in document and not path:
            raise InputError(f"is to come from {where}, which has no result; name a value, as in {where}:p")
        return from_nested(lookup(document, path or "result"))
    if path:
        return from_nested(lookup({"values": document}, path))
    raise InputError(f"is to come from {where}, whose JSON object is not an nnexplain result; give a list of numbers")
