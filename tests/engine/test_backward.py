"""The backward pass where a slope is infinite and a switch is off: 0 · ∞ is no number, and no gradient."""

from __future__ import annotations

import numpy as np
import pytest

import nnexplain as nn
from nnexplain.worked.get import get


@pytest.mark.parametrize(
    ("expression", "point"),
    [
        ("relu(a)^0.5", -2.11),
        ("sqrt(relu(a))", -2.11),
        ("ln(relu(a))", -1),
        ("1 / relu(a)", -3),
        ("max(a, 0)^0.5", -2.11),
        ("max(0, a)^0.5", -2.11),
        ("min(a, 0)^0.5", 3),
        ("step(a)^0.5", -1),
        ("relu(sqrt(a) - 1)", 0),
        ("relu(ln(a))", 0),
        ("min(0, sqrt(a))", 0),
        ("(a*0)^0.5", 2),
        ("a^0", 0),
    ],
)
def test_behind_a_switch_that_is_off_nothing_passes(expression: str, point: float) -> None:
    found = nn.calc(expression, a=point, backward=True)
    assert found.gradients is not None
    assert found.gradients["a"] == 0
    assert get(found, "gradients.a") == "0"


def test_infinite_slopes_add_up() -> None:
    found = nn.calc("sqrt(a) + a", a=0, backward=True)
    assert found.gradients is not None
    assert found.gradients["a"] == np.inf


def test_a_power_of_zero_has_no_slope_by_its_exponent() -> None:
    found = nn.calc("b^a", a=2, b=0, backward=True)
    assert found.gradients is not None
    assert (found.gradients["a"], found.gradients["b"]) == (0, 0)


@pytest.mark.parametrize(("a", "b"), [(3.0, 1e-200), (1e-250, 1e-200), (1e250, 1e200), (3.0, 1e200), (0.0, 1e-320)])
def test_a_quotients_slope_needs_no_square_of_the_divisor(a: float, b: float) -> None:
    found = nn.calc("a / b", a=a, b=b, backward=True)
    assert found.gradients is not None
    with np.errstate(all="ignore"):
        assert found.gradients["b"] == pytest.approx(-(a / b) / b, rel=1e-15)


def test_a_slope_that_is_infinite_stays_so() -> None:
    found = nn.calc("sqrt(a)", a=0, backward=True)
    assert found.gradients is not None
    assert found.gradients["a"] == np.inf


def test_zero_is_printed_without_digits() -> None:
    found = nn.norm(x=[1, 2, 4], backward=True)
    assert get(found, "gradients.variance") == "0"
