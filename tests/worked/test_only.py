"""``only``: an id, the beginning of one, a step's number, or the name of an input."""

from __future__ import annotations

from typing import Any

import pytest

import nnexplain as nn
from nnexplain.errors import InputError
from nnexplain.worked.lesson import find, lesson_names
from nnexplain.worked.work import call
from tests.support.lesson_inputs import inputs
from tests.support.shown import in_format

LAYERS: dict[str, Any] = {"W": [[[1, 2], [3, 4]], [[1, 2]]], "x": [1, 1]}


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("z1", ["z1"]), ("2", ["a1"]), ("step2", ["a1"]), ("Step 2", ["a1"]), (" 2 ", ["a1"]),
        (2, ["a1"]), ("W1", ["W1", "z1", "gradients.W1"]), ("W_1", ["W1", "z1", "gradients.W1"]),
        ("W₁", ["W1", "z1", "gradients.W1"]), ("x", ["x", "z1", "gradients.x"]), ("z₁", ["z1"]),
        ("gradients.W1", ["gradients.W1"]), ("activation", []), ("f", []),
    ],
)  # fmt: skip
def test_what_is_kept(path: str | int, ids: list[str]) -> None:
    assert [step.id for step in nn.network(**LAYERS, backward=True, only=path).steps] == ids


def test_an_input_has_its_update_too() -> None:
    learning = LAYERS | {"target": 0, "lr": 0.5}
    assert [step.id for step in nn.network(**learning, only="W2").steps] == ["W2", "z2", "gradients.W2", "W2_new"]
    assert [step.id for step in nn.network(**learning, only="∂L/∂W₂").steps] == ["gradients.W2"]
    rate = [step.id for step in nn.network(**learning, only="η").steps]
    assert rate == ["lr", "W1_new", "b1_new", "W2_new", "b2_new"]
    assert [step.id for step in nn.train("xor", epochs=1, only="W1").steps] == ["W1", "final.W1"]


@pytest.mark.parametrize("path", ["0", "99", "stepp1", "step0", "q", "", "2.5", "-1", "W"])
def test_what_is_no_step_is_refused(path: str) -> None:
    with pytest.raises(InputError, match="no step"):
        nn.network(**LAYERS, only=path)


def test_an_input_shows_what_is_given_there_and_no_other() -> None:
    page = in_format(nn.network(**LAYERS, only="W1"))
    assert "W₁ = ⎡ 1  2 ⎤" in page
    assert "W₂" not in page
    assert "x = " not in page
    page = in_format(nn.network(**LAYERS, only="z1"))
    assert "W₂ = " in page  # a step is read with all that is given


@pytest.mark.parametrize("name", lesson_names())
def test_every_input_of_every_lesson(name: str) -> None:
    lesson = find(name)
    if "only" in lesson.refuses:
        pytest.skip(lesson.refuses["only"])
    raw = inputs(lesson, 1, typed=True)
    for key in call(lesson, (), raw).inputs:
        example = call(lesson, (), raw | {"only": key})
        assert example.asked == [key]
        assert in_format(example, "json")
        in_format(example)
