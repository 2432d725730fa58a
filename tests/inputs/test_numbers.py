"""Every way of writing a number, and which of them are exact as typed."""

from __future__ import annotations

import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnexplain.errors import InputError
from nnexplain.inputs.choices import whole
from nnexplain.inputs.numbers import from_array, from_nested, read_text

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


LONG = "1" * 5000
MANY_DIGITS = {
    "1e-4400": 0.0, "1e-5000": 0.0, f"0.{LONG}": 1 / 9, f"1e-{LONG}": 0.0, f"1/{LONG}": 0.0, f"{LONG}/{LONG}": 1.0,
    "1e-6000/1e-6000": 1.0, f"0e{LONG}": 0.0, f"{LONG}e-5000": 0.1111111111111111,
}  # fmt: skip


@pytest.mark.parametrize("text", MANY_DIGITS, ids=[text[:12] for text in MANY_DIGITS])
def test_digits_and_exponents_of_any_length(text: str) -> None:
    import nnexplain as nn

    wanted = MANY_DIGITS[text]
    assert read_text(text).array.tolist() == wanted
    assert from_nested([text]).array.tolist() == read_text(f"[{text}]").array.tolist() == [wanted]
    assert nn.calc("x + 1", x=text).y == wanted + 1
    if "/" not in text:
        assert nn.calc(f"{text} + 1").y == wanted + 1


@pytest.mark.parametrize(
    "text", ["1e4400", LONG, f"1e{LONG}", f"{LONG}/3", "1/1e-6000", f"1e{'1' * 25}/3", f"1/1e{'1' * 25}"]
)
def test_what_is_too_large_is_refused_in_few_words(text: str) -> None:
    with pytest.raises(InputError, match=r"too large|beyond every number") as caught:
        read_text(text)
    assert len(str(caught.value)) < 150


def test_the_quotient_of_decimals_is_rounded_once() -> None:
    for top, bottom in (("0.1", "0.3"), ("1e-320", "3"), ("123456789012345678901", "7e-9"), ("-5e300", "3e299")):
        assert float(read_text(f"{top}/{bottom}").array) == float(Fraction(top) / Fraction(bottom))


@pytest.mark.parametrize(
    ("given", "expected"),
    [("1e3", 1000), ("9007199254740993", 9007199254740993), (2.0, 2), ("\u22120", 0), (10**300, 10**300)],
)
def test_whole_numbers(given: object, expected: int) -> None:
    assert whole(given, 0, "--n") == expected


NO_WHOLE = ["nan", "inf", "1e999999999", "2.5", "1e-3", True, None, LONG, 10**5000, [1], "12345678901234567890.5"]


@pytest.mark.parametrize("place", range(len(NO_WHOLE)))
def test_what_is_no_whole_number(place: int) -> None:
    with pytest.raises(InputError, match="give a whole number of at least 0"):
        whole(NO_WHOLE[place], 0, "--n")


@pytest.mark.parametrize(
    "text", ["9" * 100_000 + "x", "9" * 100_000 + " 9x", "1/" + "9" * 100_000 + "x", "0." + "9" * 100_000 + "e"]
)
def test_what_is_no_number_is_seen_at_once(text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(InputError, match="not a number"):
        read_text(text)
    assert time.perf_counter() - began < 2
