"""Decision boundaries: the points where a neuron's weighted sum is 0."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from nnexplain.symbolic.letters import column, entries, entry, plus, real, reals, vector
from nnexplain.symbolic.proof import Line, topic
from nnexplain.symbolic.terms import at, called, dot, opened, sign, slope, solved, stands

PLACE = 2
b = real("b")


@topic()
def hyperplane_line_form() -> Iterator[Line]:
    """The line y = m x + c is the set of points where m x − y + c is 0."""
    m, c, x, y = reals("m c x y")
    form = plus(m * x, -y, c)
    yield Line(at(form, {y: m * x + c}), 0, "every point of the line makes it 0")
    yield Line(called("y", solved(form, y)[0]), plus(m * x, c), "and solving for y gives back the line: no others")
    normal = [sp.diff(form, x), sp.diff(form, y)]
    yield Line(called("normal", column(normal)), column([m, -1]), "its slopes in x and in y: across the line")
    yield Line(dot(column(normal), column([1, m])), 0, "the line goes 1 along and m up: at a right angle to the normal")


@topic(condition="w₁ ≠ 0")
def hyperplane_1d() -> Iterator[Line]:
    """With one input the boundary w₁ x₁ + b = 0 is a single point."""
    x, w = entry("x", 0), entry("w", 0, nonzero=True)
    z = w * x + b
    solutions = solved(z, x)
    yield Line(called("number of solutions", sp.Integer(len(solutions))), 1, "one equation, one unknown")
    yield Line(called("x", solutions[0], index=(0,)), -b / w, "solved for x₁")
    yield Line(at(z, {x: -b / w}), 0, "put back in")


@topic(condition="w ≠ 0; solved for x₂ where w₂ ≠ 0")
def hyperplane_2d() -> Iterator[Line]:
    """With two inputs the boundary w₁ x₁ + w₂ x₂ + b = 0 is a line."""
    x1, x2, w1, w2 = entry("x", 0), entry("x", 1), entry("w", 0), entry("w", 1, nonzero=True)
    z = plus(w1 * x1, w2 * x2, b)
    height = (-b - w1 * x1) / w2
    yield Line(called("x", solved(z, x2)[0], index=(1,)), height, "solved for x₂")
    yield Line(at(z, {x2: height}), 0, "put back in, whatever x₁ is")
    yield Line(slope("x2", height, x1), -w1 / w2, "one slope everywhere: a line")
    numbers = {w1: sp.Rational(1, 10), w2: sp.Rational(1, 5), b: sp.Rational(1, 20)}
    example = z.subs(numbers)
    yield Line(called("x", solved(example.subs(x2, 0), x1)[0], index=(0,)), sp.Rational(-1, 2),
               "with w = [0.1, 0.2] and b = 0.05: where x₂ = 0")  # fmt: skip
    yield Line(called("x", solved(example.subs(x1, 0), x2)[0], index=(1,)), sp.Rational(-1, 4), "and where x₁ = 0")


@topic(condition="w ≠ 0; solved for x₃ where w₃ ≠ 0")
def hyperplane_3d() -> Iterator[Line]:
    """With three inputs the boundary is a plane."""
    x1, x2, x3 = (entry("x", place) for place in range(3))
    w1, w2, w3 = entry("w", 0), entry("w", 1), entry("w", 2, nonzero=True)
    z = plus(w1 * x1, w2 * x2, w3 * x3, b)
    height = (-b - w1 * x1 - w2 * x2) / w3
    yield Line(called("x", solved(z, x3)[0], index=(2,)), height, "solved for x₃")
    yield Line(at(z, {x3: height}), 0, "put back in, whatever x₁ and x₂ are")
    yield Line(slope("x3", height, x1), -w1 / w3, "one slope along x₁")
    yield Line(slope("x3", height, x2), -w2 / w3, "and one along x₂: a flat plane over the other two")


@topic(condition="w ≠ 0")
def hyperplane_nd(n: int) -> Iterator[Line]:
    """With n inputs the boundary has dimension n − 1: one equation takes away one direction."""
    w1 = entry("w", 0, nonzero=True)
    weights = sp.Matrix([[w1, *(entry("w", place) for place in range(1, n))]])
    along = weights.nullspace()
    yield Line(called("rank of w", sp.Integer(weights.rank())), 1, f"w₁ ≠ 0; one row, {n} columns")
    for place, direction in enumerate(along):
        yield Line(dot(column(weights), column(direction)), 0, f"direction {place + 1} in which z does not change")
    yield Line(called("dimension", sp.Integer(len(along))), n - 1, f"as many directions as n − 1, with n = {n}")


@topic()
def hyperplane_sides(n: int) -> Iterator[Line]:
    """On one side of its boundary a neuron's w · x + b is positive, on the other negative."""
    weights, foot, t = vector("w", n), vector("p", n), real("t")
    bias, q = stands("b", -dot(weights, foot)), stands("q", dot(weights, weights))
    moved = foot + t / q * weights
    z = dot(weights, moved) + bias
    yield Line(plus(dot(weights, foot), bias), 0, "p is a point of the boundary: b = −w · p")
    yield Line(q, plus(*(one**2 for one in entries(weights))), "q = w · w, the squared length of w")
    yield Line(plus(dot(weights, moved), bias), t, "at t w / q from p, straight across, z is exactly t")
    for side, way, said in ((real("t", positive=True), 1, "t > 0"), (real("t", negative=True), -1, "t < 0")):
        reached = called("z", sp.cancel(opened(z)).subs(t, side))
        yield Line(sign(reached), way, f"{said}: one whole side of the boundary")
