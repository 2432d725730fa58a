"""Numbers of small types as their shortest decimals, against NumPy's own and against Python's."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnexplain as nn
from nnexplain.inputs.numbers import from_array, from_bfloat16
from nnexplain.inputs.shortest import TYPES, shortest
from tests.support.cases import cases

FLOAT32 = st.floats(width=32, allow_nan=False, allow_infinity=False)


def printed(array: np.ndarray) -> list[float]:
    """What NumPy prints for each number."""
    return array.astype("U").astype(np.float64).tolist()


def test_every_float16() -> None:
    every = np.arange(2**16, dtype=np.uint16).view(np.float16)
    every = every[np.isfinite(every)]
    assert shortest(every.astype(np.float64), TYPES["float16"]).tolist() == printed(every)


@given(values=st.lists(FLOAT32, min_size=1, max_size=50))
@cases(200)
def test_float32_of_every_size(values: list[float]) -> None:
    array = np.array(values, dtype=np.float32)
    assert from_array(array).array.tolist() == printed(array)


@given(digits=st.integers(1, 9), numbers=st.lists(st.integers(-(10**9), 10**9), min_size=1), power=st.integers(-30, 20))
@cases(100)
def test_typed_decimals_come_back(digits: int, numbers: list[int], power: int) -> None:
    typed = np.array([float(f"{number % 10**digits}e{power}") for number in numbers])
    array = typed.astype(np.float32)
    found = from_array(array).array
    assert found.tolist() == printed(array)
    if digits <= 6:  # float32 always keeps these
        assert (found == typed).all()


def test_powers_of_two_and_of_ten_and_subnormal_numbers() -> None:
    array = np.concatenate([2.0 ** np.arange(-149, 128), 10.0 ** np.arange(-44, 39), np.arange(1, 99) * 1e-45])
    array = array.astype(np.float32)
    assert from_array(array).array.tolist() == printed(array)


def test_bfloat16_gives_itself_back_in_few_digits() -> None:
    bits = np.arange(2**16, dtype=np.uint16)
    exact = (bits.astype(np.uint32) << 16).view(np.float32)
    bits = bits[np.isfinite(exact)]
    exact = exact[np.isfinite(exact)].astype(np.float64)
    found = from_bfloat16(bits).array
    assert (TYPES["bfloat16"].rounded(found) == exact).all()
    assert max(len(f"{value:e}".partition("e")[0].rstrip("0").strip("-").replace(".", "")) for value in found) <= 4
    assert from_bfloat16(np.array([0x3DCD], dtype=np.uint16)).array.tolist() == [0.1]


def test_whole_numbers_that_float64_cannot_hold_are_inexact() -> None:
    assert from_array(np.array([2**53, 2**53 + 1, 3])).inexact == {(1,)}


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_python_arrays_and_lists_of_them(dtype: type) -> None:
    import nnexplain as nn

    example = nn.perceptron(w=np.array([0.1, 0.2], dtype=dtype), x=[1, 0], b=dtype(0.05))
    assert example.z == nn.perceptron(w=[0.1, 0.2], x=[1, 0], b=0.05).z
    assert nn.perceptron(w=[dtype(0.1), dtype(0.2)], x=[1, 1]).inputs["w"].tolist() == [0.1, 0.2]


def test_arrays_of_small_types_in_python_are_as_typed() -> None:
    found = nn.perceptron(w=np.float32([0.1, 0.2]), x=[np.float32(0.3), 1], b=np.float16(0.05))
    assert (found.inputs["w"].tolist(), found.inputs["b"]) == ([0.1, 0.2], 0.05)  # type: ignore[attr-defined]
    assert found.exact("y", ()) == Fraction(28, 100)
