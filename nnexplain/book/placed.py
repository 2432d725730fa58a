"""The file of worked examples as plain data that knows its lines, so that every mistake is named with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nnexplain.errors import InputError
from nnexplain.parse.files import existing, read_text
from nnexplain.record import Record, field
from nnexplain.spec.loader import Loader, pairs, read_yaml

PACKAGE = Path(__file__).parent.parent


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
        raise InputError(count + "\n".join(lines))


def own_file() -> Path:
    """The examples that ship: inside the wheel, or at the top of a checkout."""
    shipped = PACKAGE / "examples.yaml"
    return shipped if shipped.is_file() else PACKAGE.parent / "examples.yaml"


def load(file: Any = None) -> tuple[list[Any], str]:
    """The entries of a file (the shipped one where none is named) and what to call it in messages."""
    option = "--file"
    try:
        path = own_file() if file is None else existing(str(file))
        text, label = read_text(path), path.name
    except InputError as error:
        raise InputError(f"{option} {error}") from None
    except OSError as error:
        raise InputError(f"{option} is {file}, which cannot be read: {error.strerror or error}") from None
    return entries_of(text, label), label


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
