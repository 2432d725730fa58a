"""Written arithmetic as text: read back, it is the same calculation; brackets stand where they are needed."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nnexplain.engine.carriers.written import WRITING
from nnexplain.engine.evaluate import value_of
from nnexplain.notation.latex import Latex
from nnexplain.notation.tree import Leaf, Symbol, Tree, Written, lift
from nnexplain.notation.unicode import Unicode, symbol_text
from nnexplain.parser.expression import value
from tests.support.cases import cases


def leaf(number: float, name: str = "x") -> Leaf:
    return Leaf(number, Fraction(repr(number)), Symbol(name))


A, B, C = leaf(0.5, "a"), leaf(-0.3, "b"), leaf(2.0, "c")
numbers = st.decimals(-9, 9, places=2, allow_nan=False).map(lambda d: leaf(float(d) + 0.0))


def grow(parts: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    one = st.sampled_from([WRITING.exp, WRITING.absolute, WRITING.tanh, lambda x: -x, lambda x: x**2, lambda x: x**3])
    two = st.sampled_from(
        [
            lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / b,
            lambda a, b: Tree("+", (a, b)), WRITING.maximum, WRITING.minimum,
            lambda a, b: WRITING.sqrt(WRITING.absolute(a)) - b, lambda a, b: WRITING.exp(-a) / (1 + b),
        ]
    )  # fmt: skip
    return (
        st.builds(lambda f, a: f(a), one, parts)
        | st.builds(lambda f, a, b: f(a, b), two, parts, parts)
        | st.lists(parts, min_size=2, max_size=4).map(WRITING.sum)
    )


trees = st.recursive(numbers, grow, max_leaves=8)


@given(tree=trees)
@cases(250)
def test_printed_arithmetic_reads_back_as_itself(tree: Written) -> None:
    wanted = value_of(tree)
    assert wanted.value is not None
    assume(math.isfinite(wanted.value) and abs(wanted.value) < 1e12)
    text = Unicode(17).text(tree)
    found = float(value(text))
    assert math.isclose(found, wanted.value, rel_tol=1e-9, abs_tol=1e-9), f"{text} = {found}, not {wanted.value}"


@given(tree=trees, precision=st.integers(0, 17), symbols=st.booleans())
@cases(120)
def test_latex_is_balanced(tree: Written, precision: int, symbols: bool) -> None:
    text = Latex(precision, numbers=not symbols).text(tree)
    depth = 0
    for sign in re.sub(r"\\[{}]", "", text):
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0, text
    assert depth == 0, text
    pairs = re.findall(r"\\(left|right)\b", text)
    assert pairs.count("left") == pairs.count("right"), text
    assert "−" not in text
    assert not re.search(r"[\d.]e-?\d", text), f"a number is left in computer notation: {text}"


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (A - (B + C), "0.5 − (−0.3 + 2)"),
        (A - (B - C), "0.5 − (−0.3 − 2)"),
        ((A - B) - C, "0.5 − (−0.3) − 2"),
        (A / (B * C), "0.5 / (−0.3 × 2)"),
        (A / (B / C), "0.5 / (−0.3 / 2)"),
        (A * (B / C), "0.5 × (−0.3 / 2)"),
        (A * B / C, "0.5 × (−0.3) / 2"),
        (A + B * C, "0.5 + (−0.3) × 2"),
        ((A + B) * C, "(0.5 + (−0.3)) × 2"),
        (lift(-2) ** 2, "(−2)²"),
        (-(lift(2) ** 2), "−2²"),
        (-lift(-0.5), "−(−0.5)"),
        (-(A + C), "−(0.5 + 2)"),
        (A - (-C), "0.5 − (−2)"),
        (A * (-C), "0.5 × (−2)"),
        (B + A, "−0.3 + 0.5"),
        ((A + C) ** 2, "(0.5 + 2)²"),
        ((A**2) ** 3, "(0.5²)³"),
        (WRITING.exp(-A), "e^(−0.5)"),
        (WRITING.exp(B) ** 2, "(e^(−0.3))²"),
        (1 / (1 + WRITING.exp(-A)), "1 / (1 + e^(−0.5))"),
        (WRITING.sqrt(A + C), "√(0.5 + 2)"),
        (WRITING.maximum(0, B), "max(0, −0.3)"),
        (A ** lift(0.5), "0.5^0.5"),
        (A ** lift(-1), "0.5^(−1)"),
    ],
)
def test_brackets(tree: Written, text: str) -> None:
    assert Unicode().text(tree) == text


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (A / (B * C), r"\frac{0.5}{-0.3 \times 2}"),
        ((A / B) / C, r"\frac{\frac{0.5}{-0.3}}{2}"),
        ((A / C) ** 2, r"\left(\frac{0.5}{2}\right)^{2}"),
        (lift(-2) ** 2, r"\left(-2\right)^{2}"),
        (A - (B + C), r"0.5 - \left(-0.3 + 2\right)"),
        (WRITING.exp(-A), r"e^{-0.5}"),
        (WRITING.log(A), r"\ln\left(0.5\right)"),
        (leaf(4.2e-18) * A, r"4.2 \times 10^{-18} \times 0.5"),
    ],
)
def test_latex(tree: Written, text: str) -> None:
    assert Latex().text(tree) == text


def test_a_power_of_ten_is_bracketed_under_a_power() -> None:
    assert Latex().text(leaf(4.2e-18) ** 2) == r"\left(4.2 \times 10^{-18}\right)^{2}"
    assert Latex().text(leaf(-4.2e-18) ** 2) == r"\left(-4.2 \times 10^{-18}\right)^{2}"
    assert Unicode().text(leaf(4.2e-18) ** 2) == "(4.2e−18)²"
    assert Unicode(numbers=False).text(leaf(4.2e-18) ** 2) == "x²"


def test_symbols_count_from_one() -> None:
    assert symbol_text(Symbol("w"), (0,)) == "w₁"
    assert symbol_text(Symbol("W", "1"), (0, 1)) == "W₁,₁₂"
    assert symbol_text(Symbol("w"), (9, 0)) == "w₁₀,₁"
    assert Latex().symbol(Symbol("w"), (0, 1)) == "w_{12}"
    assert Latex().symbol(Symbol("L", over=Symbol("W", "1")), (0, 0)) == r"\frac{\partial L}{\partial W_{1,11}}"


def test_long_sums_say_what_they_leave_out() -> None:
    text = Unicode(most_terms=8).text(WRITING.sum([leaf(float(i)) for i in range(20)]))
    assert text == "0 + 1 + 2 + 3 + 4 + 5 + 6 + 7 + … (omitted: 12)"
