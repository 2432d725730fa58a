"""The steps of a worked example as rows: what is done, its formula, the numbers put in, the value."""

from __future__ import annotations

from collections.abc import Sequence

from nnexplain.engine.exactness import shown_whole
from nnexplain.formats.table.parts import Flow, Span
from nnexplain.formats.table.pen import Pen
from nnexplain.formats.table.sheet import Sheet
from nnexplain.formats.table.text import MOST_SHOWN, break_sum, grid, labelled, more_text, narrow, wrapped
from nnexplain.notation.tree import Tree
from nnexplain.notation.unicode import symbol_text
from nnexplain.worked.arithmetic import chain, sides
from nnexplain.worked.example import Step

LEAST_NUMBERS = 17  # columns below which the arithmetic no longer reads well in a table


def steps_parts(steps: Sequence[Step], pen: Pen) -> list[Flow | Sheet]:
    """The steps as a table where it fits, else one below the other."""
    if all(step.value.ndim < 2 for step in steps):
        room = _room(steps, pen)
        if room >= LEAST_NUMBERS:
            return [_table(steps, pen, room)]
    return [_stacked(step, pen) for step in steps]


def _room(steps: Sequence[Step], pen: Pen) -> int:
    """The columns left for the arithmetic; values are not worked where there is no room without them."""
    what = max(4, *(len(step.title) for step in steps))
    formula = max(7, *(len(pen.sign(pen.formula(step))) for step in steps))
    room, value = pen.width - 4 - what - formula - 16, 5
    for step in steps if room - value >= LEAST_NUMBERS else ():
        value = max(value, *(len(sides(cell, pen.notation)[1]) for cell in step.cells(MOST_SHOWN)))
    return room - value


def _table(steps: Sequence[Step], pen: Pen, room: int) -> Sheet:
    rows: list[Sequence[Span]] = []
    for step in steps:
        head = (str(step.number), step.title, pen.formula(step))
        for number, cell in enumerate(step.cells(MOST_SHOWN)):
            *written, result = chain(cell, pen.notation)
            worked = step.arithmetic and isinstance(cell.written, Tree)
            broken = [line for side in written for line in break_sum(pen.sign(side), room)]
            numbers = "\n".join(broken) if worked else ""
            rows.append([(pen.sign(text), "") for text in (*(head if number == 0 else ("", "", "")), numbers, result)])
        if step.value.size > MOST_SHOWN:
            more = more_text(step, step.value.size - MOST_SHOWN)
            rows.append([*[("", "")] * 3, (pen.sign(more), "dim"), ("", "")])
    return Sheet(
        ["step", "what", "formula", "with the numbers", "value"], rows, right=frozenset({0}), low=frozenset({4}),
        unbroken=frozenset({1, 2, 4}), ascii=pen.options.ascii,
    )  # fmt: skip


def _stacked(step: Step, pen: Pen) -> Flow:
    indent = "  " if pen.narrow else "     "
    lines = [indent + line for line in break_sum(pen.sign(pen.formula(step)), pen.width - len(indent))]
    if step.arithmetic:
        lines += _cell_lines(step, pen)
    lines += _value_lines(step, pen)
    rest = "\n".join(line.rstrip() for line in lines)
    return Flow(((pen.sign(f"{step.number:>3}  {step.title}".rstrip()), "bold"), (pen.sign(f"\n{rest}"), "")))


def _cell_lines(step: Step, pen: Pen) -> list[str]:
    lines = []
    indent = "  " if pen.narrow else "       "
    for cell in step.cells(MOST_SHOWN):
        if not isinstance(cell.written, Tree):
            continue
        label = f"{symbol_text(step.symbol, cell.index)} = " if cell.index and step.symbol.over is None else ""
        broken = _broken([pen.sign(side) for side in chain(cell, pen.notation)], label, pen.width - len(indent) - 2)
        lines += [f"{indent}{'  ' if place else ''}{line}" for place, line in enumerate(broken)]
    if step.value.size > MOST_SHOWN:
        lines.append(f"{indent}{pen.sign(f'… and {step.value.size - MOST_SHOWN} more entries, worked the same way')}")
    return lines


def _broken(sides: list[str], label: str, width: int) -> list[str]:
    """A line where it fits, else each side on a line of its own; an operation and its result stand together."""
    whole = label + " ".join(sides)
    if len(whole) <= width or len(sides) == 2:
        return break_sum(whole, width)
    sides[0] = label + sides[0]
    return [line for side in sides for line in break_sum(side, width)]


def _value_lines(step: Step, pen: Pen) -> list[str]:
    if step.value.ndim == 0 and step.arithmetic:
        return []
    name = symbol_text(step.symbol)
    if pen.narrow:
        return _narrow_value(step, pen, name)
    for most in range(MOST_SHOWN, 0, -1):
        shown = grid(step.value, lambda index: step.cell(index).result.exact, pen.notation, most)
        label = f"     {name} {'=' if shown.more == 0 and _all_exact(step, pen) else '≈'} "
        lines = labelled(pen.sign(label), wrapped([pen.sign(line) for line in shown.lines], pen.width - len(label)))
        if max(map(len, lines)) <= pen.width:
            break
    if shown.more:
        lines.append(f"     {pen.sign(more_text(step, shown.more))}")
    return lines


def _narrow_value(step: Step, pen: Pen, name: str) -> list[str]:
    label = f"{name} {'=' if _all_exact(step, pen) else '≈'} "
    shown = narrow(label, step.value, lambda index: step.cell(index).result.exact, pen.notation, pen.width - 1)
    lines = [f" {pen.sign(line)}" for line in shown.lines]
    return [*lines, f" {pen.sign(more_text(step, shown.more))}"] if shown.more else lines


def _all_exact(step: Step, pen: Pen) -> bool:
    return all(shown_whole(cell, pen.options.precision) for cell in step.cells())
