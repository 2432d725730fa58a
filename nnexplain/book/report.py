"""The verdicts and the contents of a file of examples as pages: by section, what needs attention last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from nnexplain.book.entry import Entry
from nnexplain.book.judge import Judgement
from nnexplain.book.short import in_short
from nnexplain.engine.remark import Figure, Remark
from nnexplain.errors import plural
from nnexplain.pages.blocks import Block, Definitions, Gap, Heading, Line, Listing, Paragraph, Place, Record, Tone
from nnexplain.worked.declared import Declared

SCHEMA = "nnexplain-examples/1"
_STATUS = {"wrong, recorded": "wrong in print"}
_PLURAL = {"differs": "differ", "differs as recorded": "differ as recorded"}


class Verdicts(Declared):
    """Printed numbers, recomputed; ``all`` shows those too that come out as they are printed."""

    rows: Sequence[Judgement]
    all: bool = False

    def blocks(self) -> Iterator[Block]:
        """What differs, each entry with its reason; then what is not as recorded, with what to do; then a count."""
        if self.all:
            yield from _by_section(self.rows)
        known = [row for row in self.rows if row.as_recorded and row.verdict.startswith("differs")]
        failing = [row for row in self.rows if not row.as_recorded]
        if known:
            yield Heading("Differs, as recorded")
            yield from _with_reasons(known)
        if failing:
            yield Heading("Not as recorded", tone="bad")
            yield from _with_reasons(failing)
        yield Gap()
        yield Paragraph(self._summary(), listed=True)

    def _summary(self) -> str:
        failing = sum(not row.as_recorded for row in self.rows)
        end = f"{failing} not as recorded" if failing else "all as recorded"
        hidden = not self.all and any(not row.verdict.startswith("differs") for row in self.rows)
        return f"{_counted([row.verdict for row in self.rows], 'number')}; {end}{' (--all lists them)' * hidden}."

    def records(self, precision: int) -> Iterator[Record]:
        """Id, name, printed, computed, verdict, and whether it is as recorded."""
        for row in self.rows:
            figure, recorded = row.figure, "yes" if row.as_recorded else "no"
            yield row.entry.id, figure.name, figure.printed, str(row.computed), row.verdict, recorded

    def document(self, precision: int = 4) -> dict[str, object]:
        return {"schema": SCHEMA, "rows": [row.document() for row in self.rows]}


def _by_section(rows: Sequence[Judgement]) -> Iterator[Block]:
    places = _places(rows)
    for section, members in groupby(rows, key=lambda row: row.entry.section):
        yield Heading(section)
        yield Listing(tuple(_verdict_lines(members)), places)


def _with_reasons(rows: Sequence[Judgement]) -> Iterator[Block]:
    """The rows by entry, each with what is wrong with it."""
    texts = [row.figure.printed for row in rows if not _is_refusal(row)]
    name = max(len(row.figure.name) for row in rows)
    places = Place(name, name), Place(7), Place(min(max(map(len, texts), default=0), 16), right=True)
    for entry, members in groupby(rows, key=lambda row: row.entry):
        those = list(members)
        yield Listing(tuple(_differing_lines(entry, those)), places)
        if entry.claim:
            yield Paragraph(entry.claim, level=2, label="Claim")
        if entry.why:
            yield Paragraph(entry.why, level=2)
        for row in those:
            if row.remark:
                yield Paragraph(f"{row.figure.name}: {row.remark}", "bad", level=2, listed=True)


def _is_refusal(row: Judgement) -> bool:
    return row.figure.name == "refused"


def _differing_lines(entry: Entry, rows: Iterable[Judgement]) -> Iterator[Line]:
    yield Line((f"{entry.id} · {entry.section}",), tone="faint")
    for row in rows:
        tone: Tone = "" if row.as_recorded else "bad"
        if _is_refusal(row):
            yield Line((f"refused: {row.computed}",), level=2, tone=tone)
        else:
            word = "shown" if row.figure.shown else "printed"
            yield Line(
                (row.figure.name, word, row.figure.printed, "computed", signed(row.computed)), level=2, tone=tone
            )


def _places(rows: Sequence[Judgement]) -> tuple[Place, ...]:
    """Columns that stand in one line over all the listings of a page."""
    name = min(max(len(row.figure.name) for row in rows), 20)
    printed = min(max(len(row.figure.printed) for row in rows), 16)
    return Place(name, name), Place(printed, printed, right=True), Place(most=20)


def _counted(kinds: Sequence[str], noun: str) -> str:
    """``3 numbers: 2 reproduced, 1 truncated``."""
    counts = Counter(kinds).most_common()
    parts = ", ".join(f"{count} {kind if count == 1 else _PLURAL.get(kind, kind)}" for kind, count in counts)
    return f"{plural(len(kinds), noun)}: {parts}"


def _verdict_lines(rows: Iterable[Judgement]) -> Iterator[Line]:
    for id, members in groupby(rows, key=lambda row: row.entry.id):
        yield Line((id,), tone="faint")
        for row in members:
            mark = "✓" if row.as_recorded else "✗"
            cells = (row.figure.name, row.figure.printed, signed(row.computed), f"{mark} {row.verdict}")
            yield Line(cells, level=2, tone="" if row.as_recorded else "bad")


def signed(value: object) -> str | Remark:
    """What is computed: ``= 0.15`` where that is all of it, ``≈ 0.2074`` where it is rounded.

    >>> str(signed(Decimal("0.15"))), str(signed(Decimal("0.20740873")))
    ('= 0.15', '≈ 0.2074')
    """
    if not isinstance(value, Decimal):
        return str(value)
    exact = Fraction(value)
    return Remark("{value:=}", {"value": Figure(float(value), lambda: exact)})


class Contents(Declared):
    """The entries of a file."""

    entries: Sequence[Entry]

    def blocks(self) -> Iterator[Block]:
        """The entries by section, each with what it is."""
        longest = max((len(entry.id) for entry in self.entries), default=0)
        for section, members in groupby(self.entries, key=lambda entry: entry.section):
            yield Heading(section)
            yield Definitions(tuple((entry.id, _said(entry)) for entry in members), longest)
        yield Gap()
        yield Paragraph(f"{_counted(list(map(status, self.entries)), 'entry')}.", listed=True)

    def records(self, precision: int) -> Iterator[Record]:
        """Id, section, status, and how it is worked out."""
        return ((entry.id, entry.section, status(entry), _how(entry)) for entry in self.entries)

    def document(self, precision: int = 4) -> dict[str, object]:
        return {"schema": SCHEMA, "entries": list(map(_document, self.entries))}


def status(entry: Entry) -> str:
    """What the file says of an entry, without working it out."""
    if entry.kind != "worked":
        return entry.kind
    if entry.why:
        return "wrong, recorded"
    recorded = sorted({figure.recorded for figure in entry.figures if figure.recorded} - {"reproduced"})
    return ", ".join(recorded) or ("claim" if entry.claim else "worked")


def _said(entry: Entry) -> str:
    """What an entry is, and what its status adds to that."""
    known = status(entry)
    adds = "" if known in ("worked", "claim", "formula") else f" ({_STATUS.get(known, known)})"
    return in_short(entry) + adds


def _how(entry: Entry) -> str:
    if entry.runs:
        return ", ".join(dict.fromkeys(run.command for run in entry.runs))
    return "derive " + " ".join(entry.topics) if entry.topics else ""


def _document(entry: Entry) -> dict[str, object]:
    printed = {figure.name: figure.printed for figure in entry.figures if not figure.shown}
    return {
        "id": entry.id,
        "section": entry.section,
        "kind": entry.kind,
        "status": status(entry),
        "commands": [run.command for run in entry.runs],
        "topics": entry.topics,
        "printed": printed or entry.printed,
    }
