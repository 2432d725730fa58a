"""Activation functions. ``ACTIVATIONS`` names them as a reader does."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.arithmetic import EACH, add, call, divide, multiply, negate, power, product, same, subtract
from nnexplain.engine.graph import Node, Op, constant, op
from nnexplain.notation.tree import Tree, lift
from nnexplain.ops import kernels as special
from nnexplain.ops.elementary import normal_cdf, normal_pdf, pi, sqrt, step


@op(EACH, notation=call("ReLU"))
def relu(m: Any, x: Any) -> Any:
    """ReLU keeps what is positive and makes the rest 0: max(0, x)."""
    return m.maximum(0, x)


@relu.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [product(g, step(x))]


@op(EACH, notation=lambda node, s, x: Tree("-", (lift(1), s)), reads_past=True)
def _complement(m: Any, s: Any, x: Any = None) -> Any:
    """What a sigmoid leaves of 1: 1 − s."""
    return 1 - s


@_complement.kernel
def _(s: Array, x: Array) -> Array:
    return special.sigmoid(-np.asarray(x))  # 1 − s keeps no digits where s is nearly 1


@_complement.gradient
def _(g: Node, node: Node, s: Node, x: Node) -> list[Node | None]:
    return [negate(g), None]  # x is another way to the same digits: what depends on it does so through s


@op(EACH, notation=lambda node, y, x: Tree("-", (lift(1), Tree("^", (y, lift(2))))), reads_past=True)
def _less_square(m: Any, y: Any, x: Any = None) -> Any:
    """The slope of tanh from its value: 1 − y²."""
    return 1 - m.power(y, 2)


@_less_square.kernel
def _(y: Array, x: Array) -> Array:
    return special.tanh_slope(x)


@_less_square.gradient
def _(g: Node, node: Node, y: Node, x: Node) -> list[Node | None]:
    return [product(g, negate(multiply(2, y))), None]


@op(EACH, notation=call("sigmoid"))
def sigmoid(m: Any, x: Any) -> Any:
    """The sigmoid squashes x into (0, 1): 1 / (1 + e^(−x))."""
    return 1 / (1 + m.exp(-x))


@sigmoid.kernel
def _(x: Array) -> Array:
    return special.sigmoid(x)


@sigmoid.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [product(g, multiply(node, _complement(node, x)))]


@op(EACH, notation=call("tanh"))
def tanh(m: Any, x: Any) -> Any:
    """The hyperbolic tangent squashes x into (−1, 1)."""
    return m.tanh(x)


@tanh.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [product(g, _less_square(node, x))]


@op(EACH, notation=call("GELU"))
def gelu(m: Any, x: Any) -> Any:
    """GELU weighs x by the share of a standard normal below it: x · Φ(x)."""
    return x * ((1 + m.erf(x / m.sqrt(2))) / 2)


@gelu.kernel
def _(x: Array) -> Array:
    return special.gelu(x)


@gelu.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [product(g, add(normal_cdf(x), multiply(x, normal_pdf(x))))]


_CUBIC = 0.044715  # Hendrycks & Gimpel's coefficient


@op(EACH, notation=call("GELU_tanh"))
def gelu_tanh(m: Any, x: Any) -> Any:
    """GELU's tanh approximation: x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))."""
    return x / 2 * (1 + m.tanh(m.sqrt(2 / m.pi) * (x + _CUBIC * m.power(x, 3))))


@gelu_tanh.kernel
def _(x: Array) -> Array:
    inner = (2 / 3.141592653589793) ** 0.5 * (x + _CUBIC * x**3)
    return special.weighted_sigmoid(x, 2 * inner)  # (1 + tanh u) / 2 = σ(2u), without the cancellation


@gelu_tanh.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [product(g, _gelu_tanh_slope(x))]


@op(EACH, notation=call("GELU_tanh'"))
def _gelu_tanh_slope(m: Any, x: Any) -> Any:
    """The derivative of the tanh approximation of GELU."""
    scale = m.sqrt(2 / m.pi)
    t = m.tanh(scale * (x + _CUBIC * m.power(x, 3)))
    return (1 + t) / 2 + x / 2 * (1 - m.power(t, 2)) * (scale * (1 + 3 * _CUBIC * m.power(x, 2)))


@_gelu_tanh_slope.kernel
def _(x: Array) -> Array:
    scale = (2 / 3.141592653589793) ** 0.5
    x = np.clip(x, -1e50, 1e50)  # the slope has long been 0 or 1 there, and x³ does not overflow
    twice = 2 * scale * (x + _CUBIC * x**3)
    rate = scale * (1 + 3 * _CUBIC * x**2)
    # (1 + tanh u) / 2 = σ(2u) and 1 − tanh² u = 4 σ(2u) σ(−2u), without the cancellation
    return special.sigmoid(twice) + special.weighted_sigmoid(2 * x * rate * special.sigmoid(-twice), twice)


@_gelu_tanh_slope.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    """(1 − t²) (2 u′ + x (u″ − 2 t u′²)) / 2, where t = tanh u and u = √(2/π) (x + 0.044715 x³)."""
    scale = sqrt(divide(2, pi()))
    u = multiply(scale, add(x, multiply(_CUBIC, power(x, 3))))
    rate = multiply(scale, add(1, multiply(3 * _CUBIC, power(x, 2))))
    bend = multiply(scale, multiply(6 * _CUBIC, x))
    t = tanh(u)
    inner = subtract(bend, multiply(2, multiply(t, power(rate, 2))))
    return [product(g, divide(multiply(_less_square(t, u), add(multiply(2, rate), multiply(x, inner))), 2))]


@op(EACH, notation=call("SiLU"))
def silu(m: Any, x: Any) -> Any:
    """SiLU (swish) weighs x by its own sigmoid: x · sigmoid(x)."""
    return x / (1 + m.exp(-x))


@silu.kernel
def _(x: Array) -> Array:
    return special.weighted_sigmoid(x, x)


@silu.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    s = sigmoid(x)
    return [product(g, add(s, multiply(node, _complement(s, x))))]


_LEAK = 0.01


@op(EACH, notation=call("LeakyReLU"))
def leaky_relu(m: Any, x: Any) -> Any:
    """Leaky ReLU lets a hundredth of a negative x through: max(x/100, x)."""
    return m.maximum(x / 100, x)  # 0.01 is no float64, so a product with it would be exact in no carrier


@leaky_relu.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [product(g, add(_LEAK, multiply(1 - _LEAK, step(x))))]


@op(EACH, notation=call("softplus"))
def softplus(m: Any, x: Any) -> Any:
    """Softplus is a smooth ReLU: ln(1 + e^x)."""
    return m.log(1 + m.exp(x))


@softplus.kernel
def _(x: Array) -> Array:
    return special.softplus(x)


@softplus.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [product(g, sigmoid(x))]


@op(EACH, notation=call("f"))
def identity(m: Any, x: Any) -> Any:
    """The identity passes x on unchanged."""
    return x


@identity.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [g]


for _made in (relu, sigmoid, tanh, gelu, gelu_tanh, _gelu_tanh_slope, silu, leaky_relu, softplus, identity):

    @_made.samples
    def _(draw: Any) -> Any:
        return (draw(2, 3),), {}


@_complement.samples
def _(draw: Any) -> Any:
    return (special.sigmoid(x := draw(2, 3)), x), {}


@_less_square.samples
def _(draw: Any) -> Any:
    return (np.tanh(x := draw(2, 3)), x), {}


ACTIVATIONS: dict[str, Op] = {
    "identity": identity,
    "relu": relu,
    "sigmoid": sigmoid,
    "tanh": tanh,
    "gelu": gelu,
    "gelu-tanh": gelu_tanh,
    "silu": silu,
    "leaky-relu": leaky_relu,
    "softplus": softplus,
    "step": step,
}


def activate(activation: str, x: Node) -> Node:
    """The activation of that name, applied to every entry."""
    return ACTIVATIONS[activation](x)


def slope(y: Node, x: Node) -> Node:
    """f′(x) of an activation y = f(x), by its own gradient rule."""
    assert y.op is not None
    assert y.op.gradient_rule is not None
    (found,) = y.op.gradient_rule(constant(np.ones(x.shape)), y, x)
    if found is None:
        return same(constant(np.zeros(x.shape)))
    assert isinstance(found, Node)
    return same(found) if found.op is None or found.name else found
