"""The sigmoid, an S from 0 to 1."""

from __future__ import annotations

import numpy as np

from nnexplain.engine.arithmetic import EACH, call, multiply, negate, product
from nnexplain.engine.carriers import Carrier, T
from nnexplain.engine.graph import Node, op
from nnexplain.notation.tree import Tree, lift
from nnexplain.ops import kernels as special
from nnexplain.ops.activation import Activation


@op(EACH, notation=lambda node, s, x: Tree("-", (lift(1), s)), reads_past=True)
def complement(m: object, s: T, x: T | None = None) -> T:
    """What a sigmoid leaves of 1: 1 − s."""
    return 1 - s


complement.kernel(lambda s, x: special.sigmoid(-np.asarray(x)))  # 1 − s keeps no digits where s is nearly 1


@complement.gradient
def _(g: Node, node: Node, s: Node, x: Node) -> list[Node | None]:
    return [negate(g), None]  # x is another way to the same digits: what depends on it does so through s


@op(EACH, notation=call("sigmoid"))
def sigmoid(m: Carrier[T], x: T) -> T:
    """The sigmoid squashes x into (0, 1): 1 / (1 + e^(−x))."""
    return 1 / (1 + m.exp(-x))


sigmoid.kernel(special.sigmoid)
sigmoid.gradient(lambda g, node, x: [product(g, multiply(node, complement(node, x)))])
complement.samples(lambda draw: ((special.sigmoid(x := draw(2, 3)), x), {}))


ACTIVATION = Activation(sigmoid, middle=0.5)
