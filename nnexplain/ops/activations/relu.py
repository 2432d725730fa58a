"""ReLU, a line with a corner at 0."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from nnexplain.arrays import Array
from nnexplain.engine.arithmetic import EACH, call, product
from nnexplain.engine.carriers import Carrier, T
from nnexplain.engine.graph import Meaning, Node, op
from nnexplain.notation.tree import Leaf, lift
from nnexplain.notation.unicode import symbol_text
from nnexplain.ops.activation import Activation


@op(EACH, notation=call("ReLU"))
def relu(m: Carrier[T], x: T) -> T:
    """ReLU keeps what is positive and makes the rest 0: max(0, x)."""
    return m.maximum(0, x)


def at_number(x: T, slope: Callable[[float], float]) -> T | None:
    """Where arithmetic is written, the slope at a number is the number that it comes to."""
    return cast("T", lift(slope(x.value))) if isinstance(x, Leaf) and x.value is not None else None


def corner_meaning(sign: str, right: str, left: str) -> Meaning:
    """What the slope of a line with a corner at 0 is: of one number why, of several where."""

    def meaning(node: Node) -> str:
        (x,) = node.inputs
        z = symbol_text(x.symbol) if x.symbol is not None else "z"
        if x.ndim:
            return f"{sign}({z}) is {right} where {z} > 0, and {left} elsewhere."
        number = float(x.value)
        if number == 0:
            return f"{sign}({z}) is taken as {left} at {z} = 0, by convention."
        side = f"{right}, since {z} > 0" if number > 0 else f"{left}, since {z} < 0"
        return f"{sign}({z}) is {side}."

    return meaning


@op(EACH, notation=call("ReLU'"), switch=True, meaning=corner_meaning("ReLU′", "1", "0"))
def slope(m: Carrier[T], x: T) -> T:
    """The slope of ReLU: 1 where x > 0, else 0 (also at 0, by convention)."""
    found = at_number(x, lambda z: float(z > 0))
    return m.step(x) if found is None else found


slope.gradient(lambda g, node, x: [None])
relu.gradient(lambda g, node, x: [product(g, slope(x))])


def _reading(z: float, symbol: str) -> str:
    if z > 0:
        return f"{symbol} is positive, so ReLU lets it through unchanged."
    return f"{symbol} is {'zero' if z == 0 else 'negative'}, so ReLU gives 0."


def _warning(z: Array, where: str) -> str:
    if not z.size or not (z <= 0).all():
        return ""
    every = "z ≤ 0" if z.ndim == 0 else "all z ≤ 0"
    return f"dead ReLU{where}: no pre-activation is positive ({every}), so no gradient flows back through it"


ACTIVATION = Activation(relu, label="ReLU", slope_at_0="0", straight=True, reading=_reading, warning=_warning)
