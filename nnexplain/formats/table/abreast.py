"""Steps that work the same places one after the other: columns of one table, or matrices in a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nnexplain.arrays import Index, most_of
from nnexplain.formats.table import matrices
from nnexplain.formats.table.console import squeezed
from nnexplain.formats.table.parts import Flow, Span
from nnexplain.formats.table.pen import Pen
from nnexplain.formats.table.sheet import Sheet
from nnexplain.formats.table.steps import entry_lines, stacked
from nnexplain.formats.table.text import break_sum
from nnexplain.notation.tree import Tree
from nnexplain.pages.blocks import Abreast
from nnexplain.pages.parts import Part, entries, telling
from nnexplain.worked.arithmetic import sides
from nnexplain.worked.example import Step


def abreast_parts(block: Abreast, pen: Pen) -> Iterator[Flow | Sheet]:
    """Of vectors a table with a row for each place; of matrices each step's, side by side, and one entry worked."""
    *_, last = block.steps
    if pen.narrow:
        yield from (stacked(step, pen, block.head) for step in block.steps)
    elif last.value.ndim == 1:
        yield from _columns(block, pen)
    else:
        yield _matrices(block, pen)


def _columns(block: Abreast, pen: Pen) -> Iterator[Flow | Sheet]:
    size = block.steps[-1].value.shape[0]
    places = range(size if pen.options.full else most_of(size))
    columns = [step for step in block.steps if step.value.ndim == 1]
    for step in block.steps:
        if step.value.ndim == 0 and step.number < columns[0].number:
            yield _line(step, pen)
    heads = [f"{step.number} {step.title}\n{pen.formula(step)}" for step in columns]
    labels = block.steps[-1].labels[0]
    names = labels or tuple(map(str, range(size)))
    rows: list[Sequence[Span]] = []
    for place in places:
        cells = [_cell(step, place, pen) for step in columns]
        rows.append([(pen.sign(names[place]), ""), *((pen.sign(text), "") for text in cells)])
    if len(places) < size:
        rows.append([("…", ""), (f"{size - len(places)} more", "dim")])
    sheet = Sheet(
        ["token" if labels else "class", *map(pen.sign, heads)], _narrowed(rows, pen),
        unbroken=frozenset(range(len(columns) + 1)), ascii=pen.options.ascii,
    )  # fmt: skip
    yield sheet if sheet.width <= pen.width else squeezed(sheet, pen.width)
    for step in block.steps:
        if step.value.ndim == 0 and step.number > columns[0].number:
            yield _line(step, pen)


def _cell(step: Step, place: int, pen: Pen) -> str:
    cell = step.cell((place,))
    written, result = sides(cell, pen.notation)
    return f"{written} {result}" if isinstance(cell.written, Tree) else result


def _narrowed(rows: list[Sequence[Span]], pen: Pen) -> list[Sequence[Span]]:
    """The widest columns broken before the sign, one after the other, until the table fits."""
    made = [list(row) for row in rows]
    columns = range(1, max(map(len, rows)))

    def width(at: int) -> int:
        return max(len(line) for row in made if at < len(row) for line in row[at][0].split("\n"))

    for at in sorted(columns, key=width, reverse=True):
        if sum(width(each) + 3 for each in columns) + 12 <= pen.layout:
            break
        for row in made:
            if at < len(row):
                text, style = row[at]
                for sign in (" = ", " ≈ ", " ~ "):
                    text = text.replace(sign, f"\n{sign[1:]}")
                row[at] = text, style
    return [*made]


def _line(step: Step, pen: Pen) -> Flow:
    text = "; ".join(entry_lines(step, pen))
    broken = break_sum(f"{step.title}   {text}", pen.width - 5)
    first, *rest = broken
    return Flow(((f"{step.number:>3}  ", "bold"), ("\n       ".join([first, *rest]), "")))


def _matrices(block: Abreast, pen: Pen) -> Flow:
    """The matrices side by side, and one place followed through all of the steps (with ``--full`` every one).

    What leads to the exponentials is shown there alone: the shift cancels, and a matrix of it would tell nothing more.
    """
    parts = [Part(step, block.head) for step in block.steps]
    *_, last = parts
    first = next(place for place, part in enumerate(parts) if part.value.ndim == 2) + 1
    numbers = f"{parts[0].step.number} to {last.step.number}"
    spans: list[Span] = [(pen.sign(f"{numbers:>3}  {last.step.title}"), "bold")]
    for line in matrices.in_a_row(parts[first:], pen):
        spans += [("\n     ", ""), *((pen.sign(text), style) for text, style in line)]
    for index in entries(last, None) if pen.options.full else [telling(parts[first - 1])]:
        spans.append(("\n     " + "\n       ".join(_chain(parts, index, pen)), ""))
    return Flow(tuple(spans))


def _chain(parts: Sequence[Part], index: Index, pen: Pen) -> list[str]:
    """One place's arithmetic, step after step."""
    lines = [pen.sign(f"{parts[-1].name(index)}: ")]
    for part in parts:
        cell = part.cell(index[: part.value.ndim])
        if isinstance(cell.written, Tree):
            piece = pen.sign(" ".join(sides(cell, pen.notation)))
            if len(lines[-1]) + len(piece) + 2 > pen.layout - 7:
                lines.append("")
            lines[-1] += f"{' ' if lines[-1] else ''}{piece}{'' if part is parts[-1] else ';'}"
    return lines
