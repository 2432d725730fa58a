"""Elementary functions, entry by entry."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnexplain.graph import Array, Node, op
from nnexplain.ops.arithmetic import EACH, divide, multiply, negate, product
from nnexplain.written import Tree


def call(head: str) -> Any:
    """Notation ``head(argument)``."""
    return lambda node, *parts: Tree(head, parts)


@op(EACH, notation=call("exp"))
def exp(m: Any, x: Any) -> Any:
    """The exponential function e^x."""
    return m.exp(x)


@exp.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [product(g, node)]


@op(EACH, notation=call("ln"))
def log(m: Any, x: Any) -> Any:
    """The natural logarithm ln x."""
    return m.log(x)


@log.gradient
def _(g: Node, node: Node, x: Node) -> list[Node]:
    return [divide(g, x)]


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
    return m.positive(x)


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
    from nnexplain.ops.special import normal_cdf as kernel

    return kernel(x)


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


@exp.samples
@step.samples
@absolute.samples
@sign.samples
@normal_cdf.samples
@normal_pdf.samples
def _(draw: Any) -> Any:
    return (draw(2, 3),), {}


@log.samples
@sqrt.samples
def _(draw: Any) -> Any:
    return (draw(2, 3, low=0.1, high=4),), {}


__all__ = ["absolute", "exp", "log", "normal_cdf", "normal_pdf", "np", "sign", "sqrt", "step"]
