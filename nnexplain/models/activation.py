"""The last step of a neuron, with what there is to say about it in plain words."""

from __future__ import annotations

import numpy as np

from nnexplain.engine.graph import Node
from nnexplain.engine.naming import named, say
from nnexplain.engine.trace import convention, warn
from nnexplain.ops.activation import Activation, find

_FLAT = 6.0  # |z| beyond which a sigmoid's slope is below 0.25 % and tanh's below 0.003 %


def activation_step(
    name: str, activation: str, z: Node, *, remark: bool = True, where: str = "", lined: bool = False
) -> Node:
    """``y = f(z)`` as a named step; ``where`` is added to its warnings (" in layer 2")."""
    f = find(activation)
    y = named(name, f.op(z), "activation", lined=lined)
    _warn(f, z, where)
    if remark and z.ndim == 0:
        said = _reading(f, float(z.value), z.symbol.base if z.symbol else "z")
        if said:
            say(said)
    return y


def _warn(f: Activation, z: Node, where: str) -> None:
    if f.slope_at_0 and (z.value == 0).any():
        convention(f"the derivative of {f.called} at 0 is taken as {f.slope_at_0}")
    if f.convention:
        convention(f.convention)
    found = f.warning(z.value, where)
    if f.middle is not None and (np.abs(z.value) > _FLAT).any():
        found = f"saturated {f.called}{where}: a pre-activation beyond ±{_FLAT:g} leaves almost no slope to learn from"
    if found:
        warn(found)


def _reading(f: Activation, z: float, symbol: str) -> str:
    if f.middle is None:
        return f.reading(z, symbol)
    sign, side = ("positive", "above") if z > 0 else ("negative", "below") if z < 0 else ("zero", "at")
    return f"{symbol} is {sign}, so {f.called} lands {side} its middle, {f.middle:g}."
