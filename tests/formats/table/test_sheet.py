"""Tables drawn as they stand are line for line what Rich's console prints."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from nnexplain.formats import Options
from nnexplain.formats.table import drawn
from nnexplain.formats.table.console import rich_part
from nnexplain.formats.table.pen import Pen
from nnexplain.formats.table.sheet import Sheet
from nnexplain.pages.worked import WorkedPage
from nnexplain.worked.work import call
from tests.support.cases import cases
from tests.support.lesson_inputs import asked, inputs
from tests.support.registry import every_lesson

LESSONS = every_lesson()
# no line of ours is empty or ends with a space
LINES = st.text(st.sampled_from("ab1 −≈█₁ᵀ語é."), max_size=9).map(str.strip).filter(bool)
HEADS = st.just("") | LINES
WORDS = st.lists(LINES, max_size=3).map("\n".join)


def by_console(sheet: Sheet) -> list[str]:
    console = Console(
        file=io.StringIO(), width=max(500, sheet.width), no_color=True, highlight=False, legacy_windows=False
    )
    console.print(rich_part(sheet))
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def check(sheet: Sheet) -> None:
    printed = by_console(sheet)
    assert [line.rstrip() for line in sheet.lines()] == printed
    assert max(map(len, printed)) <= sheet.width


@pytest.mark.parametrize("name", LESSONS)
@given(seed=st.integers(0, 2**32 - 1), ascii=st.booleans(), hand=st.sampled_from([None, 2]))
@cases(6)
def test_every_table_of_every_page(name: str, seed: int, ascii: bool, hand: int | None) -> None:
    lesson = LESSONS[name]
    example = call(lesson, (), inputs(lesson, seed) | asked(lesson, backward=True) | {"hand": hand})
    pen = Pen(Options(width=120, ascii=ascii))
    for block in WorkedPage(example).blocks():
        for part in drawn(block, pen):
            if isinstance(part, Sheet):
                check(part)


@given(st.data())
@cases(60)
def test_any_table_of_ours(data: Any) -> None:
    places = range(data.draw(st.integers(1, 4)))
    some = st.frozensets(st.sampled_from(places))
    sheet = Sheet(
        [data.draw(HEADS) for _ in places],
        [[(data.draw(WORDS), "") for _ in places] for _ in range(data.draw(st.integers(0, 3)))],
        data.draw(st.none() | st.just([data.draw(HEADS) for _ in places])),
        data.draw(st.sampled_from(["", "head 1", "a title that is longer than its table"])),
        right=data.draw(some), low=data.draw(some), unbroken=data.draw(some), ascii=data.draw(st.booleans()),
    )  # fmt: skip
    if sheet.fits(400):
        check(sheet)
    else:
        assert sheet.title
