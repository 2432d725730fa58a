"""A step's arithmetic as lines of text, the same in every format."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnexplain.engine.exactness import holds_exactly
from nnexplain.notation.tree import Tree
from nnexplain.notation.unicode import Unicode
from nnexplain.worked.example import Cell, Step

MOST_LINES = MOST_TERMS = 8


def arithmetic_lines(step: Step, precision: int) -> Iterator[str]:
    """The written-out entries; at most 8 lines of 8 terms, then how many were left out."""
    if not step.arithmetic or step.kind == "given":
        return
    notation = Unicode(precision, most_terms=MOST_TERMS)
    for cell in step.cells(MOST_LINES):
        if isinstance(cell.written, Tree):
            yield line(cell, notation)
    omitted = step.value.size - MOST_LINES
    if omitted > 0:
        yield f"omitted: {omitted}"


def line(cell: Cell, notation: Unicode) -> str:
    """``0.1 × 1 + 0.05 = 0.15``; ``≈`` where a number on the line is rounded."""
    left, right = sides(cell, notation)
    return f"{left} {right}"


def is_worked(cell: Cell, notation: Unicode) -> bool:
    """Whether there is arithmetic to show: more than the number that it comes to."""
    return isinstance(cell.written, Tree) and notation.text(cell.written) != notation.text(cell.result)


def sides(cell: Cell, notation: Unicode) -> tuple[str, str]:
    """A line's arithmetic, and its result with the sign before it."""
    result = notation.number(cell.result.value, cell.result.exact)  # type: ignore[arg-type]
    written = notation.text(cell.written)
    sign = "=" if holds_exactly(cell.written, cell.result, notation.precision) else "≈"
    if not isinstance(cell.written, Tree) and not math.isfinite(cell.result.value or 0.0):
        sign = "="
    return written, f"{sign} {result}"
