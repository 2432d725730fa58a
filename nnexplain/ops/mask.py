"""Hiding entries from a softmax: a hidden score becomes −∞, whose exponential is 0."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnexplain.arrays import Index
from nnexplain.engine.arithmetic import call, product
from nnexplain.engine.graph import Node, constant, op
from nnexplain.engine.patterns import Moves


class _Hides(Moves):
    """An entry stays, or −∞ stands in its place."""

    def cell(self, reader: Any, node: Node, index: Index) -> Any:
        scores, keep = node.inputs
        if keep.value[index[-2:]]:
            return reader.cell(scores, index)
        return reader.cell(constant(-np.inf), ())


@op(_Hides(lambda index, node: (0, index)), notation=lambda node, a, keep: call("mask")(node, a))
def mask(m: Any, a: Any, keep: Any) -> Any:
    """Entries where ``keep`` is 0 become −∞."""
    return np.where(keep != 0, a, -np.inf)


@mask.gradient
def _(g: Node, node: Node, a: Node, keep: Node) -> list[Node | None]:
    return [product(g, keep), None]


@mask.samples
def _(draw: Any) -> Any:
    return (draw(2, 3), np.array([[1.0, 0.0, 1.0], [1.0, 1.0, 0.0]])), {}
