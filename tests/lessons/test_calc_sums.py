"""Sums over an index in an expression: what they come to, how they are worked, and what they refuse."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nnexplain as nn
from nnexplain.errors import InputError
from tests.support.lines import Line

GIVEN: dict[str, Any] = {
    "w": [0.1, 0.2, 0.3], "x": [1, 0, 2], "d": 3, "b": 0.5, "W": [[1, 2, 3], [4, 5, 6]], "t": [0, 1], "p": [0.4, 0.6],
}  # fmt: skip
SUMS: list[tuple[str, str, float]] = [
    (r"\sum_{i=1}^{3} w_i x_i", "w x", 0.7), (r"\sum_{i=1}^{d} w_i x_i", "w x d", 0.7), (r"\sum_i w_i x_i", "w x", 0.7),
    (r"\sum_{i} w_{i} \cdot x_{i} + b", "w x b", 1.2), (r"\sum_{i=2}^{3} w_i x_i", "w x", 0.6),
    (r"\sum_{i=1}^{2} x_i", "x", 1), (r"\sum_{k=1}^{4} k^2", "", 30), (r"\sum_{i=1}^{3} 2", "", 6),
    (r"-\sum_i t_i \ln p_i", "t p", -np.log(0.6)), (r"\frac{1}{d} \sum_{i=1}^{d} (x_i - 1)^2", "d x", 2 / 3),
    (r"\frac{e^{x_1}}{\sum_j e^{x_j}}", "x x_1", np.e / (np.e + 1 + np.e**2)), (r"2 \sum_i x_i", "x", 6),
    (r"\sum_i \sum_j W_{ij} x_j", "W x", 23), (r"\sum_{i=1}^{2} t_i \sum_{j=1}^{2} W_{ij}", "t W", 9),
    (r"\sum_i i x_i", "x", 7), (r"\sqrt{\sum_i x_i^2}", "x", 5**0.5), (r"1 + \sum_i \max(0, x_i - 1)", "x", 2),
]  # fmt: skip


def given(names: str) -> dict[str, Any]:
    return {name: GIVEN.get(name, 1) for name in names.split()}


@pytest.mark.parametrize(("text", "names", "value"), SUMS, ids=[text for text, _, _ in SUMS])
def test_a_sum_comes_to(text: str, names: str, value: float) -> None:
    example = nn.calc(text, set=given(names))
    assert example.result == pytest.approx(value, abs=1e-15)
    for step in example.to_dict()["steps"]:
        for shown in step["arithmetic"]:
            line = Line(shown)
            assert line.value() == pytest.approx(line.result, rel=0.005, abs=5e-5)


def test_products_of_entries_are_a_dot_product() -> None:
    example = nn.calc(r"\sum_{i=1}^{d} w_i x_i + b", set=given("w x d b"), backward=True)
    first, last = (step for step in example.to_dict()["steps"] if step["kind"] == "forward")
    assert (first["id"], first["formula"]["unicode"]) == ("y.sum", "s₁ = w · x")
    assert first["arithmetic"] == ["0.1 × 1 + 0.2 × 0 + 0.3 × 2 = 0.1 + 0 + 0.6 = 0.7"]
    assert last["arithmetic"] == ["0.7 + 0.5 = 1.2"]
    assert example.gradients is not None
    np.testing.assert_allclose(np.asarray(example.gradients["w"]), [1, 0, 2])
    assert "d" not in example.gradients  # how many terms there are is nothing to differentiate by


def test_a_sum_inside_a_softmax_is_told_from_the_softmax_own() -> None:
    example = nn.calc(r"softmax([\sum_i w_i x_i + 1, 2])", set=given("w x"))
    assert [step.id for step in example.steps][2:] == [
        "y.sum_2", "y.inside_softmax", "y.max", "y.shifted", "y.exponentials", "y.sum", "y",
    ]  # fmt: skip


def test_part_of_a_vector_is_summed_term_by_term() -> None:
    example = nn.calc(r"\sum_{i=2}^{3} w_i x_i", set=given("w x"), backward=True)
    assert example.to_dict()["steps"][2]["formula"]["unicode"] == "y = w₂ × x₂ + w₃ × x₃"
    assert example.gradients is not None
    np.testing.assert_allclose(np.asarray(example.gradients["w"]), [0, 0, 2])


@pytest.mark.parametrize(("text", "names", "message"), [
    (r"\sum_{i=1}^{4} w_i x_i", "w x", "sums over i = 1 to 4, but w at character 16 has 3 entries, counted from 1"),
    (r"\sum_{i=0}^{2} w_i", "w", "sums over i = 0 to 2, but w .* counted from 1"),
    (r"\sum_{i=1}^{3} w_i x", "w x", "has x at character 20 in a sum over i; write x_i"),
    (r"\sum_i b_i", "b", "an entry i at character 8 of b, which is a single number"),
    (r"\sum_i 2", "", r"without limits; write \\sum_\{i=1\}\^\{3\}"), (r"\sum_{i=1}^{d} 2", "", "d at character"),
    (r"\sum_{i=1}^{2.5} 2", "", "no whole numbers"), (r"\sum_{i=3}^{1} 2", "", "from 3 to 1, which is no term"),
    (r"\sum_{i=1}^{9999} 2", "", "at most 1000 terms"), (r"\sum_i \sum_i x_i", "x", "use another letter"),
    (r"\sum_i w_i", "", "w at character 8, which is not given; give it with set w=1,2,3"),
    (r"\sum^3 2", "", "limits that are not read"), (r"\sum_i w_i + i", "w", "has i at character"),
])  # fmt: skip
def test_what_a_sum_refuses(text: str, names: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        nn.calc(text, set=given(names))
