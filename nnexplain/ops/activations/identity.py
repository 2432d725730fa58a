"""The identity: no activation at all."""

from __future__ import annotations

from nnexplain.engine.arithmetic import EACH, call
from nnexplain.engine.carriers import Carrier, T
from nnexplain.engine.graph import op
from nnexplain.ops.activation import Activation


@op(EACH, notation=call("f"))
def identity(m: Carrier[T], x: T) -> T:
    """The identity passes x on unchanged."""
    return x


identity.gradient(lambda g, node, x: [g])


ACTIVATION = Activation(
    identity,
    label="the identity",
    straight=True,
    reading=lambda z, symbol: f"The identity passes {symbol} on unchanged.",
)
