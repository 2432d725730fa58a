"""Steps as a textbook has them: what is done, then the formula, then the numbers put in, a line for each entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from nnexplain.arrays import most_of
from nnexplain.notation.sides import Side, equal_to, in_symbols, named
from nnexplain.notation.tree import Leaf, Tree
from nnexplain.notation.unicode import Unicode
from nnexplain.pages.blocks import Abreast, Steps
from nnexplain.pages.parts import Part, entries, formula, relation, telling
from nnexplain.typeset.elements import Element, Grid, Math, Pieces, Worked
from nnexplain.typeset.parts import matrix_lines, shown
from nnexplain.typeset.trees import valued
from nnexplain.worked.arithmetic import cell_sides, shown_whole
from nnexplain.worked.example import Cell, Step

_MORE = "… and {} more entries, worked the same way (--full works them all)"
_HINT = "the other entries go the same way (--full works every one)"


class Typist:
    """Sets steps with so many decimals; ``full`` works every entry."""

    def __init__(self, notation: Unicode, *, full: bool) -> None:
        self.notation, self.full, self._hinted = notation, full, False

    def steps(self, block: Steps) -> Iterator[Element]:
        """One step after the other."""
        for step in block.steps:
            yield self._step(step, block.head)

    def _step(self, step: Step, head: int | None) -> Worked:
        lines = tuple(self._lines(step, head))
        note = self._note(step, head, lines)
        return Worked(str(step.number), step.title, _formula(step), lines, note, step.id)

    def _note(self, step: Step, head: int | None, lines: Sequence[Math]) -> str:
        hidden = 0 if self.full else step.value.size - most_of(step.value.size)
        if step.value.ndim < 2:
            return _MORE.format(hidden) if hidden > 0 and step.arithmetic else ""
        part = Part(step, (head or 0) if step.value.ndim > 2 else None)
        if not (self.full or self._hinted) and len(lines) > 1 and part.value.ndim == 2 and len(entries(part, 2)) > 1:
            self._hinted = True
            return _HINT
        return ""

    def _lines(self, step: Step, head: int | None) -> Iterator[Math]:
        if step.value.ndim < 2:
            yield from self._entry_lines(step)
            return
        heads = range(step.value.shape[0]) if step.value.ndim == 3 and head is None else [head]
        for each in heads:
            part = Part(step, each)
            label = f"head {(each or 0) + 1}:" if len(heads) > 1 else ""
            if part.value.ndim == 2:
                lines = matrix_lines(part, self.notation, full=self.full)
                yield from (line.but(label=line.label or label) for line in lines)
            else:
                yield from (self._line(step, part.cell((i,))) for i in range(most_of(part.shape[0])))

    def _entry_lines(self, step: Step) -> Iterator[Math]:
        """Every entry that is shown; entries that only move as one value."""
        cells = list(step.cells(step.value.size if self.full else most_of(step.value.size)))
        if step.value.ndim and not any(isinstance(cell.written, Tree) for cell in cells):
            every = len(cells) == step.value.size
            sign = "=" if every and all(shown_whole(cell, self.notation.precision) for cell in cells) else "≈"
            written = valued(step.value, lambda index: step.cell(index).result, most=len(cells))
            yield Math((named(step.symbol), Side(written, sign)))
            return
        yield from (self._line(step, cell) for cell in cells)

    def _line(self, step: Step, cell: Cell) -> Math:
        """An entry's arithmetic after the name of its place, its symbol, or for want of one its formula."""
        sides = cell_sides(cell, self.notation)
        worked = step.arithmetic and isinstance(cell.written, Tree)
        if not worked:
            sides = sides[1:]
        if cell.index and any(step.labels):
            return Math(tuple(sides), label=f"{step.labels[-1][cell.index[-1]]}:")
        if not worked:
            return Math((named(step.symbol, cell.index), *sides))
        first = formula(step)[0]
        if isinstance(first, Leaf) and first.symbol is step.symbol:
            left = named(step.symbol, cell.index)
        elif cell.index and max(cell.index) < 9:
            text = "".join(str(each + 1) for each in cell.index)
            place = Leaf(float(text), Fraction(text))
            left = Side(Tree("entry", (step.formula, place)), numbers=False)
        else:
            return Math(tuple(sides))
        return Math((left, *equal_to(sides)))

    def abreast(self, block: Abreast) -> Iterator[Element]:
        """Of vectors a table with a row for each place; of matrices each step's, then one entry followed through."""
        if block.steps[-1].value.ndim == 1:
            yield from self._columns(block)
        else:
            yield self._matrices(block)

    def _columns(self, block: Abreast) -> Iterator[Element]:
        columns = [step for step in block.steps if step.value.ndim == 1]
        for step in block.steps:
            if step.value.ndim == 0 and step.number < columns[0].number:
                yield self._step(step, None)
        *_, last = block.steps
        size = last.value.shape[0]
        places = range(size if self.full else most_of(size))
        labels = last.labels[0]
        rows: list[tuple[Pieces, ...]] = []
        for place in places:
            cells = (self._cell(step.cell((place,))) for step in columns)
            rows.append(((labels[place] if labels else str(place),), *((cell,) for cell in cells)))
        if len(places) < size:
            rows.append((("…",), (f"{size - len(places)} more",), *[("",)] * (len(columns) - 1)))
        heads = ((f"{step.number} {step.title}: ", _formula(step)) for step in columns)
        yield Grid((("token" if labels else "class",), *heads), tuple(rows), headed=True)
        for step in block.steps:
            if step.value.ndim == 0 and step.number > columns[0].number:
                yield self._step(step, None)

    def _cell(self, cell: Cell) -> Math:
        sides = cell_sides(cell, self.notation)
        return Math(tuple(sides if isinstance(cell.written, Tree) else [sides[-1]]))

    def _matrices(self, block: Abreast) -> Worked:
        """The matrices one after the other, and one place followed through all of the steps (``full``: every one).

        What leads to the exponentials is shown there alone: the shift cancels, and a matrix of it would tell no more.
        """
        parts = [Part(step, block.head) for step in block.steps]
        *_, last = parts
        first = next(place for place, part in enumerate(parts) if part.value.ndim == 2) + 1
        lines = []
        for part in parts[first:]:
            value = Side(shown(part, self.notation.precision), relation(part, self.notation.precision))
            lines.append(Math((*in_symbols(formula(part.step)), value)))
        for index in entries(last, None) if self.full else [telling(parts[first - 1])]:
            chain = [part.cell(index[: part.value.ndim]) for part in parts]
            worked = [cell_sides(cell, self.notation) for cell in chain if isinstance(cell.written, Tree)]
            lines += [Math(tuple(sides), label="" if place else f"{last.name(index)}:")
                      for place, sides in enumerate(worked)]  # fmt: skip
        numbers = f"{parts[0].step.number} to {last.step.number}"
        return Worked(numbers, last.step.title, None, tuple(lines), id=last.step.id)


def _formula(step: Step) -> Math:
    return Math(tuple(in_symbols(formula(step))))
