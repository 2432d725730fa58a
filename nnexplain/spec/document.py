"""A spec's text → plain data: YAML or JSON, from a file, standard input, or one of the specs that ship."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from nnexplain.errors import InputError, listed, quote
from nnexplain.record import Record

if TYPE_CHECKING:  # a list of examples needs the loader, and no NumPy
    from nnexplain.parse.sources import Sources

SHIPPED = Path(__file__).parent / "shipped"


class Document(Record):
    """The data of a spec, what to call it in messages, and the folder that its ``@file`` names start from."""

    data: dict[str, Any]
    label: str
    folder: Path | None = None


def load(spec: Any, sources: Sources, option: str) -> Document:
    """The spec that an option names: a file, ``-`` for standard input, a shipped one's name, or a mapping as it is.

    >>> from nnexplain.parse.sources import Sources
    >>> load({"layers": []}, Sources(), "SPEC").data
    {'layers': []}
    """
    if isinstance(spec, Document):
        return spec
    if isinstance(spec, Mapping):
        return Document(dict(spec), option)
    if isinstance(spec, Path):
        spec = str(spec)
    if not isinstance(spec, str) or not spec.strip():
        raise InputError(f"{option} is {quote(spec)}; give the name of a spec file, or - for standard input")
    text, label, folder = _text(spec, sources, option)
    return Document(_mapping(text, label), label, folder)


def _text(spec: str, sources: Sources, option: str) -> tuple[str, str, Path | None]:
    """The text, what to call it in messages, and the folder it stands in."""
    from nnexplain.parse.sources import decoded

    try:
        if spec == "-":
            return sources.standard_input(option), "standard input", None
        file = _file(spec)
        return decoded(file.read_bytes(), file.name), file.name, file.parent
    except OSError as error:
        raise InputError(f"{option} is {quote(spec, 80)}, which cannot be read: {error.strerror or error}") from None
    except InputError as error:
        raise InputError(f"{option} {error}") from None


def shipped() -> list[str]:
    """The names of the specs that ship with the program."""
    return sorted(file.stem for file in SHIPPED.glob("*.yaml"))


def _file(spec: str) -> Path:
    """The file of that name; else a shipped spec, where the name is a plain word."""
    from nnexplain.parse.files import existing

    if spec in shipped() and not Path(spec).exists():
        return SHIPPED / f"{spec}.yaml"
    try:
        return existing(spec)
    except InputError as error:
        raise InputError(f"{error}; the specs that ship are {listed(shipped())}") from None


def _mapping(text: str, label: str) -> dict[str, Any]:
    if not text.strip():
        raise InputError(f"{label}: is empty; --spec-template prints a spec to start from")
    try:
        data = _json(text, label) if text.lstrip().startswith("{") else _yaml(text, label)
    except RecursionError:
        raise InputError(f"{label}: has lists inside lists too deep to read") from None
    if data is None:
        raise InputError(f"{label}: holds nothing but comments; --spec-template prints a spec to start from")
    if not isinstance(data, dict):
        what = "a list" if isinstance(data, list) else f"just {quote(data)}"
        raise InputError(f"{label}: is {what}; a spec is keys with their values, such as lr: 0.1")
    return data


def _json(text: str, label: str) -> Any:
    """JSON; braces that are not JSON may still be YAML, whose errors name the same places."""
    try:
        return json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, label))
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        return _yaml(text, label)


def _once(pairs: list[tuple[str, Any]], label: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise InputError(f"{label}: {key} is given twice")
        found[key] = value
    return found


def _yaml(text: str, label: str) -> Any:
    try:
        return yaml.load(text, Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        tab = "; YAML is indented with spaces, not tabs" if "'\\t'" in str(error.problem) else ""
        raise InputError(f"{label}: {place}{error.problem or error.context}{tab}") from None
    except yaml.YAMLError as error:
        raise InputError(f"{label}: is not YAML: {str(error).splitlines()[0]}") from None


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML's C loader with YAML 1.2's plain values: 1e-3 is a number, while no, 1:30 and 2020-01-01 are words."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        self.flatten_mapping(node)
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, (list, dict)):
                raise yaml.constructor.ConstructorError(None, None, "a key must be a word", key_node.start_mark)
            if key in found:
                raise yaml.constructor.ConstructorError(None, None, f"{key} is given twice", key_node.start_mark)
            found[key] = self.construct_object(value_node, deep=True)
        return found


def _construct_mapping(loader: Any, node: Any) -> dict[Any, Any]:
    found: dict[Any, Any] = loader.construct_mapping(node)
    return found


def _resolvers() -> None:
    """A pattern for each kind of plain value, with the signs that it may begin with."""
    import re

    digits = list("-+0123456789")
    for tag, pattern, first in (
        ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
        ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
        ("int", r"[-+]?[0-9]+", digits),
        ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", [*digits, "."]),
        ("float", r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", list("-+.")),
    ):
        Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), first)
    Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"^<<$"), ["<"])


def _int(loader: Any, node: Any) -> Any:
    try:
        return int(node.value)  # 012 is twelve
    except ValueError:  # thousands of digits
        return node.value


_resolvers()
Loader.add_constructor("tag:yaml.org,2002:map", _construct_mapping)
Loader.add_constructor("tag:yaml.org,2002:int", _int)
