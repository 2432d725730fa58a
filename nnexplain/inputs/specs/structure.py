"""Plain data → typed structures, by msgspec; every error names its place in the spec."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from nnexplain.errors import InputError, nearest, quote
from nnexplain.inputs.specs.document import Document

Kind = TypeVar("Kind")

Numbers = Any  # a number, nested lists, typed text or @file: read by Entry.numbers, which names the place
Word = int | float | str | None  # a name or a number, read by Entry.choice or Entry.whole


class Part(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A part of a spec: its fields are the keys that it may have, and no others."""


def usual(kind: type[Part]) -> dict[str, object]:
    """What the keys of a part stand for where they are left out.

    >>> class Layer(Part):
    ...     W: Numbers
    ...     activation: Word = "relu"
    >>> usual(Layer)
    {'activation': 'relu'}
    """
    fields, values = kind.__struct_fields__, kind.__struct_defaults__
    pairs = zip(fields[len(fields) - len(values) :], values, strict=True)
    return {name: value for name, value in pairs if value is not msgspec.NODEFAULT}


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


def _explained(message: str, kind: object, data: object) -> str:
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


def _at(data: Numbers, path: str, got: str) -> str:
    """What stands at that place, short enough to read."""
    try:
        for name, place in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
            data = data[name] if name else data[int(place)]
    except (KeyError, IndexError, TypeError):
        return got
    return got if isinstance(data, (list, dict)) else quote(data)


def _fields(kind: object, path: str) -> list[str]:
    for name in re.findall(r"[^.\[\]]+", re.sub(r"\[[^\]]*\]", "", path)):
        kind = typing.get_type_hints(next(_structs(kind))).get(name, kind)
    return list(next(_structs(kind)).__struct_fields__)


def _structs(kind: object) -> Iterator[type[msgspec.Struct]]:
    """The structures within a type such as ``list[Layer]`` or ``Layer | None``."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
    for part in typing.get_args(kind):
        yield from _structs(part)
