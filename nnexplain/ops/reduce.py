"""Sums, means and extremes along the last axis, or over every entry (``over="all"``)."""

from __future__ import annotations

from typing import Unpack

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.arithmetic import call, divide, multiply, product, spread
from nnexplain.engine.carriers import L, Lines, T
from nnexplain.engine.graph import Node, Params, chosen, constant, op
from nnexplain.engine.patterns import AlongLine
from nnexplain.notation.tree import Tree
from nnexplain.ops.kernels import shares
from nnexplain.ops.shape import reshape

LINE = AlongLine()


def _back(g: Node, a: Node, **params: Unpack[Params]) -> Node:
    """The gradient of a line's number, spread back over the line."""
    if params.get("over") != "all" and not params.get("keep"):
        g = reshape(g, shape=(*g.shape, 1))
    return spread(g, shape=a.shape)


@op(LINE, notation=call("sum"))
def total(m: Lines[T, L], line: L) -> T:
    """The sum of a line of entries."""
    return m.sum(line)


total.gradient(lambda g, node, a, **params: [_back(g, a, **params)])


@op(LINE, notation=call("mean"))
def mean(m: Lines[T, L], line: L) -> T:
    """The mean of a line of entries: their sum, divided by their number."""
    return m.sum(line) / m.size(line)


@mean.kernel
def _(line: Array) -> Array:
    """Divided first where the sum of the largest numbers is beyond float64, and their mean is not."""
    count = line.shape[-1]
    found = np.asarray(np.sum(line, axis=-1) / count)
    if np.isfinite(found).all():
        return found
    return np.where(np.isfinite(found), found, np.sum(line / count, axis=-1))


mean.gradient(lambda g, node, a, **params: [divide(_back(g, a, **params), a.value.size // max(node.value.size, 1))])


def _of_rows(node: Node) -> str:
    return "Inside the brackets Σ is taken over each row." if node.inputs[0].ndim > 1 else ""


@op(LINE, notation=lambda node, g, p: call("sum")(node, Tree("odot", (g, p))), meaning=_of_rows)
def weighted_mean(m: Lines[T, L], line: L, weights: L) -> T:
    """The mean of a line under weights that sum to 1: Σ gⱼ pⱼ."""
    return m.dot(line, weights)


@weighted_mean.kernel
def _(line: Array, weights: Array) -> Array:
    """Taken about the smallest entry, so that equal entries have exactly that entry as their mean."""
    line, weights = np.broadcast_arrays(line, weights)
    least = np.take_along_axis(line, np.argmin(np.abs(line), axis=-1, keepdims=True), axis=-1)
    return np.asarray(least[..., 0] + np.sum((line - least) * weights, axis=-1))


@weighted_mean.gradient
def _(g: Node, node: Node, line: Node, weights: Node, **params: Unpack[Params]) -> list[Node]:
    back = _back(g, line, **params)
    return [product(back, weights), product(back, line)]


weighted_mean.samples(lambda draw: ((draw(2, 3), shares(draw(2, 3, low=0.1, high=1))), {"keep": True}))


@op(LINE, notation=call("max"))
def largest(m: Lines[T, L], line: L) -> T:
    """The largest entry of a line; its gradient goes to the first place where it stands."""
    return m.max(line)


@op(LINE, notation=call("min"))
def smallest(m: Lines[T, L], line: L) -> T:
    """The smallest entry of a line; its gradient goes to the first place where it stands."""
    return m.min(line)


@largest.gradient
@smallest.gradient
def _(g: Node, node: Node, a: Node, **params: Unpack[Params]) -> list[Node]:
    where, which = (np.argmax, ("max", "largest")) if node.op is largest else (np.argmin, ("min", "smallest"))
    lines = a.value.reshape(1, -1) if params.get("over") == "all" else a.value
    first = np.arange(lines.shape[-1]) == where(lines, axis=-1)[..., None]
    return [product(_back(g, a, **params), chosen(first.reshape(a.shape).astype(float), *which))]


@op(LINE, notation=lambda node, a: call("sum")(node, call("square")(node, a)))
def sum_of_squares(m: Lines[T, L], line: L) -> T:
    """The sum of the squares of a line of entries."""
    return m.dot(line, line)


sum_of_squares.kernel(lambda line: np.asarray(np.sum(np.square(line), axis=-1)))
sum_of_squares.gradient(lambda g, node, a, **params: [product(_back(g, a, **params), multiply(2, a))])


@op(LINE, notation=call("norm"))
def norm(m: Lines[T, L], line: L) -> T:
    """The Euclidean length of a line of entries: the root of the sum of their squares."""
    return m.sqrt(m.dot(line, line))


@norm.kernel
def _(line: Array) -> Array:
    """Scaled by the largest entry, so that no square overflows or vanishes."""
    largest_entry = np.max(np.abs(line), axis=-1)
    scale = np.where((largest_entry > 0) & np.isfinite(largest_entry), largest_entry, 1.0)
    return np.asarray(np.sqrt(np.sum(np.square(line / scale[..., None]), axis=-1)) * scale)


@norm.gradient
def _(g: Node, node: Node, a: Node, **params: Unpack[Params]) -> list[Node]:
    """Each entry over the length; at the zero vector the gradient is taken as 0."""
    zero = constant(node.value == 0, here=True)
    length = node + zero if zero.value.any() else node
    return [product(_back(g, a, **params), divide(a, _back(length, a, **params)))]
