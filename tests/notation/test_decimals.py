"""Numbers as text: rounding on the decimal a person sees, exact where exact, never a float artefact."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnexplain.notation.decimals import exact_decimal, full, round_half_away, shortest, show, shown_exactly, terminates
from tests.support.cases import cases

finite = st.floats(allow_nan=False, allow_infinity=False)
moderate = st.floats(-1e6, 1e6)
typed = st.decimals(-1000, 1000, places=6, allow_nan=False).map(Fraction)


def half_away(text: str, decimals: int) -> Fraction:
    """Rounding as a child learns it, on the digits: a second, independent spelling."""
    number = Fraction(text)
    scaled = abs(number) * 10**decimals
    whole = scaled.numerator // scaled.denominator
    rounded = whole + (1 if scaled - whole >= Fraction(1, 2) else 0)
    return Fraction(rounded, 10**decimals) * (-1 if number < 0 else 1)


@given(value=finite, decimals=st.integers(0, 17))
@cases(150)
def test_rounding_is_half_away_from_zero_on_the_shortest_decimal(value: float, decimals: int) -> None:
    assert round_half_away(value, decimals) == float(half_away(repr(value), decimals))
    assert math.copysign(1, round_half_away(0.0 * value, decimals)) == 1


@pytest.mark.parametrize(
    ("value", "decimals", "wanted"),
    [(0.125, 2, 0.13), (-0.125, 2, -0.13), (1.005, 2, 1.01), (2.675, 2, 2.68), (0.5, 0, 1.0), (-2.5, 0, -3.0),
     (0.15, 1, 0.2), (0.285, 2, 0.29), (-0.004, 2, 0.0), (1e308, 2, 1e308), (5e-324, 17, 0.0)],
)  # fmt: skip
def test_ties(value: float, decimals: int, wanted: float) -> None:
    found = round_half_away(value, decimals)
    assert found == wanted
    assert math.copysign(1, found) == math.copysign(1, wanted)


@given(value=st.one_of(moderate, st.floats(-2, 2), st.floats(-1e-3, 1e-3)), precision=st.integers(0, 14))
@cases(300)
def test_what_is_shown_is_the_rounded_number(value: float, precision: int) -> None:
    """So many decimals, and three significant digits (of fewer decimals as many); what is smaller, scientific."""
    text = show(value, None, precision)
    true, figures = Fraction(repr(value)), text.lstrip("-").partition("e")[0].replace(".", "")
    if 0 < abs(true) < Fraction(1, 10**precision):
        assert re.fullmatch(r"-?\d(\.\d+)?e-\d+|-?1\.0+", text), text
        assert len(figures) == max(precision, 3)
        unit = Fraction(10) ** (int(text.partition("e")[2] or 0) - len(figures) + 1)
        assert abs(Fraction(text) - true) <= unit / 2
    elif value == 0:
        assert text == "0"
    else:
        decimals = len(text.partition(".")[2])
        assert Fraction(text) == half_away(repr(value), decimals)
        assert decimals >= precision
        assert len(figures.lstrip("0")) >= min(precision, 3)
        if decimals > precision:
            assert len(figures.lstrip("0")) == min(precision, 3)


@given(exact=typed, precision=st.integers(0, 8), more=st.integers(0, 3))
@cases(200)
def test_exact_numbers_are_shown_whole_where_they_fit(exact: Fraction, precision: int, more: int) -> None:
    noisy = float(exact) * (1 + 2**-52)
    text = show(noisy, exact, precision, more)
    decimal = str(Decimal(exact.numerator) / Decimal(exact.denominator))
    figures = len(f"{Decimal(decimal).normalize():f}".lstrip("-").replace(".", "").lstrip("0"))
    small = abs(exact) < Fraction(1, 10**precision)
    room = max(precision, 3) if small else min(precision, 3)
    whole = (not small and half_away(decimal, precision + more) == exact) or exact == 0 or figures <= room + more
    assert shown_exactly(exact, precision, more) == whole
    if whole:
        assert Fraction(text) == exact
        assert not re.search(r"\.\d*0(e|$)", text), "trailing zeros"
        assert small or text == full(noisy, exact)


@given(value=st.floats(1e-6, 1e6), precision=st.integers(0, 8), more=st.integers(1, 6))
@cases(100)
def test_more_digits_are_more_of_the_same_number(value: float, precision: int, more: int) -> None:
    few, many = show(value, None, precision), show(value, None, precision, more)
    assert ("e" in few) == ("e" in many)
    assert len(many) > len(few) or Fraction(many) == Fraction(repr(value))
    assert abs(Fraction(many) - Fraction(repr(value))) <= abs(Fraction(few) - Fraction(repr(value)))


@given(exact=typed)
@cases(60)
def test_full_gives_the_exact_decimal(exact: Fraction) -> None:
    assert Fraction(full(float(exact) + 1e-13, exact)) == exact
    assert full(1 / 3, Fraction(1, 3)) == repr(1 / 3)
    assert full(0.1 + 0.2) == "0.30000000000000004"


@given(value=finite)
@cases(100)
def test_the_shortest_decimal_gives_the_float_back(value: float) -> None:
    assert float(shortest(value)) == value
    assert not shortest(value * 0.0).startswith("-")


@given(value=finite, precision=st.integers(0, 17))
@cases(150)
def test_anything_finite_can_be_shown(value: float, precision: int) -> None:
    text = show(value, None, precision)
    assert re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", text), text
    assert text.lstrip("-0.") or text == "0", "−0"
    gap, number = abs(Fraction(text) - Fraction(repr(value))), abs(Fraction(repr(value)))
    half_a_unit = max(number / 10 ** max(precision - 1, 2), Fraction(1, 10**precision)) / 2
    assert gap <= half_a_unit


@pytest.mark.parametrize(
    ("value", "exact", "precision", "text"),
    [
        (0.15000000000000002, Fraction(3, 20), 4, "0.15"),
        (1 / 3, Fraction(1, 3), 4, "0.3333"),
        (4.248354255291589e-18, None, 4, "4.248e-18"),
        (4.248354255291589e-18, None, 0, "4.25e-18"),
        (0.0006223, None, 4, "0.000622"),
        (0.0009996, None, 4, "0.00100"),
        (0.00999961, None, 4, "0.0100"),
        (0.012345, None, 2, "0.012"),
        (0.00625, Fraction(1, 160), 4, "0.00625"),
        (1e-5, Fraction(1, 100_000), 4, "1e-5"),
        (1e22, Fraction(10**22), 4, "1e22"),
        (-0.00004, None, 4, "-4.000e-5"),
        (-0.0, None, 4, "0"),
        (0.00005, None, 4, "5.000e-5"),
        (12345.678, None, 2, "12345.68"),
        (math.inf, None, 4, "Infinity"),
        (-math.inf, None, 4, "-Infinity"),
        (math.nan, None, 4, "NaN"),
        (0.1, None, 17, "0.1"),
        (999.99996, None, 4, "1000.0000"),
        (1e22, None, 4, "1.000e22"),
    ],
)
def test_known_numbers(value: float, exact: Fraction | None, precision: int, text: str) -> None:
    assert show(value, exact, precision) == text


@given(numerator=st.integers(-500, 500), denominator=st.integers(1, 500))
@cases(100)
def test_which_fractions_end(numerator: int, denominator: int) -> None:
    number = Fraction(numerator, denominator)
    ends = any(10**k % number.denominator == 0 for k in range(12))
    assert terminates(number) == ends
    if ends:
        assert Fraction(exact_decimal(number)) == number
