"""ReLU, a line with a corner at 0."""

from __future__ import annotations

from nnexplain.arrays import Array
from nnexplain.engine.arithmetic import EACH, call, product
from nnexplain.engine.carriers import Carrier, T
from nnexplain.engine.graph import op
from nnexplain.ops.activation import Activation
from nnexplain.ops.elementary import step


@op(EACH, notation=call("ReLU"))
def relu(m: Carrier[T], x: T) -> T:
    """ReLU keeps what is positive and makes the rest 0: max(0, x)."""
    return m.maximum(0, x)


relu.gradient(lambda g, node, x: [product(g, step(x))])


def _reading(z: float, symbol: str) -> str:
    if z > 0:
        return f"{symbol} is positive, so ReLU lets it through unchanged."
    return f"{symbol} is {'zero' if z == 0 else 'negative'}, so ReLU gives 0."


def _warning(z: Array, where: str) -> str:
    if not z.size or not (z <= 0).all():
        return ""
    every = "z ≤ 0" if z.ndim == 0 else "all z ≤ 0"
    return f"dead ReLU{where}: no pre-activation is positive ({every}), so no gradient flows back through it"


ACTIVATION = Activation(relu, label="ReLU", slope_at_0="0", straight=True, reading=_reading, warning=_warning)
