"""``--trace``: the paths of every number sum to its gradient, and every factor's line comes to its value."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnexplain as nn
from nnexplain.engine.backward import Backward
from nnexplain.engine.reader import ArithmeticWriter
from nnexplain.errors import InternalCheckError
from nnexplain.inputs.paths import indexed
from nnexplain.worked import trace as tracing
from nnexplain.worked.lesson import find
from nnexplain.worked.request import Request, Settings
from nnexplain.worked.run import Run, differentiated
from nnexplain.worked.trace import Traced, trace
from nnexplain.worked.work import call
from tests.support.cases import cases
from tests.support.lesson_inputs import drawn, every_choice, inputs
from tests.support.lines import Line
from tests.support.registry import every_lesson
from tests.support.shown import in_format

LESSONS = {name: lesson for name, lesson in every_lesson().items() if "trace" not in lesson.refuses}
seeds = st.integers(0, 2**32 - 1)
MOST = 6  # numbers traced in one run


def numbers(run: Run, rng: np.random.Generator) -> list[str]:
    """Some of the numbers that a chain leads to."""
    found = [indexed(name, index) for name, node in run.differentiable.items() for index in np.ndindex(node.shape)]
    return [found[place] for place in rng.permutation(len(found))[:MOST]]


def check(name: str, seed: int, **how: Any) -> None:
    lesson = LESSONS[name]
    _, found = drawn(lesson, seed, **how)
    rng = np.random.default_rng(seed)
    upstream = rng.uniform(0.5, 2, found.result.shape) if rng.random() < 0.5 and found.back is None else None
    run = differentiated(found.but(upstream=upstream))
    for path in numbers(run, rng):
        made = trace(run, path, ArithmeticWriter(), [])
        check_sum(run, made, upstream)
        for way in made.document(17)["paths"]:  # type: ignore[attr-defined]
            for factor in way:
                check_line(factor)


def check_sum(run: Run, made: Traced, upstream: Any) -> None:
    """Against a pass of its own; each path is the product of its factors."""
    name, index = tracing.split(made.path)
    gradient = Backward(run.result, upstream).gradient(run.differentiable[name])[tuple(index)]
    for path in made.paths:
        assert path.value == pytest.approx(math.prod(factor.value for factor in path.factors))
    size = max((abs(path.value) for path in made.paths), default=0.0)
    if math.isfinite(gradient):
        assert math.fsum(path.value for path in made.paths) == pytest.approx(gradient, abs=1e-9 * (1 + size))
        assert made.value == pytest.approx(gradient, abs=1e-12 * (1 + size))


def check_line(factor: dict[str, Any]) -> None:
    if not re.search(" [=≈] ", factor["arithmetic"]):
        return  # a plain number
    line = Line(factor["arithmetic"])
    if line.whole and math.isfinite(factor["value"]):
        assert line.value() == pytest.approx(factor["value"], rel=1e-6, abs=1e-9), factor


@pytest.mark.parametrize("name", LESSONS)
@given(seed=seeds)
@cases(12)
def test_paths_sum_to_the_gradient(name: str, seed: int) -> None:
    check(name, seed)


@pytest.mark.parametrize(
    ("name", "parameter", "choice"),
    every_choice(LESSONS),
)
@given(seed=seeds)
@cases(2)
def test_with_every_choice(name: str, parameter: str, choice: str, seed: int) -> None:
    check(name, seed, choices={parameter: choice})


@pytest.mark.parametrize("name", LESSONS)
@pytest.mark.parametrize("form", ["table", "plain", "json"])
def test_every_format_shows_it(name: str, form: str) -> None:
    lesson = LESSONS[name]
    raw, run = drawn(lesson, 5)
    path = numbers(differentiated(run), np.random.default_rng(1))[0]
    text = in_format(call(lesson, (), raw | {"trace": path}), form)
    assert path in text
    if form == "json":
        assert json.loads(text)["trace"]["path"] == path
        assert json.loads(text)["gradients"], "it implies --backward"


def test_a_sum_that_is_not_the_gradient_is_found(monkeypatch) -> None:
    _, found = drawn(LESSONS["perceptron"], 3)
    run = differentiated(found)
    assert run.back is not None
    monkeypatch.setattr(run.back, "gradient", lambda node: np.full(node.shape, 7.25))
    with pytest.raises(InternalCheckError, match=r"its gradient is 7\.25"):
        trace(run, "w[0]", ArithmeticWriter(), [])


def test_python_takes_it_too() -> None:
    example = nn.perceptron(w=[0.1, 0.2], x=[1, 0], trace="weights[1]")
    assert example.trace is not None
    assert example.trace.path == "w[1]"
    assert example.to_dict()["trace"]["value"] == 0
    assert example.gradients is not None
    assert "Trace of w[1]" in str(example)


@pytest.mark.parametrize("name", ["train", "batches", "step"])
def test_what_has_no_backward_pass_refuses_it(name: str) -> None:
    lesson = find(name)
    with pytest.raises(nn.InputError, match="trace does not fit"):
        call(lesson, (), inputs(lesson, 1) | {"trace": "W"})


def test_it_goes_with_the_other_options() -> None:
    raw: dict[str, Any] = {"w": [1, 2], "x": [3, 4], "hand": 1, "derive": True, "versus": ["b=1"], "only": "z"}
    found = call(LESSONS["perceptron"], (), raw | {"trace": "x[1]"})
    assert found.trace is not None
    assert found.trace.value == 2
    assert Request(LESSONS["perceptron"], {}, Settings(trace="w[0]")).settings.backward


def test_a_large_layer_takes_no_time() -> None:
    big = nn.layer(W=np.full((200, 300), 0.01), x=np.ones(300), trace="W[3][7]")
    assert big.trace is not None
    assert big.trace.value == 1
