"""Every printed number of a file, worked out and judged in one process."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from nnexplain.book.entry import Entry, Figure, entries
from nnexplain.book.judge import Row, judge, refusal
from nnexplain.book.placed import Mistakes, load
from nnexplain.book.working import Worked, work
from nnexplain.discovery import ROOT, modules
from nnexplain.errors import InputError, nearest, plural, quote


def read_file(file: Any = None, wanted: Sequence[str] = ()) -> tuple[list[Entry], str]:
    """The entries of a file, and what to call it; of the shipped one perhaps only those ``wanted``."""
    data, label = load(file, wanted)
    return entries(data, label), label


def select(found: Sequence[Entry], wanted: Sequence[str]) -> list[Entry]:
    """The entries with these ids; ``*``, ``?`` and ``[..]`` stand for what they stand for in file names."""
    ids = [entry.id for entry in found]
    chosen: set[str] = set()
    for word in wanted:
        matches = {id for id in ids if fnmatchcase(id, word)}
        if not matches:
            hint = nearest(word, ids) or "; nnexplain examples list shows the ids"
            raise InputError(f"there is no entry {quote(word)}{hint}")
        chosen |= matches
    return [entry for entry in found if not wanted or entry.id in chosen]


def check(found: Sequence[Entry], label: str) -> list[Row]:
    """One row for each printed number; inputs and paths that are wrong are refused, all at once."""
    mistakes = Mistakes(label)
    for entry in found:
        for topic in unproved(entry.topics):
            mistakes.add(entry.line, f"{entry.id}: derive has no topic {topic}")
    rows = [row for entry, worked in work(list(found)) for row in rows_of(entry, worked, mistakes)]
    mistakes.refuse()
    return rows


def unproved(topics: Sequence[str]) -> Iterator[str]:
    """The topics that ``derive`` does not have, each with the nearest that it has.

    Their proofs are its own matter (they need SymPy); here just the names are looked for, in the source.
    """
    for topic in topics:
        if topic not in _names():
            from nnexplain.proofs import topics as known

            if topic not in known():
                yield topic + nearest(topic, known())


@cache
def _names() -> set[str]:
    """The names of functions in the room of derivations; reading them is a hundredth of what parsing it costs."""
    texts = (file.read_text(encoding="utf-8") for file in modules(ROOT / "proofs").values())
    return {name.replace("_", "-") for text in texts for name in re.findall(r"^def (\w+)", text, re.MULTILINE)}


def rows_of(entry: Entry, every: Sequence[Worked], mistakes: Mistakes) -> Iterator[Row]:
    """The rows of one entry."""
    for worked in every:
        if worked.run.refused:
            yield refusal(entry, worked)
            continue
        message = worked.refusal()
        if message is not None:
            mistakes.add(worked.run.line, f"{entry.id}: {worked.run.command}: {message}")
            continue
        for figure in worked.run.figures:
            try:
                _complete(entry, figure, worked)
                yield judge(entry, figure, worked)
            except InputError as error:
                key = "shows" if figure.shown else "printed"
                mistakes.add(figure.line, f"{entry.id}: {key} {error}")


def _complete(entry: Entry, figure: Figure, worked: Worked) -> None:
    """A list is printed whole: what has no number beside it would go unchecked."""
    if isinstance(worked.value(figure), list):
        raise InputError(f"gives one number for {figure.name}, which is a list; print its entries, or one of them")
    *before, last = figure.index or (None,)
    if last is not None:
        beside = worked.value(figure.replace(index=tuple(before)))
        most = max(other.index[len(before)] for other in worked.run.figures
                   if other.path == figure.path and other.index[: len(before)] == tuple(before)) + 1  # fmt: skip
        if most < len(beside):
            raise InputError(f"gives {plural(most, 'entry')} of {figure.path}, which has {len(beside)} there; "
                             f"for just some of them write paths such as {figure.path}[0]")  # fmt: skip
