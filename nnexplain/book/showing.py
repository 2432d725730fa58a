"""One entry as its command shows it, with what the book prints beside what comes out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nnexplain.book.check import rows_of
from nnexplain.book.entry import Entry, Run
from nnexplain.book.judge import Row
from nnexplain.book.placed import Mistakes
from nnexplain.book.report import headed, number, wrapped
from nnexplain.book.working import Worked
from nnexplain.errors import InputError, listed
from nnexplain.formats import Options
from nnexplain.worked.lesson import find
from nnexplain.worked.request import Request, Settings


def examples(entry: Entry, asked: dict[str, Any], spell: Any) -> list[Any]:
    """The entry's worked examples, with the shared options that are asked for beside those of the entry."""
    return [_example(run, asked, spell) for run in entry.runs if not run.refused]


def _example(run: Run, asked: dict[str, Any], spell: Any) -> Any:
    from nnexplain.worked.work import work

    lesson = find(run.command)
    own = {key: value for key, value in run.inputs.items() if key not in Settings.names()}
    settings = {key: value for key, value in run.inputs.items() if key in Settings.names()}
    settings |= {key: value for key, value in asked.items() if value}
    return work(Request(lesson, own, Settings(**settings), spell=lambda name: spell(name, settings)))


def rows(entry: Entry, label: str) -> list[Row]:
    """The verdicts on the entry's numbers."""
    mistakes = Mistakes(label)
    found = list(rows_of(entry, [Worked(run) for run in entry.runs], mistakes))
    mistakes.refuse()
    return found


def heading(entry: Entry, options: Options) -> str:
    """What the entry is, and what is claimed there."""
    lines = headed(f"{entry.section} · {entry.title or entry.id}", "title", options)
    if entry.claim:
        lines += wrapped(f"Claim: {entry.claim}", options.width, "", options)
    return "\n".join(lines) + "\n"


def verdicts(entry: Entry, found: list[Row], options: Options) -> str:
    """``printed 0.8 · computed ≈ 0.5638 · differs as recorded``, and why."""
    lines = headed("As printed", "title", options) if found else []
    for row in found:
        what = "shown by" if row.shown else "printed"
        text = f"{row.name}: {what} {row.printed} · computed {number(row.computed, options)} · {row.verdict}"
        lines += wrapped(text, options.width, "  ", options)
    for label, text in _remarks(entry):
        lines += wrapped(f"{label}: {text}", options.width, "", options)
    return "\n".join(lines) + "\n" if lines else ""


def _remarks(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.kind == "given":
        yield "Given", f"it follows from nothing, and is not checked {_given(entry)}".rstrip()
    if entry.why:
        yield "Why", entry.why
    if entry.note:
        yield "Note", entry.note


def _given(entry: Entry) -> str:
    return "(" + ", ".join(f"{name}: {value}" for name, value in entry.printed.items()) + ")" if entry.printed else ""


def one(found: list[Entry], id: str) -> Entry:
    """The entry of that id."""
    if len(found) != 1:
        every = listed((entry.id for entry in found), most=8)
        raise InputError(f"show takes one entry, but {id} stands for {len(found)}: {every}")
    return found[0]
