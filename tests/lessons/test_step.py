"""``step``: a single step from a gradient, and a path down an expression."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnexplain as nn
from nnexplain.engine.arithmetic import product
from nnexplain.engine.graph import given as given_node
from nnexplain.errors import InternalCheckError
from nnexplain.models.curvature import Curvature
from nnexplain.ops.elementary import cos, sin
from nnexplain.parser.expression import build, parse
from tests.support.cases import cases
from tests.support.program import python

PARABOLA = {"expr": "(W-2)^2", "W": 0.5, "lr": 0.1}


def test_a_step_goes_against_the_gradient() -> None:
    found = nn.step(W=0.5, grad=-0.3, lr=0.1)
    assert found.values == {"update": pytest.approx(0.03), "W_new": pytest.approx(0.53)}
    assert found.result_name == "W_new"
    assert str(float(found.exact("W_new", ()))) == "0.53"  # type: ignore[arg-type]


def test_the_estimate_follows_the_slope() -> None:
    found = nn.step(W=0.5, grad=-0.3, lr=0.1, loss=2.0)
    assert list(found.values) == ["update", "loss_estimate", "W_new"]
    assert found.loss_estimate == pytest.approx(1.991)


def test_of_a_matrix() -> None:
    found = nn.step(W="0.1,0.2;0.3,0.4", grad="-0.5,-0.3;-0.2,-0.1", lr=0.1, loss=1)
    np.testing.assert_allclose(found.result, [[0.15, 0.23], [0.32, 0.41]], rtol=1e-15)
    np.testing.assert_allclose(found.update, [[0.05, 0.03], [0.02, 0.01]], rtol=1e-15)
    assert found.loss_estimate == pytest.approx(1 - 0.1 * (0.25 + 0.09 + 0.04 + 0.01))


def test_of_a_vector_of_one() -> None:
    assert nn.step(W=[0.5], grad=-0.3, lr=0.1).result.tolist() == [0.53]


@given(
    start=st.floats(-3, 3),
    lr=st.floats(0.01, 0.9),
    lowest=st.integers(-3, 3),
    half=st.floats(0.1, 1),
    n=st.integers(1, 20),
)
@cases(25)
def test_a_parabola_has_a_closed_form(start: float, lr: float, lowest: int, half: float, n: int) -> None:
    """W_k − m = (1 − 2aη)^k (W_0 − m)."""
    found = nn.step(expr=f"{half!r}*(W-({lowest}))^2", W=start, lr=lr, steps=n)
    path = lowest + (1 - 2 * half * lr) ** np.arange(n + 1) * (start - lowest)
    np.testing.assert_allclose(found.W_path, path, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.loss_path, half * (path - lowest) ** 2, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(found.gradient_path, 2 * half * (path[:-1] - lowest), rtol=1e-7, atol=1e-9)
    assert found.W_new == found.W_path[-1]
    assert found.update == pytest.approx(-lr * found.gradient_path[-1], rel=1e-15)


def test_the_values_of_a_path() -> None:
    found = nn.step(**PARABOLA)
    assert list(found.values) == ["W_path", "loss_path", "gradient_path", "update", "W_new"]
    assert found.inputs["steps"] == 1
    assert found.W_path.tolist() == [0.5, 0.8]
    assert found.loss_path == pytest.approx([2.25, 1.44])
    assert found.gradient_path.tolist() == [-3]


def test_every_step_is_written_out() -> None:
    found = nn.step(**PARABOLA, steps=2)
    ids = [step.id for step in found.steps if step.kind != "given"]
    each = [f"{name}_{k}" for k in (1, 2) for name in ("gradient", "update", "W", "loss")]
    assert ids == ["loss_0", *each, "W_path", "loss_path", "gradient_path", "update", "W_new"]
    lines = {step["id"]: step["arithmetic"] for step in found.to_dict()["steps"]}
    assert lines["gradient_2"] == ["2 × (0.8 − 2) = −2.4"]
    assert lines["W_2"] == ["0.8 + 0.24 = 1.04"]


def test_derive_gives_the_slope_in_symbols() -> None:
    found = nn.step(**PARABOLA, steps=12, derive=True)
    assert found.derivation is not None
    lines = {line.unicode: line.because for line in found.derivation}
    assert lines["∂L/∂W = 2 × W − 4"] == "dL/dW by SymPy; it agrees with the gradient found here at every step"
    assert not [text for text in lines if "∂∂" in text]
    assert nn.step(W=1, grad=2, lr=0.1, derive=True).derivation


def test_a_long_path_lists_its_first_and_last_steps() -> None:
    found = nn.step(**PARABOLA, steps=200)
    assert len(found.W_path) == 201
    ids = {step.id for step in found.steps}
    assert {"W_1", "W_8", "W_199", "W_200"} <= ids
    assert not {"W_9", "W_198"} & ids
    assert found.W_path[-1] == pytest.approx(2)
    assert "Steps 9 to 198" in str(found)


def words(found: Any) -> str:
    return " ".join([*found.reading, *found.warnings])


def test_it_says_what_happens() -> None:
    assert "Every step lowers the loss" in words(nn.step(**PARABOLA, steps=3))
    assert "below 2/2 = 1; 0.1 is below" in words(nn.step(**PARABOLA, steps=3))
    bouncing = words(nn.step(expr="(W-2)^2", W=0.5, lr=0.9, steps=3))
    assert "Overshooting: steps 1, 2" in bouncing
    assert "diverges" not in bouncing
    away = words(nn.step(expr="(W-2)^2", W=0.5, lr=1.1, steps=3))
    assert "diverges" in away
    assert "Every step raises the loss" in away
    assert "one step lands on the lowest point" in words(nn.step(expr="(W-2)^2", W=0.5, lr=0.5))
    assert "at W = " in words(nn.step(expr="W^4", W=1, lr=0.01))
    assert "bends downward" in words(nn.step(expr="-W^2 + W^3", W=0.1, lr=0.01))


def test_it_warns() -> None:
    assert "negative" in words(nn.step(W=1, grad=2, lr=-0.1))
    assert nn.step(W=1, grad=2, lr=-0.1).result == pytest.approx(1.2)
    assert "nothing moves" in words(nn.step(W=1, grad=2, lr=0))
    assert "not a finite number at the start" in words(nn.step(expr="ln(W)", W=-1, lr=0.1))
    exploding = nn.step(expr="e^W", W=30, lr=-1, steps=3)
    assert math.isinf(exploding.loss_path[-1])
    assert "not a finite number from step" in words(exploding)


def test_a_slope_that_is_the_loss_itself() -> None:
    found = nn.step(expr="e^W", W=0, lr=0.5, steps=3)
    assert found.gradient_path.tolist() == found.loss_path[:-1].tolist()


@pytest.mark.parametrize(
    "expr", ["max(0, W)", "abs(W)", "floor(W) + W^2", "step(W) + W", "max(W, 1, 2)", "gelu(W)", "sign(W)*W",
             "norm([W, 1])", "sum(softmax([W, 1]) * [1, 2])", "W^W", "1/W", "2^W", "Phi(W) + phi(W) + erf(W)", "W"],
)  # fmt: skip
@pytest.mark.parametrize("W", [0.75, 1.0, 2.0])
def test_the_derivative_agrees_with_differences(expr: str, W: float) -> None:
    found = nn.step(expr=expr, W=W, lr=0.01)

    def loss(at: float) -> float:
        return float(build(parse(expr), {"W": given_node("W", at)})[-1][1].value)

    h = 1e-6
    right, left = (loss(W + h) - loss(W)) / h, (loss(W) - loss(W - h)) / h
    if abs(right - left) < 1e-3:  # else a corner, where the derivative is a convention
        assert found.gradient_path[0] == pytest.approx((right + left) / 2, rel=1e-4, abs=1e-5)


def test_a_gradient_that_differs_from_sympys_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sin, "gradient_rule", lambda g, node, x: [product(g, cos(x)) * 1.001])
    wrong = {"expr": "sin(W) + W^2", "W": 0.5, "lr": 0.1, "steps": 3}
    assert nn.step(**wrong).gradient_path[0] == pytest.approx(1.001 * math.cos(0.5) + 1)
    with pytest.raises(InternalCheckError, match="∂L/∂W = "):
        nn.step(**wrong, derive=True)


def test_steps_without_a_finite_number_are_counted() -> None:
    found = nn.step(expr="sqrt(W)", W=0.1, lr=10, steps=2, derive=True)
    assert found.derivation is not None
    assert "at 1 of 2 steps (the others have no finite number)" in found.derivation[-1].because


@pytest.mark.parametrize(
    ("expr", "constant", "curvature"),
    [("W^2/2 + 3W", True, 1), ("W*(W-4)", True, 2), ("abs(W)", True, 0), ("W^3", False, 12),
     ("sum((W*[1,2] - [3,4])^2)", True, 10), ("sigmoid(W)", False, -0.07996), ("gelu_tanh(W)", False, -0.10788),
     ("norm([W, 1])", False, 0.08944), ("max(0, W)^2", False, 2), ("5", True, 0)],
)  # fmt: skip
def test_the_curvature_is_the_engines_own(expr: str, constant: bool, curvature: float) -> None:
    W = given_node("W", 2.0)
    ((_, loss),) = build(parse(expr), {"W": W})
    bend = Curvature(loss, W)
    assert bend.value == pytest.approx(curvature, rel=1e-3)
    assert bend.constant == constant


def test_by_hand_every_number_of_the_path_is_rounded_as_it_is_written_down() -> None:
    hand = nn.step(**PARABOLA, steps=4, hand=1).hand
    assert hand is not None
    W, path, slopes = 0.5, [0.5], []
    for _ in range(4):
        slopes.append(round(2 * (W - 2), 1))
        W = round(W + round(-0.1 * slopes[-1] + 1e-12, 1), 1)
        path.append(W)
    assert hand["W_path"].tolist() == path
    assert hand["gradient_path"].tolist() == slopes
    assert hand["W_new"] == path[-1]


def test_by_hand_from_a_gradient() -> None:
    hand = nn.step(W=0.5, grad=-0.36, lr=0.1, hand=2).hand
    assert hand == {"update": 0.04, "W_new": 0.54}


ERRORS = [
    ({"W": 1, "lr": 0.1}, "the gradient is missing"),
    ({"W": 1, "lr": 0.1, "grad": 1, "expr": "W"}, "^grad and expr are both given"),
    ({"grad": 1, "lr": 0.1}, "W is missing"),
    ({"W": 1, "grad": 1}, "lr is missing"),
    ({"W": 1, "grad": 1, "lr": 0.1, "steps": 2}, "steps goes with expr"),
    ({"W": 1, "expr": "W", "lr": 0.1, "loss": 2}, "loss goes with grad"),
    ({"W": [1, 2], "expr": "W^2", "lr": 0.1}, "^W is a vector of 2"),
    ({"W": 1, "expr": "w^2", "lr": 0.1}, "^expr has w.*did you mean W"),
    ({"W": 1, "expr": "W*x", "lr": 0.1}, "^expr has x, but W is the only name"),
    ({"W": 1, "expr": "3", "lr": 0.1}, "no W in it"),
    ({"W": 1, "expr": "[W, 1]", "lr": 0.1}, "a vector of 2; a loss is a single number"),
    ({"W": 1, "expr": "(W", "lr": 0.1}, "never closed"),
    ({"W": 1, "expr": "W", "lr": 0.1, "steps": 0}, "at least 1"),
    ({"W": 1, "expr": "W", "lr": 0.1, "steps": 1001}, "at most 1000"),
    ({"W": [1, 2], "grad": [1, 2, 3], "lr": 0.1}, "2 entries but grad has 3"),
    ({"W": 1, "grad": [1, 2], "lr": 0.1}, "single number but grad is a vector of 2"),
    ({"W": 1, "grad": 1, "lr": 0.1, "backward": True}, "backward does not fit step"),
]


@pytest.mark.parametrize(("inputs", "message"), ERRORS)
def test_errors(inputs: dict[str, Any], message: str) -> None:
    with pytest.raises(nn.InputError, match=message):
        nn.step(**inputs)


@pytest.mark.parametrize("how", ["grad=1", "expr='sin(W) + W^2', steps=3"])
def test_a_step_does_not_import_sympy(how: str) -> None:
    code = f"import sys, nnexplain as nn; nn.step(W=1, lr=0.1, {how}); print('sympy' in sys.modules)"
    assert python("-c", code) == (0, "False\n", "")


def test_the_lines_of_the_path_are_not_arithmetic() -> None:
    found = nn.step(**PARABOLA)
    assert not found.step("W_path").arithmetic
