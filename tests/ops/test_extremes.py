"""Where float64 runs out: saturated, vanishing, overflowing and subnormal results, against true values."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mpmath import mp, mpf

import nnexplain
from nnexplain.engine.arithmetic import log
from nnexplain.engine.backward import Backward
from nnexplain.engine.graph import Node
from nnexplain.engine.graph import given as given_node
from nnexplain.ops import activation
from nnexplain.ops.softmax import softmax
from nnexplain.worked.lesson import ACTIVATION_NAMES
from nnexplain.worked.lesson import find as find_lesson
from nnexplain.worked.request import Request
from nnexplain.worked.run import Run, run
from tests.support.cases import cases
from tests.support.precise import DEEP, LEAST, misses
from tests.support.shown import in_format
from tests.support.slopes import true_slope

EDGES = (
    0.0, 40.0, -40.0, -34.0, -37.5, -38.0, -38.5, -39.0, 709.5, 710.0, -708.0, -709.0, 745.0, -745.0, -746.0,
    1e-300, -1e-300, 5e-324, -5e-324, 1e103, -1e103, 1e154, -1e154, 1e308, -1e308, 1.7e308, -1.7e308,
)  # fmt: skip
moderate = st.floats(-750, 750)
any_size = st.floats(allow_nan=False, allow_infinity=False)
each = pytest.mark.parametrize("name", ACTIVATION_NAMES)


def activated(name: str, xs: list[float]) -> Node:
    with np.errstate(all="ignore"):
        return activation.activate(name, given_node("x", xs))


@each
@given(xs=st.lists(moderate | st.floats(-45, 45) | any_size, min_size=20, max_size=20))
@example(xs=list(EDGES))
@cases(3)
def test_activations_everywhere(name: str, xs: list[float]) -> None:
    assert list(misses([activated(name, xs)], DEEP)) == []


@each
@given(xs=st.lists(moderate | st.floats(-45, 45) | any_size, min_size=10, max_size=10))
@example(xs=list(EDGES))
@cases(3)
def test_slopes_of_activations_everywhere(name: str, xs: list[float]) -> None:
    y = activated(name, xs)
    with np.errstate(all="ignore"):
        found = Backward(y).gradient(y.inputs[0])
    for x, slope in zip(xs, found, strict=True):
        true = true_slope(activation.find(name).op, x)
        if 0 < abs(true.value) < LEAST:  # of two subnormal terms each is rounded to a step
            assert abs(mpf(float(slope)) - true.value) <= 256 * mpf(2) ** -1074, (x, true.explain(float(slope)))
        else:
            assert true.admits(float(slope)), (x, true.explain(float(slope)))


def test_the_known_hard_points() -> None:
    """Figures from a table of 30 digits, so that the carrier itself is held to something."""
    points = {
        ("sigmoid", -745.0): 5e-324, ("sigmoid", 40.0): 1.0, ("sigmoid", -40.0): 4.248354255291589e-18,
        ("softplus", -40.0): 4.248354255291589e-18, ("softplus", 745.0): 745.0, ("softplus", 1e308): 1e308,
        ("silu", -1e308): 0.0, ("tanh", 1e308): 1.0, ("gelu", 1e308): 1e308, ("gelu", -1e308): 0.0,
    }  # fmt: skip
    for (name, x), wanted in points.items():
        assert float(activated(name, [x]).value[0]) == pytest.approx(wanted, rel=1e-15, abs=0), (name, x)
    with mp.workdps(400):
        for x in (-34, -38):
            true = mpf(x) * mp.erfc(-mpf(x) / mp.sqrt(2)) / 2
            # gelu's condition number at x is about x²
            found = float(activated("gelu", [x]).value[0])
            assert abs(found - float(true)) <= max(4 * 5e-324, 4 * (1 + x * x) * 2.3e-16 * abs(float(true)))


def worked(raw: dict[str, Any]) -> Run:
    with np.errstate(all="ignore"):
        return run(Request(find_lesson("loss"), raw))


rows = st.one_of(
    st.lists(moderate, min_size=1, max_size=6),
    st.lists(st.sampled_from([-1000.0, 1000.0, 0.0, 1e308, -1e308, 1e-308, 5e-324, 40.0]), min_size=1, max_size=6),
    st.lists(any_size, min_size=1, max_size=5),
    st.tuples(any_size, st.integers(1, 6)).map(lambda pair: [pair[0]] * pair[1]),
)


@given(z=rows)
@cases(20)
@example(z=[1000.0, -1000.0])
@example(z=[1e308, -1e308])
@example(z=[0.0, -745.0, -744.0])
@example(z=[1e308, 1e308, 1e308])
@example(z=[5e-324, 0.0])
def test_softmax_everywhere(z: list[float]) -> None:
    with np.errstate(all="ignore"):
        p = softmax(given_node("z", z))
    assert list(misses([p], DEEP)) == []
    assert math.isclose(float(p.value.sum()), 1, rel_tol=1e-15 * len(z) + 1e-15)


def test_softmax_of_equal_logits_is_even() -> None:
    for z in (0.0, 1e308, -1e308, 1e-308):
        for n in (1, 2, 4, 8):
            assert nnexplain.softmax([z] * n).p.tolist() == [1 / n] * n


@given(z=rows.filter(lambda z: len(z) > 1), data=st.data())
@cases(12)
def test_cross_entropy_of_logits_everywhere(z: list[float], data: Any) -> None:
    target = data.draw(st.integers(0, len(z) - 1))
    found = worked({"z": z, "target": target})
    assert list(misses([found.result, found.public["p"]], DEEP)) == []


def test_a_loss_far_below_one_step_of_one() -> None:
    found = nnexplain.loss(z=[0, 40], target=1, backward=True)
    assert found.loss == pytest.approx(4.248354255291589e-18, rel=1e-15, abs=0)
    assert found.gradients is not None
    assert found.gradients["z"].tolist() == pytest.approx([4.248354255291589e-18, -4.248354255291589e-18], rel=1e-14)
    far = nnexplain.loss(z=[1000, -1000], target=1)
    assert far.loss == 2000
    binary = nnexplain.loss(z=[40.0], target=[1], kind="binary-cross-entropy")
    assert binary.loss == pytest.approx(4.248354255291589e-18, rel=1e-15, abs=0)


@given(z=st.lists(moderate, min_size=1, max_size=4), data=st.data())
@cases(8)
def test_binary_cross_entropy_of_logits_everywhere(z: list[float], data: Any) -> None:
    target = data.draw(st.lists(st.sampled_from([0, 1]), min_size=len(z), max_size=len(z)))
    raw = {"z": z, "target": target, "kind": "binary-cross-entropy"}
    assert list(misses([worked(raw).result], DEEP)) == []


def test_the_log_of_zero_is_said() -> None:
    with np.errstate(all="ignore"):
        assert log(given_node("x", [0.0])).value.tolist() == [-math.inf]
    found = nnexplain.loss(p=[1, 0], target=1, backward=True)
    assert found.loss == math.inf
    assert any("log" in warning for warning in found.warnings)
    document = json.loads(in_format(found, "json"), parse_constant=lambda word: pytest.fail(word))
    assert document["result"] == "Infinity"
    assert document["gradients"]["p"] == [0, "-Infinity"]


@each
@pytest.mark.parametrize("x", EDGES)
def test_the_whole_page_stands_at_the_edges(name: str, x: float) -> None:
    """Every format is written, without a float artefact and without −0."""
    found = nnexplain.perceptron(w=[1], x=[x], activation=name, backward=True)
    values = [found.values, found.gradients]
    for group in values:
        for value in (group or {}).values():
            assert not (np.signbit(value) & (np.asarray(value) == 0)).any(), "−0"
    text = in_format(found, "json")
    json.loads(text, parse_constant=lambda word: pytest.fail(word))
    assert "nan" not in text.lower().replace("explanation", "")


@pytest.mark.parametrize(
    ("lesson", "inputs"),
    [
        ("perceptron", {"w": [-1], "x": [0], "activation": "tanh"}),
        ("perceptron", {"w": [-0.0], "x": [5], "b": -0.0, "activation": "identity"}),
        ("layer", {"W": [[-1, 0], [0, -1]], "x": [0, 0], "activation": "gelu"}),
        ("softmax", {"z": [-0.0, 0.0]}),
        ("loss", {"p": [1, 0], "target": 0}),
        ("loss", {"y": [1, 2], "target": [1, 2], "kind": "mse"}),
    ],
)
def test_negative_zero_never_appears(lesson: str, inputs: dict[str, Any]) -> None:
    found = getattr(nnexplain, lesson)(**inputs, backward=True)
    text = in_format(found, "json")
    assert "-0.0" not in text.replace("-0.0e", "").replace("-0.00", "")
    for format in ("table", "plain"):
        shown = in_format(found, format)
        assert not any(word in ("-0", "−0", "-0.0", "−0.0", "[−0,", "−0]") for word in shown.split()), shown
