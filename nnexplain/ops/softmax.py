"""Softmax, worked out along the last axis: shift by the largest, exponentials, their sum, the shares."""

from __future__ import annotations

from typing import Any

from nnexplain.graph import Node, named, op
from nnexplain.kinds import Worked
from nnexplain.ops.arithmetic import multiply, power, subtract
from nnexplain.ops.elementary import call, exp
from nnexplain.ops.reduce import largest, total, weighted_mean
from nnexplain.ops.shape import reshape


def softmax_steps(z: Node, base: Node | None = None, *, public: bool = True) -> Node:
    """The four steps of a softmax under their names; returns the shares (not yet named).

    ``base`` raises another number than e to the shifted logits.
    """
    top = named("max", largest(z), "largest", symbol="max", public=False)
    top.constant = True  # the shift cancels, so nothing flows back through it
    shifted = named(
        "shifted",
        z - beside(top, z),
        "shift",
        public=public,
        note="The shift changes no share (it cancels) and keeps e^x from overflowing.",
    )
    powers = named(
        "exponentials",
        exp(shifted) if base is None else power(base, shifted),
        "exponentials",
        symbol="e",
        public=public,
    )
    whole = named("sum", total(powers), "their sum", symbol="S", public=public)
    return powers / beside(whole, z)


def beside(line: Node, entries: Node) -> Node:
    """One number for each row, ready to meet the row's entries."""
    return line if entries.ndim == 1 else reshape(line, shape=(*line.shape, 1))


@op(Worked(), notation=call("softmax"), composite=True)
def softmax(z: Node) -> Node:
    """Softmax turns logits into shares that are positive and sum to 1: e^(zᵢ) / Σ e^(zⱼ)."""
    return softmax_steps(z, public=False)


@softmax.gradient
def softmax_gradient(g: Node, node: Node, z: Node) -> list[Node]:
    """∂L/∂zᵢ = pᵢ (gᵢ − Σⱼ gⱼ pⱼ): each gradient, less their mean under p, weighted by p."""
    average = weighted_mean(g, node, keep=True)
    return [multiply(node, subtract(g, average))]


@softmax.samples
def _(draw: Any) -> Any:
    return (draw(*draw.choice([(4,), (2, 3)])),), {}
