"""Every way of writing a number, and which of them are exact as typed."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnexplain.errors import InputError
from nnexplain.parse.numbers import from_array, from_nested, read_text

WRITTEN = [
    ("0.05", 0.05), ("-1e-3", -0.001), ("+5", 5.0), (".5", 0.5), ("5.", 5.0), ("1E2", 100.0), ("1/4", 0.25),
    ("1 / 4", 0.25), ("-1/-4", 0.25), ("1e-1/2", 0.05), ("\u22121", -1.0), (" 1 ", 1.0),
    ("1,0", [1.0, 0.0]), ("1, 0", [1.0, 0.0]),
    ("-1,2", [-1.0, 2.0]), ("\u22121,\u22122", [-1.0, -2.0]), ("[1, 0]", [1.0, 0.0]), ("[1]", [1.0]),
    ("[[1]]", [[1.0]]),
    ("[1/4, .5, +1]", [0.25, 0.5, 1.0]), ('["1/4"]', [0.25]), ("1/2,1/4", [0.5, 0.25]),
    ("1,2;3,4", [[1.0, 2.0], [3.0, 4.0]]),
    ("1,2; 3,4 ;", [[1.0, 2.0], [3.0, 4.0]]), ("1;2", [[1.0], [2.0]]), ("1,2;", [[1.0, 2.0]]),
    ("[[0.1,0.2],[0.3,0.4]]", [[0.1, 0.2], [0.3, 0.4]]), ("[\n [1, 2],\n [3, 4]\n]", [[1.0, 2.0], [3.0, 4.0]]),
    ("1e-400", 0.0), ("5e-324", 5e-324), ("1.7976931348623157e308", 1.7976931348623157e308),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_written_numbers(text: str, expected: object) -> None:
    assert read_text(text).array.tolist() == expected


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("0.1", set()), ("1/4", set()), ("1/3", {()}), ("0.1,1/3", {(1,)}), ("[0.1, 1/3]", {(1,)}),
        ("1,2;1/3,4", {(1, 0)}), ("0.12345678901234567890", {()}), ("[0.12345678901234567890, 1]", {(0,)}),
        ("0.30000000000000004", set()), ("9007199254740993", {()}), ("[9007199254740993]", {(0,)}), ("[1e22]", set()),
        ("1e-400", {()}), ("[1e-400]", {(0,)}),
    ],
)  # fmt: skip
def test_what_is_not_exact_as_typed(text: str, places: set[tuple[int, ...]]) -> None:
    assert read_text(text).inexact == places


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5))
def test_shortest_decimals_come_back_in_every_form(numbers: list[float]) -> None:
    for text in (",".join(map(repr, numbers)) if len(numbers) > 1 else f"[{numbers[0]!r}]", repr(numbers)):
        found = read_text(text)
        assert found.array.tolist() == numbers
        assert not found.inexact


@given(st.recursive(st.floats(-9, 9) | st.integers(-9, 9), lambda inner: st.lists(inner, min_size=1, max_size=3)))
def test_lists_are_what_numpy_makes_of_them_or_refused(data: object) -> None:
    try:
        expected = np.array(data, dtype=float)
    except ValueError:
        with pytest.raises(InputError):
            from_nested(data)
    else:
        assert np.array_equal(from_nested(data).array, expected)


def test_python_values() -> None:
    assert from_nested((1, Fraction(1, 4))).array.tolist() == [1, 0.25]
    assert from_nested(Fraction(1, 3)).inexact == {()}
    assert from_nested(range(3)).array.tolist() == [0, 1, 2]
    assert from_nested(np.float32(0.5)).array == 0.5
    assert from_nested([np.float64(0.5), np.int64(2)]).array.tolist() == [0.5, 2]
    for wrong in (True, [True, 0.5], [1.0, None], [1.0, float("nan")], "", [], {}, object(), [[1.0], 2.0], 10**400):
        with pytest.raises(InputError):
            from_nested(wrong)


def test_an_array_is_copied() -> None:
    array = np.ones(2)
    found = from_array(array).array
    array[0] = 5
    assert found.tolist() == [1, 1]
