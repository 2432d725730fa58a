"""An infinity in a cell, in the step's value and in the answer: = where it is true, ≈ where float64 was outgrown."""

from __future__ import annotations

import re

import pytest

import nnexplain as nn
from nnexplain.formats import Options
from tests.support.shown import in_format


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("exp(729)-27", "≈"), ("9^9^9^9", "≈"), ("2^2000", "≈"), ("exp(1000)", "≈"), ("-exp(1000)", "≈"),
        ("u = exp(729); u - 27", "≈"), ("1e300 * 1e300", "≈"), ("1/0", "="), ("ln(0)", "="), ("1/0 + 3", "="),
        ("0^(-1)", "="), ("-ln(0)", "="),
    ],
)  # fmt: skip
def test_cell_and_answer_agree(text: str, sign: str) -> None:
    page = in_format(nn.calc(text), "table", Options(width=120))
    signs = re.findall(r"([=≈]) −?∞", page)
    assert len(signs) >= 2
    assert set(signs) == {sign}


def test_a_loss_without_end() -> None:
    page = in_format(nn.loss(p=[0, 1], target=0))
    assert "≈ ∞" not in page
    assert "L = ∞" in page


def test_hidden_scores_are_exact() -> None:
    example = nn.attention(Q=[[1, 0], [0, 1]], K=[[1, 0], [0, 1]], V=[[1, 2], [3, 4]], causal=True, scale="none")
    page = in_format(example)
    assert "masked = ⎡ 1  −∞ ⎤" in page


def test_the_warning_names_the_part_that_it_speaks_of() -> None:
    (warning,) = nn.calc("9^9^9^9").warnings
    assert warning.startswith("the power in '9^9^9' (character 3) is too large for float64 and becomes Infinity")
    assert "about 4.28 × 10^369693099" in warning
    (warning,) = nn.calc("2^2000").warnings
    assert warning.startswith("the power is too large")
