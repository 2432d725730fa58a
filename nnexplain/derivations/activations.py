"""Activation functions: what they are, their limits, their slopes."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from nnexplain.derivations._engine import Line, line, topic
from nnexplain.derivations._terms import reals, relu, sigmoid

PLACE = 3
x = reals("x")


@topic()
def tanh_derivative() -> Iterator[Line]:
    """The slope of tanh is one minus the square of its value."""
    top, bottom = sp.sinh(x), sp.cosh(x)
    yield line(sp.Derivative(top / bottom, x), (bottom**2 - top**2) / bottom**2, "the quotient rule")
    yield line((bottom**2 - top**2) / bottom**2, 1 - (top / bottom) ** 2, "divided term by term")
    yield line(sp.Derivative(sp.tanh(x), x), 1 - sp.tanh(x) ** 2, "sinh(x) / cosh(x) is tanh(x)")


@topic()
def tanh_from_sigmoid() -> Iterator[Line]:
    """Tanh is the sigmoid of 2x, stretched by 2 and moved down by 1."""
    e = sp.exp(-2 * x)
    yield line(2 * sigmoid(2 * x) - 1, 2 / (1 + e) - 1, "the sigmoid of 2x by its definition")
    yield line(2 / (1 + e) - 1, (1 - e) / (1 + e), "over one denominator")
    yield line((1 - e) / (1 + e), sp.tanh(x), "top and bottom times e^x: the definition of tanh")


@topic()
def sigmoid_saturates() -> Iterator[Line]:
    """Far from 0 the slope of the sigmoid tends to 0; it is largest, a quarter, at 0."""
    yield line(sp.Limit(sp.Derivative(sigmoid(x), x), x, sp.oo), 0, "far to the right the curve is flat")


@topic()
def relu_kink() -> Iterator[Line]:
    """ReLU has a different slope on each side of 0."""
    h = reals("h")
    yield line(sp.Limit(relu(h) / h, h, 0, "+"), 1, "from the right: h / h")
    yield line(sp.Limit(relu(h) / h, h, 0, "-"), 0, "from the left: 0 / h")
