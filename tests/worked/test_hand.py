"""By hand: every value from the rounded ones before it, with ties seen as a person sees them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnexplain as nn
from nnexplain.formats import Options
from tests.support.cases import cases
from tests.support.shown import in_format


@pytest.mark.parametrize(
    ("lesson", "inputs", "decimals", "name", "wanted"),
    [
        ("softmax", {"z": [-1, -2.635]}, 2, "shifted", [0, -1.64]),
        ("softmax", {"z": [0, -3.27], "temperature": 2}, 2, "shifted", [0, -1.64]),
        ("loss", {"kind": "half-sse", "y": -2.3, "target": -1}, 2, "loss", 0.85),
        ("perceptron", {"w": [0.1, 0.2], "x": [0.1, 0.2], "b": 0.005}, 2, "z", 0.06),
        ("perceptron", {"w": [1.1], "x": [-1.15]}, 3, "z", -1.265),
        ("norm", {"x": [1.1, 1.11], "eps": 0}, 2, "mean", 1.11),
    ],
)
def test_ties_are_rounded_by_the_exact_value(
    lesson: str, inputs: dict[str, Any], decimals: int, name: str, wanted: Any
) -> None:
    found = getattr(nn, lesson)(**inputs, hand=decimals)
    assert np.array_equal(found.hand[name], wanted)


cents = st.integers(-500, 500).map(lambda n: n / 100)


@given(w=st.lists(cents, min_size=3, max_size=3), x=st.lists(cents, min_size=3, max_size=3), decimals=st.integers(0, 4))
@cases(40)
def test_a_weighted_sum_is_rounded_as_decimals_are(w: list[float], x: list[float], decimals: int) -> None:
    true = sum(Decimal(repr(a)) * Decimal(repr(b)) for a, b in zip(w, x, strict=True))
    found = nn.perceptron(w=w, x=x, hand=decimals)
    assert found.hand is not None
    assert found.hand["z"] == float(Decimal(true).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


@pytest.mark.parametrize("target", [[1, 0], [1, 0.5], [0, 0]])
def test_what_a_target_switches_off_is_not_there(target: list[float]) -> None:
    """A probability rounded to 0 or 1 meets a target of the same: 0 · ln 0 is no term of the sum."""
    z = [5 if entry else -5 for entry in target]
    found = nn.loss(kind="binary-cross-entropy", z=z, target=target, hand=1)
    assert found.hand is not None
    surprise = [0 if entry in (0, 1) else np.inf for entry in target]
    assert found.hand["loss"] == np.mean(surprise)


def test_a_networks_binary_loss_by_hand_is_a_number() -> None:
    found = nn.network(
        W=[[[9.0, 0.0], [0.0, 9.0]]], x=[1, -1], activation=["sigmoid"], target=[1, 0], kind="binary-cross-entropy",
        hand=1,
    )  # fmt: skip
    assert found.hand is not None
    assert found.hand["loss"] == 0


def test_counts_by_hand_are_whole() -> None:
    found = nn.batches(examples=1e30, batch_size=7, hand=2)
    assert found.hand is not None
    assert found.hand["last_batch_size"] == 1


def test_a_large_calculation_by_hand_does_not_take_long() -> None:
    found = nn.softmax(z=np.linspace(-3, 3, 200_000), hand=3)
    assert found.hand is not None
    np.testing.assert_allclose(found.hand["shifted"], found.shifted, atol=5.1e-4)


def on_paper(lesson: str, width: int = 100, **inputs: Any) -> str:
    """What the page says of the calculation by hand."""
    page = in_format(getattr(nn, lesson)(**inputs), "table", Options(width=width))
    found = page.partition("By hand")[2]
    assert found
    return " ".join(found.replace("│", " ").split())


def test_each_line_is_worked_with_the_numbers_written_down() -> None:
    page = on_paper("softmax", z=[2, 1, 0.1], hand=2)
    for line in (
        "shifted₁ 2 − 2 = 0.00 0", "u₂ e^(−1.00) ≈ 0.37 0.3679", "S 1.00 + 0.37 + 0.15 = 1.52 1.5174",
        "p₃ 0.15 / 1.52 ≈ 0.10 0.0986",
    ):  # fmt: skip
        assert line in page


def test_a_last_digit_that_differs_is_explained() -> None:
    page = on_paper("network", spec="published-2-2-2", hand=2)
    assert "z₂,₂: 1.225 rounds to 1.23, the unrounded 1.22492 to 1.22; 0.59 and 0.60 had been rounded before." in page
    page = on_paper("softmax", z=[2, 1, 0.1, 0.1], hand=1)
    assert "S is 1.6, where the unrounded 1.6670 rounds to 1.7; 0.4 and 0.1 had been rounded before." in page
    assert "rounds to" not in on_paper("perceptron", w=[0.1, 0.2], x=[1, 0], b=0.05, hand=3).partition("y ≈")[0]


def test_shares_that_no_longer_sum_to_one_are_named() -> None:
    assert "Rounded, the shares p sum to 1.1, no longer to 1." in on_paper("softmax", z=[2, 1, 0.1, 0.1], hand=1)
    rows = on_paper("softmax", z=[[2, 1, 0.1], [2, 1, 0.1], [0, 0, 0]], hand=2)
    assert "Rounded, the shares p of row 3 sum to 0.99, no longer to 1." in rows
    assert "no longer to 1" not in on_paper("softmax", z=[2, 1, 0.1], hand=2)


def test_an_update_by_hand_takes_the_gradient_as_it_is() -> None:
    assert "0.4 − 0.5 × 0.082 ≈ 0.36" in on_paper("network", spec="published-2-2-2", hand=2)


def test_many_entries_are_counted() -> None:
    page = on_paper("layer", W=np.ones((9, 2)).tolist(), x=[0.1, 0.2], hand=1)
    assert "… and 1 more entry" in page


@pytest.mark.parametrize("format", ["plain", "json", "table"])
def test_every_format_shows_it(format: str) -> None:
    assert "1.52" in in_format(nn.softmax(z=[2, 1, 0.1], hand=2), format)
