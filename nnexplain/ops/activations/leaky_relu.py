"""Leaky ReLU, which is never quite off."""

from __future__ import annotations

import numpy as np

from nnexplain.engine.arithmetic import EACH, call, product
from nnexplain.engine.carriers import Carrier, T
from nnexplain.engine.graph import op
from nnexplain.ops.activation import Activation
from nnexplain.ops.activations.relu import at_number, corner_meaning

_LEAK = 0.01


@op(EACH, notation=call("LeakyReLU"))
def leaky_relu(m: Carrier[T], x: T) -> T:
    """Leaky ReLU lets a hundredth of a negative x through: max(x/100, x)."""
    return m.maximum(x / 100, x)  # 0.01 is no float64, so a product with it would be exact in no carrier


@op(EACH, notation=call("LeakyReLU'"), meaning=corner_meaning("LeakyReLU′", "1", f"{_LEAK:g}"))
def slope(m: Carrier[T], x: T) -> T:
    """The slope of leaky ReLU: 1 where x > 0, else 0.01 (also at 0, by convention)."""
    found = at_number(x, lambda z: 1.0 if z > 0 else _LEAK)
    return (1 + 99 * m.step(x)) / 100 if found is None else found


slope.kernel(lambda x: np.where(x > 0, 1.0, _LEAK))
slope.gradient(lambda g, node, x: [None])
leaky_relu.gradient(lambda g, node, x: [product(g, slope(x))])


ACTIVATION = Activation(leaky_relu, label="leaky ReLU", slope_at_0=f"{_LEAK:g}", straight=True)
