"""A line that shows every operation: its sides, with the digits that carry from each one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nnexplain.engine.exactness import holds_exactly
from nnexplain.engine.retyped import MOST_MORE, UNREADABLE, Aim, Typist
from nnexplain.notation.decimals import show, shown_exactly
from nnexplain.notation.sides import Side
from nnexplain.notation.tree import Leaf, Written, leaves
from nnexplain.notation.unicode import Unicode
from nnexplain.worked.example import Cell


def worked_sides(cell: Cell, notation: Unicode) -> list[Side]:
    """The sides, each with its sign before it; what is rounded has as many digits as the line needs."""
    sides, precision = [cell.written, *cell.between], notation.precision
    more = next((more for more in range(MOST_MORE) if carries(sides, cell.result, precision, more)), MOST_MORE)
    finer, result = notation.finer(more), notation.text(cell.result)
    texts = [*map(finer.text, sides), result]
    last = len(sides)
    kept = [0, *(place for place in range(1, last) if texts[place] not in (texts[place - 1], texts[-1])), last]
    every = [*sides, cell.result]
    signs = ["=" if equal(every[a], every[b], precision, more) else "≈" for a, b in pairwise(kept)]
    digits = [more] * last + [0]
    return [Side(every[place], sign, more=digits[place]) for sign, place in zip(["", *signs], kept, strict=True)]


def equal(left: Written, right: Written, precision: int, more: int = 0) -> bool:
    """Whether = may stand between two sides: every number of both is shown as all that it is."""
    if isinstance(right, Leaf):
        return holds_exactly(left, right, precision)
    numbers = [leaf for side in (left, right) for leaf in leaves(side)]
    return all(shown_exactly(leaf.exact, precision, more) for leaf in numbers if leaf.value is not None)


def carries(sides: Sequence[Written], result: Leaf, precision: int, more: int = 0) -> bool:
    """Whether every side, retyped as it is shown, gives the next."""
    typist = Typist(precision, more)
    assert result.value is not None
    try:
        typed = [typist.types(side) for side in sides]
    except UNREADABLE:
        return True  # nothing that one could type
    aims = [
        *(Aim(repr(value), precision) for value in typed[1:]),
        Aim(show(result.value, result.exact, precision), precision),
    ]
    return all(aim.met_by(value) or value == aim.value for aim, value in zip(aims, typed, strict=True))
