"""A step on matrices: its formula with the matrices put in, or every entry's arithmetic inside the matrix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from nnexplain.arrays import MOST, Index, by, most_of
from nnexplain.formats.table import boxes
from nnexplain.formats.table.boxes import Box, Picked
from nnexplain.formats.table.parts import Span
from nnexplain.formats.table.pen import USUAL, Pen
from nnexplain.notation.tree import Leaf, Tree, Written
from nnexplain.notation.unicode import symbol_text
from nnexplain.pages.parts import Part, relation
from nnexplain.worked.arithmetic import sides

_SIGNS = {"matmul": "×", "dot": "·", "odot": "⊙", "*": "×", "+": "+", "-": "−", "/": "/"}


def worked_inside(part: Part, pen: Pen) -> Box | None:
    """Every entry's arithmetic where the entry stands, then what they come to; None where that does not fit."""
    rows, columns = part.shape
    if not part.step.arithmetic or not part.is_small:
        return None
    cells = [[part.cell((i, j)) for j in range(columns)] for i in range(rows)]
    texts: list[list[str]] = []
    for row in cells:
        texts.append([pen.sign(sides(cell, pen.notation)[0]) for cell in row])
        if sum(len(entry) + 2 for entry in texts[-1]) > USUAL:
            return None
    if not any(isinstance(cell.written, Tree) for row in cells for cell in row):
        return None
    return _fitting(part, boxes.written(texts), pen)


def _fitting(part: Part, left: Box, pen: Pen, picked: Picked = boxes.NONE) -> Box | None:
    """``left = matrix`` with the names of its rows before it, where the page is wide enough."""
    right = result(part, pen, picked)
    box = boxes.beside(left, boxes.text(pen.sign(f" {relation(part, pen.options.precision)} ")), right)
    named = _with_rows(part, box, pen)
    return next((found for found in (named, box) if found.width <= _room(pen)), None)


def _room(pen: Pen) -> int:
    return pen.layout - 5


def _with_rows(part: Part, box: Box, pen: Pen, most: int = MOST) -> Box:
    """The names of the rows before a box whose lowest lines are the matrix's."""
    height = most_of(part.shape[0], most)
    cut = height < part.shape[0]
    names = [*map(pen.sign, part.labels[0][:height]), *["…"] * cut] if part.labels[0] else []
    return boxes.named_rows(box, names, height + cut)


def result(part: Part, pen: Pen, picked: Picked = boxes.NONE, most: int = MOST) -> Box:
    """The matrix, its columns under their names; of a large one the first rows and columns."""
    rows, columns = (most_of(size, most) for size in part.shape)
    names = tuple(map(pen.sign, part.labels[1][:columns]))
    texts = [[number(part.cell((i, j)).result, pen) for j in range(columns)] for i in range(rows)]
    if columns < part.shape[1]:
        texts = [[*row, pen.sign("…")] for row in texts]
        names = (*names, "") if names else ()
    if rows < part.shape[0]:
        texts.append([pen.sign("…")] * len(texts[0]))
    return boxes.matrix(texts, picked, color=pen.options.color, heads=names)


def alone(part: Part, pen: Pen, most: int) -> Box:
    """The matrix after its name, with no more than so many entries of a row and a column."""
    rows, columns = (most_of(size, most) for size in part.shape)
    hidden = part.value.size - rows * columns
    sign = "≈" if hidden else relation(part, pen.options.precision)
    left = boxes.text(pen.sign(f"{symbol_text(part.step.symbol)} {sign} "))
    box = boxes.beside(left, _with_rows(part, result(part, pen, most=most), pen, most))
    return boxes.below(box, pen.sign(more_text(part, hidden))) if hidden else box


def more_text(part: Part, more: int) -> str:
    """How many entries are not shown, and how to get them."""
    return f"… {more} more entries ({by(part.shape)}): --get {part.step.id} or --json"


def number(leaf: Leaf, pen: Pen) -> str:
    """A number as the page shows it."""
    assert leaf.value is not None
    return pen.sign(pen.notation.number(leaf.value, leaf.exact))


def with_operands(part: Part, pen: Pen, picked: Index) -> Box | None:
    """The formula with the matrices put in, where it is one of products, sums and quotients, and fits."""
    left = _Formula(part, pen, picked).box(part.step.formula)
    if left is None:
        return None
    return _fitting(part, left, pen, Picked(picked[0], picked[1]))


class _Formula:
    """Writes a formula with the matrices of the steps that it reads put in."""

    def __init__(self, part: Part, pen: Pen, entry: Index) -> None:
        self.part, self.pen, self.entry = part, pen, entry

    def box(self, tree: Written, picked: Picked | None = None) -> Box | None:
        """The box of a formula; None of one that has no matrices to show, or is no plain arithmetic."""
        picked = Picked(self.entry[0], self.entry[1]) if picked is None else picked
        if isinstance(tree, Leaf):
            return self._leaf(tree, picked)
        assert isinstance(tree, Tree)
        if tree.head == "T":
            return self._turned(tree.args[0], picked)
        if tree.head not in _SIGNS or len(tree.args) != 2:
            return None
        if tree.head == "matmul":
            row, column = self.entry
            parts = [self.box(tree.args[0], Picked(row=row)), self.box(tree.args[1], Picked(column=column))]
        else:
            parts = [self._bracketed(tree, part, picked) for part in tree.args]
        found = [part for part in parts if part is not None]
        if len(found) < len(parts):
            return None
        sign = boxes.text(self.pen.sign(f" {_SIGNS[tree.head]} "))
        return reduce(lambda a, b: boxes.beside(a, sign, b), found)

    def _bracketed(self, tree: Tree, part: Written, picked: Picked) -> Box | None:
        """An operand; a sum within a product would need brackets as tall as it is, and is left to its own step."""
        if isinstance(part, Tree) and part.head in "+-" and tree.head not in "+-":
            return None
        return self.box(part, picked)

    def _leaf(self, leaf: Leaf, picked: Picked) -> Box | None:
        part = self.part.read(leaf)
        if part is None:
            return None if leaf.value is None else boxes.text(self.pen.sign(self.pen.notation.text(leaf)))
        if part.value.ndim == 0:
            return boxes.text(number(part.cell(()).result, self.pen))
        if part.value.ndim == 1:
            return self._vector(part, picked)
        if part.value.ndim != 2 or not part.is_small:
            return None
        part.labels = ((), ())
        return result(part, self.pen, picked)

    def _vector(self, part: Part, picked: Picked) -> Box | None:
        """A row; as the first factor of an outer product a column."""
        if not part.is_small:
            return None
        texts = [number(part.cell((i,)).result, self.pen) for i in range(part.shape[0])]
        if picked.row is not None and picked.column is None:
            return boxes.matrix([[each] for each in texts], Picked(picked.row, 0),
                                color=self.pen.options.color)  # fmt: skip
        return boxes.matrix([texts], Picked(0, picked.column), color=self.pen.options.color)

    def _turned(self, tree: Written, picked: Picked) -> Box | None:
        """A matrix with ᵀ behind it: what is picked there is picked in it the other way round."""
        part = self.part.read(tree)
        if part is None or not isinstance(tree, Leaf):
            return None
        if part.value.ndim == 1:
            return self._vector(part, picked)
        other = Picked(picked.column, picked.row)
        box = self._leaf(tree, other)
        return None if box is None else boxes.raised(self.pen.sign("ᵀ"), box)


def texts_of(part: Part, indices: Sequence[Index], pen: Pen) -> Iterator[str]:
    """``cat, sat: 1 × 0 + 0 × 1 = 0``."""
    for index in indices:
        written, value = sides(part.cell(index), pen.notation)
        sign = ":  " if all(part.labels) else " = "
        yield f"{part.name(index)}{sign}{written} {value}"


def in_a_row(parts: Sequence[Part], pen: Pen) -> Iterator[tuple[Span, ...]]:
    """Matrices side by side under their formulas, as many as the page is wide enough for."""
    row: list[Box] = []
    for part in parts:
        box = _headed(part, pen)
        if row and sum(each.width + 3 for each in row) + box.width > _room(pen):
            yield from _row(parts[-1], row, pen).lines
            row = []
        row.append(box)
    yield from _row(parts[-1], row, pen).lines


def _row(last: Part, row: Sequence[Box], pen: Pen) -> Box:
    gap = boxes.text("   ")
    return _with_rows(last, reduce(lambda a, b: boxes.beside(a, gap, b), row), pen)


def _headed(part: Part, pen: Pen) -> Box:
    """The matrix under its formula; what is found of each row as a column."""
    if part.value.ndim == 1:
        texts = [[number(part.cell((i,)).result, pen)] for i in range(most_of(part.shape[0]))]
        box = boxes.matrix(texts)
    else:
        box = result(part, pen)
    words = pen.sign(pen.formula(part.step))
    width = max(box.width, len(words))
    lines = tuple((*line, (" " * (width - box.width), "")) for line in box.lines)
    return Box((((words.ljust(width), "bold"),), *lines), box.base + 1)
