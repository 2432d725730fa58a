"""Boxes: matrices between brackets, signs on one line, what is picked out."""

from __future__ import annotations

from nnexplain.formats.table import boxes
from nnexplain.formats.table.boxes import Picked

TEXTS = [["1", "−2"], ["0.5", "10"], ["3", "4"]]


def test_points_stand_below_each_other() -> None:
    assert boxes.plain(boxes.matrix(TEXTS)) == ["⎡ 1    −2 ⎤", "⎢ 0.5  10 ⎥", "⎣ 3     4 ⎦"]


def test_a_row_is_held_together_by_one_pair_of_brackets() -> None:
    assert boxes.plain(boxes.matrix(TEXTS, Picked(row=1)))[1] == "⎢[0.5  10]⎥"


def test_a_column_has_brackets_entry_by_entry() -> None:
    assert boxes.plain(boxes.matrix(TEXTS, Picked(column=1))) == ["⎡ 1   [−2]⎤", "⎢ 0.5 [10]⎥", "⎣ 3    [4]⎦"]


def test_one_entry() -> None:
    assert boxes.plain(boxes.matrix(TEXTS, Picked(2, 0)))[2] == "⎣[3]    4 ⎦"


def test_colour_picks_without_brackets() -> None:
    box = boxes.matrix(TEXTS, Picked(column=0), color=True)
    assert [span for line in box.lines for span in line if span[1]] == [
        (" 1   ", boxes.PICKED), (" 0.5 ", boxes.PICKED), (" 3   ", boxes.PICKED)]  # fmt: skip


def test_columns_and_rows_have_names() -> None:
    box = boxes.named_rows(boxes.matrix(TEXTS, heads=["cat", "on"]), ["a", "bb", "c"], 3)
    assert boxes.plain(box) == ["     cat  on  ", " a ⎡ 1    −2 ⎤", "bb ⎢ 0.5  10 ⎥", " c ⎣ 3     4 ⎦"]


def test_signs_stand_on_the_middle_line() -> None:
    row = boxes.beside(boxes.matrix(TEXTS), boxes.text(" = "), boxes.matrix([["7"]]))
    assert boxes.plain(row) == ["⎡ 1    −2 ⎤        ", "⎢ 0.5  10 ⎥ = [ 7 ]", "⎣ 3     4 ⎦        "]


def test_what_is_raised_stands_on_the_highest_line() -> None:
    assert boxes.plain(boxes.raised("ᵀ", boxes.matrix(TEXTS))) == ["⎡ 1    −2 ⎤ᵀ", "⎢ 0.5  10 ⎥ ", "⎣ 3     4 ⎦ "]


def test_every_line_is_equally_wide() -> None:
    made = [
        boxes.below(boxes.matrix(TEXTS), "more than is wide here"),
        boxes.written([["1 × 2", "3"], ["4", "5 × 6"]]),
        boxes.beside(boxes.matrix(TEXTS, heads=["a", "a longer name"]), boxes.text("+"), boxes.matrix([["1"], ["2"]])),
    ]
    for box in made:
        assert len({len(line) for line in boxes.plain(box)}) == 1
