"""The calculation as a person does it on paper: every named value rounded before the next uses it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from fractions import Fraction
from typing import Any

import numpy as np

from nnexplain.arrays import Array, Index, Number, indices, normal
from nnexplain.engine.carriers.exact import ROUNDED
from nnexplain.engine.graph import Node, ancestors
from nnexplain.engine.reader import ExactReader, as_written, deep_recursion
from nnexplain.notation.decimals import round_exactly, round_half_away
from nnexplain.ops.shape import stack

_MOST_LOOKS = 300_000  # entries read exactly, about a second's work; what is left then is rounded from float64


def by_hand(public: Mapping[str, Node], decimals: int) -> dict[str, Number]:
    """Each value computed from the already rounded earlier ones, then rounded to ``decimals``.

    Inputs are used as typed; nothing inside a step is rounded. What a list among the values collects was
    written down on the way, and so were the named steps that lead from one of its entries to the next.
    """
    known: dict[int, Array] = {}
    paper = _OnPaper({node.serial for node in _written_down(public) if node.op is not None})
    for node in ancestors(*public.values(), into_bodies=True):
        value = _again(node, known)
        known[node.serial] = paper.rounded(node, value, decimals) if node.serial in paper.written else value
    return {name: normal(np.asarray(known[node.serial])) for name, node in public.items()}


class _OnPaper(ExactReader):
    """Exact values from what was written down on the way: a tie is seen as one, where float64 is just beside it."""

    def __init__(self, written: set[int]) -> None:
        super().__init__(_MOST_LOOKS)
        self.written = written
        self._down: dict[int, dict[Index, Any]] = {}

    def _leaf(self, node: Node, index: Index) -> Any:
        if node.serial not in self._down:
            return super()._leaf(node, index)
        self._budget -= 1
        return self._down[node.serial].get(index, ROUNDED)

    def rounded(self, node: Node, value: Array, decimals: int) -> Array:
        """The entries of a value that is written down now; ``value`` is what float64 has for it."""
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
