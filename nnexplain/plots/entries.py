"""What pictures read off a worked example: its steps, the numbers of their entries, and what these are called."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnexplain.arrays import Array, Index, most_of
from nnexplain.notation.unicode import Unicode, symbol_text
from nnexplain.worked.example import Step, WorkedExample


def viewed(example: WorkedExample, view: str) -> list[Step]:
    """The steps that are looked at so."""
    return [step for step in example.steps if step.view == view]


def found(example: WorkedExample, name: str) -> Step | None:
    """The step of that id, or the input of that name; None where there is none."""
    return next((step for step in (*example.steps, *example.given) if step.id == name or step.name == name), None)


def number(step: Step, index: Index, notation: Unicode) -> str:
    """An entry as a page shows it."""
    leaf = step.cell(index).result
    assert leaf.value is not None
    return notation.number(leaf.value, leaf.exact)


def called(step: Step, index: Index) -> str:
    """The entry's name: its token, or its symbol with its place."""
    names = step.labels[-1] if step.labels else ()
    return names[index[-1]] if names and index else symbol_text(step.symbol, index)


def row_name(step: Step, row: int) -> str:
    names = step.labels[-2] if len(step.labels) > 1 else ()
    return names[row] if names else f"row {row + 1}"


def largest(values: Array, also: int | None = None) -> list[int]:
    """The places of the largest entries in their order, as many as are shown, with one that must not be missing."""
    shown = most_of(len(values))
    order = sorted(range(len(values)), key=lambda place: (place != also, -np.nan_to_num(values[place])))
    return sorted(order[:shown])


def rows(step: Step) -> Iterator[tuple[Index, Array]]:
    """The rows of a value of one axis or more, each with its index; of many the first."""
    outer = step.value.shape[:-1]
    for place, index in enumerate(np.ndindex(*outer)):
        if place < most_of(int(np.prod(outer, dtype=int))):
            yield index, step.value[index]
