"""``step``: a single step from a gradient, and a path down an expression."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnexplain as nn
from nnexplain.errors import InternalCheckError
from nnexplain.graph import Node
from nnexplain.graph import given as given_node
from nnexplain.lessons._slope import Slope
from nnexplain.parse.expression import build, parse
from tests.support.cases import cases

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
    assert any("dL/dW = 2 × W − 4" in note for note in found.step("gradient_1").notes)


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


def test_a_gradient_that_differs_from_sympys_is_found() -> None:
    W = given_node("W", 0.5)
    loss: Node = (W - 2) ** 2
    slope = Slope(loss, W)
    slope.check(given_node("g", -3), loss, W)
    with pytest.raises(InternalCheckError, match="SymPy"):
        slope.check(given_node("g", -3.001), loss, W)


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
    ({"W": 1, "lr": 0.1, "grad": 1, "expr": "W"}, "--grad and --expr are both given"),
    ({"grad": 1, "lr": 0.1}, "W is missing"),
    ({"W": 1, "grad": 1}, "lr is missing"),
    ({"W": 1, "grad": 1, "lr": 0.1, "steps": 2}, "steps goes with expr"),
    ({"W": 1, "expr": "W", "lr": 0.1, "loss": 2}, "loss goes with grad"),
    ({"W": [1, 2], "expr": "W^2", "lr": 0.1}, "--W is a vector of 2"),
    ({"W": 1, "expr": "w^2", "lr": 0.1}, "--expr has w.*did you mean W"),
    ({"W": 1, "expr": "W*x", "lr": 0.1}, "--expr has x, but W is the only name"),
    ({"W": 1, "expr": "3", "lr": 0.1}, "no W in it"),
    ({"W": 1, "expr": "[W, 1]", "lr": 0.1}, "a vector of 2; a loss is a single number"),
    ({"W": 1, "expr": "(W", "lr": 0.1}, "never closed"),
    ({"W": 1, "expr": "W", "lr": 0.1, "steps": 0}, "at least 1"),
    ({"W": 1, "expr": "W", "lr": 0.1, "steps": 1001}, "at most 1000"),
    ({"W": [1, 2], "grad": [1, 2, 3], "lr": 0.1}, "2 entries but grad has 3"),
    ({"W": 1, "grad": [1, 2], "lr": 0.1}, "single number but --grad is a vector of 2"),
    ({"W": 1, "grad": 1, "lr": 0.1, "backward": True}, "backward does not fit step"),
]


@pytest.mark.parametrize(("inputs", "message"), ERRORS)
def test_errors(inputs: dict[str, Any], message: str) -> None:
    with pytest.raises(nn.InputError, match=message):
        nn.step(**inputs)


def test_a_step_from_a_gradient_does_not_import_sympy() -> None:
    code = "import sys, nnexplain as nn; nn.step(W=1, grad=1, lr=0.1); print('sympy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_the_lines_of_the_path_are_not_arithmetic() -> None:
    found = nn.step(**PARABOLA)
    assert not found.step("W_path").arithmetic
