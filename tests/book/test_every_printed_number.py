"""Every printed number is held: the whole file is as recorded, and one digit changed anywhere is found."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from nnexplain.book.check import check, read_file
from nnexplain.book.entry import Entry, Figure
from nnexplain.book.judge import judge
from nnexplain.book.printed import as_printed
from nnexplain.book.working import Working

ENTRIES, LABEL = read_file()
WORKED = [(entry, working, figure) for entry in ENTRIES for working in map(Working, entry.runs)
          for figure in working.run.figures if not figure.shown]  # fmt: skip


def test_the_whole_file_is_as_recorded() -> None:
    rows = check(ENTRIES, LABEL)
    assert [row for row in rows if not row.as_recorded] == []
    assert len(rows) >= len(WORKED)


def changed(text: str, *, up: bool) -> str:
    """The text with its last digit changed by one (9 goes to 8, and 0 to 1, for the last digit alone must change)."""
    place = max(place for place, sign in enumerate(text) if sign.isdigit())
    digit = int(text[place])
    digit += 1 if (up and digit < 9) or digit == 0 else -1
    return text[:place] + str(digit) + text[place + 1 :]


def mutations(figure: Figure, computed: object) -> Iterator[Figure]:
    """The figure with what it should come out as changed: both ways, and of a tie only the way that is wrong."""
    right = figure.printed if figure.actual is None else figure.actual
    if not isinstance(computed, Decimal):
        yield figure._replace(printed=right + "x")
        return
    for up in (True, False):
        other = changed(right, up=up)
        if not _a_tie_may_go(right, other, computed):
            yield figure._replace(printed=other) if figure.actual is None else figure._replace(actual=other)


def _a_tie_may_go(right: str, other: str, computed: Decimal) -> bool:
    one, two = as_printed(right), as_printed(other)
    assert one is not None
    assert two is not None
    return one.rounds(computed) and abs(computed - two.value) * 2 == two.unit


def name(case: tuple[Entry, Working, Figure]) -> str:
    return f"{case[0].id} {case[2].name}"


@pytest.mark.parametrize("case", WORKED, ids=name)
def test_a_changed_digit_is_found(case: tuple[Entry, Working, Figure]) -> None:
    entry, working, figure = case
    others = list(mutations(figure, working.value(figure.path, figure.indices)))
    assert others, "no change of the last digit can be told from it"
    for other in others:
        row = judge(entry, other, working)
        assert not row.as_recorded, f"{other} passes as {row.verdict}"
