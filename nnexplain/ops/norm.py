"""Layer normalisation, worked out along the last axis: mean, variance, deviation, z-scores, scale and shift."""

from __future__ import annotations

from typing import Any

from nnexplain.graph import Node, named
from nnexplain.ops.arithmetic import power
from nnexplain.ops.elementary import sqrt
from nnexplain.ops.reduce import mean, total
from nnexplain.ops.softmax import beside


def norm_steps(x: Node, gamma: Node | None, beta: Node | None, eps: Any, ddof: int = 0, *, public: bool = True) -> Node:
    """The steps of a layer normalisation under their names; returns the output (not yet named).

    ``ddof=0`` divides the variance by n (as layer normalisation does), ``ddof=1`` by n − 1.
    """
    centre = named("mean", mean(x), "mean", symbol="mu", public=public)
    distance = named("centred", x - beside(centre, x), "distance from the mean", symbol="d", public=False)
    squares = power(distance, 2)
    spread = mean(squares) if ddof == 0 else total(squares) / (x.shape[-1] - ddof)
    variance = named("variance", spread, "variance", symbol="v", public=public)
    std = named("std", sqrt(variance + eps), "standard deviation", symbol="sigma", public=public)
    z = named("z", distance / beside(std, x), "z-scores", public=public)
    scaled = z if gamma is None else gamma * z
    return scaled if beta is None else scaled + beta
