"""The last step of a neuron, with what there is to say about it in plain words."""

from __future__ import annotations

import numpy as np

from nnexplain.engine.graph import Node
from nnexplain.engine.naming import named, say
from nnexplain.engine.trace import convention, warn
from nnexplain.ops.activation import activate

_FLAT = 6.0  # |z| beyond which a sigmoid's slope is below 0.25 % and tanh's below 0.003 %

LABELS = {
    "relu": "ReLU", "gelu": "GELU", "gelu-tanh": "GELU (tanh form)", "silu": "SiLU", "leaky-relu": "leaky ReLU",
    "identity": "the identity", "step": "the step function",
}  # fmt: skip


def label(activation: str) -> str:
    return LABELS.get(activation, activation)


def activation_step(
    name: str, activation: str, z: Node, *, remark: bool = True, where: str = "", lined: bool = False
) -> Node:
    """``y = f(z)`` as a named step; ``where`` is added to its warnings (" in layer 2")."""
    y = named(name, activate(activation, z), "activation", lined=lined)
    _warn(activation, z, where)
    if remark and z.ndim == 0:
        _read(activation, float(z.value), z.symbol.base if z.symbol else "z")
    return y


def _warn(activation: str, z: Node, where: str) -> None:
    values = z.value
    if activation in ("relu", "leaky-relu", "step") and (values == 0).any():
        convention(
            f"the derivative of {label(activation)} at 0 is taken as {'0.01' if activation == 'leaky-relu' else '0'}"
        )
    if activation == "step":
        convention("the step function is 0 at 0, and its derivative is 0 everywhere")
    if activation == "relu" and values.size and (values <= 0).all():
        warn(
            f"dead ReLU{where}: no pre-activation is positive ({_range(values)}), so no gradient flows back through it"
        )
    if activation in ("sigmoid", "tanh") and (np.abs(values) > _FLAT).any():
        warn(f"saturated {activation}{where}: a pre-activation beyond ±{_FLAT:g} leaves almost no slope to learn from")


def _range(values: np.ndarray) -> str:
    return "z ≤ 0" if values.ndim == 0 else "all z ≤ 0"


def _read(activation: str, z: float, symbol: str) -> None:
    if activation == "relu":
        if z > 0:
            say(f"{symbol} is positive, so ReLU lets it through unchanged.")
        else:
            say(f"{symbol} is {'zero' if z == 0 else 'negative'}, so ReLU gives 0.")
    elif activation == "identity":
        say(f"The identity passes {symbol} on unchanged.")
    elif activation == "step":
        say(f"{symbol} is {'above' if z > 0 else 'not above'} 0, so the step function gives {int(z > 0)}.")
    elif activation in ("sigmoid", "tanh"):
        middle = 0.5 if activation == "sigmoid" else 0
        sign, side = ("positive", "above") if z > 0 else ("negative", "below") if z < 0 else ("zero", "at")
        say(f"{symbol} is {sign}, so {activation} lands {side} its middle, {middle:g}.")
