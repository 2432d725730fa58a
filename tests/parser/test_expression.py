"""Expressions as text: what they come to, what is refused, and that printed arithmetic reads back."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnexplain import InputError
from nnexplain.engine.backward import Backward
from nnexplain.engine.evaluate import value_of
from nnexplain.engine.graph import given as given_node
from nnexplain.engine.naming import named
from nnexplain.engine.reader import ArithmeticWriter
from nnexplain.limits import CHAINED, NESTED
from nnexplain.notation.tree import Leaf, Tree, Written, lift
from nnexplain.notation.unicode import Unicode
from nnexplain.parser.expression import build, free_names, parse, parse_prefix, value
from nnexplain.parser.functions import ARITY, INSTEAD, function
from nnexplain.parser.tree import Apply, Name, Number
from tests.support.cases import cases

PRECEDENCE = [
    ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("8 - 3 - 2", 3), ("8 / 4 / 2", 1), ("8 / 4 * 2", 4), ("2 ^ 3 ^ 2", 512),
    ("2 ** 3", 8), ("-2 ^ 2", -4), ("−2²", -4), ("(-2)²", 4), ("2 ^ -1", 0.5), ("2 ^ -2 ^ 2", 2 ** -4.0),
    ("-2 * -3", 6), ("1 - -1", 2), ("--1", 1), ("+1", 1), ("-2 * 3 + 1", -5), ("2 + 3²", 11), ("√4²", 4),
    ("√(9) + 1", 4), ("2√9", 6), ("2(3 + 4)", 14), ("(1 + 1)(2 + 1)", 6), ("2pi", 2 * math.pi), ("2e", 2 * math.e),
    ("2e3", 2000), ("2e-1", 0.2), ("2e − 1", 2 * math.e - 1), ("3(2)^2", 12), ("10²", 100), ("2⁻¹", 0.5),
    ("2^10", 1024), ("e²", math.e ** 2), ("6 ÷ 2 × 3", 9), ("2 · 3", 6), ("2 ⋅ 3 + 1", 7), (".5 + 1.", 1.5),
    ("1e-3", 1e-3), ("1E3", 1000),
]  # fmt: skip

FUNCTIONS = [
    ("relu(-1)", 0), ("ReLU(2)", 2), ("sigmoid(0)", 0.5), ("σ(0)", 0.5), ("TANH(0)", 0),
    ("GELU(1)", 0.8413447460685429), ("gelu_tanh(1)", 0.8411919906082768), ("SiLU(1)", 0.7310585786300049),
    ("LeakyReLU(-2)", -0.02), ("leaky_relu(-2)", -0.02), ("softplus(0)", math.log(2)), ("exp(1)", math.e),
    ("ln(e)", 1), ("log(e)", 1), ("sqrt(16)", 4), ("abs(-3)", 3), ("|−3|", 3), ("||-3| - 1|", 2), ("⌈31.25⌉", 32),
    ("⌊-0.5⌋", -1), ("ceil(0.1)", 1), ("floor(0.9)", 0), ("norm([3, 4])", 5), ("‖[3, 4]‖", 5), ("step(2)", 1),
    ("step(0)", 0), ("sin(0)", 0), ("cos(0)", 1), ("sin(π/2)", 1), ("Phi(0)", 0.5), ("Φ(0)", 0.5),
    ("phi(0)", 0.3989422804014327), ("φ(0)", 0.3989422804014327), ("erf(0)", 0), ("sign(-2)", -1),
    ("sum([1, 2, 3])", 6), ("Σ(1, 2, 3)", 6), ("mean([1, 2])", 1.5), ("mean(1, 2)", 1.5), ("max(1, 5, 3)", 5),
    ("min(1, 5, -3)", -3), ("max([[1, 5], [2, 3]])", 5), ("min([2, 1])", 1), ("max(7)", 7),
    ("e^(-0.15)", math.exp(-0.15)), ("e^(−∞)", 0),
]  # fmt: skip

ARRAYS = [
    ("[1, 2]", [1, 2]), ("[[1, 2], [3, 4]]", [[1, 2], [3, 4]]), ("[1, 2; 3, 4]", [[1, 2], [3, 4]]),
    ("[1, 2] + 1", [2, 3]), ("2 * [1, 2]", [2, 4]), ("2[1, 2]", [2, 4]), ("[1, 2] * [3, 4]", [3, 8]),
    ("[1, 2] ⊙ [3, 4]", [3, 8]), ("[1, 2] · [3, 4]", 11), ("[1, 2] @ [3, 4]", 11), ("[1, 2]' @ [3, 4]", 11),
    ("[1, 2] @ [3, 4]'", [[3, 4], [6, 8]]), ("[[1, 2], [3, 4]] @ [1, 1]", [3, 7]),
    ("[1, 1] @ [[1, 2], [3, 4]]", [4, 6]), ("[[1, 2], [3, 4]] · [[1, 0], [0, 1]]", [[1, 2], [3, 4]]),
    ("[[1, 2], [3, 4]]'", [[1, 3], [2, 4]]), ("[[1, 2], [3, 4]]^T", [[1, 3], [2, 4]]), ("[[1, 2]]ᵀ", [[1], [2]]),
    ("[1, 2]^2", [1, 4]), ("2^[1, 2]", [2, 4]), ("[2, 4] / 2", [1, 2]),
    ("[[1, 2], [3, 4]] + [10, 20]", [[11, 22], [13, 24]]), ("a = 2; b = a + 1; [a, b]", [2, 3]),
    ("a = [1, 2]; [a, a + 1]", [[1, 2], [2, 3]]), ("max(0, [-1, 2])", [0, 2]), ("softmax([0, 0])", [0.5, 0.5]),
    ("[1/3, -1]", [1 / 3, -1]), ("1/0", math.inf),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [*PRECEDENCE, *FUNCTIONS, *ARRAYS])
def test_what_it_comes_to(text: str, expected: Any) -> None:
    np.testing.assert_allclose(value(text), expected, rtol=1e-14, atol=1e-15)


def test_every_function_of_the_contract_is_known() -> None:
    named_there = (
        "relu sigmoid tanh gelu softmax exp ln sqrt sum mean max min abs ceil floor norm step sin cos Phi phi silu "
        "softplus leaky_relu"
    )
    assert set(named_there.split()) <= set(ARITY)


ERRORS = [
    ("", "is empty"), ("  ;; ", "is empty"), ("(1 + 2", r"'\(' at character 1 that is never closed; add '\)'"),
    ("1 + 2)", "'\\)' at character 6 without an opening"), ("(1 + 2]", "closes '\\(' with '\\]' at character 7"),
    ("[1, 2", "never closed"), ("|1", "never closed"), ("(1; 2", "never closed"), ("1 +", "ends after '\\+'"),
    ("2 *", "ends after"), ("* 3", "'\\*' at character 1 where a number"), ("1 + * 2", "after '\\+' where a number"),
    ("rleu(2)", "calls rleu.*did you mean relu"), ("w(2)", r"to multiply, write w\*\("),
    ("wieght + 1", "did you mean weight"), ("zzz", "not given; the names here are weight"),
    ("max", r"is a function; write max\("), ("sin(1, 2)", "2 arguments.*takes 1"), ("max()", "nothing inside"),
    ("max(1,)", "after ','"), ("1.2.3", "straight after an operand"), ("2 3", "straight after"),
    ("[1, 2] + [1, 2, 3]", "a vector of 2 and a vector of 3"),
    ("[[1, 2], [3]]", "entry 1 is a vector of 2, entry 2 is a vector of 1"), ("[1, [2]]", "different shapes"),
    ("[]", "empty"), ("[[[1]]]", "more than two deep"), ("[[1, 2], [3, 4]] @ [1, 2, 3]", "2 and 3 must be equal"),
    ("[[1, 2, 3], [3, 4, 5]] @ [1, 2]", "transpose of the first would fit"),
    ("2 @ 3", "use \\* where one is a number"), ("max([1, 2], [1, 2, 3])", "compares"),
    ("sum([1], 2)", "not a number"), ("softmax(1)", "softmax of a single number"),
    ("1/2weight", "two ways after '/'"), ("e^2pi", "two ways after '\\^'"), ("1/2(3)", "two ways"),
    ("a = 1; a = 2", "names a twice"), ("e = 3", "which is a constant"), ("weight = 3", "given already"),
    ("(1, 2)", "a vector is written"), ("3 = 4", "write NAME = expression"), ("1 $ 2", "means nothing"),
    ("$", "means nothing"), ("1e999", "too large"), ("x" * 100_001, "100,001 characters"),
    ("(" * 300 + "1" + ")" * 300, "nested inside one another"), ("-" * 300 + "1", "nested inside one another"),
    ("√" * 300 + "1", "nested inside one another"), ("1" + "+1" * 5000, "operations one inside another"),
    ("1" + "'" * 5000, "operations one inside another"), ("2" + "^2" * 5000, "nested inside one another"),
    ("exp(" * 150 + "1" + ")" * 150, "operations one inside another"),
    ("sum([" + ",".join(["1+1"] * 2001) + "])", "has 2,002 operations in all"),
    (";".join(f"a{i} = {f'a{i - 1}' if i else '1'}" + "+1" * 110 for i in range(40)), "in all, and at most 2,000"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), ERRORS, ids=[text[:20] for text, _ in ERRORS])
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        value(text, {"weight": 0.5}, option="--expr")
    assert str(caught.value).startswith("--expr ")
    assert len(str(caught.value)) < 300


@given(st.text(alphabet="0123.eE+-−*/^()[]|,;='√²⌈⌉ WTπxmaln×·@\\$ᵀ₁", max_size=25))
@cases(300)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(InputError):
        assert value(text, {"W": 0.5, "x": [1.0, 2.0]}).dtype == np.float64


def test_as_deep_as_allowed_is_read() -> None:
    assert value("(" * (NESTED.most - 1) + "1" + ")" * (NESTED.most - 1)) == 1
    x = given_node("x", 0.5)
    node = build(parse("+".join(["x"] * CHAINED.most)), {"x": x})[-1][1]
    assert float(ArithmeticWriter().leaf(node, ()).exact) == CHAINED.most / 2  # type: ignore[arg-type]
    assert Unicode().text(ArithmeticWriter().entry(node, ())).count("0.5") == CHAINED.most
    assert Backward(node).gradient(x) == CHAINED.most


def test_the_tree_knows_its_places() -> None:
    text = "a = 1; b = 2 × max(a, −0.1)"
    second = parse(text).statements[1]
    assert text[second.span.start : second.span.end] == "b = 2 × max(a, −0.1)"
    product = second.expression
    assert isinstance(product, Apply)
    left, call = product.args
    assert isinstance(left, Number)
    assert isinstance(call, Apply)
    assert text[call.span.start : call.span.end] == "max(a, −0.1)"
    first = call.args[0]
    assert isinstance(first, Name)
    assert text[first.span.start : first.span.end] == "a"


def test_a_prefix_can_be_read() -> None:
    text = "0.2 × 0.1 + 0.3 × 0.9 = 0.29"
    found, end = parse_prefix(text)
    assert text[:end] == "0.2 × 0.1 + 0.3 × 0.9"
    assert isinstance(found, Apply)
    assert found.head == "+"
    assert text[: parse_prefix(text, end + 2)[1]] == text


def test_free_names_in_their_order() -> None:
    assert free_names(parse("w₁ x1 + a2; ".replace(" x1", " * x1"))) == ["w1", "x1", "a2"]
    assert free_names(parse("a = b; a + e + pi + W_new")) == ["b", "W_new"]


def test_names_with_subscripts() -> None:
    names = {"w1": 2.0, "W_new": 3.0, "z12": 5.0}
    assert value("w₁ + W_new * w1 + z₁₂", names) == 13


def test_a_name_e_given_by_the_caller_is_not_the_constant() -> None:
    assert value("e^2", {"e": 3.0}) == 9


def test_transposed_or_raised_to_t() -> None:
    assert value("x^T", {"x": [[1.0, 2.0]]}).tolist() == [[1], [2]]
    assert value("x^(T)", {"x": 2.0, "T": 3.0}) == 8
    with pytest.raises(InputError, match="T is also a name"):
        value("x^T", {"x": 2.0, "T": 3.0})


def test_sub_steps_are_named_as_they_are_made() -> None:
    x = given_node("x", 0.1)
    found = build(parse("a = 2 x; b = a; y = a + b"), {"x": x}, naming=named)
    assert [(name, node.name, float(node.value)) for name, node in found] == [
        ("a", "a", 0.2), ("b", "b", 0.2), ("y", "y", 0.4),
    ]  # fmt: skip
    assert Unicode().text(ArithmeticWriter().entry(found[-1][1], ())) == "0.2 + 0.2"


def test_what_is_exact_as_typed() -> None:
    def exact(text: str) -> Any:
        return ArithmeticWriter().exact.of(build(parse(text), {})[-1][1], ())

    assert float(exact("0.1 + 0.2")) == 0.3
    assert exact("0.1 * 3") == exact("0.3")
    assert exact("pi") is None
    assert exact("e^0") == 1
    assert exact("0.12345678901234567890") is None


@pytest.mark.parametrize("text", [
    "sin(x)^2 + cos(x)", "max(x, 0.2, y)", "min([x, y])", "norm([x, y, 2])", "x^y", "erf(x*y')", "mean(x, y, x*y)",
    "softmax([x, y, 1]) · [1, 2, 3]", "sum([x, y]' @ [[1, 2], [3, 4]])", "|x - y| / (x + 2)",
    "[x, 1] @ [y, 2]' · [1, 0] · [0, 1]", "⌈x⌉y", "e^(x*y) + pi",
])  # fmt: skip
def test_gradients_come_with_it(text: str) -> None:
    at = {"x": 0.7, "y": 0.4}
    nodes = {name: given_node(name, number) for name, number in at.items()}
    result = build(parse(text), nodes)[-1][1]
    back = Backward(result)
    for name, node in nodes.items():
        h = 1e-6
        up, down = (float(value(text, at | {name: at[name] + step})) for step in (h, -h))
        assert back.gradient(node) == pytest.approx((up - down) / (2 * h), rel=1e-5, abs=1e-8)


# printed arithmetic reads back

numbers = st.one_of(
    st.integers(-20, 20).map(float),
    st.decimals(-9, 9, places=2, allow_nan=False, allow_infinity=False).map(float),
    st.sampled_from([4.2e-18, -3e-7, 1e20, 0.0]),
)
_UNARY = ["neg", "exp", "ln", "sqrt", "abs", "ceil", "floor", "tanh", "sin", "cos", "step"]
_BINARY = ["+", "-", "*", "/", "max", "min", "^"]


def trees() -> st.SearchStrategy[Written]:
    def larger(parts: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
        one = st.builds(lambda head, a: Tree(head, (a,)), st.sampled_from(_UNARY), parts)
        two = st.builds(lambda head, a, b: Tree(head, (a, b)), st.sampled_from(_BINARY), parts, parts)
        many = st.builds(lambda terms: Tree("+", tuple(terms)), st.lists(parts, min_size=2, max_size=5))
        squared = st.builds(lambda a, n: Tree("^", (a, lift(n))), parts, st.sampled_from([2, 3, 9, 0.5, -1, 10]))
        return st.one_of(one, two, many, squared)

    return st.recursive(numbers.map(lift), larger, max_leaves=8)


@given(tree=trees())
@cases(300)
def test_printed_arithmetic_reads_back(tree: Written) -> None:
    expected = value_of(tree).value
    text = Unicode(17).text(tree)
    found = value(text)
    if math.isinf(expected):  # a printed −0 is 0, so a division by it tells no sign
        found, expected = abs(found), abs(expected)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=0, err_msg=text)


@pytest.mark.parametrize(
    "text", ["0.5 × (−0.3) + (−0.2)", "1 / (1 + e^(−0.15))", "−ln(0.6)", "0.3679 / 1.7737²", "√2", "max(0, −0.1)",
             "|−2|", "⌈31.25⌉", "4.2e−18", "(−2)²", "√(−2)²", "2^0.5", "π / 2", "2.5 · 3"],
)  # fmt: skip
def test_lines_as_the_book_prints_them(text: str) -> None:
    assert value(text).shape == ()


def test_a_leaf_is_a_number() -> None:
    assert value(Unicode(17).text(Leaf(1 / 3))) == 1 / 3


@pytest.mark.parametrize(("name", "text"), INSTEAD.items())
def test_what_to_write_instead_of_a_function_works(name: str, text: str) -> None:
    assert function(name) is None
    assert value(text, {"x": [0.2, 0.7]}).size > 0


@pytest.mark.parametrize(("name", "said"), [
    ("sigmod", "did you mean sigmoid"), ("rleu", "did you mean relu"), ("sofmax", "did you mean softmax"),
    ("sqr", "did you mean sqrt"), ("sinh", r"write \(e\^x - e\^\(-x\)\) / 2"), ("foo", r"to multiply, write foo\*"),
    ("arctan", "to multiply"), ("perplexity", "to multiply"),
])  # fmt: skip
def test_only_near_names_are_suggested(name: str, said: str) -> None:
    with pytest.raises(InputError, match=f"which is no function here; {said}"):
        parse(f"{name}(2)")
