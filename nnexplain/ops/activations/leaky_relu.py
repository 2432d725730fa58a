"""Leaky ReLU, which is never quite off."""

from __future__ import annotations

from nnexplain.engine.arithmetic import EACH, add, call, multiply, product
from nnexplain.engine.carriers import Carrier, T
from nnexplain.engine.graph import op
from nnexplain.ops.activation import Activation
from nnexplain.ops.elementary import step

_LEAK = 0.01


@op(EACH, notation=call("LeakyReLU"))
def leaky_relu(m: Carrier[T], x: T) -> T:
    """Leaky ReLU lets a hundredth of a negative x through: max(x/100, x)."""
    return m.maximum(x / 100, x)  # 0.01 is no float64, so a product with it would be exact in no carrier


leaky_relu.gradient(lambda g, node, x: [product(g, add(_LEAK, multiply(1 - _LEAK, step(x))))])


ACTIVATION = Activation(leaky_relu, label="leaky ReLU", slope_at_0=f"{_LEAK:g}", straight=True)
