"""A step, or what one of several heads does in it: its entries, their names, which of them is worked as an example."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import islice, product

import numpy as np

from nnexplain.arrays import MOST, Array, Index, most_of
from nnexplain.notation.tree import Leaf, Tree, Written, leaves
from nnexplain.notation.unicode import Unicode, symbol_text
from nnexplain.pages.blocks import OF_SHARES
from nnexplain.worked.arithmetic import shown_whole
from nnexplain.worked.example import Cell, Step

_SYMBOLS = Unicode(numbers=False)


class Part:
    """A step, or the part of it that one head has: a matrix, and where its entries stand in the whole."""

    def __init__(self, step: Step, head: int | None = None) -> None:
        self.step, self.head = step, head
        self.value: Array = step.value if head is None else step.value[head]
        self.labels = step.labels[-self.value.ndim :] or ((),) * self.value.ndim

    def cell(self, index: Index) -> Cell:
        """One entry."""
        return self.step.cell(index if self.head is None else (self.head, *index))

    @property
    def shape(self) -> tuple[int, ...]:
        return self.value.shape

    def name(self, index: Index) -> str:
        """``cat, sat`` where the places have names, else ``scores₁₂``."""
        called = [names[place] for names, place in zip(self.labels, index, strict=True) if names]
        if len(called) == len(index):
            return ", ".join(called)
        return symbol_text(self.step.symbol, index)

    @property
    def is_small(self) -> bool:
        """Whether all of it is shown."""
        return tuple(map(most_of, self.shape)) == self.shape

    def read(self, leaf: Written) -> Part | None:
        """What a leaf of the formula stands for; None of a plain number."""
        if not isinstance(leaf, Leaf) or leaf.symbol is None:
            return None
        step = self._sources.get(symbol_text(leaf.symbol, leaf.index))
        return None if step is None else self.operand(step)

    @cached_property
    def _sources(self) -> Mapping[str, Step]:
        return {symbol_text(step.symbol): step for step in self.step.sources}

    def operand(self, step: Step) -> Part:
        """What this part reads of another step: of one that has heads the same head, of a whole one its columns."""
        if self.head is None or step.value.ndim == 0:
            return Part(step)
        if step.value.ndim == 3 or step.view == OF_SHARES:  # a line of each head's has its heads in the rows
            return Part(step, self.head)
        width = step.value.shape[-1] // self.step.value.shape[0]
        return _Columns(step, slice(self.head * width, (self.head + 1) * width))


class _Columns(Part):
    """Some columns of a step."""

    def __init__(self, step: Step, columns: slice) -> None:
        super().__init__(step)
        self.value, self._first = self.value[..., columns], columns.start
        self.labels = (*self.labels[:-1], ())

    def cell(self, index: Index) -> Cell:
        return self.step.cell((*index[:-1], index[-1] + self._first))


def entries(part: Part, most: int | None) -> list[Index]:
    """So many entries with arithmetic of their own (None: all), of a small matrix rather those that are not 0."""
    if not part.step.arithmetic:
        return []
    places: Iterable[Index] = np.ndindex(part.shape)
    if most is not None and max(part.shape) <= MOST:  # all are shown, and 0 tells least of what is done
        places = sorted(places, key=lambda index: not part.value[index])
    worked = (index for index in places if isinstance(part.cell(index).written, Tree))
    return sorted(islice(worked, most))


def telling(shifted: Part) -> Index:
    """A place that is shown and whose arithmetic is not that of a 0: neither the largest of its line, nor hidden."""
    shown = [*product(*(range(most_of(size)) for size in shifted.shape))]
    far = (index for index in shown if shifted.value[index] != 0 and np.isfinite(shifted.value[index]))
    return next(far, shown[0])


def relation(part: Part, precision: int) -> str:
    """``=`` where every entry is shown as all that it is."""
    entries = (part.cell(index) for index in np.ndindex(part.shape))
    return "=" if all(shown_whole(cell, precision) for cell in entries) else "≈"


def formula(step: Step) -> tuple[Written, ...]:
    """The sides ``z`` and ``w · x + b``; a step known by its formula alone shows just that, plain numbers the name."""
    name = Leaf(symbol=step.symbol)
    if step.value.ndim == 0 and step.kind == "forward" and not any(leaf.symbol for leaf in leaves(step.formula)):
        return (name,)  # the arithmetic beside it says the same
    alone = symbol_text(step.symbol) == step.name and "_" in step.symbol.base
    return (step.formula,) if alone else (name, step.formula)
