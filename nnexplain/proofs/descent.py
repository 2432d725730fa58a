"""Slopes and gradient descent: where downhill is, how far a step goes, when it goes too far."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from nnexplain.models.update import renewed
from nnexplain.symbolic.letters import column, entries, entry, plus, real, reals, times, vector
from nnexplain.symbolic.proof import Line, topic
from nnexplain.symbolic.terms import at, called, dot, numbered, slope, solved, stands, worked

PLACE = 7
x, m, b, w, h, theta = reals("x m b w h theta")
eta, curvature = reals("eta lambda", positive=True)


@topic()
def slope_of_line() -> Iterator[Line]:
    """The slope of y = m x + b is m, everywhere."""
    y = plus(m * x, b)
    rise = plus(times(m, plus(x, h)), b, times(-1, y))
    yield Line(rise, times(m, h), "how much y rises over a distance h")
    yield Line(rise / h, m, "rise over distance, the same for every h")
    yield Line(sp.Derivative(y, x), m, "so also for a distance that tends to 0: the derivative")
    yield Line(sp.Derivative(y, (x, 2)), 0, "the slope does not change along the line")


@topic()
def gradient_definition() -> Iterator[Line]:
    """The gradient points where the loss rises most steeply; the opposite way it falls most steeply."""
    g = vector("g", 2)
    g1, g2 = entries(g)
    way = column([sp.cos(theta), sp.sin(theta)])
    r = stands("r", sp.sqrt(g1**2 + g2**2))
    along = {sp.cos(theta): g1 / r, sp.sin(theta): g2 / r}
    against = {sp.cos(theta): -g1 / r, sp.sin(theta): -g2 / r}
    steepness = dot(g, way)
    s = called("s", steepness, theta)
    yield Line(s, plus(times(g1, sp.cos(theta)), times(g2, sp.sin(theta))),
               "the slope g · u in the direction u at the angle θ")  # fmt: skip
    yield Line(at(slope("s", steepness, theta), along), 0,
               "straight along g, whose length is r, turning changes nothing to first order")  # fmt: skip
    yield Line(at(s, along), r, "the slope there: the length of g")
    yield Line(at(s, against), -r, "and the opposite way: as steep downhill")
    yield Line(plus(r**2, times(-1, steepness**2)), (g1 * sp.sin(theta) - g2 * sp.cos(theta)) ** 2,
               "a square, so no other direction is steeper")  # fmt: skip


@topic(condition="η is small enough, and the gradient is not 0")
def gd_formula(n: int) -> Iterator[Line]:
    """A step against the gradient, w − η g, lowers the loss."""
    loss, weights = sp.Function("L", real=True), [entry("w", place) for place in range(n)]
    g = numbered("g", [sp.Derivative(loss(*weights), one) for one in weights])
    stepped = loss(*(one - eta * pull for one, pull in zip(weights, g, strict=True)))
    yield Line(slope("L", loss(*weights), weights[0]), g[0], "the gradient: g has the slopes of L")
    yield Line(at(slope("L", stepped, eta), {eta: 0}), plus(*(times(-1, one**2) for one in g)),
               "how L(w − η g) starts, by the chain rule: minus the squared length of g, so it falls")  # fmt: skip
    bowl = curvature * w**2 / 2
    pull = stands("g", sp.diff(bowl, w))
    change = called("change of L", plus(bowl.subs(w, worked(renewed, w, eta, pull)), times(-1, bowl)))
    yield Line(change, times(-1, eta, pull**2, 1 - eta * curvature / 2),
               "on the bowl L = λ w² / 2, where g = λ w: the start −η g², times what a long step loses")  # fmt: skip
    yield Line(at(change, {eta: 2 / curvature}), 0, "at η = 2 / λ nothing is gained any more: the condition")


@topic()
def first_order_descent(n: int) -> Iterator[Line]:
    """To first order, a step of gradient descent changes the loss by −η times the squared length of the gradient."""
    g = vector("g", n)
    step = -eta * g
    squares = plus(*(one**2 for one in entries(g)))
    yield Line(dot(g, step), times(-1, eta, squares), "the slopes g times the step −η g")
    yield Line(slope("L", dot(g, step), eta), times(-1, squares), "per unit of η: minus the squared length")
    tenth, pull = sp.Rational(1, 10), sp.Rational(-3, 10)
    drop = times(-1, tenth, sp.Pow(pull, 2, evaluate=False))
    yield Line(drop, sp.Rational(-9, 1000), "η = 0.1 and a single gradient −0.3")
    yield Line(plus(2, drop), sp.Rational(1991, 1000), "so a loss of 2 is expected to become 1.991")


@topic()
def mean_value_slope() -> Iterator[Line]:
    """A loss that falls by 0.2 while a weight moves by 0.03 has a mean slope of −20/3 on the way."""
    start, end, high, low = (sp.Rational(number) for number in ("0.5", "0.53", "2", "1.8"))
    fall, way = plus(low, -high), plus(end, -start)
    u, v = reals("u v")
    a, c = reals("a c")
    bend = a * w**2 + b * w + c
    mean = (bend.subs(w, v) - bend.subs(w, u)) / (v - u)
    yield Line(fall, sp.Rational(-1, 5), "what the loss does")
    yield Line(way, sp.Rational(3, 100), "what the weight does")
    yield Line(called("mean slope", solved(m * way - fall, m)[0]), sp.Rational(-20, 3), "m, where m × 0.03 = −0.2")
    yield Line(times(sp.Rational(-3, 10), way), sp.Rational(-9, 1000), "a slope of −0.3 takes off only 0.009")
    yield Line(called("mean slope", mean), plus(times(a, plus(u, v)), b),
               "of a w² + b w + c from u to v: its slope 2 a w + b in the middle, so on the way")  # fmt: skip


@topic(condition="exact on L = λ w² / 2; elsewhere with λ the largest curvature near the minimum")
def lr_bound() -> Iterator[Line]:
    """Gradient descent converges where the learning rate is below 2/λ."""
    bowl = curvature * w**2 / 2
    yield Line(slope("L", bowl, w), curvature * w, "the gradient on L = λ w² / 2")
    new = called("w_new", worked(renewed, w, eta, sp.diff(bowl, w)))
    yield Line(new / w, plus(1, times(-1, eta, curvature)),
               "each step multiplies w by the same factor: w_new = w − η λ w")  # fmt: skip
    factor = sp.Abs(1 - eta * curvature, evaluate=False)
    yield Line(at(factor, {eta: 2 / curvature}), 1, "at η = 2 / λ the distance stays the same")
    rate, steep = real("eta"), sp.Integer(4)
    edge = solved(1 - rate * curvature + 1, rate)[0]
    yield Line(called("eta", edge), 2 / curvature, "solved for a factor of −1: the only such place beyond η = 0")
    inside = sp.Union(*sp.solve_poly_inequality(sp.Poly((1 - rate * steep) ** 2 - 1, rate), "<"))
    yield Line(called("range", inside), sp.Interval.open(0, sp.Rational(1, 2)),
               "of the η with (1 − 4 η)² < 1: for λ = 4 the distance shrinks at every step")  # fmt: skip
    yield Line(at(1 - eta * curvature, {eta: sp.Rational(3, 5), curvature: 4}), sp.Rational(-7, 5),
               "beyond it, as at η = 0.6, w swings from side to side and grows")  # fmt: skip
