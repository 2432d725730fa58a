"""Tables drawn as they stand are line for line what Rich's console prints."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nnexplain.formats import Options
from nnexplain.formats.table import whole as _whole
from nnexplain.formats.table.steps import Pen
from nnexplain.formats.table.worked import page
from nnexplain.worked.work import call
from tests.support.cases import cases
from tests.support.lesson_inputs import inputs
from tests.support.registry import every_lesson

LESSONS = every_lesson()
# no line of ours is empty or ends with a space
LINES = st.text(st.sampled_from("ab1 −≈█₁ᵀ語é."), max_size=9).map(str.strip).filter(bool)
HEADS = st.just("") | LINES
WORDS = st.lists(LINES, max_size=3).map("\n".join)


def by_console(table: Table) -> list[str]:
    console = Console(file=io.StringIO(), width=500, no_color=True, highlight=False, legacy_windows=False)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def check(table: Table) -> None:
    drawn = [line.rstrip() for line in _whole.lines(table)]
    assert drawn == by_console(table)
    assert max(map(len, by_console(table))) <= _whole.width(table)


@pytest.mark.parametrize("name", LESSONS)
@given(seed=st.integers(0, 2**32 - 1), ascii=st.booleans(), hand=st.sampled_from([None, 2]))
@cases(6)
def test_every_table_of_every_page(name: str, seed: int, ascii: bool, hand: int | None) -> None:
    lesson = LESSONS[name]
    asked: dict[str, Any] = {} if "backward" in lesson.refuses else {"backward": True}
    example = call(lesson, (), inputs(lesson, seed) | asked | {"hand": hand})
    for part in page(example, Pen(Options(width=120, ascii=ascii))):
        if isinstance(part, Table):
            check(part)


@given(st.data())
@cases(60)
def test_any_table_of_ours(data: Any) -> None:
    pen = Pen(Options(ascii=data.draw(st.booleans())))
    title = data.draw(st.sampled_from([None, "head 1", "a title that is longer than its table"]))
    table = pen.table(title=title, title_justify="left", show_footer=data.draw(st.booleans()))
    for _ in range(data.draw(st.integers(1, 4))):
        table.add_column(
            data.draw(HEADS), Text(data.draw(HEADS)), justify=data.draw(st.sampled_from(["left", "right"])),
            vertical=data.draw(st.sampled_from(["top", "bottom"])), no_wrap=data.draw(st.booleans()),
        )  # fmt: skip
    for _ in range(data.draw(st.integers(0, 3))):
        table.add_row(*(Text(data.draw(WORDS)) for _ in table.columns))
    if _whole.fits(table, 400):
        check(table)
    else:
        assert title is not None
