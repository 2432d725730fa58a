"""The value of a piece of written arithmetic, as a number or exactly: what a line says it comes to."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np

from nnexplain.engine.carriers import exact as exact_carrier
from nnexplain.engine.carriers import numbers
from nnexplain.engine.carriers.exact import ROUNDED, Rounded
from nnexplain.notation.tree import Leaf, Tree, Written

_FUNCTIONS = {
    "ln": "log", "abs": "absolute", "^": "power", "max": "maximum", "min": "minimum", "step": "positive",
}  # fmt: skip
_OPERATORS: dict[str, Callable[..., Any]] = {
    "+": lambda *terms: reduce(lambda a, b: a + b, terms),
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "neg": lambda a: -a,
}


def evaluate(tree: Written, carrier: Any, leaf: Any) -> Any:
    """The tree in a carrier; ``leaf`` gives a leaf's value there."""
    if isinstance(tree, Leaf):
        return leaf(tree)
    assert isinstance(tree, Tree)
    args = [evaluate(part, carrier, leaf) for part in tree.args]
    if tree.head in _OPERATORS:
        return _OPERATORS[tree.head](*args)
    function = getattr(carrier, _FUNCTIONS.get(tree.head, tree.head))
    if not args:
        return function
    if tree.head in ("max", "min"):
        return reduce(function, args)
    return function(*args)


def value_of(tree: Written) -> Leaf:
    """The tree's value as one number, exact where every part of it is."""
    with np.errstate(all="ignore"):
        number = float(evaluate(tree, numbers, lambda leaf: np.float64(leaf.value)))
    try:
        exact = evaluate(tree, exact_carrier, lambda leaf: ROUNDED if leaf.exact is None else leaf.exact)
    except (ZeroDivisionError, OverflowError):
        exact = ROUNDED
    return Leaf(number + 0.0, None if isinstance(exact, Rounded) else Fraction(exact))


def terms(tree: Written) -> list[Written]:
    """The terms of a sum; anything else is a single term."""
    return list(tree.args) if isinstance(tree, Tree) and tree.head == "+" else [tree]
