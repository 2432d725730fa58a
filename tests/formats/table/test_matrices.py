"""Steps on matrices: their operands beside each other, arithmetic inside, heads each for themselves, names."""

from __future__ import annotations

from typing import Any

import pytest

import nnexplain as nn
from nnexplain.formats import Options
from tests.support.shown import in_format

Q = [[1, 0, 0.2, 1], [0, 1, 1, 0]]
K = [[1, 0, 1, 1], [0, 1, 0, 0.5]]
V = [[1, 2, 3, 4], [3, 4, 5, 6]]


def page(width: int = 80, *, full: bool = False, **more: Any) -> str:
    return in_format(nn.attention(Q=Q, K=K, V=V, **more), "table", Options(width=width, full=full))


def test_operands_stand_beside_each_other_and_one_entry_is_worked() -> None:
    lines = page().splitlines()
    at = next(place for place, line in enumerate(lines) if line.endswith("context = weights V"))
    assert lines[at + 1] == "     ⎡[0.7006  0.2994]⎤ × ⎡[1] 2  3  4 ⎤ ≈ ⎡[1.5989] 2.5989  3.5989  4.5989 ⎤"
    assert lines[at + 3].startswith("     context₁₁ = 0.7006 × 1 + 0.2994 × 3 ≈ 1.5989")
    assert "(--full works every entry)" in lines[at + 3]


def test_arithmetic_stands_inside_where_it_fits() -> None:
    assert "⎡ 2.2 / √4   0.5 / √4 ⎤" in page()


def test_with_full_every_entry_is_worked() -> None:
    every = page(full=True)
    assert all(f"context{place} = " in every for place in ("₁₁", "₁₂", "₁₃", "₁₄", "₂₁", "₂₂", "₂₃", "₂₄"))
    assert "--full" not in every


@pytest.mark.parametrize("width", [1, 20, 40, 59, 60, 80, 120])
def test_each_head_has_its_own_part(width: int) -> None:
    shown = page(width, heads=2, backward=True)
    for head, columns in ((1, "columns 1 to 2"), (2, "columns 3 to 4")):
        assert f"head {head} · {columns}"[:20] in shown.replace("\n", " ")
    assert shown.count("their sum") == (2 if width < 60 else 0)


def test_a_wide_page_has_the_shape_of_a_narrow_one() -> None:
    def shape(text: str) -> list[str]:
        return [line for line in text.splitlines() if line[:1] in " ⎡⎢⎣"]

    assert shape(page(80)) == shape(page(120))


def test_one_hidden_entry_is_no_reason_to_hide_it() -> None:
    nine, ten = (in_format(nn.layer(W=[[1]] * n, x=[2]), "table", Options()) for n in (9, 10))
    assert "more entries" not in nine
    assert "… and 2 more entries" in ten or "2 more entries" in ten
