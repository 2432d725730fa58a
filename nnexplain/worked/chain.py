"""A line that shows every operation: its sides, with the digits that carry from each one to the next."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.carriers.numbers import NUMBERS
from nnexplain.engine.evaluate import evaluate
from nnexplain.engine.exactness import holds_exactly
from nnexplain.notation.decimals import show, shown_exactly
from nnexplain.notation.tree import Leaf, Written, leaves
from nnexplain.notation.unicode import Unicode
from nnexplain.worked.example import Cell

SHARE, MOST_DECIMALS = 0.005, 17


def worked_sides(cell: Cell, notation: Unicode) -> list[str]:
    """The sides as text, each with its sign before it; what is rounded has as many decimals as the line needs."""
    sides = [cell.written, *cell.between, cell.result]
    precision = notation.precision
    while precision < MOST_DECIMALS and not carries(sides, precision):
        precision += 1
    if precision != notation.precision:
        notation = Unicode(precision, most_terms=notation.most_terms)
    texts = [notation.text(side) for side in sides]
    last = len(sides) - 1
    kept = [0, *(place for place in range(1, last) if texts[place] not in (texts[place - 1], texts[-1])), last]
    signs = ["=" if equal(sides[a], sides[b], precision) else "≈" for a, b in pairwise(kept)]
    return [texts[0], *(f"{sign} {texts[place]}" for sign, place in zip(signs, kept[1:], strict=True))]


def equal(left: Written, right: Written, precision: int) -> bool:
    """Whether = may stand between two sides: every number of both is shown as all that it is."""
    if isinstance(right, Leaf):
        return holds_exactly(left, right, precision)
    numbers = [leaf for side in (left, right) for leaf in leaves(side)]
    return all(shown_exactly(leaf.exact, precision) for leaf in numbers if leaf.value is not None)


def carries(sides: Sequence[Written], precision: int) -> bool:
    """Whether every side, retyped as it is shown, gives the next."""
    *retyped, last, end = [_retyped(side, precision) for side in sides]
    (result,) = leaves(sides[-1])
    between = all(_near(a, b, 0.0) for a, b in pairwise([*retyped, last]))
    return between and _near(last, end, _unit(result, precision) / 2)


def _near(one: float, other: float, half: float) -> bool:
    return abs(one - other) <= max(SHARE * abs(other), half) if math.isfinite(other) else one == other


def _retyped(side: Written, precision: int) -> float:
    def shown(leaf: Leaf) -> Array:
        return np.asarray(float(show(float(leaf.value or 0.0), leaf.exact, precision)))

    with np.errstate(all="ignore"):
        return float(evaluate(side, NUMBERS, shown))


def _unit(leaf: Leaf, precision: int) -> float:
    """What the last digit shown is worth."""
    number = Decimal(show(float(leaf.value or 0.0), leaf.exact, precision))
    exponent = number.as_tuple().exponent
    return float(10.0**exponent) if isinstance(exponent, int) else 0.0
