"""Layer normalisation, worked out along the last axis: mean, variance, deviation, z-scores, scale and shift."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnexplain.graph import Array, Node, named, op
from nnexplain.ops.arithmetic import EACH, negate, power, unspread
from nnexplain.ops.elementary import sqrt
from nnexplain.ops.reduce import mean, total
from nnexplain.ops.softmax import beside
from nnexplain.written import Tree


@op(EACH, notation=lambda node, x, centre: Tree("-", (x, centre)))
def less_mean(m: Any, x: Any, centre: Any) -> Any:
    """Distance from the mean of the row: x − μ."""
    return x - centre


@less_mean.kernel
def _(x: Array, centre: Array) -> Array:
    """Taken about the first entry: differences of near numbers are exact, the mean of large ones is rounded.

    Where ``centre`` is the row's mean to within that rounding, the rounding is undone; any other is used as it is.
    """
    first = x[..., :1]
    near, offset = x - first, centre - first
    middle = near.mean(axis=-1, keepdims=True)
    rounding = 4 * np.finfo(np.float64).eps * np.abs(x).max(axis=-1, keepdims=True)
    return np.asarray(near - np.where(np.abs(offset - middle) <= rounding, middle, offset))


@less_mean.gradient
def _(g: Node, node: Node, x: Node, centre: Node) -> list[Node]:
    return [g, unspread(negate(g), centre)]


@less_mean.samples
def _(draw: Any) -> Any:
    x = draw(2, 3)
    return (x, x.mean(axis=-1, keepdims=True)), {}


def norm_steps(x: Node, gamma: Node | None, beta: Node | None, eps: Any, ddof: int = 0, *, public: bool = True) -> Node:
    """The steps of a layer normalisation under their names; returns the output (not yet named).

    ``ddof=0`` divides the variance by n (as layer normalisation does), ``ddof=1`` by n − 1.
    """
    centre = named("mean", mean(x), "mean", symbol="mu", public=public)
    distance = named("centred", less_mean(x, beside(centre, x)), "distance from the mean", symbol="d", public=False)
    squares = power(distance, 2)
    spread = mean(squares) if ddof == 0 else total(squares) / (x.shape[-1] - ddof)
    variance = named("variance", spread, "variance", symbol="v", public=public)
    std = named("std", sqrt(variance + eps), "standard deviation", symbol="sigma", public=public)
    z = named("z", distance / beside(std, x), "z-scores", public=public)
    scaled = z if gamma is None else gamma * z
    return scaled if beta is None else scaled + beta
