"""``--derive`` over everything there is: no exception, every line checked, and the page holds only mathematics."""

from __future__ import annotations

import json
import re
import zlib

import numpy as np
import pytest

import nnexplain as nn
from nnexplain.parser.functions import ARITY
from nnexplain.worked.example import WorkedExample
from nnexplain.worked.work import call
from tests.support.cases import TIMES
from tests.support.lesson_inputs import every_choice, inputs
from tests.support.registry import every_lesson
from tests.support.shown import in_format

LESSONS = every_lesson()
HOW = [*((name, ()) for name in LESSONS), *((name, tuple(how)) for name, *how in every_choice(LESSONS))]
EXTREMES = (0.0, 1.5, -1.0, 37.0, 1000.0, -1000.0, 1e200, 1e-200)


def check(example: WorkedExample) -> None:
    """Every line checked, and readable in every format."""
    assert example.derivation is not None
    assert example.derivation or any("the derivation leaves out" in text for text in example.warnings)
    assert all(line.checked for line in example.derivation)
    assert not any(re.search(r"_\d", line.unicode) for line in example.derivation), "a name that no reader gave"
    for format in ("table", "plain", "json"):
        text = in_format(example, format)
        for sign in ("<class", "∂∂", "chosen", "Derivative(", "Piecewise"):
            assert sign not in text
    document = json.loads(in_format(example, "json"))
    assert all(line["checked"] is True for line in document["derivation"])


@pytest.mark.parametrize(("name", "how"), HOW, ids=lambda part: str(part) if isinstance(part, str) else "=".join(part))
@pytest.mark.parametrize("scale", [2.0, 30.0])
def test_a_lesson(name: str, how: tuple[str, str], scale: float) -> None:
    choices = dict([how]) if how else {}
    for seed in range(TIMES):
        raw = inputs(LESSONS[name], seed + zlib.crc32(name.encode()), typed=True, scale=scale, choices=choices)
        check(call(LESSONS[name], (), raw | {"derive": True}))


@pytest.mark.parametrize("activation", LESSONS["activation"].parameters["activation"].names)  # type: ignore[attr-defined]
def test_an_activation_anywhere(activation: str) -> None:
    for x in EXTREMES:
        check(nn.activation(x=x, activation=activation, derive=True))
    check(nn.perceptron(w=[1, 0], x=[0, 3], activation=activation, derive=True))


@pytest.mark.parametrize("function", ARITY)
def test_a_function_of_the_calculator(function: str) -> None:
    inner = ["[x, 2, x]"] if function == "softmax" else ["x", "2 * x - 1"]
    inner += {"max": ["0, x, b"], "min": ["x, b"], "norm": ["[x, b, x]"]}.get(function, [])
    for part in inner:
        for text in (f"{function}({part})", f"{function}({part})^2 * x + max(x, b)"):
            for x in EXTREMES:
                given = {"x": x} | ({"b": 1.5} if "b" in text.replace("abs", "") else {})
                try:
                    found = nn.calc(text, set=given, derive=True, backward=True)
                except nn.InputError:  # the root of a negative number
                    continue
                check(found)


RANDOM = np.random.default_rng(3)
EDGES: list[tuple[str, dict[str, object]]] = [
    ("floor(x) + x", {"x": 1.5}), ("ceil(x * 100)", {"x": 1.21}), ("ceil(a * b)", {"a": 1.1, "b": 110.0}),
    ("(-1/b)^0.5", {"b": -2}), ("sqrt(b)", {"b": 0}), ("sqrt(-b*b)", {"b": 0}), ("abs(x)", {"x": 0}),
    ("relu(x)*x", {"x": 1.5}), ("max(b, 0)", {"b": 1}), ("max(0, x)", {"x": 0}), ("min(b, 3)", {"b": 3}),
    ("mean(v) - max(u)", {"v": [1, 2], "u": [3, 3, 1]}), ("step(0.1 + x - 0.3)", {"x": 0.2}),
    ("x * 1e-320 / 1e-320", {"x": 0.3}), ("exp(x) / exp(x)", {"x": 600}), ("ln(exp(x))", {"x": 1000}),
    ("exp(x)", {"x": 800}), ("x^y", {"x": 0, "y": 0}), ("x / x^2 + 1", {"x": 1e200}), ("x / 0", {"x": 1}),
    ("norm(v)", {"v": [0, 0]}), ("sin(x)", {"x": 1e22}), ("max(x, -x)^3", {"x": 0}), ("1 - tanh(x)", {"x": 30}),
    ("sum(softmax(v) * v)", {"v": RANDOM.normal(size=5).tolist()}), ("x^1000000", {"x": 1.0000001}),
    ("(x - 1e8) * 1e8", {"x": 1e8}), ("sign(x) * x", {"x": 0}), ("gelu(x)", {"x": -40}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "given"), EDGES, ids=[text for text, _ in EDGES])
def test_an_edge(text: str, given: dict[str, object]) -> None:
    check(nn.calc(text, set=given, derive=True))


def test_other_edges() -> None:
    check(nn.loss(z=[800, 0], target=1, derive=True))
    check(nn.loss(kind="hinge", z=[1, 1, 0], target=0, derive=True))
    check(nn.loss(kind="binary-cross-entropy", p=[1, 0.5], target=[1, 0], derive=True))
    check(nn.norm(x=[1e200, 1], derive=True))
    check(nn.norm(x=[2, 2, 2], eps=0.1, derive=True))
    check(nn.softmax(z=[1000, 1000, -1000], derive=True))
    check(nn.attention(Q=[[1, 0], [0, 1]], K=[[1, 0], [0, 1]], V=[[1, 2], [3, 4]], causal=True, derive=True))
    check(nn.step(expr="sqrt(W)", W=0.1, lr=10, derive=True))
    check(nn.step(expr="max(W, 1, 2) + abs(W)", W=2, lr=0.1, steps=3, derive=True))
    check(nn.batches(examples=10, batch_size=3, derive=True))
