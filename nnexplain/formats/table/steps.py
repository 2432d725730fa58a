"""The steps of a worked example: rows of a table, or one below the other where they work on matrices."""

from __future__ import annotations

from collections.abc import Sequence

from nnexplain.arrays import MOST, indices, most_of
from nnexplain.formats.table import matrices
from nnexplain.formats.table.boxes import Box
from nnexplain.formats.table.parts import Flow, Span
from nnexplain.formats.table.pen import USUAL, Pen
from nnexplain.formats.table.sheet import Sheet
from nnexplain.formats.table.text import break_sum, grid, narrow, wrapped_words
from nnexplain.notation.letters import lowered
from nnexplain.notation.printer import places
from nnexplain.notation.tree import Tree
from nnexplain.notation.unicode import symbol_text
from nnexplain.pages.blocks import Steps
from nnexplain.pages.parts import Part, entries, relation
from nnexplain.worked.arithmetic import chain, sides
from nnexplain.worked.example import Cell, Step

_HINT = "   (--full works every entry)"
LEAST_NUMBERS = 17  # columns that arithmetic needs to read well beside its formula
_VALUE = 10  # columns of a value


def steps_parts(block: Steps, pen: Pen) -> list[Flow | Sheet]:
    """The steps as a table, else one below the other."""
    if not block.tabled or pen.narrow:
        return [stacked(step, pen, block.head) for step in block.steps]
    what = max(4, *(len(step.title) for step in block.steps))
    formula = max(7, *(len(pen.sign(pen.formula(step))) for step in block.steps))
    if pen.layout - 4 - what - formula - _VALUE - 16 >= LEAST_NUMBERS:
        return [_table(block.steps, pen, what + formula)]
    return [_table_of_lines(block.steps, pen, what)]


def _table(steps: Sequence[Step], pen: Pen, taken: int) -> Sheet:
    """Formula, arithmetic and value beside each other."""
    value = max(5, *(len(sides(cell, pen.notation)[1]) for step in steps for cell in _cells(step, pen)))
    room = pen.width - 4 - taken - value - 16
    rows: list[Sequence[Span]] = []
    for step in steps:
        head = (str(step.number), step.title, pen.formula(step))
        for number, cell in enumerate(_cells(step, pen)):
            *written, result = chain(cell, pen.notation)
            worked = step.arithmetic and isinstance(cell.written, Tree)
            broken = [line for side in written for line in break_sum(pen.sign(side), room)]
            numbers = "\n".join(broken) if worked else ""
            rows.append([(pen.sign(text), "") for text in (*(head if number == 0 else ("", "", "")), numbers, result)])
        if (more := _hidden(step, pen)) > 0:
            rows.append([*[("", "")] * 3, (pen.sign(matrices.more_text(Part(step), more)), "dim"), ("", "")])
    return Sheet(
        ["step", "what", "formula", "with the numbers", "value"], rows, right=frozenset({0}), low=frozenset({4}),
        unbroken=frozenset({1, 2, 4}), ascii=pen.options.ascii,
    )  # fmt: skip


def _table_of_lines(steps: Sequence[Step], pen: Pen, what: int) -> Sheet:
    """The arithmetic below its formula, where the two have no room beside each other."""
    what = min(what, USUAL // 3)
    room = pen.width - 4 - what - 10
    rows = [
        [(str(step.number), ""), (pen.sign(_folded(step.title, what)), ""), ("\n".join(_lines(step, pen, room)), "")]
        for step in steps
    ]
    return Sheet(["step", "what", "formula and numbers"], rows, right=frozenset({0}),
                 unbroken=frozenset({1, 2}), ascii=pen.options.ascii)  # fmt: skip


def _folded(title: str, width: int) -> str:

    return "\n".join(wrapped_words(title, width))


def _lines(step: Step, pen: Pen, room: int) -> list[str]:
    lines = break_sum(pen.sign(pen.formula(step)), room)
    for line in entry_lines(step, pen):
        lines += [f"{'    ' if place else '  '}{part}" for place, part in enumerate(break_sum(line, room - 4))]
    return lines


def entry_lines(step: Step, pen: Pen) -> list[str]:
    """Every entry that is shown, with its name before its arithmetic; entries that only move as one value."""
    if step.value.ndim > 0 and not any(isinstance(cell.written, Tree) for cell in _cells(step, pen)):
        return [_whole_value(step, pen)]
    lines = []
    for cell in _cells(step, pen):
        written, result = sides(cell, pen.notation)
        worked = step.arithmetic and isinstance(cell.written, Tree)
        lines.append(pen.sign(f"{_called(step, cell, pen)}{f'{written} ' if worked else ''}{result}"))
    if (more := _hidden(step, pen)) > 0:
        lines.append(pen.sign(f"… and {more} more entries, worked the same way (--full works them all)"))
    return lines


def _called(step: Step, cell: Cell, pen: Pen) -> str:
    """What stands before an entry's arithmetic: the name of its place, its symbol, or for want of one its formula."""
    if cell.index and any(step.labels):
        return f"{step.labels[0][cell.index[0]]}: "
    name, formula = symbol_text(step.symbol, cell.index), pen.formula(step)
    worked = step.arithmetic and isinstance(cell.written, Tree)
    if not worked:
        return f"{name} "
    if formula.startswith(f"{symbol_text(step.symbol)} = "):
        return f"{name} = "
    return f"({formula}){lowered(places(cell.index))} = " if cell.index else ""


def _whole_value(step: Step, pen: Pen) -> str:
    shown = grid(step.value, step.exact, pen.notation, most_of(step.value.shape[0]))
    sign = "=" if shown.more == 0 and relation(Part(step), pen.options.precision) == "=" else "≈"
    return pen.sign(f"{symbol_text(step.symbol)} {sign} {shown.lines[0]}")


def _cells(step: Step, pen: Pen) -> list[Cell]:
    return list(step.cells(step.value.size if pen.options.full else most_of(step.value.size)))


def _hidden(step: Step, pen: Pen) -> int:
    return 0 if pen.options.full else step.value.size - most_of(step.value.size)


def stacked(step: Step, pen: Pen, only: int | None) -> Flow:
    head = pen.sign(f"{step.number:>3}  {step.title}".rstrip())
    body = list(_body(step, pen, only))
    formula = pen.sign(pen.formula(step))
    if ((formula, ""),) in body:  # it says no more than the value
        formula = ""
    spans: list[Span] = [(head, "bold")]
    indent = "  " if pen.narrow else "     "
    if formula and len(head) + 3 + len(formula) <= pen.layout:
        spans.append((f"   {formula}", ""))
    elif formula:
        spans += [("\n" + indent + line, "") for line in break_sum(formula, pen.width - len(indent))]
    for line in body:
        spans += [("\n" + indent, ""), *((pen.sign(text), style) for text, style in line)]
    return Flow(tuple(spans))


def _body(step: Step, pen: Pen, only: int | None) -> list[Sequence[Span]]:
    if step.value.ndim < 2:
        indent = 2 if pen.narrow else 5
        return [((piece, ""),) for line in entry_lines(step, pen) for piece in _broken(line, pen, indent)]
    if only is not None:
        part = Part(step, only)
        return matrix_lines(part, pen) if part.value.ndim == 2 else _row_lines(part, pen)
    if step.value.ndim == 2:
        return matrix_lines(Part(step), pen)
    found: list[Sequence[Span]] = []
    for head in range(step.value.shape[0]):
        found += [((f"head {head + 1}", "bold"),), *matrix_lines(Part(step, head), pen)]
    return found


def _row_lines(part: Part, pen: Pen) -> list[Sequence[Span]]:
    """What is found of each line of one head."""
    texts = matrices.texts_of(part, list(indices(part.shape)), pen)
    return [((piece, ""),) for text in texts for piece in _broken(pen.sign(text), pen, 5)]


def _broken(line: str, pen: Pen, indent: int) -> list[str]:
    first, *rest = break_sum(line, pen.width - indent - 2)
    return [first, *(f"  {part}" for part in rest)]


def matrix_lines(part: Part, pen: Pen) -> list[Sequence[Span]]:
    """A matrix's arithmetic inside it, or its operands and one entry worked (with ``--full`` all of them)."""
    inside = matrices.worked_inside(part, pen)
    if inside is not None:
        return [*inside.lines]
    worked = entries(part, None if pen.options.full else MOST if pen.narrow else 1)
    box = matrices.with_operands(part, pen, worked[0]) if worked else None
    lines: list[Sequence[Span]] = [*box.lines] if box is not None else _alone(part, pen)
    for text in matrices.texts_of(part, worked, pen):
        *before, last = _broken(pen.sign(text), pen, 5)
        if len(worked) < part.value.size and len(last) + len(_HINT) + 5 <= pen.layout:
            last += pen.once(_HINT)
        lines += [((piece, ""),) for piece in [*before, last]]
    return lines


def _alone(part: Part, pen: Pen) -> list[Sequence[Span]]:
    """The matrix after its name, of a large one as much as fits."""
    found: Box | None = None
    for most in range(MOST + 1, 0, -1):
        found = matrices.alone(part, pen, most)
        if found.width <= pen.width - 5:
            break
    assert found is not None
    if found.width <= pen.width - 5:
        return [*found.lines]
    label = f"{symbol_text(part.step.symbol)} {relation(part, pen.options.precision)} "
    shown = narrow(label, part.value, lambda index: part.cell(index).result.exact, pen.notation, pen.width - 3)
    return [((line, ""),) for line in shown.lines]
