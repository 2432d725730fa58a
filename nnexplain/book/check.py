"""Every printed number of a file, worked out and judged in one process."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from nnexplain.book.entry import Entry, Figure, entries
from nnexplain.book.judge import Judgement, judge, refusal
from nnexplain.book.placed import Mistakes, load, selected
from nnexplain.book.working import Working
from nnexplain.discovery import ROOT, modules
from nnexplain.errors import InputError, nearest, plural


def read_file(file: object = None, wanted: Sequence[str] = ()) -> tuple[list[Entry], str]:
    """The entries of a file (the shipped one where none is named) that are ``wanted``, and what to call the file."""
    data, label = load(file, wanted)
    return select(entries(data, label), wanted), label


def select(found: list[Entry], wanted: Sequence[str]) -> list[Entry]:
    """The entries with these ids, in which ``*`` stands for any letters; none named: all."""
    kept = selected([entry.id for entry in found], wanted)
    return [entry for entry in found if entry.id in kept]


def check(found: Sequence[Entry], label: str) -> list[Judgement]:
    """The verdict on each printed number; inputs and paths that are wrong are refused, all at once."""
    mistakes = Mistakes(label)
    for entry in found:
        for topic in unproved(entry.topics):
            mistakes.add(entry.line, f"{entry.id}: derive has no topic {topic}")
    rows = [row for entry in found for row in judged(entry, mistakes)]
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
    """The names of the topics in the room of derivations; reading them is a hundredth of what parsing it costs."""
    texts = (file.read_text(encoding="utf-8") for file in modules(ROOT / "proofs").values())
    marked = re.compile(r"^@topic\(.*\)\ndef (\w+)", re.MULTILINE)
    return {name.replace("_", "-") for text in texts for name in marked.findall(text)}


def judged(entry: Entry, mistakes: Mistakes) -> Iterator[Judgement]:
    """The verdict on each printed number of one entry."""
    for working in map(Working, entry.runs):
        if working.run.refused:
            yield refusal(entry, working)
            continue
        message = working.refusal()
        if message:
            mistakes.add(working.run.line, f"{entry.id}: {working.run.command}: {message}")
            continue
        for figure in working.run.figures:
            try:
                _check_whole(figure, working)
                yield judge(entry, figure, working)
            except InputError as error:
                key = "shows" if figure.shown else "printed"
                mistakes.add(figure.line, f"{entry.id}: {key} {error}")


def _check_whole(figure: Figure, working: Working) -> None:
    """A list is printed whole: what has no number beside it would go unchecked."""
    if isinstance(working.value(figure.path, figure.indices), list):
        raise InputError(f"gives one number for {figure.name}, which is a list; print its entries, or one of them")
    if figure.indices:
        before, depth = figure.indices[:-1], len(figure.indices) - 1
        row = working.value(figure.path, before)
        most = 1 + max(other.indices[depth] for other in working.run.figures
                       if other.path == figure.path and other.indices[:depth] == before)  # fmt: skip
        if isinstance(row, list) and most < len(row):
            raise InputError(f"gives {plural(most, 'entry')} of {figure.path}, which has {len(row)} there; "
                             f"for just some of them write paths such as {figure.path}[0]")  # fmt: skip
