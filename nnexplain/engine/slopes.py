"""The slopes of one entry of a step by what the step is made of, by the operations' own gradient rules."""

from __future__ import annotations

from collections.abc import Collection, Set

import numpy as np

from nnexplain.arrays import Index
from nnexplain.engine.backward import Backward
from nnexplain.engine.carriers.written import WRITING
from nnexplain.engine.graph import Node, Shortcut
from nnexplain.engine.reader import ArithmeticWriter, Reader
from nnexplain.notation.folding import folded
from nnexplain.notation.tree import Leaf, Written, lift


class Slopes(Backward):
    """∂node[index] by every value of ``stops`` that the node is made of directly; nothing is named on the way.

    ``inputs`` are serial numbers of what a reader gave: of other constants, 0 and 1 only say what takes part.
    """

    def __init__(self, node: Node, index: Index, stops: Set[int], inputs: Collection[int], writer: ArithmeticWriter):
        self.reported: set[int] = set()  # a shorter way leads past these (see ``Shortcut``)
        self._inputs, self._writer = inputs, writer
        seed = np.zeros(node.shape)
        seed[index] = 1.0
        super().__init__(node, seed, stops)
        self._seed = self.of[node.serial].serial
        self._reader = Reader(WRITING, self._leaf)

    def _name(self, node: Node, gradient: Node) -> Node:
        self.of[node.serial] = gradient
        return gradient

    def _pass_on(self, operand: Node, part: Node | Shortcut | None) -> None:
        if isinstance(part, Shortcut):
            self.reported.add(operand.serial)
        super()._pass_on(operand, part)

    def written(self, source: Node, index: Index) -> Written | None:
        """The slope by an entry of a source as one writes it; None where the entry takes no part."""
        found = self.of.get(source.serial)
        if found is None:
            return None
        tree = folded(self._reader.cell(found, index), lambda part: part is _ZERO, lambda part: part is ONE)
        return None if tree is _ZERO else tree

    def leaf(self, source: Node, index: Index) -> Leaf:
        """The slope's number."""
        found = self.of[source.serial]
        return Leaf(float(found.value[index]) + 0.0, self._writer.exact.of(found, index))

    def _leaf(self, node: Node, index: Index) -> Written | None:
        if node.serial == self._seed or (node.op is None and node.body is None and self._switches(node)):
            return {0.0: _ZERO, 1.0: ONE}.get(float(node.value[index])) or self._writer.leaf(node, index)
        if node.op is None and node.body is None:
            return self._writer.leaf(node, index)
        named = node.name is not None and not node.name.startswith("gradients.")
        return self._writer.leaf(node, index) if named else None

    def _switches(self, node: Node) -> bool:
        """Whether a constant says which entries take part: those taken, those that a mask lets through, fillings."""
        if not node.constant or node.serial in self._inputs:
            return False
        return node.symbol is None or node.here or node.name is not None


ONE = lift(1)
_ZERO = lift(0)
