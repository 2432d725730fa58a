"""One entry as its command shows it, with what the book prints beside what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from nnexplain.book.check import judged
from nnexplain.book.entry import Entry, Run
from nnexplain.book.judge import Judgement
from nnexplain.book.placed import Mistakes
from nnexplain.book.report import SCHEMA, signed
from nnexplain.engine.remark import Remark
from nnexplain.errors import InputError, listed
from nnexplain.inputs.sources import Sources
from nnexplain.pages.blocks import Block, Gap, Heading, Paragraph, Record, Report
from nnexplain.pages.proofs import Proofs
from nnexplain.pages.worked import WorkedPage
from nnexplain.worked.declared import Declared
from nnexplain.worked.example import WorkedExample
from nnexplain.worked.lesson import find
from nnexplain.worked.request import Request, Settings
from nnexplain.worked.work import work


def examples(
    entry: Entry, asked: Mapping[str, object], spell: Callable[[str], str], sources: Sources | None = None
) -> list[WorkedExample]:
    """The entry's worked examples, with the shared options that are asked for beside those of the entry."""
    return [_example(run, asked, spell, sources) for run in entry.runs if not run.refused]


def _example(
    run: Run, asked: Mapping[str, object], spell: Callable[[str], str], sources: Sources | None
) -> WorkedExample:
    own: dict[str, object] = {key: value for key, value in run.inputs.items() if key not in Settings.names()}
    settings: dict[str, Any] = {key: value for key, value in run.inputs.items() if key in Settings.names()}
    settings |= {key: value for key, value in asked.items() if value}
    return work(Request(find(run.command), own, Settings(**settings), sources, spell))


def page(entry: Entry, worked: Sequence[WorkedExample], label: str, prove: Callable[[list[str]], Proofs]) -> EntryPage:
    """The entry's report; ``prove`` proves the topics that it names."""
    proofs = prove(entry.topics) if entry.topics else None
    mistakes = Mistakes(label)
    rows = list(judged(entry, mistakes))
    mistakes.refuse()
    return EntryPage(entry, list(map(WorkedPage, worked)), proofs, rows)


class EntryPage(Declared):
    """One entry: what it is, its calculations, its proofs, and how what is printed compares."""

    entry: Entry
    worked: Sequence[WorkedPage]
    proofs: Proofs | None
    rows: Sequence[Judgement]

    @property
    def example(self) -> WorkedExample:
        """Its one calculation, where it has one."""
        if len(self.worked) != 1:
            raise InputError(f"--get needs one calculation, but {self.entry.id} has {len(self.worked)}")
        return self.worked[0].example

    def blocks(self) -> Iterator[Block]:
        entry = self.entry
        yield Heading(f"{entry.section} · {entry.title or entry.id}", level=1)
        if entry.claim:
            yield Paragraph(entry.claim, label="Claim", listed=True)
        reports: list[Report] = [*self.worked, *([self.proofs] if self.proofs else [])]
        for report in reports:
            yield Gap()
            yield from report.blocks()
        yield Gap()
        if self.rows:
            yield Heading("As printed")
        for row in self.rows:
            yield Paragraph(_verdict(row), level=1, listed=True)
        yield from (Paragraph(text, label=label, listed=True) for label, text in _remarks(entry))

    def records(self, precision: int) -> Iterator[Record]:
        """Those of the calculations, an empty one between two; else of the proofs; else what the entry is."""
        for place, report in enumerate(self.worked):
            yield from [()] if place else []
            yield from report.records(precision)
        if not self.worked and self.proofs:
            yield from self.proofs.records(precision)
        elif not self.worked:
            yield self.entry.id, self.entry.kind, self.entry.claim or self.entry.title

    def document(self, precision: int) -> dict[str, object]:
        """That of the calculation, where there is one; else of all there are."""
        documents = [report.document(precision) for report in self.worked]
        return documents[0] if len(documents) == 1 else {"schema": SCHEMA, "examples": documents}


def _verdict(row: Judgement) -> Remark:
    """``y: printed 0.8 · computed ≈ 0.5638 · differs as recorded``."""
    computed = signed(row.computed)
    what = "shown by" if row.figure.shown else "printed"
    parts = {"name": row.figure.name, "what": what, "printed": row.figure.printed, "computed": computed,
             "verdict": row.verdict}  # fmt: skip
    return Remark("{name}: {what} {printed} · computed {computed} · {verdict}", parts)


def _remarks(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.kind == "given":
        printed = ", ".join(f"{name}: {value}" for name, value in entry.printed.items())
        yield "Given", "it follows from nothing, and is not checked" + (f" ({printed})" if printed else "")
    if entry.why:
        yield "Why", entry.why
    if entry.note:
        yield "Note", entry.note


def one(found: list[Entry], id: str) -> Entry:
    if len(found) != 1:
        every = listed((entry.id for entry in found), most=8)
        raise InputError(f"show takes one entry, but {id} stands for {len(found)}: {every}")
    return found[0]
