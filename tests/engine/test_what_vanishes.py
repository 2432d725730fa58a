"""What is 0 (or 1) whatever was rounded before it, and what float64 leaves where nothing should be."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

import nnexplain as nn
from nnexplain.engine.arithmetic import add, divide, multiply, subtract
from nnexplain.engine.carriers.digits import LONG_NUMBERS, Decimals, lifted, long
from nnexplain.engine.carriers.exact import EXACT, MINUS_INFINITY, ROUNDED
from nnexplain.engine.graph import Node, constant
from nnexplain.engine.graph import given as given_node
from nnexplain.engine.reader import ExactReader
from nnexplain.notation.functions import CARRIED
from nnexplain.ops.elementary import exp, maximum, sqrt, step
from nnexplain.ops.reduce import largest, total
from nnexplain.worked.arithmetic import arithmetic_lines
from nnexplain.worked.example import WorkedExample
from tests.support import jets
from tests.support.cases import cases

LINE = st.lists(st.integers(-400, 400).map(lambda n: n / 100), min_size=2, max_size=5)


def exact(node: Node, *index: int) -> Fraction | None:
    return ExactReader().of(node, index)


@given(z=LINE)
@cases(40)
def test_a_row_less_its_largest_is_zero_there_and_nowhere_else(z: list[float]) -> None:
    scaled = divide(given_node("z", z), sqrt(constant(2.0)))
    shifted = subtract(scaled, largest(scaled, keep=True))
    for place, value in enumerate(z):
        assert exact(shifted, place) == (0 if value == max(z) else None)
        assert exact(exp(shifted), place) == (1 if value == max(z) else None)


def test_the_same_made_twice_is_the_same_and_what_is_only_near_is_not() -> None:
    x = given_node("x", [2.0, 2.0, 2.0 + 1e-12])
    root = sqrt(x)
    row = subtract(root, given_node("zero", 0.0))
    assert [exact(subtract(row, constant(1.0)), k) for k in range(3)] == [None] * 3
    first = divide(given_node("a", 2.0), sqrt(constant(3.0)))
    again = divide(given_node("b", 2.0), sqrt(constant(3.0)))
    other = divide(given_node("c", 2.0), sqrt(constant(3.0 + 1e-12)))
    assert exact(subtract(first, again)) == 0
    assert exact(subtract(first, other)) is None
    assert exact(subtract(first, multiply(first, constant(1.0)))) is None  # another expression: not looked into


def test_the_larger_of_two_that_are_well_apart_is_known() -> None:
    root = sqrt(given_node("x", [2.0, 8.0]))
    assert exact(maximum(0, subtract(root, 5)), 0) == 0
    assert exact(step(subtract(root, 2)), 0) == 0
    assert exact(step(subtract(root, 2)), 1) == 1
    assert exact(subtract(maximum(0, root), root), 0) == 0
    assert exact(step(subtract(root, math.sqrt(2))), 0) is None, "too near to tell"


def test_minus_infinity_swallows_what_is_finite() -> None:
    entry = Fraction(3, 2)
    assert (MINUS_INFINITY - entry) is (MINUS_INFINITY / entry) is (MINUS_INFINITY + 1) is MINUS_INFINITY
    assert EXACT.exp(MINUS_INFINITY) == 0
    assert MINUS_INFINITY * Fraction(0) is ROUNDED
    assert MINUS_INFINITY / Fraction(-1) is ROUNDED
    assert MINUS_INFINITY - ROUNDED is ROUNDED, "it may be infinite itself"
    assert EXACT.max([MINUS_INFINITY, entry]) == entry
    assert EXACT.max([MINUS_INFINITY]) is MINUS_INFINITY


def texts(example: WorkedExample, id: str, precision: int = 4) -> list[str]:
    return list(arithmetic_lines(example.step(id), precision))


def test_a_masked_row_is_exact_where_it_can_be() -> None:
    found = nn.attention(Q=[[1, 1], [2, 0]], K=[[1, 0], [0, 1]], V=[[1, 2], [3, 4]], causal=True)
    assert texts(found, "weights.shifted")[:2] == ["0.7071 − 0.7071 = 0", "−∞ − 0.7071 = −∞"]
    assert texts(found, "weights.exponentials")[:2] == ["e^0 = 1", "e^(−∞) = 0"]
    assert texts(found, "scaled")[3] == "0 / √2 = 0"


def test_dust_is_shown_as_nothing_and_what_is_small_as_it_is() -> None:
    angle = nn.calc("sin(pi)")
    assert angle.result != 0, "the JSON keeps what float64 has"
    assert angle.exact("y", ()) == 0
    assert texts(angle, "y") == ["sin(π) = 0"]
    back = nn.attention(
        X=[[1, 0, 1], [0, 1, 0], [1, 0, 0]], WQ=[[0.1, 0], [0, 0.1], [0.1, 0]], WK=[[0.01, 0], [0, 0.1], [0, 0.1]],
        WV=[[1, 2], [3, 4], [5, 6]], causal=True, backward=True,
    )  # fmt: skip
    lines = [line for step in back.steps for line in arithmetic_lines(step, 4)]
    assert not [line for line in lines if "e−18" in line or "e−17" in line]
    saturated = nn.perceptron(w=[12, 15], x=[1, 2], activation="sigmoid", backward=True)
    assert texts(saturated, "gradients.z") == ["1.0000 × 5.750e−19 ≈ 5.750e−19"]


@pytest.mark.parametrize("power", [-9, -30, -80, -200])
def test_a_small_number_is_never_taken_for_dust(power: int) -> None:
    """e^(−a) beside 1, and the difference of two numbers that differ by as little."""
    z = power * math.log(10)
    small = exp(given_node("z", z))
    assert exact(add(small, 0)) is None
    found = nn.softmax(z=[0, z], backward=True, upstream=[1, 0])
    for name in ("p", "gradients.z"):
        assert [found.exact(name, (place,)) for place in range(2)] == [None, None], name


def test_a_sum_is_looked_into_where_float64_cannot_tell() -> None:
    x = given_node("x", [0.1, 0.2, -0.3])
    assert float(total(x).value) != 0
    assert exact(total(x)) == 0
    assert exact(multiply(total(x), sqrt(constant(2.0)))) == 0
    assert exact(total(multiply(x, sqrt(constant(2.0))))) == 0


@pytest.mark.parametrize("name", [row.called for row in CARRIED if row.name not in ("max", "min")])
@given(x=st.floats(-4, 4))
@cases(8)
def test_many_digits_are_those_of_another_carrier(name: str, x: float) -> None:
    with mp.workdps(60):
        wanted = getattr(jets, name)(jets.Jet(mp.mpf(repr(x)))).value
        found = lifted(getattr(LONG_NUMBERS, name)(Decimals(long(x))))
        assert mp.isnan(wanted) == mp.isnan(mp.mpf(found))
        assert mp.isnan(wanted) or wanted == found or abs(wanted - mp.mpf(found)) <= abs(wanted) * mp.mpf(10) ** -50


def test_many_digits_divide_by_zero_as_float64_does() -> None:
    zero, one = Decimals(long(0)), Decimals(long(1.0))
    values: list[Any] = [one / zero, -one / zero, zero / zero, LONG_NUMBERS.power(zero, -1), LONG_NUMBERS.log(zero)]
    assert [str(float(lifted(value))) for value in values] == ["inf", "-inf", "nan", "inf", "-inf"]
    assert float(lifted(2 - one * 3 + 1 / one)) == 0
    assert np.isnan(float(lifted(LONG_NUMBERS.power(-one, 0.5))))
