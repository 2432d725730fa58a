"""Every report in every format, and in one that is made here: a format needs nothing but the blocks."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest
from rich.text import Text

import nnexplain as nn
from nnexplain.book import check, fitting, report, showing
from nnexplain.cli.commands.derive import proofs
from nnexplain.formats import Options, names, render
from nnexplain.notation.tree import Leaf
from nnexplain.notation.unicode import Unicode
from nnexplain.pages import blocks
from nnexplain.pages.blocks import Block, Report
from nnexplain.pages.proofs import Topics
from nnexplain.pages.worked import WorkedPage
from nnexplain.proofs import select
from tests.support.lesson_inputs import inputs
from tests.support.registry import every_lesson

ENTRIES, LABEL = check.read_file()


def entry_page(id: str) -> Report:
    entry = next(entry for entry in ENTRIES if entry.id == id)
    worked = showing.examples(entry, {}, str)
    return showing.page(entry, worked, LABEL, lambda topics: proofs(select(topics)))


REPORTS = {
    "derive": lambda: proofs(select(["relu-*"])),
    "derive --list": lambda: Topics(select([])),
    "examples check": lambda: report.Verdicts(check.check(check.select(ENTRIES, ["perceptron-x10-*"]), ""), all=True),
    "examples list": lambda: report.Contents(ENTRIES),
    "examples show": lambda: entry_page("perceptron-x10-output"),
    "examples fit": lambda: fitting.fit(inputs="0.1,0.2", outputs="0.3,0.4"),
} | {
    name: lambda lesson=lesson: WorkedPage(getattr(nn, lesson.name)(**inputs(lesson, 1)))
    for name, lesson in every_lesson().items()
}  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("form", names())
def test_every_report_has_every_format(name: str, form: str) -> None:
    text = render(REPORTS[name](), form)
    assert text.endswith("\n")
    if form == "json":
        assert json.loads(text)["schema"].startswith("nnexplain")


def outline(block: Block, notation: Unicode) -> Iterator[str]:
    """A block as a line of words: all that it holds, in no layout."""
    if isinstance(block, blocks.Steps):
        for step in block.steps:
            yield f"{step.title}: {notation.text(step.cell((0,) * step.value.ndim).written)}"
    elif isinstance(block, blocks.Table):
        for row in block.rows:
            yield " | ".join(cell if isinstance(cell, str) else number(cell, notation) for cell in row)
    else:
        yield f"{type(block).__name__}: {getattr(block, 'text', '') or getattr(block, 'said', '')}"


def number(cell: object, notation: Unicode) -> str:
    return notation.number(cell.value, cell.exact) if isinstance(cell, Leaf) and cell.value is not None else str(cell)


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> str:
    """A format of its own: one module with ``pieces``."""

    def pieces(report: Report, options: Options) -> Iterator[str]:
        notation = Unicode(options.precision)
        for block in report.blocks():
            yield from (f"{line}\n" for line in outline(block, notation))

    module = ModuleType("nnexplain.formats.toy")
    module.pieces = pieces  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "nnexplain.formats.toy", module)
    return "toy"


@pytest.mark.parametrize("name", REPORTS)
def test_a_format_is_one_module(name: str, toy: str) -> None:
    text = render(REPORTS[name](), toy)
    assert len(text.splitlines()) > 3
    assert "Heading: " in text


@pytest.mark.parametrize("name", REPORTS)
def test_colour_changes_nothing_but_colour(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    report = REPORTS[name]()
    painted = render(report, "table", Options(width=90, color=True))
    plain = "\n".join(Text.from_ansi(line).plain.rstrip() for line in painted.split("\n"))
    assert "\x1b[" in painted
    unmarked = str.maketrans("[]", "  ")  # what colour picks out of a matrix stands in brackets without it
    assert plain.translate(unmarked) == render(report, "table", Options(width=90)).translate(unmarked)
