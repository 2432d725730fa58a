"""The steps of a feed-forward network of two layers; the transformer's blocks have them too."""

from __future__ import annotations

from nnexplain.engine.graph import Node
from nnexplain.engine.naming import named
from nnexplain.models.activation import activation_step
from nnexplain.ops.matrix import matmul


def feed_forward(x: Node, W1: Node, b1: Node | None, W2: Node, b2: Node | None, activation: str) -> Node:
    """Expand, activate, compress: z1, h and z2, as named steps."""
    z1 = named("z1", affine(x, W1, b1), "first layer")
    h = activation_step("h", activation, z1, remark=False)
    return named("z2", affine(h, W2, b2), "second layer")


def affine(x: Node, W: Node, b: Node | None) -> Node:
    """x W + b, with one example a row."""
    return matmul(x, W) if b is None else matmul(x, W) + b
