"""The carriers: exact values against fractions, their budget, and that every carrier knows the same functions."""

from __future__ import annotations

import math
import time
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

from nnexplain.engine.arithmetic import add, divide, log, multiply, power, subtract
from nnexplain.engine.carriers import Lines
from nnexplain.engine.carriers.exact import EXACT, ROUNDED, Rounded
from nnexplain.engine.carriers.numbers import NUMBERS
from nnexplain.engine.carriers.symbols import SYMBOLS
from nnexplain.engine.carriers.written import WRITING
from nnexplain.engine.graph import Node
from nnexplain.engine.graph import given as given_node
from nnexplain.engine.reader import ExactReader, Reader
from nnexplain.notation.functions import CARRIED, Elementary
from nnexplain.ops.activations.relu import relu
from nnexplain.ops.activations.sigmoid import sigmoid
from nnexplain.ops.elementary import absolute, exp, sqrt
from nnexplain.ops.matrix import matmul
from nnexplain.ops.reduce import largest, mean, total
from tests.support import jets
from tests.support.cases import cases

hundredths = st.integers(-300, 300).map(lambda n: n / 100)
vectors = st.integers(1, 4).flatmap(lambda n: st.lists(hundredths, min_size=n, max_size=n))
ON_ALL_NUMBERS = [row.called for row in CARRIED if row.name not in ("ln", "log2", "log10", "sqrt", "max", "min")]


def as_fraction(value: float) -> Fraction:
    return Fraction(repr(value))


def test_formulas_see_the_functions_of_the_table() -> None:
    assert list(Elementary.__annotations__) == [row.called for row in CARRIED]


@pytest.mark.parametrize("carrier", [NUMBERS, EXACT, WRITING, SYMBOLS, jets])
def test_every_carrier_knows_every_function(carrier: Any) -> None:
    asked = [*Elementary.__annotations__, *Lines.__abstractmethods__, "pi", "e"]
    assert [name for name in asked if name != "function" and not hasattr(carrier, name)] == []


@given(a=vectors, b=st.data())
@cases(60)
def test_exact_arithmetic_is_that_of_fractions(a: list[float], b: Any) -> None:
    other = b.draw(st.lists(hundredths, min_size=len(a), max_size=len(a)))
    x, y = given_node("x", a), given_node("y", other)
    fx, fy = [as_fraction(v) for v in a], [as_fraction(v) for v in other]
    reader = ExactReader()
    spots = range(len(a))
    assert [reader.of(add(x, y), (i,)) for i in spots] == [p + q for p, q in zip(fx, fy, strict=True)]
    assert [reader.of(subtract(x, y), (i,)) for i in spots] == [p - q for p, q in zip(fx, fy, strict=True)]
    assert [reader.of(multiply(x, y), (i,)) for i in spots] == [p * q for p, q in zip(fx, fy, strict=True)]
    quotient = divide(x, given_node("d", [v or 1.0 for v in other]))
    assert [reader.of(quotient, (i,)) for i in spots] == [p / (q or 1) for p, q in zip(fx, fy, strict=True)]
    assert reader.of(matmul(x, y), ()) == sum(p * q for p, q in zip(fx, fy, strict=True))
    assert reader.of(total(x), ()) == sum(fx)
    assert reader.of(mean(x), ()) == sum(fx) / len(fx)
    assert reader.of(largest(x), ()) == max(fx)
    assert [reader.of(relu(x), (i,)) for i in spots] == [max(p, Fraction(0)) for p in fx]
    assert [reader.of(absolute(x), (i,)) for i in spots] == [abs(p) for p in fx]
    assert [reader.of(power(x, 3), (i,)) for i in spots] == [p**3 for p in fx]


def at(op: Any, value: float) -> Fraction | None:
    with np.errstate(all="ignore"):
        return ExactReader().of(op(given_node("x", value)), ())


def test_functions_are_exact_only_where_they_are_rational() -> None:
    assert (at(exp, 0), at(exp, 1)) == (1, None)
    assert (at(log, 1), at(log, 2)) == (0, None)
    assert (at(sqrt, 0.25), at(sqrt, 2), at(sqrt, -1)) == (Fraction(1, 2), None, None)
    assert (at(sigmoid, 0), at(sigmoid, 0.15)) == (Fraction(1, 2), None)


def test_division_by_zero_is_rounded_not_an_error() -> None:
    with np.errstate(all="ignore"):
        assert ExactReader().of(divide(given_node("a", 1.0), given_node("b", 0.0)), ()) is None


def test_an_inexact_input_makes_what_follows_rounded() -> None:
    third = given_node("x", [1 / 3, 0.5], inexact=[(0,)])
    doubled = multiply(third, 2)
    reader = ExactReader()
    assert (reader.of(doubled, (0,)), reader.of(doubled, (1,))) == (None, 1)


def test_rounded_absorbs_everything_but_a_factor_of_zero() -> None:
    for value in (ROUNDED + 1, 1 + ROUNDED, ROUNDED * 3, 2 / ROUNDED, -ROUNDED, ROUNDED**2, 1 - ROUNDED):
        assert isinstance(value, Rounded)
    assert ROUNDED * 0 == 0 == 0 / ROUNDED
    for function in (EXACT.maximum, EXACT.minimum, EXACT.power):
        assert isinstance(function(ROUNDED, Fraction(1)), Rounded)
    assert isinstance(EXACT.absolute(-0.01), Rounded), "a float is no exact value"
    assert EXACT.known(ROUNDED) is None


def test_huge_fractions_count_as_rounded() -> None:
    node: Node = given_node("x", 1.01)
    for _ in range(14):
        node = multiply(node, node)
    start = time.perf_counter()
    assert ExactReader().of(node, ()) is None
    assert time.perf_counter() - start < 1


def test_the_budget_ends_a_long_reading() -> None:
    x = given_node("x", np.full(400, 0.1))
    assert ExactReader(budget=2000).of(total(x), ()) == 40
    assert ExactReader(budget=100).of(total(x), ()) is None


def test_a_deep_graph_is_read() -> None:
    node: Node = given_node("x", 0.5)
    for _ in range(1500):
        node = add(node, 0.25)
    assert ExactReader().of(node, ()) == Fraction(1, 2) + 375


@pytest.mark.parametrize("name", ON_ALL_NUMBERS)
@given(x=st.floats(-5, 5))
@cases(10)
def test_carriers_agree_on_functions_of_one_number(name: str, x: float) -> None:
    """NumPy, 50 digits and SymPy, each its own implementation."""
    by_numpy = float(getattr(NUMBERS, name)(np.float64(x)))
    with mp.workdps(50):
        by_digits = float(getattr(jets, name)(jets.Jet(mp.mpf(x))).value)
    by_sympy = float(getattr(SYMBOLS, name)(sp.Float(x, 40)))
    assert math.isclose(by_numpy, by_digits, rel_tol=4e-16, abs_tol=1e-300)
    assert math.isclose(by_sympy, by_digits, rel_tol=4e-16, abs_tol=1e-300)


def test_at_zero_relu_and_step_follow_the_convention_in_every_carrier() -> None:
    x = sp.Symbol("x", real=True)
    assert sp.diff(SYMBOLS.maximum(0, x), x).subs(x, 0) == 0
    assert jets.maximum(0, jets.variable(0, "x")).slopes.get("x", 0) == 0
    assert [EXACT.step(Fraction(0)), SYMBOLS.step(0), float(NUMBERS.step(0.0))] == [0, 0, 0]


def test_a_reader_reads_a_shared_part_once() -> None:
    node: Node = given_node("x", 1.0)
    for _ in range(60):
        node = add(node, node)
    count = 0

    def leaf(part: Node, index: tuple[int, ...]) -> Any:
        nonlocal count
        count += 1
        return Fraction(1) if part.op is None else None

    assert Reader(EXACT, leaf).cell(node, ()) == 2**60
    assert count < 200
