"""Layers on layers: why depth needs an activation, and what the last weights are told."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from nnexplain.ops.loss import cross_entropy
from nnexplain.ops.softmax import softmax
from nnexplain.symbolic.letters import column, entries, matrix, plus, products, real, reals, rows, times, vector
from nnexplain.symbolic.proof import Line, about, topic
from nnexplain.symbolic.terms import at, called, defined, dot, numbered, opened, relu, sign, slope, tanh, worked

PLACE = 4
a, b, c, d, x = reals("a b c d x")


@topic()
def linear_collapse(n: int) -> Iterator[Line]:
    """Two layers without an activation between them do the work of one."""
    W1, b1 = matrix("W1", n + 1, n), vector("b1", n + 1)
    W2, b2 = matrix("W2", n, n + 1), vector("b2", n)
    inputs = vector("x", n)
    y = W2 * (W1 * inputs + b1) + b2
    yield Line(y, W2 * W1 * inputs + W2 * b1 + b2, "W₂ multiplied into the brackets")
    yield Line(slope("y", y, inputs), W2 * W1, "the slopes: one matrix W = W₂ W₁, the same for every x")
    yield Line(at(y, {inputs: column([0] * n)}), W2 * b1 + b2, "the value at zeros: one bias b = W₂ b₁ + b₂")
    one = called("W x + b", (entries(W2) * entries(W1)) * entries(inputs) + entries(W2) * entries(b1) + entries(b2))
    yield Line(y, one, "so the two layers are this single one")


@topic(condition="the activation bends somewhere on the inputs in use; where every ReLU is idle the map is affine")
def nonlinear_two_layer() -> Iterator[Line]:
    """With an activation that bends between them, two layers are no single affine map."""
    affine, u = defined("g", lambda value: a * value + c), real("u", positive=True)
    for f, bend, said in (
        (affine, 0, "an affine map g(x) = a x + c never bends: its middle value is the mean of the two beside it"),
        (relu, 1, "ReLU bends, so a network with it is no affine map"),
    ):
        yield Line(plus(f(1), f(-1), times(-2, f(0))), bend, said)
    curve = sp.Derivative(tanh(tanh(x)), (x, 2))
    yield about(at(curve, {x: 1}), "-0.5092", "nor is tanh of tanh: it has a second derivative")
    yield Line(relu(plus(2 * u, 1)), plus(2 * u, 1), "but where ReLU is idle, as for u > 0 here, nothing bends")


@topic()
def affine_composition() -> Iterator[Line]:
    """An affine map of an affine map is affine: slopes multiply, and the first bias is carried through."""
    whole = plus(times(c, plus(a * x, b)), d)
    yield Line(whole, plus(times(c, a, x), times(c, b), d), "c multiplied into the brackets")
    yield Line(slope("y", whole, x), times(c, a), "its slope: the product of the two")
    yield Line(at(whole, {x: 0}), plus(times(c, b), d), "its value at 0: the first bias, scaled, plus the second")


@topic(condition="softmax with cross-entropy, and the feature h positive")
def wrong_digit_gradient_signs(n: int) -> Iterator[Line]:
    """Learning lifts the weight of the target class and lowers the weights of the wrong ones."""
    h, t = real("h", positive=True), 0
    w = entries(vector("w", n))
    shares = worked(softmax, h * w)
    p = numbered("p", shares)
    loss = worked(cross_entropy, shares, targets=t)
    yield Line(slope("L", loss, w[t]), times(h, plus(p[t], -1)), "class 1 is the target: L = −ln p₁, where z = h × w")
    yield Line(times(h, plus(p[t], -1)), -h * sum(p[1:]), "the probabilities add to 1")
    yield Line(sign(slope("L", loss, w[t])), -1, "h and every p are positive: a step against the gradient raises w₁")
    for k in range(1, n):
        yield Line(slope("L", loss, w[k]), h * p[k], f"class {k + 1} is wrong")
        yield Line(sign(slope("L", loss, w[k])), 1, "positive: a step against the gradient lowers it")


@topic()
def logit_formula(n: int) -> Iterator[Line]:
    """A logit is an affine function of the last hidden layer: its weights say how much each feature speaks for it."""
    w, h = vector("w", n), vector("h3", n)
    z = dot(w, h) + b
    yield Line(called("z", z), plus(*products(entries(w), entries(h)), b), "the weighted features and the bias")
    yield Line(slope("z", z, h), entries(w), "the slopes are the weights, wherever h₃ is")
    bends = sp.hessian(opened(z), list(entries(h)))
    yield Line(called("Hessian of z", bends), rows([[0] * n] * n), "no second derivative: affine")
