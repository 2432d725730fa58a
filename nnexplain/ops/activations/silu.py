"""SiLU, also called swish."""

from __future__ import annotations

from nnexplain.engine.arithmetic import EACH, add, call, multiply, product
from nnexplain.engine.carriers import Carrier, T
from nnexplain.engine.graph import op
from nnexplain.ops import kernels as special
from nnexplain.ops.activation import Activation
from nnexplain.ops.activations.sigmoid import complement, sigmoid


@op(EACH, notation=call("SiLU"))
def silu(m: Carrier[T], x: T) -> T:
    """SiLU (swish) weighs x by its own sigmoid: x · sigmoid(x)."""
    return x / (1 + m.exp(-x))


silu.kernel(lambda x: special.weighted_sigmoid(x, x))
silu.gradient(lambda g, node, x: [product(g, add(s := sigmoid(x), multiply(node, complement(s, x))))])


ACTIVATION = Activation(silu, label="SiLU")
