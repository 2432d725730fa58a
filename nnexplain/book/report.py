"""The verdicts and the contents of a file of examples as pages: by section, what needs attention last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from nnexplain.book.entry import Entry
from nnexplain.book.judge import Judgement
from nnexplain.engine.remark import Figure, Remark
from nnexplain.errors import plural
from nnexplain.pages.blocks import Block, Gap, Heading, Line, Listing, Paragraph, Place, Record
from nnexplain.worked.declared import Declared

SCHEMA = "nnexplain-examples/1"


class Verdicts(Declared):
    """Printed numbers, recomputed."""

    rows: Sequence[Judgement]

    def blocks(self) -> Iterator[Block]:
        """Every row by section, then the rows that are not as recorded, each with what to do, then a count."""
        for section, members in groupby(self.rows, key=lambda row: row.entry.section):
            yield Heading(section)
            yield Listing(tuple(_verdict_lines(members)), (Place(most=20), Place(most=16, right=True), Place(most=20)))
        failing = [row for row in self.rows if not row.as_recorded]
        if failing:
            yield Heading("Not as recorded", tone="bad")
            for row in failing:
                yield Paragraph(f"{row.entry.id} {row.figure.name}: {row.remark}", level=1, listed=True)
        yield Gap()
        yield Paragraph(self._summary(), listed=True)

    def _summary(self) -> str:
        failing = sum(not row.as_recorded for row in self.rows)
        end = f"{failing} not as recorded" if failing else "all as recorded"
        return f"{_counted([row.verdict for row in self.rows], 'number')}; {end}."

    def records(self, precision: int) -> Iterator[Record]:
        """Id, name, printed, computed, verdict, and whether it is as recorded."""
        for row in self.rows:
            figure, recorded = row.figure, "yes" if row.as_recorded else "no"
            yield row.entry.id, figure.name, figure.printed, str(row.computed), row.verdict, recorded

    def document(self, precision: int = 4) -> dict[str, object]:
        return {"schema": SCHEMA, "rows": [row.document() for row in self.rows]}


def _counted(kinds: Sequence[str], noun: str) -> str:
    """``3 numbers: 2 reproduced, 1 truncated``."""
    parts = ", ".join(f"{count} {kind}" for kind, count in Counter(kinds).most_common())
    return f"{plural(len(kinds), noun)}: {parts}"


def _verdict_lines(rows: Iterator[Judgement]) -> Iterator[Line]:
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
        """The entries by section, each with its status and what it works out."""
        for section, members in groupby(self.entries, key=lambda entry: entry.section):
            yield Heading(section)
            lines = tuple(Line((entry.id, status(entry), _how(entry))) for entry in members)
            yield Listing(lines, (Place(), Place(least=15, most=15)))
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
