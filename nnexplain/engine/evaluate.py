"""The value of a piece of written arithmetic, as a number or exactly: what a line says it comes to."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.carriers import Carrier
from nnexplain.engine.carriers.exact import EXACT, ROUNDED, Exact, Rounded
from nnexplain.engine.carriers.numbers import NUMBERS
from nnexplain.notation.tree import Leaf, Tree, Written

if TYPE_CHECKING:
    from nnexplain.engine.carriers.digits import Decimals

T = TypeVar("T", Array, Exact, "Decimals")
_BETWEEN = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


def evaluate(tree: Written, carrier: Carrier[T], leaf: Callable[[Leaf], T]) -> T:
    """The tree in a carrier; ``leaf`` gives a leaf's value there."""
    if isinstance(tree, Leaf):
        return leaf(tree)
    assert isinstance(tree, Tree)
    args = [evaluate(part, carrier, leaf) for part in tree.args]
    if not args:
        return {"pi": carrier.pi, "e": carrier.e}[tree.head]
    if tree.head == "neg":
        return -args[0]
    function = _BETWEEN.get(tree.head) or carrier.by_name[tree.head]
    return function(*args) if len(args) == 1 else reduce(function, args)


def value_of(tree: Written) -> Leaf:
    """The tree's value as one number, exact where every part of it is."""
    with np.errstate(all="ignore"):
        number = float(evaluate(tree, NUMBERS, lambda leaf: np.asarray(leaf.value, dtype=np.float64)))
    try:
        exact = evaluate(tree, EXACT, lambda leaf: ROUNDED if leaf.exact is None else leaf.exact)
    except (ZeroDivisionError, OverflowError):
        exact = ROUNDED
    return Leaf(number + 0.0, None if isinstance(exact, Rounded) else Fraction(exact))


def terms(tree: Written) -> list[Written]:
    """The terms of a sum; anything else is a single term."""
    return list(tree.args) if isinstance(tree, Tree) and tree.head == "+" else [tree]
