"""The shipped examples hold every figure of the chapter, as it is printed there, and compute what can be computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from nnexplain.book.check import check, read_file
from nnexplain.book.entry import Entry, Run
from nnexplain.parser.expression import parse
from nnexplain.parser.tree import Apply, Expression, walk

FROZEN = yaml.safe_load((Path(__file__).parent / "frozen_figures.yaml").read_text(encoding="utf-8"))
ENTRIES = {entry.id: entry for entry in read_file()[0]}
IDS = [row["id"] for row in FROZEN]


def texts(value: Any) -> Iterator[str]:
    """The printed strings of a mapping, in lists or not."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    if parts is None:
        yield value
    else:
        for part in parts:
            yield from texts(part)


def printed(entry: Entry) -> list[str]:
    """The numbers that an entry says are printed, its own evidence left out."""
    return [*texts(entry.printed)] if entry.kind == "given" else [f.printed for f in entry.figures if not f.shown]


def test_the_frozen_list_is_whole() -> None:
    statuses = Counter(row["status"] for row in FROZEN)
    assert statuses == {"exact": 67, "formula": 56, "illustrative": 39, "contradicts": 8, "rounded": 6}
    assert len(set(IDS)) == 176


def test_every_figure_has_its_entry_and_every_entry_its_figure() -> None:
    assert sorted(ENTRIES) == sorted(IDS)


@pytest.mark.parametrize("row", FROZEN, ids=IDS)
def test_every_number_stands_in_its_entry_as_printed(row: dict[str, Any]) -> None:
    missing = Counter(row["printed"]) - Counter(printed(ENTRIES[row["id"]]))
    assert not missing, f"{row['id']} does not print {sorted(missing)}"


@pytest.mark.parametrize("row", FROZEN, ids=IDS)
def test_an_entry_is_of_the_kind_of_its_figure(row: dict[str, Any]) -> None:
    entry, status = ENTRIES[row["id"]], row["status"]
    if status == "formula":
        assert entry.topics == [entry.id] or (entry.claim and entry.figures)
    elif status == "contradicts":
        assert entry.why
        assert any(figure.actual for figure in entry.figures) or entry.claim
    else:
        assert not entry.why
        assert entry.runs or (status == "illustrative" and entry.kind == "given" and entry.note)
        assert entry.figures or entry.kind == "given"


def test_all_is_as_recorded_and_just_the_contradictions_differ() -> None:
    rows = check(list(ENTRIES.values()), "examples.yaml")
    assert [f"{row.entry.id} {row.figure.name}: {row.remark}" for row in rows if not row.as_recorded] == []
    differing = {row.entry.id for row in rows if row.verdict == "differs as recorded"}
    assert differing == {row["id"] for row in FROZEN if row["status"] == "contradicts"}


def statements(run: Run) -> dict[str, Expression]:
    """The expression behind each name of a calc."""
    found = parse(run.inputs["expr"], "expr").statements
    return {statement.name or "y": statement.expression for statement in found}


def calculates(part: Expression) -> bool:
    """An operator or a function; a list of numbers and a minus sign only write them down."""
    return isinstance(part, Apply) and part.head not in ("list", "neg")


CALCULATIONS = [(entry.id, run) for entry in ENTRIES.values() for run in entry.runs if run.command == "calc"]


@pytest.mark.parametrize(("id", "run"), CALCULATIONS, ids=[id for id, _ in CALCULATIONS])
def test_no_answer_is_written_into_its_own_calculation(id: str, run: Run) -> None:
    work = statements(run)
    for figure in run.figures:
        name = figure.path.removeprefix("gradients.").partition("[")[0]
        if not figure.path.startswith("gradients."):
            assert any(calculates(part) for part in walk(work[name])), f"{id}: {figure.path} is just written down"


def test_no_input_is_read_back_as_an_answer() -> None:
    echoed = [
        (entry.id, figure.path)
        for entry in ENTRIES.values()
        for run in entry.runs
        for figure in run.figures
        if figure.path.startswith("inputs.") and not (run.command == "transformer" and figure.path == "inputs.tokens")
    ]
    assert echoed == []
