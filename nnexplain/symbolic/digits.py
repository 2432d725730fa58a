"""Whether written arithmetic comes to its number."""

from __future__ import annotations

import math

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.carriers.numbers import NUMBERS
from nnexplain.engine.evaluate import evaluate
from nnexplain.notation.tree import Leaf, Written

_TOLERANCE = 1e-8


def agrees(written: Written, value: float) -> bool:
    """Whether the arithmetic, with all its digits, comes to the number."""
    with np.errstate(all="ignore"):
        found = float(evaluate(written, NUMBERS, _number))
    return found == value or abs(found - value) <= _TOLERANCE * max(1.0, abs(value))


def _number(leaf: Leaf) -> Array:
    return np.asarray(math.nan if leaf.value is None else leaf.value)
