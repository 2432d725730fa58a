"""The second derivative of a loss: the backward pass of the backward pass."""

from __future__ import annotations

import math

from nnexplain.engine.backward import Backward
from nnexplain.engine.graph import Node, ancestors


class Curvature:
    """d²L/dW² where W is; ``value`` is None where there is none, ``constant`` whether it is the same everywhere."""

    def __init__(self, loss: Node, W: Node) -> None:
        second = _derivative(_derivative(loss, W), W)
        number = 0.0 if second is None else float(second.value)
        self.value = number if math.isfinite(number) else None
        made_of = [] if second is None else ancestors(second, into_bodies=True)
        self.constant = not any(part is W or part.here for part in made_of)


def _derivative(value: Node | None, W: Node) -> Node | None:
    """The derivative as a node; None where the value does not depend on W."""
    return None if value is None else Backward(value, stops={W.serial}).of.get(W.serial)
