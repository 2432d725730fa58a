"""Elementary functions, entry by entry."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import numpy as np

from nnexplain.engine.arithmetic import EACH, call, divide, log, multiply, negate, power, product, unspread
from nnexplain.engine.carriers import Carrier, T
from nnexplain.engine.graph import Meaning, Node, Op, by_rule, chosen, op
from nnexplain.notation.functions import BY_NAME as FUNCTIONS_BY_NAME
from nnexplain.notation.functions import TYPED
from nnexplain.ops import kernels as special


def _of_table(name: str, rule: str, *, switch: bool = False, meaning: Meaning | None = None) -> Op:
    """A function that every carrier has, under the name by which the table has it."""
    row = FUNCTIONS_BY_NAME[name]

    def formula(m: Carrier[T], *parts: T) -> T:
        function: Callable[..., T] = getattr(m, row.called)
        return function(*parts)

    formula.__name__, formula.__doc__ = row.called, rule
    return Op(formula, EACH, call(name), switch=switch, meaning=meaning)


exp = _of_table("exp", "The exponential function e^x.")
log2 = _of_table("log2", "The logarithm to base 2: log₂ x.")
log10 = _of_table("log10", "The logarithm to base 10: log₁₀ x.")
sqrt = _of_table("sqrt", "The square root √x.")
step = _of_table("step", "The step function: 1 where x > 0, else 0 (also at 0, by convention).", switch=True)
absolute = _of_table("abs", "The absolute value |x|.")
sign = _of_table(
    "sign",
    "The sign of x: −1, 0 or 1.",
    switch=True,
    meaning=lambda node: "sign(x) is 1 where x > 0, −1 where x < 0, and 0 at 0.",
)
sin = _of_table("sin", "The sine of x, an angle in radians.")
cos = _of_table("cos", "The cosine of x, an angle in radians.")
erf = _of_table("erf", "The error function: erf(x) = 2 Φ(x√2) − 1.")
ceil = _of_table("ceil", "The least whole number that is not below x: ⌈x⌉.")
floor = _of_table("floor", "The largest whole number that is not above x: ⌊x⌋.")
_SEVERAL = "of several, entry by entry; where several are, the gradient goes to the first of them."
maximum = _of_table("max", f"The largest {_SEVERAL}")
minimum = _of_table("min", f"The smallest {_SEVERAL}")


@op(EACH, notation=call("Phi"), meaning=by_rule)
def normal_cdf(m: Carrier[T], x: T) -> T:
    """Φ is the share of a standard normal below x: Φ(x) = (1 + erf(x/√2)) / 2."""
    return (1 + m.erf(x / m.sqrt(2))) / 2


@op(EACH, notation=call("phi"), meaning=by_rule)
def normal_pdf(m: Carrier[T], x: T) -> T:
    """φ is the density of a standard normal: φ(x) = e^(−x²/2) / √(2π)."""
    return m.exp(-(m.power(x, 2)) / 2) / m.sqrt(2 * m.pi)


@op(EACH, notation=call("e"))
def euler(m: Carrier[T]) -> T:
    """Euler's number, the base of the natural logarithm: e ≈ 2.71828."""
    return m.e


@op(EACH, notation=call("pi"))
def pi(m: Carrier[T]) -> T:
    """The circle's circumference over its diameter: π ≈ 3.14159."""
    return m.pi


exp.gradient(lambda g, node, x: [product(g, node)])
log2.gradient(lambda g, node, x: [divide(g, multiply(x, log(2)))])
log10.gradient(lambda g, node, x: [divide(g, multiply(x, log(10)))])
sqrt.gradient(lambda g, node, x: [divide(g, multiply(2, node))])
absolute.gradient(lambda g, node, x: [product(g, sign(x))])
sin.gradient(lambda g, node, x: [product(g, cos(x))])
cos.gradient(lambda g, node, x: [product(g, negate(sin(x)))])
erf.gradient(lambda g, node, x: [product(g, divide(multiply(2, exp(negate(power(x, 2)))), sqrt(pi())))])
normal_cdf.gradient(lambda g, node, x: [product(g, normal_pdf(x))])
normal_pdf.gradient(lambda g, node, x: [product(g, negate(multiply(x, node)))])
normal_cdf.kernel(special.normal_cdf)
maximum.kernel(lambda *parts: reduce(np.maximum, parts))
minimum.kernel(lambda *parts: reduce(np.minimum, parts))
for positive in (log2, log10, sqrt):
    positive.samples(lambda draw: ((draw(2, 3, low=0.1, high=4),), {}))
for flat in (step, sign, ceil, floor):
    flat.gradient(lambda g, node, x: [None])
for number in (euler, pi):
    number.gradient(lambda g, node: [])


@maximum.gradient
@minimum.gradient
def _(g: Node, node: Node, *parts: Node) -> list[Node]:
    reached = np.stack([np.broadcast_to(part.value, node.shape) == node.value for part in parts])
    first = reached & (np.cumsum(reached, axis=0) == 1)
    which = ("max", "largest") if node.op is maximum else ("min", "smallest")
    hits = [chosen(hit.astype(float), *which) for hit in first]
    return [unspread(product(g, hit), part) for hit, part in zip(hits, parts, strict=True)]


# the functions of the table, as they are typed; the activations among them have a table of their own
BY_NAME = {"neg": negate, "ln": log}
BY_NAME |= {row.name: found for row in TYPED if isinstance(found := globals().get(row.called), Op)}
