"""The file of worked examples as plain data that knows its lines, so that every mistake is named with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias, cast

import yaml

from nnexplain.discovery import ROOT, chosen
from nnexplain.errors import InputError, InputErrors
from nnexplain.inputs.specs.loader import Loader, pairs, read_yaml
from nnexplain.inputs.texts import existing, read_text
from nnexplain.visible import visible

Plain: TypeAlias = "bool | int | float | str | list[Plain] | Placed | None"  # what a file holds


class Placed(dict[str, "Plain"]):
    """Keys with their values; ``lines`` says where each key stands, ``twice`` names those given again."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}
        self.twice: list[tuple[str, int]] = []


class _Placing(Loader):
    """The loader of spec files, with lines kept; numbers between quotes stay text."""


def _construct(loader: _Placing, node: yaml.MappingNode) -> Placed:
    found = Placed(node.start_mark.line + 1)
    own: set[str] = set()
    for key, value, where, merged in pairs(loader, node):
        name, line = str(key), where.start_mark.line + 1
        if name in own:
            found.twice.append((name, line))
        own |= set() if merged else {name}
        found[name], found.lines[name] = cast(Plain, value), line  # the loader makes nothing else
    return found


_Placing.add_constructor("tag:yaml.org,2002:map", _construct)


class Mistakes:
    """What is wrong with a file, every mistake with its line; together they are one error."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.found: list[tuple[int, str]] = []

    def add(self, line: int, text: str) -> None:
        self.found.append((line, text))

    def refuse(self) -> None:
        """Raise what was found, in the order of the file."""
        if not self.found:
            return
        lines = [f"{self.label}: line {line}: {text}" for line, text in sorted(self.found)]
        count = f"{len(lines)} mistakes in {self.label}\n" if len(lines) > 1 else ""
        raise InputErrors(count + "\n".join(map(visible, lines)))


def own_file() -> Path:
    """The examples that ship: inside the wheel, or at the top of a checkout."""
    shipped = ROOT / "examples.yaml"
    return shipped if shipped.is_file() else ROOT.parent / "examples.yaml"


def load(file: object = None, wanted: Sequence[str] = ()) -> tuple[list[Plain], str]:
    """The entries of a file (the shipped one where none is named) and what to call it in messages.

    Of the shipped file, which is known to be right, only the ``wanted`` entries are read.
    """
    try:
        place = own_file() if file is None else existing(str(file))
        text = read_text(place)
    except InputError as error:
        raise InputError(f"--file {error}") from None
    except OSError as error:
        raise InputError(f"--file is {file}, which cannot be read: {error.strerror or error}") from None
    if wanted and file is None:
        text = _cut_down(text, wanted)
    return entries_of(text, place.name), place.name


def _cut_down(text: str, wanted: Sequence[str]) -> str:
    """The text with blank lines for the entries that are not wanted; whole where it takes all of it to tell.

    >>> _cut_down("entries:\\n  - id: a\\n    command: calc\\n  - id: b\\n", ["b"])
    'entries:\\n\\n\\n  - id: b\\n'
    """
    head, *items = re.split(r"^(?=  - id: )", text, flags=re.MULTILINE)
    ids = [item.partition("\n")[0].removeprefix("  - id: ").strip() for item in items]
    try:
        kept = selected(ids, wanted)
    except InputError:
        return text  # the nearest of all ids is to be named
    cut = [item if id in kept else "\n" * item.count("\n") for id, item in zip(ids, items, strict=True)]
    shares = any(re.search(r": \*\w", item) for item in cut)  # with an entry that may not be there
    return text if shares else "".join([head, *cut])


def selected(ids: Sequence[str], wanted: Sequence[str]) -> set[str]:
    """Those of the ids that are wanted; none: all."""
    return set(chosen(wanted, ids, "entry", "nnexplain examples list shows the ids"))


def entries_of(text: str, label: str) -> list[Plain]:
    """The list under ``entries``; the list itself will do.

    >>> [entry["id"] for entry in entries_of("entries: [{id: a}, {id: b}]", "mine.yaml")]
    ['a', 'b']
    """
    data = read_yaml(text, label, _Placing)
    found = data.get("entries") if isinstance(data, dict) else data
    if not isinstance(found, list) or not found:
        raise InputError(f"{label}: has no entries; write entries: and under it a list, each beginning - id: NAME")
    return found
