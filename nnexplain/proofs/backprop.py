"""Backpropagation: the chain rule from the loss back to a layer's weights, bias and input."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sympy as sp

from nnexplain.models.update import renewed
from nnexplain.symbolic.letters import column, entries, matrix, plus, real, rows, times, vector
from nnexplain.symbolic.proof import Line, topic
from nnexplain.symbolic.terms import at, called, numbered, opened, slope, stands, worked
from nnexplain.symbolic.tree import Called

PLACE = 8
w = real("w")
eta = real("eta", positive=True)
ell = sp.Function("L", real=True)


def _inner(name: str, function: Callable[[sp.Expr], sp.Expr], place: sp.Expr, by: str) -> Called:
    """The derivative of a function of one number, taken at a place: ∂L/∂y at y = g(h)."""
    u = real(by)
    return slope(name, function(u), u, at=place)


def _layer(n: int) -> tuple[sp.MatrixSymbol, sp.MatrixSymbol, sp.MatrixSymbol, sp.Expr, list[sp.Symbol]]:
    """W, x, b of a layer z = W x + b with two outputs, a loss that is any function of them, and g = ∂L/∂z."""
    W, inputs, bias = matrix("W", 2, n), vector("x", n), vector("b", 2)
    z = opened(W * inputs + bias)
    places = [real(f"z{i}") for i in range(2)]
    slopes = [sp.Subs(sp.Derivative(ell(*places), one), places, list(z)) for one in places]
    return W, inputs, bias, ell(*z), numbered("g", slopes)


@topic()
def chain_rule() -> Iterator[Line]:
    """Through two layers, the slope of the loss is the product of the slopes of every step on the way."""
    f, g = sp.Function("f", real=True), sp.Function("g", real=True)
    chained = _inner("L", ell, g(f(w)), "y") * _inner("y", g, f(w), "h") * slope("h", f(w), w)
    yield Line(sp.Derivative(ell(g(f(w))), w), chained, "any h = f(w), y = g(h) and loss L(y)")
    h = stands("h", sp.tanh(w))
    y = stands("y", sp.sin(sp.tanh(w)))
    for found, right, said in (
        (_inner("h", sp.tanh, w, "w"), 1 - h**2, "for example h = tanh(w)"),
        (_inner("y", sp.sin, sp.tanh(w), "h"), sp.cos(h), "y = sin(h)"),
        (_inner("L", sp.exp, sp.sin(sp.tanh(w)), "y"), sp.exp(y), "and L = e^y"),
    ):
        yield Line(found, right, said)
    yield Line(sp.Derivative(sp.exp(sp.sin(sp.tanh(w))), w), times(sp.exp(y), sp.cos(h), 1 - h**2),
               "the whole at once: the product of the three")  # fmt: skip


@topic()
def backward_weight_grad(n: int) -> Iterator[Line]:
    """The gradient of a layer's weights is g xᵀ: its output's gradient times its input."""
    W, inputs, _, loss, g = _layer(n)
    for i in range(2):
        yield Line(slope("L", loss, entries(W)[i, 0]), times(g[i], entries(inputs)[0]),
                   f"W{'₁₂'[i]}₁ reaches the loss through z{'₁₂'[i]} alone, which it moves by x₁")  # fmt: skip
    outer = [[times(one, x) for x in entries(inputs)] for one in g]
    yield Line(slope("L", loss, W), rows(outer), "every weight so, for any loss L(z) with z = W x + b, g = ∂L/∂z")
    yield Line(slope("L", loss, W), called("g", column(g)) @ called("x", inputs).T, "a column times a row")


@topic()
def backward_input_grad(n: int) -> Iterator[Line]:
    """A layer hands back Wᵀ g to its input, and g to its bias."""
    W, inputs, bias, loss, g = _layer(n)
    first = plus(*(times(entries(W)[i, 0], g[i]) for i in range(2)))
    yield Line(slope("L", loss, entries(inputs)[0]), first,
               "x₁ reaches the loss through every z, by its weight there; z = W x + b, g = ∂L/∂z")  # fmt: skip
    back = called("W", W).T @ called("g", column(g))
    yield Line(slope("L", loss, inputs), back, "every input so: the columns of W with g")
    yield Line(slope("L", loss, bias), column(g), "a bias moves its own z one for one")


@topic()
def backward_update(n: int) -> Iterator[Line]:
    """The update W − η ∂L/∂W moves every weight against its own slope, η times as far."""
    W, G = matrix("W", 2, n), matrix("G", 2, n)
    name = called("W_new", worked(renewed, entries(W), eta, entries(G)))
    corner = plus(entries(W)[0, 0], times(-1, eta, entries(G)[0, 0]))
    yield Line(called("W_new", name.value[0, 0], index=(0, 0)), corner, "each weight by itself, with G = ∂L/∂W")
    yield Line(name, W - eta * G, "all at once")
    yield Line((called("W", W) - name) / eta, G, "turned round: what a weight lost, over η, is its gradient")
    yield Line(at(name, {G: sp.ZeroMatrix(2, n).as_explicit()}), W, "where the gradient is 0 nothing moves")
