"""The identity: no activation at all."""

from __future__ import annotations

from typing import Any

from nnexplain.engine.arithmetic import EACH, call
from nnexplain.engine.graph import Node, op
from nnexplain.ops.activation import Activation


@op(EACH, notation=call("f"))
def identity(m: Any, x: Any) -> Any:
    """The identity passes x on unchanged."""
    return x


@identity.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [g]


@identity.samples
def _(draw: Any) -> Any:
    return (draw(2, 3),), {}


def _reading(z: float, symbol: str) -> str:
    return f"The identity passes {symbol} on unchanged."


ACTIVATION = Activation(identity, label="the identity", straight=True, reading=_reading)
