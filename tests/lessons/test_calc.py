"""The free-form worked example: its steps, its names, what it warns of and what it refuses."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnexplain as nn
from nnexplain.errors import InputError
from nnexplain.formats import Options
from nnexplain.notation.unicode import Unicode
from nnexplain.parser.expression import value
from nnexplain.worked.arithmetic import line
from tests.support.cases import cases
from tests.support.lines import Line, unit
from tests.support.program import process
from tests.support.schema import held
from tests.support.shown import in_format


def lines(expr: str, **more: Any) -> list[str]:
    """Every line of arithmetic, in order."""
    document = nn.calc(expr, **more).to_dict()
    return [line for step in document["steps"] if step["kind"] == "forward" for line in step["arithmetic"]]


WORKED = [
    ("2 + 3", ["2 + 3 = 5"]), ("0.5 - 0.1 * (-0.3)", ["0.5 − 0.1 × (−0.3) = 0.5 + 0.03 = 0.53"]),
    ("0.1*1 + 0.2*0 + 0.05", ["0.1 × 1 + 0.2 × 0 + 0.05 = 0.1 + 0 + 0.05 = 0.15"]),
    ("relu(0.1×1 + 0.2×0 + 0.05)", ["0.1 × 1 + 0.2 × 0 + 0.05 = 0.1 + 0 + 0.05 = 0.15", "max(0, 0.15) = 0.15"]),
    ("⌈1000/32⌉", ["1000 / 32 = 31.25", "⌈31.25⌉ = 32"]), ("-ln(0.6)", ["−ln(0.6) ≈ −(−0.5108) ≈ 0.5108"]),
    ("1/(1 + e^(-0.15))", ["e^(−0.15) ≈ 0.8607", "1 / (1 + 0.8607) ≈ 1 / 1.8607 ≈ 0.5374"]),
    ("[1, 2] · [3, 4]", ["1 × 3 + 2 × 4 = 3 + 8 = 11"]), ("[1, 2] + [3, 4]", ["1 + 3 = 4", "2 + 4 = 6"]),
    ("sum([1, 2] * [3, 4])", ["1 × 3 = 3", "2 × 4 = 8", "3 + 8 = 11"]),
    ("0.5*85 + 0.3*90 + 0.2*75", ["0.5 × 85 + 0.3 × 90 + 0.2 × 75 = 42.5 + 27 + 15 = 84.5"]),
    ("[[1, 2], [3, 4]] @ ([1, 1] + [0, 1])",
     ["1 + 0 = 1", "1 + 1 = 2", "1 × 1 + 2 × 2 = 1 + 4 = 5", "3 × 1 + 4 × 2 = 3 + 8 = 11"]),
    ("[[1, 2], [3, 4]] @ [1, 0.5] + [0.1, 0.2]",
     ["1 × 1 + 2 × 0.5 = 1 + 1 = 2", "3 × 1 + 4 × 0.5 = 3 + 2 = 5", "2 + 0.1 = 2.1", "5 + 0.2 = 5.2"]),
    ("[0.1, 0.2] · [1, 0] + 0.05", ["0.1 × 1 + 0.2 × 0 = 0.1 + 0 = 0.1", "0.1 + 0.05 = 0.15"]),
    ("[0.1*1 + 0.2*0, 0.3*1 + 0.4*0]",
     ["0.1 × 1 + 0.2 × 0 = 0.1 + 0 = 0.1", "0.3 × 1 + 0.4 × 0 = 0.3 + 0 = 0.3"]),
    ("(1+2+3)*(4+5+6)*(7+8+9)", ["1 + 2 + 3 = 6", "4 + 5 + 6 = 15", "7 + 8 + 9 = 24", "6 × 15 × 24 = 2160"]),
    ("(1 + 2) * 3", ["(1 + 2) × 3 = 3 × 3 = 9"]),
    ("mean([85, 90, 75, 80])", ["(85 + 90 + 75 + 80) / 4 = 330 / 4 = 82.5"]),
    ("softmax([0, 0])", ["max(0, 0) = 0", "0 − 0 = 0", "0 − 0 = 0", "e^0 = 1", "e^0 = 1", "1 + 1 = 2", "1 / 2 = 0.5",
                        "1 / 2 = 0.5"]),
    ("s = 0.1 * 1; z = s + 0.05; relu(z)", ["0.1 × 1 = 0.1", "0.1 + 0.05 = 0.15", "max(0, 0.15) = 0.15"]),
    ("1 - 2 + 3*4", ["1 − 2 + 3 × 4 = 1 − 2 + 12 = 11"]), ("10 / 4 * 2", ["10 / 4 × 2 = 2.5 × 2 = 5"]),
    ("5 - 2*pi", ["5 − 2 × π ≈ 5 − 6.2832 ≈ −1.2832"]), ("-2^2", ["−2² = −4"]),
    ("1/3 + 1/6", ["1 / 3 + 1 / 6 = 2 / 6 + 1 / 6 = 3 / 6 = 1 / 2 = 0.5"]),
    ("1/2 + 1/4", ["1 / 2 + 1 / 4 = 2 / 4 + 1 / 4 = 3 / 4 = 0.75"]), ("1/3 * 3", ["1 / 3 × 3 = 1"]),
    ("2/3 * 5/7", ["2 / 3 × 5 / 7 = 10 / 3 / 7 = 10 / 21 ≈ 0.4762"]), ("1/3", ["1 / 3 ≈ 0.3333"]),
    ("0.5 * 1/3", ["0.5 × 1 / 3 = 0.5 / 3 ≈ 0.1667"]), ("1/3 - 1/3", ["1 / 3 − 1 / 3 = 0 / 3 = 0"]),
    ("sigmoid(-0.5)", ["1 / (1 + e^(−(−0.5))) = 1 / (1 + e^0.5) ≈ 1 / (1 + 1.6487) ≈ 1 / 2.6487 ≈ 0.3775"]),
    ("sigmoid([1, -0.5])", ["1 / (1 + e^(−1)) ≈ 1 / (1 + 0.3679) ≈ 1 / 1.3679 ≈ 0.7311",
                            "1 / (1 + e^(−(−0.5))) ≈ 0.3775"]),
    ("1/3 - 1/2", ["1 / 3 − 1 / 2 = 2 / 6 − 3 / 6 = −1 / 6 ≈ −0.1667"]),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "expected"), WORKED)
def test_how_it_is_worked(expr: str, expected: list[str]) -> None:
    assert lines(expr) == expected


def test_inner_steps_are_no_values() -> None:
    example = nn.calc("a = relu(0.1 + 0.2); ⌈a*10⌉ + ln(2 + 1)")
    assert list(example.values) == ["a", "y"]
    assert [step.id for step in example.steps] == ["a.inside_relu", "a", "y.inside_ceil", "y.inside_ln", "y"]
    assert [step.title for step in example.steps] == ["inside ReLU", "ReLU", "inside ⌈ ⌉", "inside ln", "add"]


def test_inner_steps_take_a_letter_that_is_free() -> None:
    steps = nn.calc("relu(s + t)", s=1, t=2).steps
    assert (steps[-2].symbol.base, steps[-2].symbol.sub) == ("r", "1")


def test_inner_steps_are_called_what_they_are() -> None:
    example = nn.calc("tanh(W @ x + b) * ln(a + 1) + x · x", W=[[1, 2], [3, 4]], x=[0.1, 0.2], b=[0.1, -0.2], a=2)
    assert [step.id for step in example.steps if step.kind == "forward"] == [
        "y.matrix_product",
        "y.inside_tanh",
        "y.inside_ln",
        "y.dot_product",
        "y",
    ]
    again = nn.calc("(1+2+3)*(4+5+6)*(7+8+9)")
    assert [step.id for step in again.steps] == ["y.sum", "y.sum_2", "y.sum_3", "y"]


@pytest.mark.parametrize(("expr", "said"), [
    ("2/3", "Exactly 2/3."), ("0.1 / 0.3", "Exactly 1/3."), ("1/3 - 1/2", "Exactly −1/6."), ("1/3 + 1/6", ""),
    ("sqrt(2)", ""), ("[1, 2] / 3", ""), ("1/99991", ""),
])  # fmt: skip
def test_a_fraction_is_said_where_decimals_round_it(expr: str, said: str) -> None:
    assert nn.calc(expr).reading == [said] * bool(said)
    assert nn.calc("1/3 + 1/6").exact("y", ()) * 2 == 1


@pytest.mark.parametrize(("expr", "given", "names", "result"), [
    ("2 + 3", {}, ["y"], 5), ("a = 2; b = a^2", {}, ["a", "b"], 4), ("a = 2; a + 1", {}, ["a", "y"], 3),
    ("y + 1", {"y": 1}, ["result"], 2), ("y = 2; y + 1", {}, ["y", "result"], 3), ("5", {}, ["y"], 5),
    ("x", {"x": [1, 2]}, ["y"], [1, 2]), ("a = 3", {}, ["a"], 3), ("a = 3; a", {}, ["a", "y"], 3),
    ("result = 4", {}, ["result"], 4),
])  # fmt: skip
def test_the_last_value_is_the_result(expr: str, given: dict[str, Any], names: list[str], result: Any) -> None:
    example = nn.calc(expr, set=given)
    assert list(example.values) == names
    np.testing.assert_array_equal(example.result, result)
    np.testing.assert_array_equal(example.values[names[-1]], result)


@pytest.mark.parametrize("settings", [
    {"set": {"a": [1, 2], "b": [3, 4]}}, {"set": ["a=1,2", "b=[3, 4]"]}, {"a": [1, 2], "b": "3,4"},
    {"set": {"a": np.array([1, 2])}, "b": (3, 4)},
])  # fmt: skip
def test_every_way_to_give_numbers(settings: dict[str, Any]) -> None:
    example = nn.calc("a · b", **settings)
    assert example.result == 11
    assert list(example.inputs) == ["expr", "a", "b"]


def test_names_as_latex_spells_them() -> None:
    assert nn.calc(r"\mathbf{W}_1 \mathbf{x} - \eta", W1=[[1, 2]], x=[1, 1], eta=0.5).result.tolist() == [2.5]
    assert nn.calc("w₁ + η", set={"w_1": 1, "eta": 2}).result == 3
    assert nn.calc("w_1 + w2", w1=1, w2=1).gradients is None


def test_what_is_exact_stays_exact() -> None:
    assert nn.calc("0.1 + 0.2").exact("y", ()) * 10 == 3
    assert nn.calc("a + b", set=["a=0.1", "b=0.2"]).exact("y", ()) * 10 == 3
    assert nn.calc("a * 3", set=["a=1/3"]).exact("y", ()) is None


def test_gradients_for_inputs_and_sub_steps() -> None:
    example = nn.calc("z = w · x + b; p = sigmoid(z); -ln(p)", w=[0.1, 0.2], x=[1, 0], b=0.05, backward=True)
    assert example.gradients is not None
    assert set(example.gradients) == {"w", "x", "b", "z", "p", "y"}
    slope = 1 / (1 + np.exp(-0.15)) - 1
    np.testing.assert_allclose(example.gradients["w"], [slope, 0], atol=1e-15)
    np.testing.assert_allclose(example.gradients["b"], slope)


def test_gradients_need_something_to_differentiate_by() -> None:
    with pytest.raises(InputError, match="backward finds no input"):
        nn.calc("2 + 3", backward=True)
    assert nn.calc("a = 2; a^3", backward=True).gradients == {"a": 12, "y": 1}


def test_by_hand_and_side_by_side() -> None:
    hand = nn.calc("z = 0.126; z * 10", hand=2).hand
    assert hand == {"z": 0.13, "y": 1.3}
    (other,) = nn.calc("a · b", set={"a": [1, 2], "b": [3, 4]}, versus={"b": "1,1"}).versus or []
    assert other.result == 3
    np.testing.assert_array_equal(other.changed["b"], [1, 1])
    (variant,) = nn.calc("a + 1/3", set=["a=0.1"], versus=["a=0.2"]).versus or []
    assert variant.result == 0.2 + 1 / 3
    (text,) = nn.calc("a + 1", a=1, versus={"expr": "a + 2"}).versus or []
    assert text.result == 3
    with pytest.raises(InputError, match="calc takes expr, a"):
        nn.calc("a + 1", a=1, versus=["c=2"])


@pytest.mark.parametrize("expr", ["1/(1 + e^(-a))", "relu(0.1*a + 0.05)", "v = [a, 2]; softmax(v) · [3, 4] + ln(2)"])
def test_derivations_hold(expr: str) -> None:
    derivation = nn.calc(expr, a=0.15, derive=True, backward=True).derivation
    assert derivation
    assert all(line.checked for line in derivation)


def test_literals_stay_as_typed_in_a_derivation() -> None:
    derivation = nn.calc("relu(0.1×1 + 0.05)", derive=True).derivation or []
    assert derivation[1].unicode == "s₁ = 0.1 × 1 + 0.05"


def test_inner_steps_in_two_statements_have_symbols_of_their_own() -> None:
    example = nn.calc("a = relu(x + 1); b = relu(x + 2); ⌈a + b⌉", x=0.5)
    symbols = [(step.symbol.base, step.symbol.sub) for step in example.steps]
    assert len(set(symbols)) == len(symbols)


@pytest.mark.parametrize(("expr", "warning"), [
    ("0.001^200", "becomes 0 (underflow); its logarithm is −1381.5511, so it is about 1.00 × 10^−600"),
    ("10^200 * 10^200", "becomes Infinity (overflow); its logarithm, the sum of the factors' logarithms, is 921.0340"),
    ("*".join(["10^(-100)"] * 4), "so it is about 1.00 × 10^−400"), ("1/0", "division by 0 in '1/0' (character 1)"),
    ("ln(0) + 1", "logarithm of 0 in 'ln(0)'"), ("0^(-1)", "negative power of 0"), ("exp(1000)", "e^x is too large"),
    ("p = 0.01^100 * 0.02^100; ln(p)", "the sum of the factors' logarithms, is −851.7193"),
])  # fmt: skip
def test_what_it_warns_of(expr: str, warning: str) -> None:
    found = nn.calc(expr).warnings
    assert any(warning in text for text in found), found


def test_beside_the_product_the_sum_of_logs_is_fine() -> None:
    example = nn.calc("product = p^200; logs = 200 ln(p)", p=0.001)
    assert example.values["product"] == 0
    assert example.result == pytest.approx(-1381.551, abs=1e-3)
    assert len(example.warnings) == 1


@pytest.mark.parametrize("expr", ["0 * 5", "2 - 2", "0^3", "0.5^10", "e^(-∞)", "softmax([1000, 0])", "relu(-3) * 2"])
def test_a_true_zero_is_no_underflow(expr: str) -> None:
    assert nn.calc(expr).warnings == []


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("", {}, "the expression is empty"), ("ln(-2)", {}, r"takes the logarithm of −2 in 'ln\(-2\)' \(character 1\)"),
    ("1 + sqrt(1 - 2)", {}, r"square root of −1 in 'sqrt\(1 - 2\)' \(character 5\)"), ("0/0", {}, "divides 0 by 0"),
    ("(-8)^0.5", {}, "negative number to a power"), ("exp(1000) - exp(1000)", {}, "mixes infinities"),
    ("a = 1; a = 2", {}, "names a twice"), ("relu = 3; relu", {}, "relu, which is a function"),
    ("pi = 3; pi", {}, "pi, which is a constant"), ("[1,2] + [1,2,3]", {}, "shapes must be equal"),
    ("x + 1", {}, "has x at character 1, which is not given; give it with set x=0.5"),
    ("wieght + 1", {"weight": 1}, "set gives weight, which the expression does not use; its names are wieght"),
    ("a + 1", {"a": 1, "b": 2}, "gives b, which the expression does not use; its names are a"),
    ("2 + 1", {"b": 2}, "it has no names"), ("a + 1", {"a": "x"}, "set a has 'x', which is not a number"),
    ("a + 1", {"a": float("nan")}, "set a "), ("a + b", {"a": [1, 2], "b": [1]}, "shapes must be equal"),
    ("e + 1", {"e": 3}, "e, which is a constant"), ("max + 1", {"max": 3}, "max, which is a function"),
    ("a + 1", {"a b": 3}, "'a b', which is no name"),
    ("a = 1; a", {"a": 3}, "which the expression names as a sub-step"),
    ("result + 1", {"result": 3}, "meaning of its own"), ("result = 1; result + 1", {}, "names a sub-step result"),
    ("a + 1; a = 2", {}, "before the sub-step a is worked out"), ("2 + 2; 3", {}, "'2 [+] 2' before its last part"),
    ("a @ b", {"a": [[1, 2], [3, 4]], "b": [1, 2, 3]}, "2 and 3 must be equal"), ("relu", {}, "write relu"),
    ("1 =", {}, "ends after '='"), ("a = 2", {"a": 1}, "which the expression names as a sub-step"),
    ("a[0]", {"a": [1]}, "straight after"),
    ("softmax(a)", {"a": 1}, "softmax of a single number"),
    ("__import__('os')", {}, "which is no function|means nothing"),
    ("a.b", {"a": 1}, "means nothing"), ("lambda: 1", {}, "not given|means nothing"),
    ("1 if 2 else 3", {}, "straight after"),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "given", "message"), REFUSED, ids=[text or "empty" for text, _, _ in REFUSED])
def test_what_it_refuses(expr: str, given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        nn.calc(expr, set=given)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(("settings", "message"), [
    ("a", "write NAME=VALUE"), ("=1", "write NAME=VALUE"), ("a=", "write NAME=VALUE"),
    (["a=1", "a=2"], "gives a twice"), ("a=@missing.csv", "missing.csv"),
])  # fmt: skip
def test_settings_that_make_no_sense(settings: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        nn.calc("a + 1", set=settings)


def test_a_number_given_twice() -> None:
    with pytest.raises(InputError, match="a is given twice"):
        nn.calc("a + 1", set={"a": 1}, a=2)
    with pytest.raises(InputError, match="the expression is missing"):
        nn.calc()
    with pytest.raises(InputError, match="give it as text"):
        nn.calc(3)


@pytest.mark.parametrize("expr", [
    "relu(0.1×1 + 0.2×0 + 0.05)", "W @ x + b", "softmax(W @ x)",
    "[[1, 2], [3, 4]] - 0.1 * [[-0.5, -0.3], [-0.2, -0.1]]",
    "1 / (1 + e^(-b))", r"\frac{1}{3} + \begin{bmatrix} 1 \\ 2 \end{bmatrix} \cdot x", "a = W @ x; norm(a) / mean(a)",
    "0.1*1 + 0.2*2 + 0.3*3 + 0.4*4 + 0.5*5 + 0.6*6 + 0.7*7 + 0.8*8 + 0.9*9",
])  # fmt: skip
def test_it_fits_80_columns(expr: str) -> None:
    every = {"W": [[0.1, 0.2], [0.3, 0.4]], "x": [1, 0], "b": 0.05}
    given = {name: every[name] for name in every if name in expr.replace("\\begin{bmatrix}", "").replace("bmatrix", "")}
    backward = bool(given)
    text = in_format(nn.calc(expr, set=given, backward=backward), "table", Options(width=80))
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize(
    "expr", ["2 + 3", "softmax([1, 2]) · [3, 4]", "a = 1/0; b = ln(0)", r"\frac{1}{2}", "[[1, 2], [3, 4]]'"]
)
def test_the_document_is_valid(expr: str) -> None:
    document = json.loads(in_format(nn.calc(expr), "json"))
    held(document)
    assert document["inputs"] == {"expr": expr}


def test_lines_of_a_long_expression_hold() -> None:
    for text in lines("a = 0.3*0.7 + 1.1/3; tanh(a*2) - (a - 1)^2 * sigmoid(0.5*a)"):
        line = Line(text)
        assert abs(line.value() - line.result) <= line.play() + 1e-4


NUMBERS = st.one_of(
    st.integers(0, 40).map(str), st.decimals("0.001", "30", places=3).map(str),
    st.decimals("-3", "-0.1", places=2).map(lambda number: f"({number})"),
)  # fmt: skip
SUMS = st.recursive(
    NUMBERS,
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from(["+", "-", "*", "/"]), part).map(lambda p: f"({p[0]}) {p[1]} ({p[2]})"),
        part.map(lambda inner: f"e^(-({inner})^2)"), part.map(lambda inner: f"sqrt(1 + ({inner})^2)"),
    ),
    max_leaves=6,
)  # fmt: skip


@given(SUMS)
@cases(200)
def test_every_side_of_a_line_gives_the_next(text: str) -> None:
    """Retyped as shown: at = the sides are one number, at ≈ they agree to 0.5 %, or half the result's last digit."""
    try:
        found = nn.calc(text)
    except InputError:
        return
    for step in found.steps:
        for cell in step.cells():
            if not cell.between or step.kind == "given":
                continue
            shown = re.split(r" ([=≈]) ", line(cell, Unicode(4)))
            sides = [float(value(side)) for side in shown[::2]]
            half = unit(shown[-1]) / 2
            for sign, one, other in zip(shown[1::2], sides, sides[1:], strict=False):
                near = 1e-12 * max(1, abs(other)) if sign == "=" else max(0.005 * abs(other), half)
                assert one == other or abs(one - other) <= near * 1.001, shown


# from the command line


@pytest.mark.parametrize(("args", "printed"), [
    (["-1+2"], "1"), (["-a", "--set", "a=-2"], "2"), (["--", "-1+2"], "1"), (["-(1)"], "-1"), (["--1"], "1"),
    (["a·b", "--set", "a=1,2", "--set=b=3,4"], "11"), (["--set", "a=-1", "-a * 2"], "2"), (["0.1 + 0.05"], "0.15"),
    (["−0.5 × 2"], "-1"), (["a == 2".replace("==", "+"), "--set", "a=1/4"], "2.25"),
])  # fmt: skip
def test_a_leading_minus_is_no_option(args: list[str], printed: str) -> None:
    assert process("calc", "--get", "result", *args) == (0, f"{printed}\n", "")


def test_numbers_from_standard_input_and_files(tmp_path: Any) -> None:
    file = tmp_path / "x.csv"
    file.write_text("1,2\n")
    words = ("a · x", "--set", "a=-", "--set", f"x=@{file}", "--get", "y")
    assert process("calc", *words, stdin="[3, 4]") == (0, "11\n", "")


@pytest.mark.parametrize(("args", "message"), [
    (["--bckward", "1"], "did you mean --backward"), ([], "the expression is missing"),
    (["1", "2"], "no place for '2'"),
    (["a + 1", "--set", "b=1"], "--set gives b"), (["a+b", "--set", "a=-", "--set", "b=-"], "standard input"),
    (["-x"], "the expression has x"), (["2+3", "--backward"], "--backward finds no input"),
])  # fmt: skip
def test_mistakes_on_the_command_line(args: list[str], message: str) -> None:
    code, out, err = process("calc", *args, stdin="1")
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


# any text at all

WORDS = ["relu(", "softmax(", "ln(", "exp(", "a", "v", "M", "(", ")", "[", "]", ",", "; ", "+", "-", "*", "/", "^",
         "·", "@", "'", "1", "0.5", "3", " b = ", "⌈", "⌉", "√", "²", "sum(", "mean(", "max(", "e", "%"]  # fmt: skip
GIVEN = {"a": 0.5, "v": [1.0, 2.0], "M": [[1.0, 2.0], [3.0, 4.0]]}


@given(st.lists(st.sampled_from(WORDS), max_size=12).map("".join))
@cases(300)
def test_any_text_is_worked_out_or_refused(text: str) -> None:
    used = {name: value for name, value in GIVEN.items() if name in text.replace("max", "").replace("mean", "")}
    try:
        example = nn.calc(text, set=used, backward=True)
    except InputError:
        return
    assert str(example)
    json.loads(in_format(example, "json"))


@pytest.mark.parametrize("expr", [
    "+".join(["0.1"] * 120), "1/(1+" * 50 + "2" + ")" * 50, "relu(" * 100 + "2" + ")" * 100, "-" * 100 + "1",
    "(" * 190 + "1" + ")" * 190, r"\frac{1}{1+" * 40 + "2" + "}" * 40,
    "a0 = 1" + "".join(f"; a{k + 1} = a{k} * 2" for k in range(150)),
])  # fmt: skip
def test_deep_expressions_are_worked_out(expr: str) -> None:
    assert str(nn.calc(expr))
