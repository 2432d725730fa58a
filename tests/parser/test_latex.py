"""Expressions as LaTeX: what is printed is what is read, in formulas, chains and running text."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import nnexplain as nn
from nnexplain.engine.evaluate import value_of
from nnexplain.errors import InputError
from nnexplain.notation.latex import Latex
from nnexplain.notation.tree import Written
from nnexplain.notation.unicode import Unicode
from nnexplain.parser.chains import chains
from nnexplain.parser.expression import parse, parse_prefix, value
from nnexplain.parser.tree import Number, walk
from tests.parser.test_expression import trees
from tests.support.cases import cases

BOOK = yaml.safe_load((Path(__file__).parents[1] / "data" / "expressions.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("spelling", ["latex", "plain", "signs"])
@pytest.mark.parametrize("entry", BOOK, ids=[f"{entry['line']}: {entry['plain']}" for entry in BOOK])
def test_every_expression_of_the_chapter(entry: dict[str, Any], spelling: str) -> None:
    found = nn.calc(entry[spelling], set=entry.get("names", {})).result
    assert np.shape(found) == np.shape(entry["value"])
    np.testing.assert_allclose(found, entry["value"], rtol=1e-13, atol=1e-15)


def test_the_spellings_of_the_chapter_differ() -> None:
    assert len(BOOK) > 100
    assert sum(entry["latex"] != entry["plain"] for entry in BOOK) > 100
    assert sum("\\begin" in entry["latex"] for entry in BOOK) > 30


VALUES = [
    (r"\frac{1}{2}", 0.5), (r"\tfrac12", 0.5), (r"\dfrac1{4}", 0.25), (r"\frac{1}{2} + \frac{1}{4}", 0.75),
    (r"6 \div 3 \times 2", 4), (r"2 \cdot 3 \ast 2", 12), (r"\left( 1 + 2 \right) \cdot 3", 9),
    (r"\bigl(1 + 2\bigr)^2", 9), (r"\left[ 1 + 2 \right] \cdot 3", 9), (r"\{1 + 2\} \cdot 3", 9),
    (r"{1 + 2}{3}", 9), (r"2^{10}", 1024), (r"2^3 4^{2}".replace(" 4", r" \cdot 4"), 128), (r"2^{3^2}", 512),
    (r"-2^2", -4), (r"\left(-2\right)^{2}", 4), (r"2^{-1}", 0.5), (r"1.5 \times 10^{-3}", 0.0015),
    (r"\sqrt{16}", 4), (r"\sqrt4", 2), (r"\sqrt[3]{8}", 2), (r"2\sqrt{9}", 6), (r"\sqrt{\frac{1}{4}}", 0.5),
    (r"\exp(0)", 1), (r"\exp\left(1\right)", math.e), (r"e^{-0.15}", math.exp(-0.15)), (r"\mathrm{e}^{1}", math.e),
    (r"\ln 2", math.log(2)), (r"\log(2)", math.log(2)), (r"-\log 0.6", -math.log(0.6)), (r"\log_2 8", 3),
    (r"\log_{10}(1000)", 3), (r"\ln \frac{1}{2}", math.log(0.5)), (r"\ln 2 + 1", math.log(2) + 1),
    (r"\ln\lvert -1 \rvert", 0),
    (r"\tanh(0.5)", math.tanh(0.5)), (r"\tanh^2(0.5)", math.tanh(0.5) ** 2), (r"\sin \pi", 0), (r"\cos(0)", 1),
    (r"\max(0, -1)", 0), (r"\max\left(0, 2\right)", 2), (r"\max\{0, 3\}", 3), (r"\min(1, 2)", 1),
    (r"\text{ReLU}(-1)", 0), (r"\mathrm{ReLU}\left(2\right)", 2), (r"\operatorname{ReLU}(2)", 2),
    (r"\operatorname{sigmoid}(0)", 0.5), (r"\sigma(0)", 0.5), (r"\relu(2)", 2), (r"ReLU(2) \cdot 3", 6),
    (r"\Phi(0)", 0.5), (r"\varphi(0)", 1 / math.sqrt(2 * math.pi)), (r"2\pi", 2 * math.pi),
    (r"\lceil 1000 / 32 \rceil", 32), (r"\left\lceil \frac{1000}{32} \right\rceil", 32), (r"\lfloor -0.5 \rfloor", -1),
    (r"2 \lceil 0.5 \rceil", 2), (r"\left| -3 \right|", 3), (r"|-3|", 3), (r"\lvert -3 \rvert", 3),
    (r"\| [3, 4] \|_2", 5), (r"\lVert [3, 4] \rVert", 5), (r"60\%", 0.6), (r"60\,\% + 1", 1.6), (r"5 \% \cdot 2", 0.1),
    (r"50{,}000", 50_000), (r"1{,}234{,}567.5", 1_234_567.5), (r"\sum(1, 2, 3)", 6), (r"\sum [1, 2]", 3),
    (r"e^{-\infty}", 0), (r"\boxed{1 + 2}", 3), (r"1 \quad + \, 2 \; + \! 3", 6), (r"\displaystyle 1 + 2", 3),
    (r"(1 + 2)(3 + 4)", 21), (r"2(3)", 6), (r"\text{a}_1 = 2; \text{a}_1^{2}", 4), (r"x = 3; x^2", 9),
    (r"a = 2; b = 3; \frac{a b}{2}", 3), (r"$0.1 + 0.05$", 0.15), (r"$$\max(0, 0.15)$$", 0.15), (r"\(1 + 2\)", 3),
    (r" \[ 1 + 2 \] ", 3), (r"0.5 × 2 − \frac{1}{2}", 0.5), (r"2² \cdot 3", 12),
]  # fmt: skip

ARRAYS = [
    (r"\begin{bmatrix} 1 \\ 0 \end{bmatrix}", [1, 0]), (r"\begin{pmatrix} 1 & 0 \end{pmatrix}", [1, 0]),
    (r"\begin{matrix} 1 & 2 \\ 3 & 4 \\ \end{matrix}", [[1, 2], [3, 4]]),
    (r"\begin{array}{cc} 1 & 2 \\[2pt] 3 & 4 \end{array}", [[1, 2], [3, 4]]),
    (r"\left[\begin{array}{c} 1 \\ 2 \end{array}\right]", [1, 2]), (r"[1, 2] \cdot 2", [2, 4]),
    (r"\begin{bmatrix} \frac{1}{2} & -0.3 \\ 2 \times 3 & e^{0} \end{bmatrix}", [[0.5, -0.3], [6, 1]]),
    (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} \begin{bmatrix} 1 \\ 1 \end{bmatrix}", [3, 7]),
    (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}^\top", [[1, 3], [2, 4]]),
    (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}^{T}", [[1, 3], [2, 4]]),
    (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}^{\mathsf{T}}", [[1, 3], [2, 4]]),
    (r"\begin{bmatrix} 1 \\ 2 \end{bmatrix} \begin{bmatrix} 3 & 4 \end{bmatrix}", [[3, 4], [6, 8]]),
    (r"\begin{bmatrix} 1 & 2 \end{bmatrix} \begin{bmatrix} 3 \\ 4 \end{bmatrix}", 11),
    (r"\begin{bmatrix} 1 \\ 2 \end{bmatrix}^\top \begin{bmatrix} 3 \\ 4 \end{bmatrix}", 11),
    (r"\begin{bmatrix} 1 \\ 2 \end{bmatrix} \begin{bmatrix} 3 \\ 4 \end{bmatrix}^\top", [[3, 4], [6, 8]]),
    (r"\begin{bmatrix} 1 \\ 2 \end{bmatrix}^\top \begin{bmatrix} 3 & 4 \end{bmatrix}^\top", 11),
    (r"\begin{bmatrix} 1 \\ 2 \end{bmatrix} \odot \begin{bmatrix} 3 \\ 4 \end{bmatrix}", [3, 8]),
    (r"\text{softmax}\begin{bmatrix} 0 \\ 0 \end{bmatrix}", [0.5, 0.5]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [*VALUES, *ARRAYS])
def test_what_it_comes_to(text: str, expected: Any) -> None:
    found = value(text)
    assert found.shape == np.shape(expected)
    np.testing.assert_allclose(found, expected, rtol=1e-14, atol=1e-15)


NAMES = [
    (r"w_1", "w_1"), (r"W_{\text{old}}", "W_old"), (r"\mathbf{W}_1", "W_1"), (r"\mathbf{W}_{\mathrm{new}}", "W_new"),
    (r"\nabla_{\mathbf{W}} L", "dL_dW"), (r"\frac{\partial L}{\partial W}", "dL_dW"), (r"\eta", "eta"),
    (r"\lambda_{\max}", "lambda_max"), (r"\hat{y}", "y_hat"), (r"\mathbf{x}", "x"), (r"x_{ij}", "x_ij"),
    ("x₁ \\cdot 1", "x1"),
    (r"\varepsilon", "epsilon"), (r"\text{logit}_i", "logit_i"), (r"\vec{v}", "v"), (r"\sigma", "sigma"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_names(text: str, name: str) -> None:
    assert value(text, {name: 0.25}) == 0.25


def test_letters_side_by_side_are_a_product() -> None:
    assert value(r"ac + \frac{b d}{1}", {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0}) == 11
    weights = {"W": [[1.0, 2.0], [3.0, 4.0]], "x": [1.0, 1.0]}
    assert value(r"\mathbf{W}\mathbf{x}", weights).tolist() == [3, 7]
    assert value(r"\mathbf{W} (2 \mathbf{x})", weights).tolist() == [6, 14]


REFUSED = [
    (r"\frac{1}{2", "'{' at character 9 that is never closed"), (r"\frac{1}", "braces"),
    (r"1 + }\,", "'}' at character 5"),
    (r"\foo", r"'\\\\foo' at character 1, which means nothing"), (r"\pm 1", "means nothing"),
    (r"\begin{vmatrix} 1 \end{vmatrix}", "determinant"), (r"\begin{cases} 1 \end{cases}", "not read here"),
    (r"\begin{bmatrix} 1 \\ 2", r"\\begin at character 1 without its \\end"),
    (r"\begin{bmatrix} 1 & 2 \\ 3 \end{bmatrix}", "different shapes"), (r"1 \end{bmatrix}", "without its"),
    (r"\pi^10", r"write \{10\}"), (r"\ln 2x", "two ways"), (r"2\frac{1}{2}", "sum or as a product"),
    (r"1/2\pi", "two ways"),
    (r"\sum_{i}^{3} i", "limits that are not read"),
    (r"\sum_1^3 2", "limits"), (r"\tanh^{-1}(1)", "inverse"), (r"\max_2(1, 2)", "subscript"),
    (r"{1}_2", "subscript"),
    (r"\frac{1}{2} 3", "straight after an operand"), (r"1 \approx 2", "one side only"), (r"1 \neq 2", "one side only"),
    (r"f\left(1\right)", "calls f"), (r"\text{rleu}(1)", "did you mean relu"), (r"\max", r"write max\(\.\.\.\)"),
    (r"\left(1 + 2", "never closed"), ("{" * 300 + "1" + "}" * 300, "nested"), (r"\sqrt" * 300 + "1", "nested"),
    (r"\frac" * 3000, "nested|braces"), (r"\{1]", "closes"), ("{}", "empty"), ("$", "means nothing"), ("$$", "empty"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[text[:24] for text, _ in REFUSED])
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        value(text, option="--expr")
    assert str(caught.value).startswith("--expr ")
    assert len(str(caught.value)) < 300


PIECES = [
    "\\frac", "\\sqrt", "\\left(", "\\right)", "\\begin{bmatrix}", "\\end{bmatrix}", "&", "\\\\", "{", "}", "^", "_",
    "1",
    "0.5", "x", "\\max", "\\ln", "\\text{ReLU}", "\\mathbf{W}", "(", ")", "[", "]", ",", "+", "-", "\\cdot",
    "\\times", "|",
    "\\top", "=", "\\approx", "\\%", "%", "\\quad", "\\nabla", "\\partial", "\\log", "\\lceil", "\\rceil", "$", " ",
    "\\",
    "²", "₁", "{,}", "000", "\\begin{aligned}", "\\end", "\\hat", "e", "\\pi", ";", "'", "\\sum", "\\infty", "√",
    "\\text{a b}",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@cases(400)
def test_any_latex_is_read_or_refused(text: str) -> None:
    with suppress(InputError):
        assert value(text, {"W": 0.5, "x": [1.0, 2.0]}).dtype == np.float64
    for chain in chains(text, latex=True):
        assert len(chain) > 1
        assert all(0 <= side.span.start <= side.span.end <= len(text) for side in chain)
    with suppress(InputError):
        assert 0 < parse_prefix(text, names=False)[1] <= len(text)


@given(st.text(max_size=20))
@cases(200)
def test_any_text_is_read_or_refused(text: str) -> None:
    for latex in (True, False):
        assert isinstance(chains(text, latex=latex), list)
        with suppress(InputError):
            parse_prefix(text, latex=latex)
    with suppress(InputError):
        parse(text)


@given(tree=trees())
@cases(300)
def test_printed_latex_reads_back(tree: Written) -> None:
    text = Latex(17).text(tree)
    expected = value_of(tree).value
    np.testing.assert_allclose(value(f"${text}$"), expected, rtol=1e-12, atol=0, err_msg=text)


@given(tree=trees())
@cases(100)
def test_both_notations_come_to_the_same(tree: Written) -> None:
    latex, plain = value(f"${Latex(17).text(tree)}$"), value(Unicode(17).text(tree))
    np.testing.assert_allclose(latex, plain, rtol=1e-13, atol=0)  # 4.2 × 10^−18 is rounded once more


# for a reader of whole texts


def test_percent_and_thousands_typed_plainly() -> None:
    assert value("60%") == 0.6
    assert value("60 %") == 0.6
    assert value("10,000 ÷ 32") == 312.5
    assert value("(1,000 + 1) * 2") == 2002
    assert value("max(1,000)") == 1
    assert value("[10,000]").tolist() == [10, 0]
    for text in ("10 % 3", "10%3", "10 % (3)"):
        with pytest.raises(InputError, match="means nothing"):
            value(text)


@pytest.mark.parametrize(("text", "decimals"), [
    ("0.50", 2), ("10", 0), ("3.", 0), ("1e-3", 3), ("1.5e3", 0), ("60%", 2), ("12.5\\%", 3), ("1{,}000.25", 2),
])  # fmt: skip
def test_how_many_decimals_are_printed(text: str, decimals: int) -> None:
    number = parse(text).statements[0].expression
    assert isinstance(number, Number)
    assert number.decimals == decimals


@pytest.mark.parametrize(("text", "read"), [
    ("0.1 + 0.05 (a scalar)", "0.1 + 0.05"), ("0.15, and so on", "0.15"), ("ReLU(0.15) = 0.15", "ReLU(0.15)"),
    ("2 × 3 batches", "2 × 3"), ("0.15. Then", "0.15"), ("10,000 ÷ 32 = 313 batches", "10,000 ÷ 32"),
    ("0.1 - more", "0.1"), ("1 + 2 * (three)", "1 + 2"), ("⌈1000/32⌉ ≈ 32", "⌈1000/32⌉"),
    ("[1, 2] is a vector", "[1, 2]"),
    ("e^(-1) holds", "e^(-1)"), ("5% of", "5%"), ("0.5 - -", "0.5"), ("\\frac{1}{2} \\text{ of }", "\\frac{1}{2}"),
])  # fmt: skip
def test_where_an_expression_ends_in_running_text(text: str, read: str) -> None:
    found, end = parse_prefix(text, names=False)
    assert text[:end] == read
    start = min(part.span.start for part in walk(found))
    assert text[start : found.span.end] == read


def test_a_prefix_from_the_middle_to_a_given_end() -> None:
    text = "so 0.1 + 0.2 + 0.3"
    assert text[3 : parse_prefix(text, 3, end=12)[1]] == "0.1 + 0.2"
    with pytest.raises(InputError):
        parse_prefix(text, 0, names=False)


CHAINS = [
    (r"\mathbf{w} \cdot \mathbf{x} = 0.1 \times 1 + 0.2 \times 0 = 0.1 + 0 = 0.1",
     [[r"\mathbf{w} \cdot \mathbf{x}", r"= 0.1 \times 1 + 0.2 \times 0", "= 0.1 + 0", "= 0.1"]]),
    (r"$$L = -\log(0.6) \approx 0.51$$", [["L", r"= -\log(0.6)", "≈ 0.51"]]),
    (r"x = 1 \quad y = 2", [["x", "= 1"], ["y", "= 2"]]),
    ("a = 1, b = 2; c = 3", [["a", "= 1"], ["b", "= 2"], ["c", "= 3"]]),
    (r"\begin{aligned} a &= 1 + 2 \\ &= 3 \\ b &= 4 \end{aligned}", [["a", "= 1 + 2", "= 3"], ["b", "= 4"]]),
    (r"\lceil 1000 / 32 \rceil \approx 32 \text{ batches}", [[r"\lceil 1000 / 32 \rceil", "≈ 32"]]),
    ("output = ReLU(0.1 + 0.05) = 0.15", [["output", "= ReLU(0.1 + 0.05)", "= 0.15"]]),
    (r"[1, 2] = \begin{bmatrix} 1 \\ 2 \end{bmatrix}", [["[1, 2]", r"= \begin{bmatrix} 1 \\ 2 \end{bmatrix}"]]),
    (r"W = W_{\text{old}} - \eta \times \text{gradient} = 3",
     [["W", r"= W_{\text{old}} - \eta \times \text{gradient}", "= 3"]]),
    ("no equation", []), ("10,000 ÷ 32 = 312.5", [["10,000 ÷ 32", "= 312.5"]]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CHAINS, ids=[text[:30] for text, _ in CHAINS])
def test_equality_chains(text: str, expected: list[list[str]]) -> None:
    found = [
        [f"{side.relation} {text[side.span.start : side.span.end]}".strip() for side in chain] for chain in chains(text)
    ]
    assert found == expected
    assert all(side.expression is not None for chain in chains(text) for side in chain)


@pytest.mark.parametrize(
    "text", ["f(0.15) = 0.15", r"P(\text{digit 0}) = 0.05", r"a < b = 1", "= 3", "1 + = 1", r"\sum_{i}^n x_i = 2"]
)
def test_a_side_that_is_no_expression_says_why(text: str) -> None:
    (chain,) = chains(text)
    assert chain[0].expression is None
    assert chain[0].refusal.startswith("the formula ")


def test_a_dollar_fence_makes_it_latex() -> None:
    (chain,) = chains("$w_1 x_1 = 2$")
    assert chain[0].expression is not None
    assert re.search("straight after", chains("w_1 x_1 = 2")[0][0].refusal)
    assert chains("w_1 x_1 = 2", latex=True)[0][0].expression is not None
