"""Layer normalisation, worked out along the last axis: mean, variance, deviation, z-scores, scale and shift."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.arithmetic import EACH, negate, power, unspread
from nnexplain.engine.carriers import T
from nnexplain.engine.graph import Node, Together, op, reworked
from nnexplain.engine.naming import named
from nnexplain.notation.tree import Tree
from nnexplain.ops.elementary import sqrt
from nnexplain.ops.reduce import mean, total
from nnexplain.ops.softmax import beside


@op(EACH, notation=lambda node, x, centre: Tree("-", (x, centre)))
def less_mean(m: object, x: T, centre: T) -> T:
    """Distance from the mean of the row: x − μ."""
    return x - centre


@less_mean.kernel
def _(x: Array, centre: Array) -> Array:
    """Less the mean of what is left, too: the mean of large numbers is rounded, that of their distances is not.

    Where ``centre`` is the row's mean to within that rounding, the rounding is undone; any other is used as it is.
    """
    near = x - centre
    middle = near.mean(axis=-1, keepdims=True)
    rounding = 4 * np.finfo(np.float64).eps * np.abs(x).max(axis=-1, keepdims=True)
    return np.asarray(near - np.where(np.abs(middle) <= rounding, middle, 0.0))


less_mean.gradient(lambda g, node, x, centre: [g, unspread(negate(g), centre)])
less_mean.samples(lambda draw: ((x := draw(2, 3), x.mean(axis=-1, keepdims=True)), {}))


def norm_steps(
    x: Node, gamma: Node | None, beta: Node | None, eps: Node, ddof: int = 0, *, public: bool = True
) -> Node:
    """The steps of a layer normalisation under their names; returns the output (not yet named).

    ``ddof=0`` divides the variance by n (as layer normalisation does), ``ddof=1`` by n − 1.
    """
    centre = named("mean", mean(x), "mean", symbol="mu", public=public)
    distance = named("centred", less_mean(x, beside(centre, x)), "distance from the mean", symbol="d", public=False)
    squares = power(distance, 2)
    spread = mean(squares) if ddof == 0 else total(squares) / (x.shape[-1] - ddof)
    variance = named("variance", spread, "variance", symbol="v", public=public)
    epsilon, root = float(eps.value), sqrt(variance + eps)
    rare = None if _has_squares(variance.value + epsilon) else _scores(x.value, epsilon, ddof)
    root = root if rare is None else reworked(root, rare[0])
    std = named("std", root, "standard deviation", symbol="sigma", public=public)
    ratio = distance / beside(std, x)
    ratio = ratio if rare is None else reworked(ratio, rare[1])
    steps = std, variance, distance, centre
    ratio = ratio.but(together=Together(lambda h: _slopes(h, x.value, epsilon, ddof), steps, x))
    z = named("z", ratio, "z-scores", public=public)
    scaled = z if gamma is None else gamma * z
    return scaled if beta is None else scaled + beta


def _has_squares(variance: Array) -> bool:
    """Whether no square has left the range of float64."""
    return bool(((variance > 1e-280) & (variance < np.inf)).all())


def _scores(x: Array, eps: float, ddof: int) -> tuple[Array, Array]:
    from nnexplain.ops.norm_slopes import scores

    return scores(x, eps, ddof)


def _slopes(h: Array, x: Array, eps: float, ddof: int) -> Sequence[Array]:
    from nnexplain.ops.norm_slopes import slopes

    return slopes(h, x, eps, ddof)
