"""Elementary functions, entry by entry."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.arithmetic import EACH, call, divide, log, multiply, negate, power, product, unspread
from nnexplain.engine.graph import Node, Op, chosen, op
from nnexplain.notation.functions import TYPED
from nnexplain.ops import kernels as special


@op(EACH, notation=call("exp"))
def exp(m: Any, x: Any) -> Any:
    """The exponential function e^x."""
    return m.exp(x)


@exp.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [product(g, node)]


@op(EACH, notation=call("sqrt"))
def sqrt(m: Any, x: Any) -> Any:
    """The square root √x."""
    return m.sqrt(x)


@sqrt.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [divide(g, multiply(2, node))]


@op(EACH, notation=call("step"))
def step(m: Any, x: Any) -> Any:
    """The step function: 1 where x > 0, else 0 (also at 0, by convention)."""
    return m.step(x)


@step.gradient
def _(g: Node, node: Node, x: Node) -> list[None]:
    return [None]


@op(EACH, notation=call("abs"))
def absolute(m: Any, x: Any) -> Any:
    """The absolute value |x|."""
    return m.absolute(x)


@absolute.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [product(g, sign(x))]


@op(EACH, notation=call("sign"))
def sign(m: Any, x: Any) -> Any:
    """The sign of x: −1, 0 or 1."""
    return m.sign(x)


@sign.gradient
def _(g: Node, node: Node, x: Node) -> list[None]:
    return [None]


@op(EACH, notation=call("Phi"))
def normal_cdf(m: Any, x: Any) -> Any:
    """The share of a standard normal below x: Φ(x) = ½ (1 + erf(x/√2))."""
    return (1 + m.erf(x / m.sqrt(2))) / 2


@normal_cdf.kernel
def _(x: Array) -> Array:
    return special.normal_cdf(x)


@normal_cdf.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [product(g, normal_pdf(x))]


@op(EACH, notation=call("phi"))
def normal_pdf(m: Any, x: Any) -> Any:
    """The density of a standard normal: φ(x) = e^(−x²/2) / √(2π)."""
    return m.exp(-(m.power(x, 2)) / 2) / m.sqrt(2 * m.pi)


@normal_pdf.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [product(g, negate(multiply(x, node)))]


@op(EACH, notation=call("sin"))
def sin(m: Any, x: Any) -> Any:
    """The sine of x, an angle in radians."""
    return m.sin(x)


@sin.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [product(g, cos(x))]


@op(EACH, notation=call("cos"))
def cos(m: Any, x: Any) -> Any:
    """The cosine of x, an angle in radians."""
    return m.cos(x)


@cos.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [product(g, negate(sin(x)))]


@op(EACH, notation=call("erf"))
def erf(m: Any, x: Any) -> Any:
    """The error function: erf(x) = 2 Φ(x√2) − 1."""
    return m.erf(x)


@erf.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [product(g, divide(multiply(2, exp(negate(power(x, 2)))), sqrt(pi())))]


@op(EACH, notation=call("ceil"))
def ceil(m: Any, x: Any) -> Any:
    """The least whole number that is not below x: ⌈x⌉."""
    return m.ceil(x)


@op(EACH, notation=call("floor"))
def floor(m: Any, x: Any) -> Any:
    """The largest whole number that is not above x: ⌊x⌋."""
    return m.floor(x)


@ceil.gradient
@floor.gradient
def _(g: Node, node: Node, x: Node) -> list[None]:
    return [None]


@op(EACH, notation=call("max"))
def maximum(m: Any, *parts: Any) -> Any:
    """The largest of several, entry by entry; where several are, the gradient goes to the first of them."""
    return m.maximum(*parts)


@maximum.kernel
def _(*parts: Array) -> Array:
    return reduce(np.maximum, parts)


@op(EACH, notation=call("min"))
def minimum(m: Any, *parts: Any) -> Any:
    """The smallest of several, entry by entry; where several are, the gradient goes to the first of them."""
    return m.minimum(*parts)


@minimum.kernel
def _(*parts: Array) -> Array:
    return reduce(np.minimum, parts)


@maximum.gradient
@minimum.gradient
def _(g: Node, node: Node, *parts: Node) -> list[Node]:
    reached = np.stack([np.broadcast_to(part.value, node.shape) == node.value for part in parts])
    first = reached & (np.cumsum(reached, axis=0) == 1)
    hits = [chosen(hit.astype(float)) for hit in first]
    return [unspread(product(g, hit), part) for hit, part in zip(hits, parts, strict=True)]


@op(EACH, notation=call("e"))
def euler(m: Any) -> Any:
    """Euler's number, the base of the natural logarithm: e ≈ 2.71828."""
    return m.e


@op(EACH, notation=call("pi"))
def pi(m: Any) -> Any:
    """The circle's circumference over its diameter: π ≈ 3.14159."""
    return m.pi


@euler.gradient
@pi.gradient
def _(g: Node, node: Node) -> list[Node]:
    return []


@euler.samples
@pi.samples
def _(draw: Any) -> Any:
    return (), {}


@maximum.samples
@minimum.samples
def _(draw: Any) -> Any:
    return (draw(2, 3), draw(3), draw(2, 3)), {}


@exp.samples
@step.samples
@absolute.samples
@sign.samples
@sin.samples
@cos.samples
@erf.samples
@ceil.samples
@floor.samples
@normal_cdf.samples
@normal_pdf.samples
def _(draw: Any) -> Any:
    return (draw(2, 3),), {}


@sqrt.samples
def _(draw: Any) -> Any:
    return (draw(2, 3, low=0.1, high=4),), {}


# the functions of the table, as they are typed; the activations among them have a table of their own
BY_NAME = {"neg": negate, "ln": log}
BY_NAME |= {row.name: found for row in TYPED if isinstance(found := globals().get(row.called), Op)}
