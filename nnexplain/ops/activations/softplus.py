"""Softplus, whose slope is the sigmoid."""

from __future__ import annotations

from nnexplain.engine.arithmetic import EACH, call, product
from nnexplain.engine.carriers import Carrier, T
from nnexplain.engine.graph import op
from nnexplain.ops import kernels as special
from nnexplain.ops.activation import Activation
from nnexplain.ops.activations.sigmoid import sigmoid


@op(EACH, notation=call("softplus"))
def softplus(m: Carrier[T], x: T) -> T:
    """Softplus is a smooth ReLU: ln(1 + e^x)."""
    return m.log(1 + m.exp(x))


softplus.kernel(special.softplus)
softplus.gradient(lambda g, node, x: [product(g, sigmoid(x))])


ACTIVATION = Activation(softplus)
