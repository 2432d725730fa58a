"""The same calculation with one input changed, side by side with what was given: what differs, and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from nnexplain.arrays import Number
from nnexplain.errors import listed, plural
from nnexplain.notation.tree import Leaf
from nnexplain.notation.unicode import symbol_text
from nnexplain.pages.blocks import Block, Cell, Column, Exact, Heading, Joined, Paragraph, Row, Table, Values
from nnexplain.worked.example import Variant, WorkedExample
from nnexplain.worked.names import SHOWN

_FEW = 64  # entries up to which exact values are asked whether two arrays that are nearly alike are the same


class Compared(NamedTuple):
    """A value in one of the calculations, and the exact values of its entries."""

    value: Number | None
    exact: Exact


def side_by_side(example: WorkedExample, versus: Sequence[Variant]) -> Iterator[Block]:
    """What differs, single numbers with the difference in brackets; what does not is counted."""
    yield Heading("Side by side")
    rows = dict(_rows(example, versus))
    same = [name for name, (given, *others) in rows.items() if all(_alike(given, other) for other in others)]
    if len(same) == len(rows):
        yield Paragraph(f"Nothing changes: {'all ' * (len(same) > 1)}{_count(same)} as given.")
        return
    heads = ("as given", *(_head(example, variant) for variant in versus))
    cells = tuple((name, *_cells(*rows[name])) for name in rows if name not in same)
    yield Table((Column("value", right=False, unbroken=True), *(Column(head, right=False) for head in heads)), cells)
    if any(isinstance(cell, Joined) for row in cells for cell in row):
        yield Paragraph("In brackets: the difference from the value as given.", "faint")
    if same:
        yield Paragraph(f"{_count(same)} as given: {listed(same, 8)}.", "faint")


def _count(same: Sequence[str]) -> str:
    return f"{plural(len(same), 'value')} {'is' if len(same) == 1 else 'are'}"


def _head(example: WorkedExample, variant: Variant) -> Cell:
    """``T = 2``, named as where it is given."""
    ((name, value),) = variant.changed.items()
    symbols = {step.name: symbol_text(step.symbol) for step in example.given if "." not in step.name}
    shown = ("no", "yes")[value] if isinstance(value, bool) else value
    return Joined((f"{symbols.get(name, SHOWN.get(name, name))} = ", Values(shown)))


def _rows(example: WorkedExample, versus: Sequence[Variant]) -> Iterator[tuple[str, list[Compared]]]:
    """Every value, then every gradient, in each of the calculations."""
    each: list[WorkedExample | Variant] = [example, *versus]
    for name in dict.fromkeys(name for one in each for name in one.values):
        yield name, [Compared(one.values.get(name), partial(one.exact, name)) for one in each]
    for name in example.gradients or {}:
        key = f"gradients.{name}"
        yield key, [Compared((one.gradients or {}).get(name), partial(one.exact, key)) for one in each]


def _alike(one: Compared, other: Compared) -> bool:
    """Whether two values are the same: number by number, or exactly so where float64 is just beside it."""
    if one.value is None or other.value is None:
        return one.value is other.value
    a, b = np.asarray(one.value, dtype=float), np.asarray(other.value, dtype=float)
    if a.shape != b.shape:
        return False
    apart = np.argwhere(~((a == b) | (np.isnan(a) & np.isnan(b))))
    if len(apart) > _FEW or not np.allclose(a, b, rtol=1e-9, equal_nan=True):
        return not len(apart)
    places = (tuple(map(int, place)) for place in apart)
    return all(one.exact(place) == other.exact(place) is not None for place in places)


def _cells(given: Compared, *others: Compared) -> Row:
    return (_value(given), *(_beside(given, other) for other in others))


def _value(one: Compared) -> Cell:
    return Values(one.value, one.exact)


def _beside(given: Compared, other: Compared) -> Cell:
    """A value; of a single number also how far it is from the one as given."""
    if not isinstance(given.value, float) or not isinstance(other.value, float) or _alike(given, other):
        return _value(other)
    difference = other.value - given.value
    if not np.isfinite(difference):
        return _value(other)
    before, after = given.exact(()), other.exact(())
    exact = None if before is None or after is None else after - before
    return Joined((_value(other), " (", "+" * (difference > 0), Leaf(difference, exact), ")"))
