"""A value worked again, by NumPy, from other numbers than the run's own."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.graph import Node, ancestors
from nnexplain.symbolic.table import SymbolTable


class Elsewhere:
    """A node's value where the values it is made of have other, small numbers.

    With ``inputs_only`` it is worked from the inputs alone, through every step between.
    """

    def __init__(self, table: SymbolTable, node: Node, seed: int, *, inputs_only: bool = False) -> None:
        self._draw, self._table = np.random.default_rng(seed), table
        self._low = 1 if seed % 2 == 0 else -60  # also below 0 at every second point
        stops = frozenset() if inputs_only else frozenset(table.stops - {node.serial})
        self._known: dict[int, Array] = {}
        with np.errstate(all="ignore"):
            for part in ancestors(node, into_bodies=True, stops=stops):
                self._known[part.serial] = self._worked(part, stops)
        self.value = self._known[node.serial]

    @property
    def numbers(self) -> Iterable[Array]:
        """Every number on the way."""
        return self._known.values()

    def _worked(self, part: Node, stops: frozenset[int]) -> Array:
        if part.serial in stops or part.op is None:
            keeps = part.constant or (part.op is None and part.name is None)
            return part.value if keeps else self._draw.integers(self._low, 61, part.shape) / 20
        if part.body is not None:
            return self._known[part.body.serial]
        op = part.op
        if op.reads_past:  # its kernel takes another way to the same digits, which here leads elsewhere
            op = copy(op)
            op.stable = None
        return op.kind.value(op, [self._known[one.serial] for one in part.inputs], part.params)

    def at(self, symbol: Any) -> float:
        """What a symbol of the expression is here."""
        node, index = self._table.places[symbol]
        return float(self._known.get(node.serial, node.value)[index])
