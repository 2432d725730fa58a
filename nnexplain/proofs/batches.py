"""Batches: why the gradients of several examples are averaged, and what the average gains."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from nnexplain.symbolic.letters import entries, entry, matrix, plus, reals, times
from nnexplain.symbolic.proof import Line, topic
from nnexplain.symbolic.terms import at, called, numbered, slope, stands

PLACE = 9
w, r = reals("w r")
eta, sigma = reals("eta sigma", positive=True)
size = sp.Symbol("B", positive=True, integer=True)


@topic()
def batch_average(n: int) -> Iterator[Line]:
    """The gradient of a batch's mean loss is the mean of its examples' gradients."""
    losses = [sp.Function(f"L{place + 1}", real=True)(w) for place in range(n)]
    share = sp.Rational(1, n)
    slopes = [sp.Derivative(loss, w) for loss in losses]
    yield Line(sp.Derivative(times(share, plus(*losses)), w), times(share, plus(*slopes)),
               f"{n} examples, each with a loss of its own: sums and factors pass through a derivative")  # fmt: skip
    xs, ts = [entry("x", i) for i in range(n)], [entry("t", i) for i in range(n)]
    errors = [(w * one - goal) ** 2 / 2 for one, goal in zip(xs, ts, strict=True)]
    g = numbered("g", [sp.diff(error, w) for error in errors])
    yield Line(g[0], times(plus(w * xs[0], -ts[0]), xs[0]), "such as (w x − t)² / 2: one example's gradient")
    mean = slope("L", sum(errors) / n, w)
    yield Line(mean, times(share, plus(*g)), "L is the mean of such losses: the mean of their gradients")
    yield Line(plus(w, times(-1, eta, share, plus(*g))), times(share, plus(*(plus(w, -eta * one) for one in g))),
               "so one step with the mean goes to the mean of the places that the examples would go to")  # fmt: skip


@topic(condition="the samples are independent, each with variance σ²")
def batch_stability(n: int) -> Iterator[Line]:
    """The variance of a batch's mean gradient is σ²/B: larger batches, steadier gradients."""
    covariances = entries(matrix("C", n, n))
    of_mean = sum(covariances) / n**2
    independent = {covariances[i, j]: sigma**2 if i == j else 0 for i in range(n) for j in range(n)}
    yield Line(called("Var(mean)", of_mean.subs(independent)), sigma**2 / n,
               f"{n} gradients: all covariances over {n}²; of independent ones only variances are left")  # fmt: skip
    i = sp.Symbol("i", integer=True)
    variance = sp.Sum(sigma**2 / size**2, (i, 1, size))
    yield Line(called("Var(mean of B)", variance), sigma**2 / size, "any B: B times σ², over B²")
    many = sp.Symbol("N", positive=True)
    spread = stands("s", sp.sqrt(sigma**2 / size))
    yield Line(spread, sigma / sp.sqrt(size), "the typical error s of the mean, its square root")
    yield Line(at(spread, {size: 4 * many}), sigma / (2 * sp.sqrt(many)), "four times the batch halves it")
    together = {covariances[i, j]: sigma**2 * (1 if i == j else r) for i in range(n) for j in range(n)}
    yield Line(called("Var(mean)", of_mean.subs(together)), plus(r * sigma**2, (1 - r) * sigma**2 / n),
               "why independent: with a correlation r between any two, a part r σ² stays")  # fmt: skip
