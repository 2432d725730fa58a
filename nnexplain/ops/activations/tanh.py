"""The hyperbolic tangent, an S from −1 to 1."""

from __future__ import annotations

import numpy as np

from nnexplain.engine.arithmetic import EACH, call, multiply, negate, product
from nnexplain.engine.carriers import Carrier, T
from nnexplain.engine.graph import op
from nnexplain.notation.tree import Tree, lift
from nnexplain.ops import kernels as special
from nnexplain.ops.activation import Activation


@op(EACH, notation=lambda node, y, x: Tree("-", (lift(1), Tree("^", (y, lift(2))))), reads_past=True)
def less_square(m: Carrier[T], y: T, x: T | None = None) -> T:
    """The slope of tanh from its value: 1 − y²."""
    return 1 - m.power(y, 2)


less_square.kernel(lambda y, x: special.tanh_slope(x))
less_square.gradient(lambda g, node, y, x: [product(g, negate(multiply(2, y))), None])


@op(EACH, notation=call("tanh"))
def tanh(m: Carrier[T], x: T) -> T:
    """The hyperbolic tangent squashes x into (−1, 1)."""
    return m.tanh(x)


tanh.gradient(lambda g, node, x: [product(g, less_square(node, x))])
less_square.samples(lambda draw: ((np.tanh(x := draw(2, 3)), x), {}))


ACTIVATION = Activation(tanh, middle=0)
