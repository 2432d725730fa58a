"""Layers: neurons side by side, functions one after another, the feed-forward network of a transformer."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from nnexplain.symbolic.letters import column, entries, matrix, plus, products, reals, rows, times, vector
from nnexplain.symbolic.proof import Line, topic
from nnexplain.symbolic.terms import at, called, defined, numbered, opened, slope

PLACE = 5
a, b, c, d, x = reals("a b c d x")
f = sp.Function("f", real=True)


@topic()
def layer_formula(n: int) -> Iterator[Line]:
    """A layer is a stack of neurons that all see the same input: each row of W is one neuron's weights."""
    W, inputs, bias = matrix("W", 2, n), vector("x", n), vector("b", 2)
    z = opened(W * inputs + bias)
    sums = [plus(*products(entries(W).row(i), entries(inputs)), entries(bias)[i]) for i in range(2)]
    yield Line(W * inputs + bias, column(sums), "one weighted sum and one bias in each row")
    for i in range(2):
        yield Line(called("y", f(z[i]), index=(i,)), f(sums[i]), f"neuron {i + 1}: its own row, the same x and f")
    yield Line(slope("y1", f(z[0]), entries(W)[1, 0]), 0, "no neuron uses the weights of another")
    yield Line(called("shape of y", sp.Tuple(*z.shape)), sp.Tuple(2, 1), "as many outputs as W has rows")


@topic()
def function_composition() -> Iterator[Line]:
    """In f(g(x)) the inner function g works first, and the order matters."""
    outer, inner = defined("f", lambda value: a * value + b), defined("g", lambda value: c * value + d)
    yield Line(outer(inner(x)), plus(times(a, plus(c * x, d)), b), "f(x) = a x + b takes what g(x) = c x + d gives")
    yield Line(outer(inner(x)), plus(a * c * x, a * d, b), "a multiplied into the bracket")
    yield Line(inner(outer(x)), plus(a * c * x, b * c, d), "the other way round")
    yield Line(plus(outer(inner(x)), times(-1, inner(outer(x)))), plus(a * d, b, -b * c, -d),
               "the difference is 0 only for some a, b, c, d")  # fmt: skip
    double, add_one = defined("f", lambda value: 2 * value), defined("g", lambda value: value + 1)
    yield Line(double(add_one(3)), 8, "where f doubles and g adds 1: 3, then 4, then 8")
    yield Line(add_one(double(3)), 7, "the other way round: 3, then 6, then 7")


@topic()
def ffn_formula(n: int) -> Iterator[Line]:
    """A feed-forward network widens a token's d numbers to d′, applies f, and comes back to d numbers."""
    wide = 2 * n
    W1, W2 = entries(matrix("W1", n, wide)), entries(matrix("W2", wide, n))
    row, b1, b2 = (entries(vector(name, size)).T for name, size in (("x", n), ("b1", wide), ("b2", n)))
    hidden = (row * W1 + b1).applyfunc(f)
    out = hidden * W2 + b2
    h = numbered("h", hidden)
    yield Line(called("shape of x", sp.Tuple(*row.shape)), sp.Tuple(1, n), f"one token as a row, d = {n}")
    yield Line(called("shape of h", sp.Tuple(*hidden.shape)), sp.Tuple(1, wide),
               f"h = f(x W₁ + b₁): W₁ is {n} × {wide}, so h is wider, d′ = {wide}")  # fmt: skip
    yield Line(called("shape of FFN(x)", sp.Tuple(*out.shape)), sp.Tuple(1, n),
               f"h W₂ + b₂: W₂ is {wide} × {n}, so back to d")  # fmt: skip
    yield Line(h[0], f(plus(*products(row, W1.col(0)), b1[0])), "one hidden number")
    yield Line(called("FFN(x)", out[0], index=(0,)), plus(*products(h, W2.col(0)), b2[0]), "one output number")


@topic()
def ffn_collapse(n: int) -> Iterator[Line]:
    """A feed-forward network without its activation is one affine map, however wide it is."""
    W1, b1 = matrix("W1", n, n + 1), matrix("b1", 1, n + 1)
    W2, b2 = matrix("W2", n + 1, n), matrix("b2", 1, n)
    row = matrix("x", 1, n)
    out = (row * W1 + b1) * W2 + b2
    W, b = entries(W1) * entries(W2), entries(b1) * entries(W2) + entries(b2)
    yield Line(out, row * W1 * W2 + b1 * W2 + b2, "W₂ multiplied into the bracket")
    yield Line(called("W", W), W1 * W2, "one matrix for both")
    yield Line(at(out, {row: rows([[0] * n])}), b1 * W2 + b2, "one bias b for both: the value at zeros")
    yield Line(out, called("x", row) @ called("W", W) + called("b", b), "so the two layers are this single one")
