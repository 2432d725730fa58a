"""The checks of a derivation can fail: a wrong rule, a wrong kernel, a class without a written form."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import sympy as sp
from mpmath import mp

import nnexplain as nn
from nnexplain.engine import arithmetic
from nnexplain.engine.carriers import symbols
from nnexplain.engine.graph import GradientRule, Node, Op, chosen
from nnexplain.errors import InternalCheckError
from nnexplain.ops import elementary, loss, matrix, reduce
from nnexplain.ops.activation import find
from nnexplain.symbolic.agreement import Verdict, compare
from nnexplain.symbolic.numeric import Numeric
from nnexplain.symbolic.tree import Translator
from nnexplain.worked.example import WorkedExample
from tests.support.registry import every_op

x = sp.Symbol("x", real=True)


def less_square(y: Node) -> Node:
    """1 − y², the slope of tanh."""
    return arithmetic.subtract(1, arithmetic.power(y, 2))


WRONG_RULES: list[tuple[Op, GradientRule]] = [
    (find("sigmoid").op, lambda g, node, x: [arithmetic.multiply(g, node)]),
    (find("sigmoid").op, lambda g, node, x: [None]),
    (find("tanh").op, lambda g, node, x: [arithmetic.multiply(1.0000001, less_square(node))]),
    (arithmetic.add, lambda g, node, a, b: [g, arithmetic.negate(g)]),
    (matrix.matmul, lambda g, node, a, b: [b, arithmetic.multiply(2, a)]),
]


@pytest.mark.parametrize(("op", "rule"), WRONG_RULES)
def test_a_wrong_rule_is_found(op: Op, rule: GradientRule, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(op, "gradient_rule", rule)
    name = "tanh" if op is find("tanh").op else "sigmoid"
    with pytest.raises(InternalCheckError, match="does not agree"):
        nn.perceptron(w=[0.1, 0.2], x=[1, 2], b=0.5, activation=name, derive=True)


@pytest.mark.parametrize(
    ("op", "call"),
    [(find("sigmoid").op, lambda: nn.activation(x=1.5, activation="sigmoid", derive=True)),
     (reduce.mean, lambda: nn.norm(x=[1, 2, 4], derive=True)),
     (loss.cross_entropy_of_logits, lambda: nn.loss(z=[1, 2], target=0, derive=True)),
     (elementary.maximum, lambda: nn.calc("max(a, b, 1)", set={"a": 3, "b": 2}, derive=True)),
     (elementary.exp, lambda: nn.calc("exp(x)", set={"x": 1}, derive=True))],
)  # fmt: skip
def test_a_wrong_value_is_found(op: Op, call: Callable[[], WorkedExample], monkeypatch: pytest.MonkeyPatch) -> None:
    kind = op.kind.value
    monkeypatch.setattr(op.kind, "value", lambda which, *a: kind(which, *a) * (1.001 if which is op else 1))
    with pytest.raises(InternalCheckError, match="does not agree"):
        call()


def test_a_wrong_choice_of_the_largest_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    last = [chosen(np.array(flag), "max", "largest") for flag in (0.0, 1.0)]
    monkeypatch.setattr(elementary.maximum, "gradient_rule", lambda g, node, *parts: last)
    assert nn.calc("max(a, b)", set={"a": 1, "b": 2}, derive=True).derivation
    with pytest.raises(InternalCheckError, match="does not agree"):
        nn.calc("max(a, b)", set={"a": 2, "b": 2}, derive=True)


def test_a_wrong_value_is_not_excused_by_an_extreme_input(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = elementary.exp.kind.value
    monkeypatch.setattr(
        elementary.exp.kind, "value", lambda op, *a: kind(op, *a) * (1.1 if op is elementary.exp else 1)
    )
    with pytest.raises(InternalCheckError, match="does not agree"):
        nn.calc("exp(x)", set={"x": 800}, derive=True)


def test_a_class_without_a_written_form_is_an_error() -> None:
    for foreign in (sp.zeta(x), sp.Derivative(sp.Function("f")(x), x), sp.Piecewise((x, x > 3), (1, True)), sp.I * x):
        with pytest.raises(InternalCheckError, match="no written form"):
            Translator()(foreign)
    with pytest.raises(InternalCheckError, match="without a number"):
        Numeric({x: 1.0}, 30)(sp.zeta(x))


@pytest.mark.parametrize(
    "expression",
    [sp.exp(-(x**2)) / sp.sqrt(2 * sp.pi), sp.log(1 + sp.exp(x)), sp.erf(x / sp.sqrt(2)), sp.sin(x) * sp.cos(3 * x),
     sp.tanh(x) ** 3, symbols.Largest(x, 1, 2 * x), symbols.Smallest(x, -x) * symbols.Absolute(x), sp.E**x - sp.E,
     symbols.Floor(10 * x) + symbols.Ceil(x) + symbols.Sign(-x) + symbols.Step(x), x ** sp.Rational(-3, 2)],
)  # fmt: skip
@pytest.mark.parametrize("at", [0.3, 1.75, 12.0])
def test_numbers_are_sympys(expression: sp.Expr, at: float) -> None:
    found = Numeric({x: at}, 30)(expression)
    with mp.workdps(30):
        assert abs(found - mp.mpf(str(expression.subs(x, sp.Rational(at)).evalf(30)))) <= 1e-25 * (1 + abs(found))


@pytest.mark.parametrize(
    ("expression", "at", "wanted"),
    [(9 ** (9**x), 30.0, math.inf), (sp.exp(-sp.exp(x)), 1e6, 0), (1 / x, 0.0, math.inf), (sp.log(x), 0.0, math.inf),
     (sp.sqrt(x), -1.0, None), (sp.log(x), -1.0, None), (x ** sp.Rational(1, 3), -8.0, None), (0 * x + sp.nan, 1, None),
     (x**1000001, -1.0, -1), (sp.tanh(x), 1e300, 1), (sp.erf(x), -1e300, -1), (sp.I * x, 1.0, None)],
)  # fmt: skip
def test_numbers_at_extremes(expression: sp.Expr, at: float, wanted: float | None) -> None:
    found = Numeric({x: at}, 30)(expression)
    assert found is None if wanted is None else abs(found) == abs(wanted)


def test_verdicts() -> None:
    def verdict(a: sp.Expr, b: sp.Expr | float, at: float) -> Verdict:
        return compare(a, b, {x: at})

    assert verdict(x**2, 2.25, 1.5) is Verdict.HOLDS
    assert verdict(x**2, 2.26, 1.5) is Verdict.FAILS
    assert verdict(sp.exp(x), math.inf, 800.0) is Verdict.NO_NUMBER
    assert verdict(sp.log(x), 1.0, -1.0) is Verdict.NO_NUMBER
    assert verdict(symbols.Ceil(sp.Rational("1.1") * 100 * x), 122.0, 1.1) in (Verdict.ROUNDED, Verdict.HOLDS)
    assert verdict(1 - sp.tanh(x) ** 2, 4 * sp.exp(-2 * x) / (1 + sp.exp(-2 * x)) ** 2, 40.0) is Verdict.HOLDS


def test_every_rule_ends_in_operations_with_rules() -> None:
    """A missing rule is an error (see ``Backward``), and there is none missing."""
    assert [name for name, op in every_op().items() if op.gradient_rule is None and not op.composite] == []
