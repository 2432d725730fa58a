"""The verdicts on a page: by section, one line for each printed number, and what needs attention last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from nnexplain.book.entry import Entry
from nnexplain.book.judge import Row
from nnexplain.errors import plural
from nnexplain.formats import Options
from nnexplain.formats.table.text import signs
from nnexplain.notation.decimals import show, shown_exactly
from nnexplain.visible import visible

_STYLES = {"title": "1;36", "bad": "1;31", "dim": "2"}


def paint(text: str, style: str, options: Options) -> str:
    """The text in the signs and colours that the terminal has."""
    text = signs(text, options)
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if options.color and text else text


def headed(text: str, style: str, options: Options) -> list[str]:
    """A heading, on as many lines as it takes."""
    return [paint(line, style, options) for line in wrapped(text, options.width, "", options)]


def row_lines(text: str, options: Options) -> list[str]:
    """A row as it stands where it fits; else broken between words, further in than it begins."""
    text = signs(text, options)
    if len(text) <= options.width:
        return [text]
    start = text[: len(text) - len(text.lstrip())]
    return wrapped(" ".join(text.split()), options.width, start, options)


def number(value: Any, options: Options) -> str:
    """What is computed: ``= 0.15`` where that is all of it, ``≈ 0.2074`` where it is rounded.

    >>> number(Decimal("0.15"), Options()), number(Decimal("0.20740873"), Options())
    ('= 0.15', '≈ 0.2074')
    """
    if not isinstance(value, Decimal):
        return str(value)
    exact = Fraction(value)
    sign = "=" if shown_exactly(exact, options.precision) else "≈"
    return f"{sign} {show(float(value), exact, options.precision)}".replace("-", "−")


def page(rows: Sequence[Row], options: Options) -> str:
    """Every row by section, then a count, then the rows that are not as recorded, each with what to do."""
    lines: list[str] = []
    for section, members in groupby(rows, key=lambda row: row.section):
        lines += ["", *headed(section, "title", options), *_section(list(members), options)]
    failing = [row for row in rows if not row.as_recorded]
    if failing:
        lines += ["", *headed("Not as recorded", "bad", options)]
        for row in failing:
            lines += wrapped(f"{row.id} {row.name}: {row.remark}", options.width, "  ", options)
    lines += ["", *wrapped(_summary(rows), options.width, "", options)]
    return "\n".join(lines[1:] if not lines[0] else lines) + "\n"


def _section(rows: Sequence[Row], options: Options) -> Iterator[str]:
    cells = [(row.name, row.printed, number(row.computed, options), row.verdict) for row in rows]
    widths = [max(len(cell[place]) for cell in cells) for place in range(3)]
    name, printed, computed = (min(width, most) for width, most in zip(widths, (20, 16, 20), strict=True))
    last = ""
    for row, cell in zip(rows, cells, strict=True):
        if row.id != last:
            yield from (paint(line, "dim", options) for line in row_lines(f"  {row.id}", options))
            last = row.id
        mark = "✓" if row.as_recorded else "✗"
        text = f"    {cell[0]:<{name}}  {cell[1]:>{printed}}  {cell[2]:<{computed}}  {mark} {cell[3]}".rstrip()
        lines = row_lines(text, options)
        yield from lines if row.as_recorded else (paint(line, "bad", options) for line in lines)


def _summary(rows: Sequence[Row]) -> str:
    counts = Counter(row.verdict for row in rows)
    failing = sum(not row.as_recorded for row in rows)
    parts = ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
    end = f"{failing} not as recorded" if failing else "all as recorded"
    return f"{plural(len(rows), 'number')}: {parts}; {end}."


def wrapped(text: str, width: int, indent: str, options: Options) -> list[str]:
    """The text broken between words, continued two columns further in."""
    from textwrap import wrap

    return wrap(
        signs(text, options), width, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False
    )


def plain(rows: Sequence[Row]) -> str:
    """A row a line: id, name, printed, computed, verdict, and whether it is as recorded."""
    cells = (
        (row.id, row.name, row.printed, str(row.computed), row.verdict, "yes" if row.as_recorded else "no")
        for row in rows
    )
    return "".join("\t".join(map(visible, cell)) + "\n" for cell in cells)


def status(entry: Entry) -> str:
    """What the file says of an entry, without working it out."""
    if entry.kind != "worked":
        return entry.kind
    if entry.why:
        return "wrong, recorded"
    recorded = sorted({figure.recorded for figure in entry.figures if figure.recorded} - {"reproduced"})
    return ", ".join(recorded) or ("claim" if entry.claim else "worked")


def contents(found: Sequence[Entry], options: Options) -> str:
    """The entries by section, each with its status and what it works out."""
    lines: list[str] = []
    for section, members in groupby(found, key=lambda entry: entry.section):
        lines += ["", *headed(section, "title", options)]
        every = list(members)
        width = max(len(entry.id) for entry in every)
        for entry in every:
            lines += row_lines(f"  {entry.id:<{width}}  {status(entry):<15}  {_how(entry)}".rstrip(), options)
    counts = Counter(status(entry) for entry in found)
    parts = ", ".join(f"{count} {name}" for name, count in counts.most_common())
    lines += ["", *wrapped(f"{plural(len(found), 'entry')}: {parts}.", options.width, "", options)]
    return "\n".join(lines[1:]) + "\n"


def _how(entry: Entry) -> str:
    if entry.runs:
        return ", ".join(dict.fromkeys(run.command for run in entry.runs))
    return "derive " + " ".join(entry.topics) if entry.topics else ""


def contents_plain(found: Sequence[Entry]) -> str:
    cells = ((entry.id, entry.section, status(entry), _how(entry)) for entry in found)
    return "".join("\t".join(map(visible, cell)) + "\n" for cell in cells)


def contents_document(found: Sequence[Entry]) -> dict[str, Any]:
    from nnexplain.book.check import SCHEMA

    entries = [
        {
            "id": entry.id,
            "section": entry.section,
            "kind": entry.kind,
            "status": status(entry),
            "commands": [run.command for run in entry.runs],
            "topics": entry.topics,
            "printed": {figure.name: figure.printed for figure in entry.figures if not figure.shown} or entry.printed,
        }
        for entry in found
    ]
    return {"schema": SCHEMA, "entries": entries}
