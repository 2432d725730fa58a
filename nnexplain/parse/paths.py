"""Paths into an nnexplain JSON: ``y``, ``p[1]``, ``block1.Q``, ``gradients.w``, ``hand.y``, ``result``."""

from __future__ import annotations

import re
from typing import Any

from nnexplain.errors import InputError, nearest, plural

_SECTIONS = ("gradients", "hand", "inputs", "values", "warnings")


def split(path: str) -> tuple[str, list[int]]:
    """The name and the indices behind it.

    >>> split("block1.weights[0][1]"), split("p[1,2]")
    (('block1.weights', [0, 1]), ('p', [1, 2]))
    """
    found = re.fullmatch(r"\s*([^\[\]\s]+)\s*((?:\[\s*-?\d+\s*(?:,\s*-?\d+\s*)*\])*)\s*", path)
    if not found:
        raise InputError(f"asks for {path!r}; write a name, or a name with an index: y, p[1], gradients.w")
    return found.group(1), [int(number) for number in re.findall(r"-?\d+", found.group(2))]


def resolve(document: dict[str, Any], name: str) -> tuple[str, str]:
    """Which section of the document holds the name, and under which key.

    A plain name is a value; ``result`` is the result unless a value is called so.
    """
    values = document.get("values", {})
    if name in values:
        return "values", name
    if name == "result" and "result" in document:
        return "result", ""
    section, _, rest = name.partition(".")
    if section in _SECTIONS and section in document and rest in document[section]:
        return section, rest
    if section in ("gradients", "hand") and section not in document:
        needed = "--backward" if section == "gradients" else "--hand N"
        raise InputError(f"asks for {name}, but there is no {section} here; add {needed}")
    known = [*values, "result", *(f"{s}.{key}" for s in ("gradients", "hand") for key in document.get(s, {}))]
    raise InputError(f"asks for {name}, which is not among the values: {', '.join(known)}{nearest(name, known)}")


def pick(value: Any, indices: list[int], path: str) -> Any:
    """The entry of a nested list that the indices name (they count from 0)."""
    for depth, index in enumerate(indices):
        if not isinstance(value, list):
            raise InputError(
                f"asks for {path}, but that value has only {plural(depth, 'axis') if depth else 'one number'}"
            )
        if not 0 <= index < len(value):
            raise InputError(
                f"asks for {path}, but the index {index} is out of range: it counts from 0 to {len(value) - 1}"
            )
        value = value[index]
    return value


def lookup(document: dict[str, Any], path: str) -> Any:
    """The part of a JSON document that a path names.

    >>> lookup({"values": {"p": [0.25, 0.75]}, "result": [0.25, 0.75]}, "p[1]")
    0.75
    """
    name, indices = split(path)
    section, key = resolve(document, name)
    return pick(document[section][key] if key else document[section], indices, path)
