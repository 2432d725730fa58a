"""A step's arithmetic as lines of text, the same in every format."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from nnexplain.engine.exactness import holds_exactly, is_infinite
from nnexplain.notation.decimals import shown_exactly
from nnexplain.notation.sides import Side, side_text
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
        if is_worked(cell, notation):
            yield line(cell, notation)
    omitted = step.value.size - MOST_LINES
    if omitted > 0:
        yield f"omitted: {omitted}"


def line(cell: Cell, notation: Unicode) -> str:
    """``0.1 × 1 + 0.05 = 0.15``; ``≈`` where a number on the line is rounded."""
    return " ".join(chain(cell, notation))


def is_worked(cell: Cell, notation: Unicode) -> bool:
    """Whether there is arithmetic to show: more than the number that it comes to."""
    return isinstance(cell.written, Tree) and notation.text(cell.written) != notation.text(cell.result)


def sides(cell: Cell, notation: Unicode) -> tuple[str, str]:
    """A line's arithmetic, and its result with the sign before it."""
    *written, result = chain(cell, notation)
    return " ".join(written), result


def chain(cell: Cell, notation: Unicode) -> list[str]:
    """A line side by side: ``0.5 − 0.1 × (−0.3)``, ``= 0.5 + 0.03``, ``= 0.53``."""
    return [side_text(side, notation, notation) for side in cell_sides(cell, notation)]


def cell_sides(cell: Cell, notation: Unicode) -> list[Side]:
    """An entry's arithmetic and what it comes to, for a page whose numbers are as this notation writes them.

    Numbers have as many digits as it takes for the line, typed into a calculator, to give its result again.
    """
    if not isinstance(cell.written, Tree):
        sign = "=" if shown_whole(cell, notation.precision) or not isfinite(cell.result.value or 0.0) else "≈"
        return [Side(cell.written), Side(cell.result, sign)]
    if cell.between:
        from nnexplain.worked.chain import worked_sides

        return worked_sides(cell, notation)
    printed = cell.line(notation.precision, notation.most_terms)
    written = Side(printed.written, more=printed.more, aside=printed.lost or "")
    return [written, Side(cell.result, "=" if printed.exact else "≈")]


def shown_whole(cell: Cell, precision: int) -> bool:
    """Whether an entry is shown as all that it is; an infinity is, where its own line says so."""
    if is_infinite(cell.result):
        return holds_exactly(cell.written, cell.result, precision)
    return shown_exactly(cell.result.exact, precision)
