"""Values as written trees: numbers in brackets, matrices with the names of their rows and columns, large ones cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nnexplain.arrays import MOST, Array, Index, most_of
from nnexplain.engine.labels import Labels
from nnexplain.notation.decimals import show
from nnexplain.notation.tree import Leaf, Tree, Word, Written
from nnexplain.pages.blocks import Exact

Entry = Callable[[Index], Written]
_ROOM = 56  # signs that the numbers of a row may take, for the matrix to fit a printed page
DOTS = Word("…")


def entry_of(value: Array, exact: Exact) -> Entry:
    """Gives an entry as a leaf."""
    return lambda index: Leaf(float(value[index]) + 0.0, exact(index))


def valued(
    value: Array, entry: Entry, labels: Labels = (), most: int = MOST, room: int = _ROOM, precision: int = 4
) -> Written:
    """A number, ``[a, b]`` or a matrix; of a large one the first entries, and dots for the others.

    ``room`` is for numbers with so many decimals.
    """
    if value.ndim == 0:
        return entry(())
    if value.ndim == 1:
        return _line([entry((i,)) for i in range(most_of(len(value), most))], len(value))
    if value.ndim > 2:
        heads = [
            valued(part, _inside(entry, place), labels[1:], most, room, precision)
            for place, part in enumerate(value[:most])
        ]
        return _line(heads, len(value))
    rows, columns = most_of(value.shape[0], most), fitting(value.shape[1], entry, most, room, precision)
    names = labels[-2:] if labels else ((), ())
    cells = [[entry((i, j)) for j in range(columns)] for i in range(rows)]
    return matrix(cells, value.shape, names)


def fitting(columns: int, entry: Entry, most: int, room: int, precision: int) -> int:
    """How many columns of a matrix a page has room for, told by its first row."""
    shown, taken = most_of(columns, most), 0
    for place in range(shown):
        leaf = entry((0, place))
        taken += _width(leaf, precision) + 2
        if taken > room and place:
            return place
    return shown


def _width(leaf: Written, precision: int) -> int:
    """About how many signs wide a number is."""
    return len(show(leaf.value, leaf.exact, precision)) if isinstance(leaf, Leaf) and leaf.value is not None else 12


def matrix(cells: Sequence[Sequence[Written]], shape: Sequence[int], names: Labels = ((), ())) -> Tree:
    """A matrix of written entries, ``shape`` the whole one's; what it leaves out stands there as dots."""
    rows, columns = len(cells), len(cells[0])
    table: list[list[Written]] = [[*row, *[DOTS] * (columns < shape[1])] for row in cells]
    if rows < shape[0]:
        table.append([DOTS] * len(table[0]))
    if not any(names):
        return Tree("matrix", tuple(Tree("row", tuple(row)) for row in table))
    heads = [*map(Word, names[1][:columns] or [""] * columns), *[Word("")] * (len(table[0]) - columns)]
    before = [*map(Word, names[0][:rows] or [""] * rows), *[Word("")] * (len(table) - rows)]
    lines: list[list[Written]] = [[Word(""), *heads], *([name, *row] for name, row in zip(before, table, strict=True))]
    return Tree("named", tuple(Tree("row", tuple(line)) for line in lines))


def _line(entries: Sequence[Written], size: int) -> Tree:
    return Tree("list", (*entries, *[DOTS] * (len(entries) < size)))


def _inside(entry: Entry, place: int) -> Entry:
    return lambda index: entry((place, *index))
