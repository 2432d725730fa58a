"""Paths into an nnexplain JSON: ``y``, ``p[1]``, ``block1.Q``, ``gradients.w``, ``hand.y``, ``result``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from nnexplain.errors import InputError, listed, nearest, plural, quote

_NEEDED = {"gradients": "--backward", "hand": "--hand N"}
_SECTIONS = (*_NEEDED, "inputs", "values")
_INDEX = r"\[\s*-?\d{1,9}\s*(?:,\s*-?\d{1,9}\s*)*\]"


def split(path: str) -> tuple[str, list[int]]:
    """The name and the indices behind it.

    >>> split("block1.weights[0][1]"), split("p[1,2]")
    (('block1.weights', [0, 1]), ('p', [1, 2]))
    """
    found = re.fullmatch(rf"\s*([^\[\]\s]+)\s*((?:{_INDEX}\s*)*)", path)
    if not found:
        raise InputError(f"asks for {quote(path)}; write a name, or a name with an index: y, p[1], gradients.w")
    return found.group(1), [int(number) for number in re.findall(r"-?\d+", found.group(2))]


def indexed(name: str, indices: Iterable[int]) -> str:
    """``split`` backwards.

    >>> indexed("block1.weights", [0, 1])
    'block1.weights[0][1]'
    """
    return name + "".join(f"[{index}]" for index in indices)


def resolve(document: Mapping[str, object], name: str) -> tuple[str, str]:
    """Which section of the document holds the name, and under which key.

    A plain name is a value; ``result`` is the result unless a value is called so.
    """
    values = _names(document, "values")
    if name in values:
        return "values", name
    if name == "result" and "result" in document:
        return "result", ""
    section, _, rest = name.partition(".")
    if section in _SECTIONS and rest in _names(document, section):
        return section, rest
    if section in _NEEDED and section not in document:
        raise InputError(f"asks for {name}, but there are no such numbers here; add {_NEEDED[section]}")
    known = [*values, "result", *(f"{s}.{key}" for s in _NEEDED for key in _names(document, s))]
    hidden = [f"inputs.{key}" for key in _names(document, "inputs")]
    hint = nearest(name, [*known, *hidden]) if section in _SECTIONS else nearest(name, known)
    raise InputError(f"asks for {quote(name)}, which is not among the values {listed(known)}{hint}")


def _names(document: Mapping[str, object], section: str) -> Mapping[str, object]:
    """The names of a section with their values; a file from elsewhere may have anything in its place."""
    found = document.get(section, {})
    if isinstance(found, Mapping):
        return found
    raise InputError(f"asks for a value of an nnexplain JSON, but its {section} are not names with their values")


def pick(value: object, indices: list[int], path: str) -> object:
    """The entry of a nested list that the indices name (they count from 0)."""
    for depth, index in enumerate(indices):
        if not isinstance(value, list):
            what = f"has only {plural(depth, 'axis')}" if depth else "is a single number, without entries"
            raise InputError(f"asks for {path}, but {path.partition('[')[0].strip()} {what}")
        if not 0 <= index < len(value):
            only = "the only index is 0" if len(value) == 1 else f"indices count from 0 to {len(value) - 1}"
            raise InputError(f"asks for {path}, but the index {index} is out of range: {only}")
        value = value[index]
    return value


def lookup(document: Mapping[str, object], path: str) -> object:
    """The part of a JSON document that a path names.

    >>> lookup({"values": {"p": [0.25, 0.75]}, "result": [0.25, 0.75]}, "p[1]")
    0.75
    """
    name, indices = split(path)
    section, key = resolve(document, name)
    return pick(_names(document, section)[key] if key else document[section], indices, path)
