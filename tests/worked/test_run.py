"""A run: what a lesson's function gets, and what asking for gradients leaves as it was."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from nnexplain.engine.graph import Node
from nnexplain.errors import InputError
from nnexplain.worked.lesson import find, lesson_names
from nnexplain.worked.request import Request, Settings
from nnexplain.worked.run import differentiated, read, run, seeded
from nnexplain.worked.steps import StepList
from nnexplain.worked.work import work
from tests.support.lesson_inputs import inputs

LEARNING: dict[str, Any] = {"W": [[[1, 2], [3, 4]], [[1, 2]]], "x": [1, 1], "target": [1], "kind": "mse", "lr": 0.1}


@pytest.mark.parametrize("name", lesson_names())
def test_the_signature_says_what_the_body_gets(name: str) -> None:
    lesson = find(name)
    bound = read(Request(lesson, inputs(lesson, 1)))
    assert set(bound.arguments) == set(inspect.signature(lesson.function).parameters)


@pytest.mark.parametrize("name", lesson_names())
def test_the_same_can_be_read_again(name: str) -> None:
    lesson = find(name)
    request = Request(lesson, inputs(lesson, 1))
    first = read(request)
    again = read(Request(lesson, first.again))
    assert list(first.inputs) == list(again.inputs)
    for one, other in zip(first.inputs.values(), again.inputs.values(), strict=True):
        assert np.array_equal(one, other) if isinstance(one, np.ndarray) else one == other


def test_a_gradient_asked_for_leaves_the_run_as_it_was() -> None:
    given = {name: value for name, value in LEARNING.items() if name != "lr"}
    request = Request(find("network"), given, Settings(backward=True, upstream=4))
    first = run(request)
    nodes = list(first.nodes)
    second = differentiated(seeded(first))
    assert first.back is None
    assert first.nodes == nodes
    assert second.back is not None
    assert second.gradients is not None
    assert second.gradients["loss"] == 4


def test_a_pass_of_its_own_is_set_aside_in_another_run() -> None:
    spec = {
        "vocabulary": ["A", "B"], "embeddings": [[1, 0], [0, 1]], "blocks": [], "output": {"W": [[1, 2], [3, 4]]},
        "tokens": "A", "target": "B", "lr": 0.1,
    }  # fmt: skip
    first = run(Request(find("transformer"), {"spec": spec}, Settings(backward=True, upstream=2)))
    second = seeded(first)
    assert first.back is not None
    assert "lr" in first.bound.named
    assert "embeddings_new" in first.values
    assert second.back is None
    assert "lr" not in second.bound.named
    assert "embeddings_new" not in second.values
    assert len(second.warnings) == len(first.warnings) + 1


def test_a_list_of_steps_renames_nothing() -> None:
    first = run(Request(find("loss"), {"z": [1, 2], "target": 0}))
    before = _names(first.nodes)
    steps = StepList()
    for node in first.nodes:
        steps.add(node)
    assert [step.id for step in steps.steps] == ["p.max", "p.shifted", "p.exponentials", "p.sum", "p", "loss"]
    assert _names(first.nodes) == before


def _names(nodes: Any) -> list[str | None]:
    parts = [part for node in nodes for part in node.parts]
    return [node.name for node in [*nodes, *parts]]


def test_a_lesson_without_a_graph_shows_what_its_function_gives() -> None:
    lesson = find("train")
    request = Request(lesson, {"spec": "xor", "epochs": 2})
    history = lesson.function(**read(request).arguments)
    assert work(request).result == history.losses[-1]
    assert not isinstance(history, Node)


@pytest.mark.parametrize(
    ("versus", "changes"),
    [
        ("b=0.1", [("b", "0.1")]),
        (["--batch-size=2", {"lr": 1}], [("batch_size", "2"), ("lr", 1)]),
        ({"W1": [1], "lr": 2}, [("W1", [1]), ("lr", 2)]),
        ((), []),
        (None, []),
    ],
)
def test_what_is_to_be_changed(versus: Any, changes: list[tuple[str, Any]]) -> None:
    assert Settings(versus=versus).changes == changes


@pytest.mark.parametrize("versus", ["b", "=1", "b="])
def test_a_change_is_a_name_and_a_value(versus: str) -> None:
    with pytest.raises(InputError, match="write NAME=VALUE"):
        _ = Settings(versus=versus).changes


def test_a_change_is_named_as_one() -> None:
    request = Request(find("perceptron"), {"w": [1], "x": [1]}, spell=lambda name: f"--{name}")
    with pytest.raises(InputError, match=r"^b of --versus has 'q'"):
        read(request.changed(request.raw, "b", "q"))
    with pytest.raises(InputError, match=r"^--w has 1 entry but x of --versus has 2$"):
        read(request.changed(request.raw, "x", "1,2"))
