"""Plain data → typed structures, by msgspec; every error names its place in the spec."""

from __future__ import annotations

import re
import typing
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from nnexplain.errors import InputError, nearest, quote
from nnexplain.inputs.choices import choose, whole
from nnexplain.inputs.files import split_member
from nnexplain.inputs.numbers import Quantity, from_nested
from nnexplain.inputs.shapes import fit
from nnexplain.inputs.sources import Sources
from nnexplain.inputs.specs.document import Document
from nnexplain.record import Record

Kind = TypeVar("Kind")

Numbers = Any  # a number, nested lists, typed text or @file: read by Place.numbers, which names the place
Word = int | float | str | None  # a name or a number, read by Place.choice or Place.whole


class Part(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A part of a spec: its fields are the keys that it may have, and no others."""


def structure(kind: type[Kind], document: Document) -> Kind:
    """The document as that kind of structure.

    >>> class Layer(Part):
    ...     W: Numbers
    >>> structure(Layer, Document({"w": 1}, "net.yaml"))
    Traceback (most recent call last):
    nnexplain.errors.InputError: net.yaml: w: unknown key; did you mean W?
    """
    try:
        return msgspec.convert(document.data, kind)
    except msgspec.ValidationError as error:
        raise InputError(f"{document.label}: {_explained(str(error), kind, document.data)}") from None


_WORDS = {
    "array": "a list", "object": "keys with their values", "str": "text", "int": "a whole number",
    "float": "a number", "bool": "true or false", "null": "nothing",
}  # fmt: skip


def _explained(message: str, kind: Any, data: Any) -> str:
    """What msgspec found, as a person would say it."""
    text, _, path = message.partition(" - at ")
    if path.startswith("`key` in"):
        return "has a key that is not a word"
    path = path.strip("`").removeprefix("$").lstrip(".")
    unknown = re.search(r"unknown field `(.*)`", text)
    missing = re.search(r"missing required field `(.*)`", text)
    if unknown:
        key = unknown.group(1)
        known = _fields(kind, path)
        hint = nearest(key, known) or f"; the keys here are {', '.join(known)}"
        return f"{_join(path, key)}: unknown key{hint}"
    if missing:
        return f"{_join(path, missing.group(1))} is missing"
    if re.search(r"length >= 1", text):
        return f"{path} is empty; give at least one"
    expected = re.fullmatch(r"Expected `(.*)`, got `(.*)`", text)
    if expected:
        wanted, got = (" or ".join(_WORDS.get(word, word) for word in part.split(" | ")) for part in expected.groups())
        shown = "nothing" if got == "nothing" else _at(data, path, got)
        return f"{path or 'the spec'} is {shown}; give {wanted.replace(' or nothing', '')}"
    return f"{path}: {text}" if path else text


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _at(data: Any, path: str, got: str) -> str:
    """What stands at that place, short enough to read."""
    try:
        for name, place in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
            data = data[name] if name else data[int(place)]
    except (KeyError, IndexError, TypeError):
        return got
    return got if isinstance(data, (list, dict)) else quote(data)


def _fields(kind: Any, path: str) -> list[str]:
    """The keys of the structure at that place."""
    for name in re.findall(r"[^.\[\]]+", re.sub(r"\[[^\]]*\]", "", path)):
        kind = typing.get_type_hints(_struct(kind)).get(name, kind)
    return list(_struct(kind).__struct_fields__)


def _struct(kind: Any) -> Any:
    """The structure within a type such as ``list[Layer]`` or ``Layer | None``."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind
    found = [_struct(part) for part in typing.get_args(kind) if part is not type(None)]
    return next((part for part in found if part is not None), None)


class Place(Record):
    """Reads the entries of a spec; messages begin with the spec's label and the place in it."""

    sources: Sources
    label: str = ""
    folder: Path | None = None

    @classmethod
    def of(cls, document: Document, sources: Sources) -> Place:
        return cls(sources, document.label, document.folder)

    def name(self, path: str) -> str:
        return f"{self.label}: {path}" if self.label else path

    def numbers(self, value: Any, path: str, ranks: set[int]) -> Quantity:
        """An array of an allowed number of axes, from lists, typed text, ``@file`` or ``-``."""
        return fit(self.loose(value, path), ranks, self.name(path))

    def loose(self, value: Any, path: str) -> Quantity:
        """An array of any number of axes."""
        if isinstance(value, str):
            return self.sources.read(self._from_here(value), self.name(path))
        try:
            return from_nested(value)
        except InputError as error:
            raise InputError(f"{self.name(path)} {error}") from None

    def _from_here(self, text: str) -> str:
        """An ``@file`` beside the spec; one that is not there is looked for in the working folder."""
        if not text.startswith("@") or self.folder is None:
            return text
        beside = self.folder / text[1:]
        return f"@{beside}" if Path(split_member(str(beside))[0]).exists() else text

    def choice(self, value: Any, names: tuple[str, ...], path: str) -> str:
        return choose(value, names, self.name(path))

    def whole(self, value: Any, least: int, path: str) -> int:
        return whole(value, least, self.name(path))
