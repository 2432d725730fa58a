"""GELU as it is often computed, by a tanh."""

from __future__ import annotations

import math

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.arithmetic import EACH, add, call, divide, multiply, power, product, subtract
from nnexplain.engine.carriers import Carrier, T
from nnexplain.engine.graph import Node, op
from nnexplain.ops import kernels as special
from nnexplain.ops.activation import Activation
from nnexplain.ops.activations.tanh import less_square, tanh
from nnexplain.ops.elementary import pi, sqrt

_CUBIC = 0.044715  # Hendrycks & Gimpel's coefficient
_SCALE = (2 / math.pi) ** 0.5


@op(EACH, notation=call("GELU_tanh"))
def gelu_tanh(m: Carrier[T], x: T) -> T:
    """GELU's tanh approximation: x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))."""
    return x / 2 * (1 + m.tanh(m.sqrt(2 / m.pi) * (x + _CUBIC * m.power(x, 3))))


@gelu_tanh.kernel
def _(x: Array) -> Array:
    inner = _SCALE * (x + _CUBIC * x**3)
    return special.weighted_sigmoid(x, 2 * inner)  # (1 + tanh u) / 2 = σ(2u), without the cancellation


@op(EACH, notation=call("GELU_tanh'"))
def slope(m: Carrier[T], x: T) -> T:
    """The derivative of the tanh approximation of GELU."""
    scale = m.sqrt(2 / m.pi)
    t = m.tanh(scale * (x + _CUBIC * m.power(x, 3)))
    return (1 + t) / 2 + x / 2 * (1 - m.power(t, 2)) * (scale * (1 + 3 * _CUBIC * m.power(x, 2)))


gelu_tanh.gradient(lambda g, node, x: [product(g, slope(x))])


@slope.kernel
def _(x: Array) -> Array:
    x = np.clip(x, -1e50, 1e50)  # the slope has long been 0 or 1 there, and x³ does not overflow
    twice = 2 * _SCALE * (x + _CUBIC * x**3)
    rate = _SCALE * (1 + 3 * _CUBIC * x**2)
    # (1 + tanh u) / 2 = σ(2u) and 1 − tanh² u = 4 σ(2u) σ(−2u), without the cancellation
    return special.sigmoid(twice) + special.weighted_sigmoid(2 * x * rate * special.sigmoid(-twice), twice)


@slope.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    """(1 − t²) (2 u′ + x (u″ − 2 t u′²)) / 2, where t = tanh u and u = √(2/π) (x + 0.044715 x³)."""
    scale = sqrt(divide(2, pi()))
    u = multiply(scale, add(x, multiply(_CUBIC, power(x, 3))))
    rate = multiply(scale, add(1, multiply(3 * _CUBIC, power(x, 2))))
    bend = multiply(scale, multiply(6 * _CUBIC, x))
    t = tanh(u)
    inner = subtract(bend, multiply(2, multiply(t, power(rate, 2))))
    return [product(g, divide(multiply(less_square(t, u), add(multiply(2, rate), multiply(x, inner))), 2))]


ACTIVATION = Activation(gelu_tanh, label="GELU (tanh form)", title="GELU (tanh)")
