"""One neuron: its weighted sum, its weights, its bias."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from nnexplain.ops.matrix import matmul
from nnexplain.symbolic.letters import column, entries, matrix, plus, products, real, reals, rows, times, vector
from nnexplain.symbolic.proof import Line, about, differs, topic
from nnexplain.symbolic.terms import at, called, dot, identity, opened, sigmoid, slope, stands, worked

PLACE = 1
w, x, b, c = reals("w x b c")
f = sp.Function("f", real=True)


@topic()
def perceptron_formula(n: int) -> Iterator[Line]:
    """A neuron multiplies each input by its weight, adds the products, and adds the bias."""
    weights, inputs = vector("w", n), vector("x", n)
    terms = products(entries(weights), entries(inputs))
    z = dot(weights, inputs) + b
    yield Line(dot(weights, inputs), plus(*terms), "each weight times its input, added up")
    yield Line(called("z", z), plus(*terms, b), "and the bias on top")
    for place in range(n):
        yield Line(slope("z", z, entries(inputs)[place]), entries(weights)[place],
                   "a weight says how strongly z follows its input")  # fmt: skip
    yield Line(slope("z", z, b), 1, "the bias moves z one for one")


@topic()
def dot_product_formula(n: int) -> Iterator[Line]:
    """A dot product is the sum of the products of matching entries: one number."""
    left, right = vector("w", n), vector("x", n)
    terms = products(entries(left), entries(right))
    as_matrix = entries(left).T * entries(right)
    yield Line(left.T * right, column([sum(terms)]), "as matrices: a row times a column")
    yield Line(called("shape of wᵀ x", sp.Tuple(*as_matrix.shape)), sp.Tuple(1, 1), "one row, one column: one number")
    yield Line(dot(left, right), plus(*terms), "that number")
    yield Line(dot(right, left), dot(left, right), "the order of the two does not matter")


@topic()
def perceptron_1d_is_line() -> Iterator[Line]:
    """Before its activation, a neuron with one input is a straight line: slope w, height b at 0."""
    z = called("z", w * x + b, x)
    yield Line(z, plus(w * x, b), "one product and the bias, as in y = m x + c")
    yield Line(sp.Derivative(w * x + b, x), w, "its slope is the weight")
    yield Line(sp.Derivative(w * x + b, (x, 2)), 0, "the slope never changes, so it is straight")
    yield Line(called("z", (w * x + b).subs(x, 0), 0), b, "at x = 0 only the bias is left: the intercept")


@topic()
def matvec_formula(n: int) -> Iterator[Line]:
    """Each entry of W x is the dot product of one row of W with x."""
    W, inputs = matrix("W", n, n), vector("x", n)
    product = worked(matmul, entries(W), entries(inputs))
    for i in range(n):
        terms = products(entries(W).row(i), entries(inputs))
        yield Line(called("(W x)", product[i], index=(i,)), plus(*terms), f"row {i + 1} of W with x")
    rows_with_x = [entries(W).row(i).dot(entries(inputs)) for i in range(n)]
    yield Line(W * inputs, column(rows_with_x), "the dot products under each other")
    yield Line(called("shape of W x", sp.Tuple(*product.shape)), sp.Tuple(n, 1), "as many entries as W has rows")


@topic()
def identity_activation_linear(n: int) -> Iterator[Line]:
    """Without an activation, or with the identity, a neuron is an affine function: it bends nowhere."""
    weights, inputs = vector("w", n), vector("x", n)
    z = dot(weights, inputs) + b
    yield Line(identity(z), z, "the identity passes z on unchanged")
    yield Line(slope("y", identity(z), inputs), entries(weights), "the slopes are the weights, wherever x is")
    bends = sp.hessian(opened(identity(z)), list(entries(inputs)))
    yield Line(called("Hessian of y", bends), rows([[0] * n] * n), "no second derivative is left, so nothing bends")


@topic()
def zero_input_mutes_weight(n: int) -> Iterator[Line]:
    """The weight of an input that is 0 has no effect on the output, and gets no gradient."""
    weights, inputs = entries(vector("w", n)), entries(vector("x", n))
    terms = products(weights, inputs)
    z, off = stands("z", sum(terms) + b), {inputs[n - 1]: 0}
    last = weights[n - 1]
    yield Line(slope("z", z, last), inputs[n - 1], "a weight's effect is as large as its input")
    yield Line(at(z, off), plus(*terms[:-1], b), "with that input at 0 its term is gone")
    yield Line(at(slope("y", f(z), last), off), 0, "so the output y = f(z) does not react to that weight")


@topic()
def zero_init_symmetry(n: int) -> Iterator[Line]:
    """Neurons of a layer that start equal get equal gradients, so they stay copies of each other."""
    weights, inputs, out, target = vector("w", n), vector("x", n), real("v"), real("t")
    W, outs = entries(matrix("W", 2, n)), entries(vector("v", 2))
    hidden = [sp.tanh(W.row(i).dot(entries(inputs))) for i in range(2)]
    loss = (outs.dot(column(hidden)) - target) ** 2 / 2
    start = dict(zip(W, [*entries(weights)] * 2, strict=True)) | dict.fromkeys(outs, out)
    h = stands("h", sp.tanh(entries(weights).dot(entries(inputs))))
    slopes = [column([sp.diff(loss, one).subs(start) for one in W.row(i)]) for i in range(2)]
    rule = (2 * h * out - target) * out * (1 - h**2) * inputs
    for i in range(2):
        yield Line(called(f"gradient of neuron {i + 1}", slopes[i]), rule,
                   "the chain rule, where both neurons have the weights w and v, and so one value h")  # fmt: skip
    yield Line(
        called("their difference", slopes[1] - slopes[0]), column([0] * n), "equal gradients: equal after every step"
    )


@topic(condition="only before the activation, or where the activation is the identity", refuted=True)
def bias_translates_graph() -> Iterator[Line]:
    """A bias moves the whole graph of a neuron's output up or down."""
    tenth, bias = sp.Rational(1, 10), sp.Rational(1, 20)
    before = plus(w * x, b)
    yield Line(plus(w * x, b, c, times(-1, before)), c, "before the activation it does: every height changes by c")
    yield about(sigmoid(plus(tenth, bias)), "0.53743", "after it: the bias 0.05 goes inside, at w x = 0.1")
    yield about(plus(sigmoid(tenth), bias), "0.574979", "the graph without bias, moved up by 0.05")
    yield differs(sigmoid(plus(tenth, bias)), plus(sigmoid(tenth), bias), "-0.037549",
                  "a counter-example: two different numbers")  # fmt: skip


@topic(condition="w ≠ 0")
def bias_inside_activation() -> Iterator[Line]:
    """With a bias, the graph of f(w x) moves sideways, by −b/w."""
    weight = real("w", nonzero=True)
    yield Line(times(weight, plus(x, b / weight)), plus(weight * x, b), "the weight multiplied out")
    yield Line(f(weight * x + b), called("g", f(weight * (x + b / weight)), x + b / weight),
               "with g(x) = f(w x): the value at x is the one that g has at x + b/w")  # fmt: skip
    yield Line(at(weight * x + b, {x: -b / weight}), 0, "what stood at 0 now stands at −b/w")


@topic()
def no_bias_zero_input(n: int) -> Iterator[Line]:
    """Without a bias, an input of zeros gives f(0), whatever the weights are."""
    weights = vector("w", n)
    zeros = sp.ZeroMatrix(n, 1).as_explicit()
    yield Line(dot(weights, zeros), 0, "every product has a factor 0")
    yield Line(f(dot(weights, zeros)), f(0), "so the activation sees 0")
    no_effect = slope("y", f(dot(weights, zeros)), weights)
    yield Line(no_effect, zeros, "and no weight changes that")


@topic()
def no_bias_through_origin(n: int) -> Iterator[Line]:
    """Without a bias, the decision boundary w · x = 0 goes through the origin; with one it does not."""
    weights = vector("w", n)
    zeros = sp.ZeroMatrix(n, 1).as_explicit()
    yield Line(dot(weights, zeros), 0, "the origin solves w · x = 0")
    yield Line(plus(dot(weights, zeros), b), b, "with a bias the origin gives b, which is 0 only where b is")
