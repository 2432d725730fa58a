"""What the places along the axes of a value are called: tokens, words of a vocabulary.

Only inputs are labelled (``Node.labels``); what is made of them is called after the entries that it was made of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from nnexplain.engine.graph import Node

Names: TypeAlias = tuple[str, ...]  # of the places along one axis; () where they have none
Labels: TypeAlias = tuple[Names, ...]  # of each axis


class Labelling:
    """Remembers the labels of the nodes that it has met."""

    def __init__(self) -> None:
        self._known: dict[int, Labels] = {}

    def of(self, node: Node) -> Labels:
        """The names along each axis of a node."""
        found = self._known.get(node.serial)
        if found is None:
            found = self._known[node.serial] = self._of(node)
        return found

    def _of(self, node: Node) -> Labels:
        if node.labels is not None:
            return node.labels
        if node.body is not None:
            return self.of(node.body)
        if node.op is None:
            return ((),) * node.ndim
        given = [self.of(part) for part in node.inputs]
        return node.op.kind.labels(node, given) if any(map(any, given)) else ((),) * node.ndim
