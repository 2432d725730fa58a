"""Elementary functions, entry by entry."""

from __future__ import annotations

from functools import reduce

import numpy as np

from nnexplain.engine.arithmetic import EACH, call, divide, log, multiply, negate, power, product, unspread
from nnexplain.engine.carriers import Carrier, T
from nnexplain.engine.graph import Node, Op, chosen, op
from nnexplain.notation.functions import TYPED
from nnexplain.ops import kernels as special


@op(EACH, notation=call("exp"))
def exp(m: Carrier[T], x: T) -> T:
    """The exponential function e^x."""
    return m.exp(x)


exp.gradient(lambda g, node, x: [product(g, node)])


@op(EACH, notation=call("sqrt"))
def sqrt(m: Carrier[T], x: T) -> T:
    """The square root √x."""
    return m.sqrt(x)


sqrt.gradient(lambda g, node, x: [divide(g, multiply(2, node))])


@op(EACH, notation=call("step"), switch=True)
def step(m: Carrier[T], x: T) -> T:
    """The step function: 1 where x > 0, else 0 (also at 0, by convention)."""
    return m.step(x)


@op(EACH, notation=call("abs"))
def absolute(m: Carrier[T], x: T) -> T:
    """The absolute value |x|."""
    return m.absolute(x)


@op(EACH, notation=call("sign"), switch=True)
def sign(m: Carrier[T], x: T) -> T:
    """The sign of x: −1, 0 or 1."""
    return m.sign(x)


absolute.gradient(lambda g, node, x: [product(g, sign(x))])


@op(EACH, notation=call("Phi"))
def normal_cdf(m: Carrier[T], x: T) -> T:
    """The share of a standard normal below x: Φ(x) = ½ (1 + erf(x/√2))."""
    return (1 + m.erf(x / m.sqrt(2))) / 2


normal_cdf.kernel(special.normal_cdf)


@op(EACH, notation=call("phi"))
def normal_pdf(m: Carrier[T], x: T) -> T:
    """The density of a standard normal: φ(x) = e^(−x²/2) / √(2π)."""
    return m.exp(-(m.power(x, 2)) / 2) / m.sqrt(2 * m.pi)


normal_cdf.gradient(lambda g, node, x: [product(g, normal_pdf(x))])
normal_pdf.gradient(lambda g, node, x: [product(g, negate(multiply(x, node)))])


@op(EACH, notation=call("sin"))
def sin(m: Carrier[T], x: T) -> T:
    """The sine of x, an angle in radians."""
    return m.sin(x)


@op(EACH, notation=call("cos"))
def cos(m: Carrier[T], x: T) -> T:
    """The cosine of x, an angle in radians."""
    return m.cos(x)


sin.gradient(lambda g, node, x: [product(g, cos(x))])
cos.gradient(lambda g, node, x: [product(g, negate(sin(x)))])


@op(EACH, notation=call("erf"))
def erf(m: Carrier[T], x: T) -> T:
    """The error function: erf(x) = 2 Φ(x√2) − 1."""
    return m.erf(x)


@op(EACH, notation=call("ceil"))
def ceil(m: Carrier[T], x: T) -> T:
    """The least whole number that is not below x: ⌈x⌉."""
    return m.ceil(x)


@op(EACH, notation=call("floor"))
def floor(m: Carrier[T], x: T) -> T:
    """The largest whole number that is not above x: ⌊x⌋."""
    return m.floor(x)


@step.gradient
@sign.gradient
@ceil.gradient
@floor.gradient
def _(g: Node, node: Node, x: Node) -> list[None]:
    return [None]


@op(EACH, notation=call("max"))
def maximum(m: Carrier[T], *parts: T) -> T:
    """The largest of several, entry by entry; where several are, the gradient goes to the first of them."""
    return m.maximum(*parts)


maximum.kernel(lambda *parts: reduce(np.maximum, parts))


@op(EACH, notation=call("min"))
def minimum(m: Carrier[T], *parts: T) -> T:
    """The smallest of several, entry by entry; where several are, the gradient goes to the first of them."""
    return m.minimum(*parts)


minimum.kernel(lambda *parts: reduce(np.minimum, parts))


@maximum.gradient
@minimum.gradient
def _(g: Node, node: Node, *parts: Node) -> list[Node]:
    reached = np.stack([np.broadcast_to(part.value, node.shape) == node.value for part in parts])
    first = reached & (np.cumsum(reached, axis=0) == 1)
    hits = [chosen(hit.astype(float)) for hit in first]
    return [unspread(product(g, hit), part) for hit, part in zip(hits, parts, strict=True)]


@op(EACH, notation=call("e"))
def euler(m: Carrier[T]) -> T:
    """Euler's number, the base of the natural logarithm: e ≈ 2.71828."""
    return m.e


@op(EACH, notation=call("pi"))
def pi(m: Carrier[T]) -> T:
    """The circle's circumference over its diameter: π ≈ 3.14159."""
    return m.pi


erf.gradient(lambda g, node, x: [product(g, divide(multiply(2, exp(negate(power(x, 2)))), sqrt(pi())))])


@euler.gradient
@pi.gradient
def _(g: Node, node: Node) -> list[Node]:
    return []


sqrt.samples(lambda draw: ((draw(2, 3, low=0.1, high=4),), {}))


# the functions of the table, as they are typed; the activations among them have a table of their own
BY_NAME = {"neg": negate, "ln": log}
BY_NAME |= {row.name: found for row in TYPED if isinstance(found := globals().get(row.called), Op)}
