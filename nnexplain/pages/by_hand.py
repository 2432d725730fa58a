"""The calculation as it is worked on paper, line by line, beside what it comes to without rounding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from nnexplain.arrays import Index, indices
from nnexplain.engine.remark import Arithmetic, Remark, Rough, Told
from nnexplain.notation.decimals import fixed, show
from nnexplain.notation.tree import Kept, Leaf, Symbol, Tree, leaves
from nnexplain.notation.unicode import symbol_text
from nnexplain.pages.blocks import Block, Cell, Column, Faint, Heading, Paragraph, Row, Table
from nnexplain.worked.arithmetic import MOST_LINES

if TYPE_CHECKING:
    from nnexplain.worked.example import Exact
    from nnexplain.worked.hand import ByHand, HandStep

_MORE_DIGITS = 3  # beyond those written down, in which a sentence tells why the last of them differs
_MOST_NAMED, _MOST_TOLD = 3, 8


def on_paper(hand: ByHand, exact: Exact) -> Iterator[Block]:
    """Every value worked with the rounded numbers before it; then what differs by that, and why."""
    decimals = "1 decimal" if hand.decimals == 1 else f"{hand.decimals} decimals"
    yield Heading(f"By hand · every value rounded to {decimals} before the next uses it")
    steps = [step for step in hand.steps if step.is_worked]
    columns = (
        Column("value", right=False, unbroken=True), Column("with the rounded numbers", right=False),
        Column("by hand", right=False, unbroken=True), Column("unrounded", right=False, rounded=True),
    )  # fmt: skip
    yield Table(columns, tuple(row for step in steps for row in _rows(step, hand.decimals, exact)))
    told = [said for step in steps for said in _differences(step, hand.decimals, exact)]
    yield from (Paragraph(said, "faint") for said in told[:_MOST_TOLD])
    if len(told) > _MOST_TOLD:
        rest = len(told) - _MOST_TOLD
        yield Paragraph(
            f"{rest} more {'entry differs' if rest == 1 else 'entries differ'} for the same reason.", "faint"
        )
    yield from (Paragraph(said, "caution") for step in hand.steps if step.are_shares for said in _sums(step, hand))


def _rows(step: HandStep, decimals: int, exact: Exact) -> Iterator[Row]:
    for index in islice(indices(step.value.shape), MOST_LINES):
        cell = step.cell(index)
        worked: Cell = ""
        if isinstance(cell.written, Tree):
            worked = Remark("{line}", {"line": Arithmetic(cell.written, cell.result, decimals)})
        sign = "=" if step.exactly(index) or not isfinite(step.value[index]) else "≈"
        written = Remark("{sign} {number}", {"sign": sign, "number": _written(cell.result)})
        yield _name(step, index), worked, written, Leaf(float(step.true[index]), exact(step.name, index))
    more = step.value.size - MOST_LINES
    if more > 0:
        yield Faint(f"… and {more} more {'entry' if more == 1 else 'entries'}"), "", "", ""


def _name(step: HandStep, index: Index) -> str:
    symbol = step.node.symbol
    return symbol_text(symbol if symbol is not None and "." not in step.name else Symbol(step.name), index)


def _written(leaf: Leaf) -> Rough:
    assert leaf.value is not None
    return Rough(leaf.value, leaf.text if isinstance(leaf, Kept) else show(leaf.value))


def _differences(step: HandStep, decimals: int, exact: Exact) -> Iterator[Remark]:
    """Where the last digit is another than that of the unrounded value."""
    for index in islice(indices(step.value.shape), MOST_LINES):
        cell, true = step.cell(index), float(step.true[index])
        if not isinstance(cell.result, Kept) or not isfinite(true):
            continue
        whole = exact(step.name, index)
        rounded = fixed(Fraction(repr(true)) if whole is None else whole, decimals)
        if rounded == cell.result.text:
            continue
        text = "{name}: {worked} rounds to {written}, the unrounded {true} to {rounded}"
        if step.exactly(index):
            text = "{name} is {written}, where the unrounded {true} rounds to {rounded}"
        values: dict[str, Told] = {
            "name": _name(step, index),
            "worked": _longer(float(step.worked[index]), decimals),
            "written": _written(cell.result),
            "true": _longer(true, decimals),
            "rounded": Rough(true, rounded),
        }
        operands = {leaf.text: leaf for leaf in leaves(cell.written) if isinstance(leaf, Kept) and leaf.rounded}
        if operands:
            names = [f"before{place}" for place in range(min(len(operands), _MOST_NAMED))]
            values |= {name: _written(leaf) for name, leaf in zip(names, operands.values(), strict=False)}
            more = " and others" if len(operands) > _MOST_NAMED else ""
            text += f"; {_listed(names, more)} had been rounded before"
        yield Remark(f"{text}.", values)


def _listed(names: Sequence[str], more: str) -> str:
    marks = [f"{{{name}}}" for name in names]
    if more or len(marks) == 1:
        return ", ".join(marks) + more
    return f"{', '.join(marks[:-1])} and {marks[-1]}"


def _longer(value: float, decimals: int) -> Rough:
    return Rough(value, show(value, Fraction(repr(value)), decimals + _MORE_DIGITS))


def _sums(step: HandStep, hand: ByHand) -> Iterator[Remark]:
    """Shares that no longer make up a whole."""
    rows = step.value.reshape(-1, step.value.shape[-1])
    sums = [fixed(sum((Fraction(repr(float(entry))) for entry in row), Fraction(0)), hand.decimals) for row in rows]
    off = [place for place, total in enumerate(sums) if total != fixed(Fraction(1), hand.decimals)]
    if off and np.isfinite(rows).all():
        where = "" if len(rows) == 1 else f" of row {off[0] + 1}"
        others = len(off) - 1
        also = (
            f", and {others} more {'row does not' if others == 1 else 'rows do not'} sum to 1 either" if others else ""
        )
        total = Rough(float(sums[off[0]]), sums[off[0]])
        yield Remark(
            f"Rounded, the shares {{name}}{where} sum to {{total}}, no longer to 1{also}.",
            {"name": _name(step, ()), "total": total},
        )
