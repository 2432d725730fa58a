"""A step on matrices as mathematics: its formula with the matrices put in, or every entry's arithmetic in its place."""

from __future__ import annotations

from collections.abc import Iterator

from nnexplain.arrays import MOST, Index
from nnexplain.notation.sides import Side, equal_to, named
from nnexplain.notation.tree import Leaf, Tree, Written
from nnexplain.notation.unicode import Unicode
from nnexplain.pages.parts import Part, entries, relation
from nnexplain.typeset.elements import Math
from nnexplain.typeset.trees import matrix, valued
from nnexplain.worked.arithmetic import cell_sides

_SIGNS = frozenset(["matmul", "dot", "odot", "*", "+", "-", "/"])
_ROOM = 64  # signs of a line of arithmetic that stands inside a matrix


def matrix_lines(part: Part, notation: Unicode, *, full: bool) -> Iterator[Math]:
    """The matrix with its arithmetic inside it, or its operands and one entry worked (``full``: all of them)."""
    inside = _worked_inside(part, notation)
    if inside is not None:
        yield inside
        return
    worked = entries(part, None if full else 1)
    operands = _with_operands(part) if worked else None
    yield Math((named(part.step.symbol) if operands is None else Side(operands), _result(part, notation)))
    yield from (entry_line(part, index, notation) for index in worked)


def entry_line(part: Part, index: Index, notation: Unicode) -> Math:
    """``cat, sat: 1 × 0 + 0 × 1 = 0``."""
    sides = cell_sides(part.cell(index), notation)
    if all(part.labels):
        return Math(tuple(sides), label=f"{part.name(index)}:")
    return Math((named(part.step.symbol, index), *equal_to(sides)))


def shown(part: Part, precision: int) -> Written:
    """What a part comes to, under the names of its places."""
    return valued(part.value, lambda index: part.cell(index).result, part.labels, precision=precision)


def _result(part: Part, notation: Unicode) -> Side:
    return Side(shown(part, notation.precision), relation(part, notation.precision))


def _worked_inside(part: Part, notation: Unicode) -> Math | None:
    """Every entry's arithmetic where the entry stands, then what they come to; None where that has no room."""
    rows, columns = part.shape
    if not part.step.arithmetic or max(rows, columns) > MOST:
        return None
    cells = [[part.cell((i, j)) for j in range(columns)] for i in range(rows)]
    if not any(isinstance(cell.written, Tree) for row in cells for cell in row):
        return None
    sides = [[cell_sides(cell, notation)[0] for cell in row] for row in cells]
    longest = max(sum(len(notation.finer(side.more).text(side.written)) + 2 for side in row) for row in sides)
    if longest > _ROOM or any(side.aside for row in sides for side in row):
        return None
    more = max(side.more for row in sides for side in row)
    written = matrix([[side.written for side in row] for row in sides], part.shape)
    return Math((Side(written, more=more), _result(part, notation)))


def _with_operands(part: Part) -> Written | None:
    """The formula with the matrices that it reads put in, where it is one of products, sums and quotients."""
    return _put_in(part, part.step.formula)


def _put_in(part: Part, tree: Written) -> Written | None:
    if isinstance(tree, Leaf):
        return _value(part, tree)
    assert isinstance(tree, Tree)
    if tree.head not in _SIGNS and tree.head != "T":
        return None
    args = [_put_in(part, each) for each in tree.args]
    found = [each for each in args if each is not None]
    return Tree(tree.head, tuple(found)) if len(found) == len(args) else None


def _value(part: Part, leaf: Leaf) -> Written | None:
    operand = part.read(leaf)
    if operand is None:
        return None if leaf.value is None else leaf
    if operand.value.ndim > 2 or not operand.is_small:
        return None
    return valued(operand.value, lambda index: operand.cell(index).result)
