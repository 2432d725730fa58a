"""The calculation as a person does it on paper: every named value rounded before the next uses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from fractions import Fraction
from functools import partial
from itertools import islice
from math import isfinite
from typing import Any, NamedTuple

import numpy as np

from nnexplain.arrays import Array, Index, Number, indices, normal
from nnexplain.engine.carriers.exact import ROUNDED
from nnexplain.engine.graph import Node, ancestors
from nnexplain.engine.reader import ArithmeticWriter, ExactReader, as_written, deep_recursion
from nnexplain.notation.decimals import as_typed, fixed, full, round_exactly, round_half_away, terminates
from nnexplain.notation.tree import Kept, Leaf, Tree, Written
from nnexplain.ops.shape import stack
from nnexplain.worked.example import Cell

_MOST_LOOKS = 300_000  # entries read exactly, about a second's work; what is left then is rounded from float64


class HandStep(NamedTuple):
    """A value as it is worked on paper.

    Of each entry (``cell``) there is its arithmetic with the numbers written down before it, and what was written down
    for it; ``worked`` has what that comes to before it is rounded, ``true`` the value without any rounding;
    ``exactly`` says that nothing had to be rounded.
    """

    name: str
    node: Node
    value: Array
    worked: Array
    true: Array
    cell: Callable[[Index], Cell]
    exactly: Callable[[Index], bool]

    @property
    def made(self) -> bool:
        """Whether it was worked, and not given."""
        return self.node.op is not None

    @property
    def is_worked(self) -> bool:
        """Whether there is arithmetic among its first entries: where they only move, it stands as it was."""
        places = islice(indices(self.value.shape), _MOST_LOOKED_AT)
        return self.made and any(isinstance(self.cell(index).written, Tree) for index in places)

    @property
    def are_shares(self) -> bool:
        """Whether each of its rows sums to 1, as a share of the whole does."""
        return self.node.view in _SHARES and self.true.ndim > 0


class ByHand(NamedTuple):
    """The calculation on paper: what was written down of each value, and how it was worked, entry by entry."""

    decimals: int
    values: dict[str, Number]
    steps: Sequence[HandStep]


_SHARES = ("shares", "heat")


def by_hand(public: Mapping[str, Node], decimals: int) -> ByHand:
    """Each value computed from the already rounded earlier ones, then rounded to ``decimals``.

    Inputs are used as typed; nothing inside a step is rounded. What a list among the values collects was
    written down on the way, and so were the named steps that lead from one of its entries to the next.
    """
    known: dict[int, Array] = {}
    worked: dict[int, Array] = {}
    paper = _OnPaper({node.serial for node in _written_down(public) if node.op is not None}, decimals)
    for node in ancestors(*public.values(), into_bodies=True):
        value = worked[node.serial] = _again(node, known)
        known[node.serial] = paper.rounded(node, value) if node.serial in paper.written else value
    writer = _HandWriter(paper, known)
    steps = [
        HandStep(name, node, np.asarray(known[node.serial]), np.asarray(worked[node.serial]), node.value,
                 partial(writer.cell, node), partial(paper.kept, node))
        for name, node in public.items()
    ]  # fmt: skip
    return ByHand(decimals, {step.name: normal(step.value) for step in steps}, steps)


class _HandWriter(ArithmeticWriter):
    """Writes arithmetic with the numbers that were written down; what was not is part of the line."""

    def __init__(self, paper: _OnPaper, known: Mapping[int, Array]) -> None:
        super().__init__()
        self.exact, self.paper, self.known = paper, paper, known

    def cell(self, node: Node, index: Index) -> Cell:
        """An entry's arithmetic, and what was written down for it."""
        return Cell(index, lambda: self._worked(node, index), lambda: self.leaf(node, index))

    def _worked(self, node: Node, index: Index) -> Written:
        if node.op is not None and not node.op.kind.arithmetic:  # what only moves, or is the same pass once more
            return self.leaf(node, index)
        with deep_recursion():
            return self.entry(node, index)

    def leaf(self, node: Node, index: Index) -> Leaf:
        value = self._value(node, index)
        if node.serial in self.paper.written and isfinite(value):
            exact = Fraction(repr(value))
            rounded = value != float(node.value[index])
            return Kept(value, exact, fixed(exact, self.paper.decimals), rounded=rounded)
        typed = self.paper.of(node, index) if node.op is None else as_typed(value) if self._needs_none(value) else None
        if typed is not None and terminates(typed) and len(full(value, typed)) <= _MOST_TYPED:
            return Kept(value, typed, full(value, typed))
        return Leaf(value, typed)

    def _leaf(self, node: Node, index: Index) -> Written | None:
        """Where a line stops: at what is given or written down, at a gradient, whose own lines are not worked again,
        and at a part with a name that has no more decimals than are written down anyway.
        """
        given = node.op is None and node.body is None
        gradient = node.symbol is not None and node.symbol.over is not None
        short = node.name is not None and self._needs_none(self._value(node, index))
        return self.leaf(node, index) if given or gradient or short or node.serial in self.paper.written else None

    def _value(self, node: Node, index: Index) -> float:
        """On paper; what a line puts in of itself is in no graph."""
        return float(self.known.get(node.serial, node.value)[index])

    def _needs_none(self, value: float) -> bool:
        """Whether it needs no rounding."""
        return isfinite(value) and value == round_half_away(value, self.paper.decimals)


_MOST_LOOKED_AT = 8
_MOST_TYPED = 12  # signs of a number that a person types; one from a file may have more, and is rounded on paper


class _OnPaper(ExactReader):
    """Exact values from what was written down on the way: a tie is seen as one, where float64 is just beside it."""

    def __init__(self, written: set[int], decimals: int) -> None:
        super().__init__(_MOST_LOOKS)
        self.written, self.decimals = written, decimals
        self._whole = set[tuple[int, Index]]()
        self._down: dict[int, dict[Index, Any]] = {}

    def _leaf(self, node: Node, index: Index) -> Any:
        if node.serial not in self._down:
            return super()._leaf(node, index)
        self._budget -= 1
        return self._down[node.serial].get(index, ROUNDED)

    def kept(self, node: Node, index: Index) -> bool:
        """Whether the entry is written down as all that it comes to."""
        return (node.serial, index) in self._whole

    def rounded(self, node: Node, value: Array) -> Array:
        """The entries of a value that is written down now; ``value`` is what float64 has for it."""
        decimals = self.decimals
        found = np.vectorize(lambda entry: round_half_away(entry, decimals), otypes=[float])(value)
        down: dict[Index, Any] = {}
        with deep_recursion():
            for index in indices(value.shape):
                if self.spent:
                    break
                # beyond float64 there is no fraction either: 0 times what turns out infinite has no value
                exact = self.cell(node, index) if np.isfinite(value[index]) else ROUNDED
                if isinstance(exact, Fraction):
                    down[index] = round_exactly(exact, decimals)
                    found[index] = float(down[index])
                    if down[index] == exact:
                        self._whole.add((node.serial, index))
                else:
                    down[index] = as_written(float(found[index]))
        self._down[node.serial] = down
        return np.asarray(found)


def _written_down(public: Mapping[str, Node]) -> list[Node]:
    found = list(public.values())
    for node in public.values():
        entries = node.inputs if node.op is stack else ()
        found += [*entries, *(part for entry in entries for part in entry.inputs if part.name is not None)]
    return found


def _again(node: Node, known: Mapping[int, Array]) -> Array:
    """The node's value from the (rounded) values of its inputs."""
    if node.op is None:
        return node.value
    if node.body is not None:
        return known[node.body.serial]
    # a kernel that reads past the written formula would skip what the person has rounded
    op = node.op
    if op.reads_past:
        op = copy(op)
        op.stable = op.on_paper
    return op.kind.value(op, [known[part.serial] for part in node.inputs], node.params)
