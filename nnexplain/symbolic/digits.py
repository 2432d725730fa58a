"""Whether written arithmetic comes to its number, and in how many decimals also what is shown of it does."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import numpy as np

from nnexplain.engine.carriers.numbers import NUMBERS
from nnexplain.engine.evaluate import evaluate
from nnexplain.notation.decimals import show
from nnexplain.notation.tree import Leaf, Tree, Written

LEAST, MOST = 4, 17
_TOLERANCE = 1e-8
_NEAR = 0.005  # of the number itself, where half a unit of its last digit is less


def agrees(written: Written, value: float) -> bool:
    """Whether the arithmetic, with all its digits, comes to the number."""
    found = _worked(written, lambda leaf: math.nan if leaf.value is None else leaf.value)
    return found == value or abs(found - value) <= _TOLERANCE * max(1.0, abs(value))


def enough(numbers: Written, value: Leaf) -> int | None:
    """The fewest decimals, from four on, that do; None where no digits of a float64 can."""
    if isinstance(numbers, Leaf) or _is_cut(numbers):
        return LEAST
    return next((digits for digits in range(LEAST, MOST + 1) if _carries(numbers, value, digits)), None)


def _carries(numbers: Written, value: Leaf, digits: int) -> bool:
    text = _shown(value, digits)
    wanted = float(text)
    found = _worked(numbers, lambda leaf: float(_shown(leaf, digits)))
    if not (math.isfinite(wanted) and math.isfinite(found)):
        return True
    return abs(found - wanted) <= max(0.5 * _unit(text), _NEAR * abs(wanted))


def _worked(written: Written, number: Callable[[Leaf], float]) -> float:
    with np.errstate(all="ignore"):
        return float(evaluate(written, NUMBERS, lambda leaf: np.asarray(number(leaf))))


def _shown(leaf: Leaf, digits: int) -> str:
    assert leaf.value is not None
    return show(leaf.value, leaf.exact, digits)


def _unit(text: str) -> float:
    """One unit of the last digit shown."""
    mantissa, _, power = text.partition("e")
    return float(10.0 ** (int(power or 0) - len(re.sub(r"^[^.]*\.?", "", mantissa))))


def _is_cut(tree: Written) -> bool:
    return isinstance(tree, Tree) and (tree.head == "omitted" or any(map(_is_cut, tree.args)))
