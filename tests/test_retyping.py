"""Every line of every calculator, typed into a calculator as it is printed, gives the number that it shows."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnexplain as nn
from nnexplain.worked.example import WorkedExample
from nnexplain.worked.lesson import Lesson
from nnexplain.worked.work import call
from tests.support.cases import cases
from tests.support.lesson_inputs import every_choice, inputs
from tests.support.registry import every_lesson
from tests.support.retype import UntypableError, hand_lines, lines, miss, value

LESSONS = every_lesson()
PRECISIONS = (0, 2, 4, 8)
seeds = st.integers(0, 2**32 - 1)
scales = st.sampled_from([1e-3, 0.1, 2.0, 9.0, 30.0])


def check(example: WorkedExample) -> int:
    """How many lines there are; each of them holds."""
    found = [(precision, text) for precision in PRECISIONS for text in lines(example, precision)]
    missed = [f"{precision} decimals: {why}" for precision, text in found if (why := miss(text))]
    assert missed == []
    return len(found)


def worked(lesson: Lesson, raw: dict[str, Any], **settings: Any) -> WorkedExample:
    more = {"backward": True} | settings
    return call(lesson, (), raw | {name: value for name, value in more.items() if name not in lesson.refuses})


@pytest.mark.parametrize("name", LESSONS)
@given(seed=seeds, typed=st.booleans(), scale=scales)
@cases(10)
def test_lines_hold(name: str, seed: int, typed: bool, scale: float) -> None:
    check(worked(LESSONS[name], inputs(LESSONS[name], seed, typed=typed, scale=scale)))


@pytest.mark.parametrize(
    ("name", "parameter", "choice"),
    every_choice(LESSONS),
)
@given(seed=seeds, typed=st.booleans(), scale=scales)
@cases(3)
def test_lines_hold_with_every_choice(
    name: str, parameter: str, choice: str, seed: int, typed: bool, scale: float
) -> None:
    raw = inputs(LESSONS[name], seed, typed=typed, scale=scale, choices={parameter: choice})
    check(worked(LESSONS[name], raw))


@pytest.mark.parametrize("name", [name for name, lesson in LESSONS.items() if "derive" not in lesson.refuses])
@given(seed=seeds, typed=st.booleans(), scale=st.sampled_from([0.1, 2.0, 9.0]))
@cases(1)
def test_lines_of_a_derivation_hold(name: str, seed: int, typed: bool, scale: float) -> None:
    check(worked(LESSONS[name], inputs(LESSONS[name], seed, typed=typed, scale=scale), derive=True))


@pytest.mark.parametrize("name", [name for name, lesson in LESSONS.items() if "hand" not in lesson.refuses])
@given(seed=seeds, typed=st.booleans(), scale=scales, decimals=st.integers(0, 5))
@cases(8)
def test_lines_by_hand_hold(name: str, seed: int, typed: bool, scale: float, decimals: int) -> None:
    """To half a unit of the decimals that are written down: there every number stands as the next line uses it."""
    raw = inputs(LESSONS[name], seed, typed=typed, scale=scale)
    example = call(LESSONS[name], (), raw | {"hand": decimals})
    missed = [why for text in hand_lines(example) if (why := miss(text))]
    assert missed == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0.1 × 2 + 0.3", 0.5), ("−2² / 4", -1), ("(−2)²", 4), ("e^(−0.5)", math.exp(-0.5)), ("e^0", 1), ("|−3|", 3),
        ("2^(−1)", 0.5), ("√(1 + 3) × √2 × √2", 4), ("max(0, −2, 1.5)", 1.5), ("⌈7 / 2⌉ − ⌊7 / 2⌋", 1),
        ("1 / (1 + e^(−∞))", 1), ("2.208e−5 × 2", 4.416e-5), ("−(−1) − (−0.5)", 1.5), ("8 / 2 / 2", 2),
        ("ln(0)", -math.inf), ("3 · 2 ⊙ 2", 12), ("√(2 / π)", math.sqrt(2 / math.pi)),
    ],
)  # fmt: skip
def test_the_calculator_counts_right(text: str, wanted: float) -> None:
    assert math.isclose(value(text), wanted, rel_tol=1e-14)


@pytest.mark.parametrize("text", ["w₁ × 2", "f(2)", "2 +", "[1, 2]", "1 2", "(1"])
def test_the_calculator_has_no_other_keys(text: str) -> None:
    with pytest.raises(UntypableError):
        value(text)


@pytest.mark.parametrize(
    "text",
    [
        "1.0000 × (1 − 1.0000) ≈ 5.750e−19", "0.2 × 0.0088 + 0.3 × 0.0100 ≈ 0.0047", "0.3333 × 3 = 1", "1 + 1 = 3",
        "0.5 + 0.25 (two nearly equal numbers) ≈ 0.7", "∞ − 1 = 5", "1 / 3 = 0.3333",
    ],
)  # fmt: skip
def test_a_miss_is_seen(text: str) -> None:
    assert miss(text)


@pytest.mark.parametrize(
    "text",
    ["0.2 × 0.1 + 0.3 = 0.32", "1 / 3 ≈ 0.3333", "−∞ − 1.4142 = −∞", "1 − 1.0000 (two nearly equal numbers) ≈ 1e−19"],
)
def test_what_holds_is_no_miss(text: str) -> None:
    assert not miss(text)


def test_a_page_has_lines() -> None:
    assert check(nn.perceptron(w=[0.1, 0.2], x=[1, 0], b=0.05, backward=True)) >= 4 * len(PRECISIONS)
