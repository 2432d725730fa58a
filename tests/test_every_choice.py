"""Every choice of every option of every lesson, with each shared option: worked, compared, rounded, shown."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnexplain.errors import InputError
from nnexplain.formats import Options, names
from nnexplain.worked.example import WorkedExample
from nnexplain.worked.work import call
from tests.fuzz.trial import hidden_signs, json_faults
from tests.support.cases import cases
from tests.support.lesson_inputs import asked, every_choice, inputs
from tests.support.registry import every_lesson
from tests.support.shown import in_format

LESSONS = every_lesson()
CHOICES = every_choice(LESSONS)
SWITCHES = [*CHOICES, *((name, "", "") for name in LESSONS)]
seeds = st.integers(0, 2**32 - 1)
each_switch = pytest.mark.parametrize(("name", "parameter", "choice"), SWITCHES)


def drawn(name: str, parameter: str, choice: str, seed: int) -> dict[str, Any]:
    return inputs(LESSONS[name], seed, typed=True, choices={parameter: choice} if parameter else {})


def check_formats(example: WorkedExample) -> None:
    for format in names():
        for options in (Options(), Options(precision=0, width=33, ascii=True), Options(precision=17, width=200)):
            text = in_format(example, format, options)
            text = text if isinstance(text, str) else "".join(text)
            assert text.strip(), format
            assert hidden_signs(text) == []
            assert "<class" not in text
            if format == "json":
                assert json_faults(text) == []
            elif options.ascii and format == "table":
                assert text.isascii()


@each_switch
@given(seed=seeds, hand=st.sampled_from([0, 1, 3, 17]))
@cases(2)
def test_shared_options_go_with_every_choice(name: str, parameter: str, choice: str, seed: int, hand: int) -> None:
    lesson = LESSONS[name]
    raw = drawn(name, parameter, choice, seed)
    example = call(lesson, (), raw | asked(lesson, backward=True, hand=hand))
    assert example.hand is not None
    assert list(example.hand) == list(example.values)
    assert all(np.isfinite(np.asarray(value, dtype=float)).all() for value in example.hand.values()) or hand < 3
    check_formats(example)


@pytest.mark.parametrize(("name", "parameter", "choice"), CHOICES)
@given(seed=seeds)
@cases(1)
def test_a_choice_compared_with_the_others_is_what_each_gives_alone(
    name: str, parameter: str, choice: str, seed: int
) -> None:
    lesson = LESSONS[name]
    raw = drawn(name, parameter, choice, seed)
    more = asked(lesson, backward=True)
    for other in lesson.parameters[parameter].names:  # type: ignore[attr-defined]
        try:
            alone = call(lesson, (), raw | more | {parameter: other})
        except InputError:
            continue  # a kind that takes other inputs
        example = call(lesson, (), raw | more | {"versus": [{parameter: other}]})
        assert example.versus is not None
        same(example.versus[0], alone)
    check_formats(example)


@pytest.mark.parametrize("name", LESSONS)
@given(seed=seeds)
@cases(4)
def test_an_input_compared_is_what_the_changed_input_gives(name: str, seed: int) -> None:
    """``--versus`` is a run of its own with one input changed: every number of it, gradients too."""
    lesson = LESSONS[name]
    raw = drawn(name, "", "", seed)
    more = asked(lesson, backward=True)
    numeric = [key for key, value in raw.items() if isinstance(value, (float, list, np.ndarray)) and key != "target"]
    for key in numeric:
        changed = (np.asarray(raw[key], dtype=float) * 1.25).tolist()
        try:
            alone = call(lesson, (), raw | more | {key: changed})
        except InputError:
            continue  # shares that no longer sum to 1, a count that is no longer whole
        example = call(lesson, (), raw | more | {"versus": [{key: changed}]})
        assert example.versus is not None
        same(example.versus[0], alone)


def same(variant: Any, alone: WorkedExample) -> None:
    assert list(variant.values) == list(alone.values)
    for key, value in variant.values.items():
        np.testing.assert_array_equal(value, alone.values[key], err_msg=key)
    np.testing.assert_array_equal(variant.result, alone.result)
    for key, value in (variant.gradients or {}).items():
        assert alone.gradients is not None
        np.testing.assert_array_equal(value, alone.gradients[key], err_msg=key)
