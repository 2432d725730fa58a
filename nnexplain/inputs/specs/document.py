"""A spec's text → plain data: YAML or JSON, from a file, standard input, or one of the specs that ship."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nnexplain.errors import InputError, near, quote
from nnexplain.inputs.texts import existing, read_text

if TYPE_CHECKING:  # a list of examples needs the loader, and no NumPy
    from nnexplain.inputs.sources import Sources

SHIPPED = Path(__file__).parent / "shipped"


class Document(NamedTuple):
    """The data of a spec, what to call it in messages, and the folder that its ``@file`` names start from."""

    data: dict[str, object]
    label: str
    folder: Path | None = None


def load(spec: object, sources: Sources, option: str) -> Document:
    """The spec that an option names: a file, ``-`` for standard input, a shipped one's name, or a mapping as it is.

    >>> from nnexplain.inputs.sources import Sources
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
    try:
        if spec == "-":
            return sources.standard_input(option), "standard input", None
        file = _file(spec)
        return read_text(file), file.name, file.parent
    except OSError as error:
        raise InputError(f"{option} is {quote(spec, 80)}, which cannot be read: {error.strerror or error}") from None
    except InputError as error:
        raise InputError(f"{option} {error}") from None


def shipped() -> list[str]:
    return sorted(file.stem for file in SHIPPED.glob("*.yaml"))


def _file(spec: str) -> Path:
    """The file of that name; else a shipped spec, where the name is a plain word."""
    if spec in shipped() and not Path(spec).exists():
        return SHIPPED / f"{spec}.yaml"
    try:
        return existing(spec)
    except InputError as error:
        reason, _, beside = str(error).partition("; did you mean ")
        found = near(Path(spec).stem, shipped())
        if beside and (Path(spec).suffix or not found):
            raise
        hint = f"did you mean {found}, which ships?" if found else "--help names the specs that ship"
        raise InputError(f"{reason}; {hint}") from None


def _mapping(text: str, label: str) -> dict[str, object]:
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


def _json(text: str, label: str) -> object:
    """JSON; braces that are not JSON may still be YAML, whose errors name the same places."""
    try:
        return json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, label))
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        return _yaml(text, label)


def _yaml(text: str, label: str) -> object:
    from nnexplain.inputs.specs.loader import read_yaml  # PyYAML takes as long to import as a page to print

    return read_yaml(text, label)


def _once(pairs: list[tuple[str, object]], label: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise InputError(f"{label}: {key} is given twice")
        found[key] = value
    return found
