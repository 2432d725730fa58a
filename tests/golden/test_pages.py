"""Every golden page is what the program prints, and none is longer than a reader wants it."""

from __future__ import annotations

import pytest

from tests.golden import FOLDER, PAGES, Page
from tests.support.program import Run

LONGEST = {"attention": 45, "softmax": 20}  # lines at 80 columns


@pytest.mark.parametrize("page", PAGES, ids=[page.id for page in PAGES])
def test_a_page_is_as_it_was_read(page: Page, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(page.width))
    assert run(*page.words).out == page.file.read_text("utf-8")


def test_there_are_no_other_files() -> None:
    assert {file.name for file in FOLDER.glob("*.txt")} == {page.file.name for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=[page.id for page in PAGES])
def test_no_line_is_too_wide(page: Page) -> None:
    assert max(map(len, page.file.read_text("utf-8").splitlines())) <= page.width


@pytest.mark.parametrize(("name", "most"), LONGEST.items())
def test_a_page_is_no_longer_than(name: str, most: int) -> None:
    assert len((FOLDER / f"{name}.txt").read_text("utf-8").splitlines()) <= most


def test_a_transformer_goes_forward_in_ninety_lines() -> None:
    forward, *_ = (FOLDER / "transformer.txt").read_text("utf-8").split("\nBackward")
    assert len(forward.splitlines()) <= 90
