"""The file of worked examples as plain data that knows its lines, so that every mistake is named with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from nnexplain.discovery import ROOT
from nnexplain.errors import InputError, InputErrors
from nnexplain.inputs.specs.loader import Loader, pairs, read_yaml
from nnexplain.inputs.texts import existing, read_text
from nnexplain.record import Record, field
from nnexplain.visible import visible


class Mapping(dict[str, Any]):
    """Keys with their values; ``lines`` says where each key stands, ``twice`` names those given again."""

    def __init__(self) -> None:
        super().__init__()
        self.line = 0
        self.lines: dict[str, int] = {}
        self.twice: list[tuple[str, int]] = []


class _Placed(Loader):
    """The loader of spec files, with lines kept; numbers between quotes stay text."""


def _construct(loader: Any, node: Any) -> Mapping:
    found = Mapping()
    found.line = node.start_mark.line + 1
    own: set[str] = set()
    for key, value, where, merged in pairs(loader, node):
        name, line = str(key), where.start_mark.line + 1
        if name in own:
            found.twice.append((name, line))
        own |= set() if merged else {name}
        found[name], found.lines[name] = value, line
    return found


_Placed.add_constructor("tag:yaml.org,2002:map", _construct)


class Mistakes(Record):
    """What is wrong with a file, every mistake with its line; together they are one error."""

    label: str
    found: list[tuple[int, str]] = field(factory=list)

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


def load(file: Any = None, wanted: Sequence[str] = ()) -> tuple[list[Any], str]:
    """The entries of a file (the shipped one where none is named) and what to call it in messages.

    Of the shipped file, which is known to be right, only the ``wanted`` entries are read.
    """
    option = "--file"
    try:
        text, label = _own(wanted) if file is None else _given(str(file))
    except InputError as error:
        raise InputError(f"{option} {error}") from None
    except OSError as error:
        raise InputError(f"{option} is {file}, which cannot be read: {error.strerror or error}") from None
    return entries_of(text, label), label


def _own(wanted: Sequence[str]) -> tuple[str, str]:
    file = own_file()
    text = file.read_text(encoding="utf-8")
    return _cut_down(text, wanted) if wanted else text, file.name


def _cut_down(text: str, wanted: Sequence[str]) -> str:
    """The text with blank lines for the entries that are not wanted; whole where it takes all of it to tell.

    >>> _cut_down("entries:\\n  - id: a\\n    command: calc\\n  - id: b\\n", ["b"])
    'entries:\\n\\n\\n  - id: b\\n'
    """
    head, *items = re.split(r"^(?=  - id: )", text, flags=re.MULTILINE)
    ids = [item.partition("\n")[0].removeprefix("  - id: ").strip() for item in items]
    if not all(any(fnmatchcase(id, word) for id in ids) for word in wanted):
        return text  # the nearest of all ids is to be named
    kept = [
        item if any(fnmatchcase(id, word) for word in wanted) else "\n" * item.count("\n")
        for id, item in zip(ids, items, strict=True)
    ]
    shares = any(re.search(r": \*\w", item) for item in kept)  # with an entry that may not be there
    return text if shares else "".join([head, *kept])


def _given(name: str) -> tuple[str, str]:
    file = existing(name)
    return read_text(file), file.name


def entries_of(text: str, label: str) -> list[Any]:
    """The list under ``entries``; the list itself will do.

    >>> [entry["id"] for entry in entries_of("entries: [{id: a}, {id: b}]", "mine.yaml")]
    ['a', 'b']
    """
    data = read_yaml(text, label, _Placed)
    found = data.get("entries") if isinstance(data, dict) else data
    if not isinstance(found, list) or not found:
        raise InputError(f"{label}: has no entries; write entries: and under it a list, each beginning - id: NAME")
    return found
