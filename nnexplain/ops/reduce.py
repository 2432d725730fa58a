"""Sums, means and extremes along the last axis, or over every entry (``over="all"``)."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnexplain.engine.arithmetic import call, divide, multiply, product, spread
from nnexplain.engine.graph import Node, chosen, constant, op
from nnexplain.engine.patterns import AlongLine
from nnexplain.notation.tree import Tree
from nnexplain.ops.shape import reshape

LINE = AlongLine()


def _back(g: Node, a: Node, params: dict[str, Any]) -> Node:
    """The gradient of a line's number, spread back over the line."""
    if params.get("over") != "all" and not params.get("keep"):
        g = reshape(g, shape=(*g.shape, 1))
    return spread(g, shape=a.shape)


@op(LINE, notation=call("sum"))
def total(m: Any, line: Any) -> Any:
    """The sum of a line of entries."""
    return m.sum(line)


@total.gradient
def _(g: Node, node: Node, a: Node, **params: Any) -> list[Node]:
    return [_back(g, a, params)]


@op(LINE, notation=call("mean"))
def mean(m: Any, line: Any) -> Any:
    """The mean of a line of entries: their sum, divided by their number."""
    return m.sum(line) / m.size(line)


@mean.kernel
def _(line: Any) -> Any:
    """Divided first where the sum of the largest numbers is beyond float64, and their mean is not."""
    count = line.shape[-1]
    found = np.sum(line, axis=-1) / count
    if np.isfinite(found).all():
        return found
    return np.where(np.isfinite(found), found, np.sum(line / count, axis=-1))


@mean.gradient
def _(g: Node, node: Node, a: Node, **params: Any) -> list[Node]:
    count = a.value.size // max(node.value.size, 1)
    return [divide(_back(g, a, params), count)]


@op(LINE, notation=lambda node, g, p: call("sum")(node, Tree("odot", (g, p))))
def weighted_mean(m: Any, line: Any, weights: Any) -> Any:
    """The mean of a line under weights that sum to 1: Σ gⱼ pⱼ."""
    return m.dot(line, weights)


@weighted_mean.kernel
def _(line: Any, weights: Any) -> Any:
    """Taken about the smallest entry, so that equal entries have exactly that entry as their mean."""
    line, weights = np.broadcast_arrays(line, weights)
    least = np.take_along_axis(line, np.argmin(np.abs(line), axis=-1, keepdims=True), axis=-1)
    return least[..., 0] + np.sum((line - least) * weights, axis=-1)


@weighted_mean.gradient
def _(g: Node, node: Node, line: Node, weights: Node, **params: Any) -> list[Node]:
    back = _back(g, line, params)
    return [product(back, weights), product(back, line)]


@weighted_mean.samples
def _(draw: Any) -> Any:
    weights = draw(2, 3, low=0.1, high=1)
    return (draw(2, 3), weights / weights.sum(axis=-1, keepdims=True)), {"keep": True}


@op(LINE, notation=call("max"))
def largest(m: Any, line: Any) -> Any:
    """The largest entry of a line; its gradient goes to the first place where it stands."""
    return m.max(line)


@largest.gradient
def _(g: Node, node: Node, a: Node, **params: Any) -> list[Node]:
    return [product(_back(g, a, params), _first(a, np.argmax, params))]


@op(LINE, notation=call("min"))
def smallest(m: Any, line: Any) -> Any:
    """The smallest entry of a line; its gradient goes to the first place where it stands."""
    return m.min(line)


@smallest.gradient
def _(g: Node, node: Node, a: Node, **params: Any) -> list[Node]:
    return [product(_back(g, a, params), _first(a, np.argmin, params))]


def _first(a: Node, where: Any, params: dict[str, Any]) -> Node:
    lines = a.value.reshape(1, -1) if params.get("over") == "all" else a.value
    hot = np.arange(lines.shape[-1]) == where(lines, axis=-1)[..., None]
    return chosen(hot.reshape(a.shape).astype(float))


@op(LINE, notation=lambda node, a: call("sum")(node, call("square")(node, a)))
def sum_of_squares(m: Any, line: Any) -> Any:
    """The sum of the squares of a line of entries."""
    return m.dot(line, line) if isinstance(line, list) else np.sum(np.square(line), axis=-1)


@sum_of_squares.gradient
def _(g: Node, node: Node, a: Node, **params: Any) -> list[Node]:
    return [product(_back(g, a, params), multiply(2, a))]


@op(LINE, notation=call("norm"))
def norm(m: Any, line: Any) -> Any:
    """The Euclidean length of a line of entries: the root of the sum of their squares."""
    return m.sqrt(m.dot(line, line))


@norm.kernel
def _(line: Any) -> Any:
    """Scaled by the largest entry, so that no square overflows or vanishes."""
    largest_entry = np.max(np.abs(line), axis=-1)
    scale = np.where((largest_entry > 0) & np.isfinite(largest_entry), largest_entry, 1.0)
    return np.sqrt(np.sum(np.square(line / scale[..., None]), axis=-1)) * scale


@norm.gradient
def _(g: Node, node: Node, a: Node, **params: Any) -> list[Node]:
    """Each entry over the length; at the zero vector the gradient is taken as 0."""
    zero = constant(node.value == 0, here=True)
    length = node + zero if zero.value.any() else node
    return [multiply(_back(g, a, params), divide(a, _back(length, a, params)))]


for _made in (total, mean, largest, smallest, sum_of_squares, norm):

    @_made.samples
    def _(draw: Any) -> Any:
        return (draw(2, 3),), draw.choice([{}, {"keep": True}, {"over": "all"}])
