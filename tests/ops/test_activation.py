"""The activations as their files describe them."""

from __future__ import annotations

import numpy as np
import pytest

from nnexplain.engine.backward import Backward
from nnexplain.engine.graph import given
from nnexplain.ops.activation import find
from nnexplain.worked.lesson import ACTIVATION_NAMES

each = pytest.mark.parametrize("name", ACTIVATION_NAMES)


def slope(name: str, x: float) -> float:
    node = given("x", x)
    return float(Backward(find(name).op(node)).gradient(node))


@each
def test_a_file_is_called_as_its_operation_is(name: str) -> None:
    assert find(name).op.name.replace("_", "-") == name


@each
def test_where_the_slope_jumps_at_0_its_value_there_is_said(name: str) -> None:
    f = find(name)
    jumps = abs(slope(name, 1e-9) - slope(name, -1e-9)) > 1e-3 or f.op(1e-9).value - f.op(-1e-9).value > 0.5
    assert bool(f.slope_at_0) == jumps
    if jumps:
        assert f"{slope(name, 0.0):g}" == f.slope_at_0


@each
def test_straight_pieces_and_a_middle_are_what_they_are_said_to_be(name: str) -> None:
    f, x = find(name), np.linspace(0.5, 4, 8)
    bends = np.abs(np.diff(f.op(x).value, 2)).max() > 1e-6 or np.abs(np.diff(f.op(-x).value, 2)).max() > 1e-6
    assert f.straight is not bool(bends)
    if f.middle is not None:
        assert f.op(0.0).value == f.middle
        assert abs(slope(name, 50.0)) < 1e-9 > abs(slope(name, -50.0))
