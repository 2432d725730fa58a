"""A sentence's numbers: the reader's digits, and = only where the exact value is shown whole."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnexplain as nn
from nnexplain.engine.remark import Figure, Remark, Rough
from nnexplain.formats import Options
from nnexplain.notation.decimals import shown_exactly
from nnexplain.notation.latex import Latex
from nnexplain.notation.unicode import Unicode
from tests.support.cases import cases
from tests.support.shown import in_format


def said(precision: int, **inputs: object) -> str:
    """The page's sentences, on one line."""
    page = in_format(nn.perceptron(**inputs), "table", Options(precision, 1000))
    return " ".join(page.splitlines())


def test_a_relation_is_true() -> None:
    quarter, third = Figure(0.25, lambda: Fraction(1, 4)), Figure(1 / 3, lambda: Fraction(1, 3))
    remark = Remark("{a} x {relation} 0 at {inner}", {"a": quarter, "inner": Remark("y {b:=} ({b:~})", {"b": third})})
    assert remark.read(Unicode(4)) == "0.25 x = 0 at y ≈ 0.3333 (≈ 0.3333)"
    assert remark.read(Unicode(1)) == "0.3 x ≈ 0 at y ≈ 0.3 (≈ 0.3)"
    assert str(remark) == remark.read(Unicode(4))


@pytest.mark.parametrize(
    ("inputs", "precision", "wanted"),
    [
        ({"w": [0.123456, 0.2], "x": [1, 0], "b": 0.05}, 8,
         "Decision boundary: 0.123456 x₁ + 0.2 x₂ + 0.05 = 0; it crosses the axes at x₁ ≈ −0.40500259, x₂ = −0.25."),
        ({"w": [0.123456, 0.2], "x": [1, 0], "b": 0.05}, 4,
         "Decision boundary: 0.1235 x₁ + 0.2 x₂ + 0.05 ≈ 0; it crosses the axes at x₁ ≈ −0.4050, x₂ = −0.25."),
        ({"w": [-0.5, -0.25, 0], "x": [1, 0, 0], "b": -1}, 4,
         "−0.5 x₁ − 0.25 x₂ + 0 x₃ − 1 = 0; it crosses the axes at x₁ = −2, x₂ = −4 and never meets the x₃ axis."),
        ({"w": [3, 4], "x": [1, 1], "b": 0}, 4, "(through the origin). The input lies on the positive side, at "
         "distance |z| / ‖w‖ = 1.4 from it."),
        ({"w": [1, 1], "x": [1, 1], "b": 0}, 6, "at distance |z| / ‖w‖ ≈ 1.414214 from it."),
        ({"w": [1e-200, 1e-200], "x": [1, 1], "b": 0}, 4, "at distance |z| / ‖w‖ ≈ 1.4142 from it."),
        ({"w": [1e200, 1e200], "x": [1e100, 1e100], "b": 0}, 2, "‖w‖ ≈ 1.41e100 from it."),
    ],
)  # fmt: skip
def test_the_boundary_has_the_readers_digits(inputs: dict[str, object], precision: int, wanted: str) -> None:
    assert wanted in said(precision, **inputs)


numbers = st.integers(-200, 200).map(lambda n: n / 100) | st.floats(-3, 3)


@given(w=st.lists(numbers, min_size=1, max_size=4), b=numbers, precision=st.integers(0, 12))
@cases(80)
def test_crossings_are_true(w: list[float], b: float, precision: int) -> None:
    text = said(precision, w=w, x=[1.0] * len(w), b=b)
    for place, sign, digits in re.findall(r"(?:at|,) x([₁₂₃₄]) ([=≈]) (−?\d+(?:\.\d+)?(?:e−?\d+)?)", text):
        value = w["₁₂₃₄".index(place)]
        exact = -Fraction(repr(b)) / Fraction(repr(value))
        assert (sign == "=") == shown_exactly(exact, precision)
        shown = Fraction(digits.replace("−", "-"))
        assert abs(shown - exact) <= max(abs(exact) / 9, Fraction(1, 10**precision) / 2)
        assert sign == "≈" or shown == exact


def test_json_and_python_keep_the_default_digits() -> None:
    example = nn.perceptron(w=[0.123456, 0.2], x=[1, 0], b=0.05)
    assert example.reading[1].startswith("Decision boundary: 0.1235 x₁ + 0.2 x₂ + 0.05 ≈ 0;")
    assert example.to_dict()["reading"] == example.reading


def test_the_largest_error_says_whether_it_is_rounded() -> None:
    assert nn.loss(kind="mse", y=[1.5, 2.0], target=[1, 2]).reading == ["The largest error is 0.5."]
    assert nn.loss(kind="mse", y=[1 / 3, 2.0], target=[1, 2]).reading == ["The largest error is ≈ 0.6667."]
    assert nn.loss(kind="mse", y=[1.0, 2.0], target=[1, 2]).reading == ["The prediction hits the target exactly."]


def test_what_is_told_in_passing_keeps_its_few_figures() -> None:
    remark = Remark("about {share}, or {size}", {"share": Rough(0.56, "56", " %"), "size": Rough(-1e-5, "-1.0e-5")})
    assert remark.read(Unicode(precision=12)) == str(remark) == "about 56 %, or −1.0e−5"
    assert remark.read(Latex()) == r"about 56 %, or -1.0 \times 10^{-5}"
