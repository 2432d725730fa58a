"""Activation functions: what they are, their limits, their slopes."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from nnexplain.symbolic.letters import plus, real, times
from nnexplain.symbolic.proof import Line, topic
from nnexplain.symbolic.terms import at, called, relu, sigmoid, sign, slope, stands, tanh

PLACE = 3
x = real("x")
UP, DOWN = sp.exp(x), sp.exp(-x)
ANY_POSITIVE, ANY_NEGATIVE = sp.Symbol("u", positive=True), sp.Symbol("v", negative=True)


@topic()
def relu_definition() -> Iterator[Line]:
    """ReLU lets positive numbers through and turns negative ones into 0."""
    for number, said in ((-2, "a negative number"), (0, "zero"), (3, "a positive number")):
        yield Line(relu(number), max(0, number), said)
    yield Line(relu(ANY_POSITIVE), ANY_POSITIVE, "any positive u passes unchanged")
    yield Line(relu(ANY_NEGATIVE), 0, "any negative v becomes 0")
    yield Line(relu(x), sp.Max(0, x), "both at once: the larger of 0 and x")


@topic()
def relu_kink() -> Iterator[Line]:
    """ReLU has a kink at 0: slope 0 on its left, slope 1 on its right."""
    h = real("h")
    quotient = plus(relu(h), times(-1, relu(0))) / h
    yield Line(sp.Limit(quotient, h, 0, "+"), 1, "from the right: h / h")
    yield Line(sp.Limit(quotient, h, 0, "-"), 0, "from the left: 0 / h")
    yield Line(sp.Derivative(relu(ANY_POSITIVE), ANY_POSITIVE), 1, "for every positive u")
    yield Line(sp.Derivative(relu(ANY_NEGATIVE), ANY_NEGATIVE), 0, "for every negative v")


@topic()
def relu_idempotent() -> Iterator[Line]:
    """ReLU of ReLU is ReLU: doing it twice changes nothing more."""
    yield Line(relu(relu(ANY_POSITIVE)), relu(ANY_POSITIVE), "a positive u passes both times")
    yield Line(relu(relu(ANY_NEGATIVE)), relu(0), "a negative v is 0 after the first")
    yield Line(relu(0), 0, "and 0 stays 0")
    yield Line(relu(relu(x)), relu(x), "so for every x")


@topic()
def sigmoid_definition() -> Iterator[Line]:
    """The sigmoid squeezes every number between 0 and 1; its slope is its value times one minus its value."""
    s = stands("s", sigmoid(x))
    yield Line(sigmoid(x), 1 / (1 + DOWN), "the definition")
    yield Line(sp.Limit(sigmoid(x), x, -sp.oo), 0, "far to the left")
    yield Line(sp.Limit(sigmoid(x), x, sp.oo), 1, "far to the right")
    yield Line(sp.Derivative(sigmoid(x), x), DOWN / (1 + DOWN) ** 2, "the chain rule on 1 / (1 + e^(−x))")
    yield Line(sign(slope("s", sigmoid(x), x)), 1, "it only rises, so all values lie between the two limits")
    yield Line(plus(1, times(-1, sigmoid(x))), DOWN / (1 + DOWN), "one minus the value")
    yield Line(sp.Derivative(sigmoid(x), x), times(s, plus(1, -s)), "the two factors, with s = sigmoid(x)")


@topic()
def sigmoid_saturates() -> Iterator[Line]:
    """Far from 0 the slope of the sigmoid tends to 0; it is largest, a quarter, at 0."""
    s = stands("s", sigmoid(x))
    steepness = sp.Derivative(sigmoid(x), x)
    yield Line(sp.Limit(steepness, x, -sp.oo), 0, "far to the left the curve is flat")
    yield Line(sp.Limit(steepness, x, sp.oo), 0, "and far to the right")
    yield Line(at(steepness, {x: 0}), sp.Rational(1, 4), "in the middle: 0.5 × (1 − 0.5)")
    yield Line(plus(sp.Rational(1, 4), times(-1, s, plus(1, -s))), (s - sp.Rational(1, 2)) ** 2,
               "a quarter minus the slope is a square, so the slope is nowhere larger; s = sigmoid(x)")  # fmt: skip


@topic()
def tanh_definition() -> Iterator[Line]:
    """Tanh is the difference of e^x and e^(−x) over their sum."""
    yield Line(tanh(x), plus(UP, -DOWN) / plus(UP, DOWN), "the definition")
    yield Line(at(plus(UP, -DOWN) / plus(UP, DOWN), {x: 0}), 0, "at 0 the two powers cancel")
    yield Line(tanh(x), (1 - sp.exp(-2 * x)) / (1 + sp.exp(-2 * x)), "top and bottom times e^(−x)")


@topic()
def tanh_range() -> Iterator[Line]:
    """Tanh lies between −1 and 1, turns its sign with x, and is flat far from 0."""
    steepness = sp.Derivative(tanh(x), x)
    yield Line(sp.Limit(tanh(x), x, -sp.oo), -1, "far to the left")
    yield Line(sp.Limit(tanh(x), x, sp.oo), 1, "far to the right")
    yield Line(called("tanh", tanh(-x), -x), -tanh(x), "odd: the other side upside down")
    yield Line(sp.Limit(steepness, x, -sp.oo), 0, "its slope far to the left")
    yield Line(sp.Limit(steepness, x, sp.oo), 0, "and far to the right: it saturates")


@topic()
def tanh_sinh_cosh() -> Iterator[Line]:
    """Tanh is sinh over cosh."""
    half = sp.Rational(1, 2)
    half_up, half_down = times(half, plus(UP, -DOWN)), times(half, plus(UP, DOWN))
    yield Line(sp.sinh(x), half_up, "half the difference of the powers")
    yield Line(sp.cosh(x), half_down, "half their sum")
    quotient = times(half_up, sp.Pow(half_down, -1, evaluate=False))
    yield Line(quotient, plus(UP, -DOWN) / plus(UP, DOWN), "their quotient: the halves cancel")
    yield Line(sp.sinh(x) / sp.cosh(x), tanh(x), "which is tanh")


@topic()
def tanh_derivative() -> Iterator[Line]:
    """The slope of tanh is one minus the square of its value."""
    top, bottom = sp.sinh(x), sp.cosh(x)
    yield Line(sp.Derivative(top / bottom, x), (bottom**2 - top**2) / bottom**2, "the quotient rule")
    yield Line((bottom**2 - top**2) / bottom**2, 1 - (top / bottom) ** 2, "divided term by term")
    yield Line(sp.Derivative(tanh(x), x), 1 - tanh(x) ** 2, "sinh(x) / cosh(x) is tanh(x)")


@topic()
def tanh_from_sigmoid() -> Iterator[Line]:
    """Tanh is the sigmoid of 2x, stretched by 2 and moved down by 1."""
    e = sp.exp(-2 * x)
    yield Line(2 * sigmoid(2 * x) - 1, 2 / (1 + e) - 1, "the sigmoid of 2x by its definition")
    yield Line(2 / (1 + e) - 1, (1 - e) / (1 + e), "over one denominator")
    yield Line((1 - e) / (1 + e), tanh(x), "top and bottom times e^x: the definition of tanh")
