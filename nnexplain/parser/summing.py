r"""Sums over an index worked out: all entries at once where a sum takes whole vectors, else term by term.

Indices count from 1.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from nnexplain.engine.arithmetic import add, multiply
from nnexplain.engine.graph import Node, constant
from nnexplain.errors import plural
from nnexplain.ops.matrix import matmul
from nnexplain.ops.reduce import total
from nnexplain.ops.select import rows
from nnexplain.parser.sums import is_place
from nnexplain.parser.tree import Apply, Expression, Name, walk, where

if TYPE_CHECKING:
    from nnexplain.parser.builder import Builder

MOST_TERMS = 1000


class Sums:
    """Works the sums of a program; ``at`` has where each index stands, None where all entries are taken at once."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.at: dict[str, int | None] = {}
        self.counted: dict[str, range] = {}

    def read(self, tree: Apply) -> Node:
        """The node of a sum, of an entry or of an index."""
        kind, _, index = tree.head.partition(" ")
        if kind == "Σ":
            return self._sum(tree, index)
        if kind == "index":
            place = self.at[index]
            return constant(list(self.counted[index]) if place is None else place)
        return self._entry(tree, index)

    def _entry(self, tree: Apply, index: str) -> Node:
        place, node = self.at[index], self._whole(tree, index)
        if place is None:
            return node
        return rows(node, ids=place - 1)

    def _whole(self, tree: Apply, index: str) -> Node:
        node = self.builder.expression(tree.args[0])
        if node.ndim == 0:
            name = getattr(tree.args[0], "name", "")
            self.builder.fail(
                f"has an entry {index} {where(tree.span)} of {name}, which is a single number; give a vector"
            )
        return node

    def _sum(self, tree: Apply, index: str) -> Node:
        body, *limits = tree.args
        if index in self.at:
            self.builder.fail(
                f"sums over {index} {self.builder.place(tree)} inside a sum over {index}; use another letter"
            )
        entries = [part for part in walk(body) if isinstance(part, Apply) and part.head == f"entry {index}"]
        nested = any(isinstance(part, Apply) and part.head.startswith("Σ ") for part in walk(body))
        wholes = [self._whole(part, index) for part in entries]
        reach = self._reach(tree, index, limits, [node.shape[0] for node in wholes])
        for part, node in zip(entries, wholes, strict=True):
            self._check_reach(part, index, node, reach)
        if nested or any(node.ndim > 1 or node.shape[0] != len(reach) for node in wholes):
            return self._term_by_term(body, index, reach)
        return self._at_once(body, index, reach)

    def _reach(self, tree: Apply, index: str, limits: list[Expression], lengths: list[int]) -> range:
        fail, place = self.builder.fail, self.builder.place(tree)
        if not limits:
            if not lengths:
                fail(f"sums over {index} {place} without limits; write \\sum_{{{index}=1}}^{{3}}")
            return range(1, lengths[0] + 1)
        ends = [self.builder.expression(limit) for limit in limits]
        numbers = [float(end.value) if end.ndim == 0 else 0.5 for end in ends]
        if any(number != round(number) for number in numbers):
            fail(f"sums over {index} {place} between limits that are no whole numbers")
        for end in ends:
            end.constant = True  # how many terms there are is nothing to differentiate by
        first, last = map(int, numbers)
        if last < first:
            fail(f"sums over {index} {place} from {first} to {last}, which is no term at all")
        if last - first >= MOST_TERMS:
            fail(f"sums over {index} {place} from {first} to {last}; at most {MOST_TERMS} terms are written out")
        return range(first, last + 1)

    def _check_reach(self, part: Apply, index: str, node: Node, reach: range) -> None:
        if reach[0] < 1 or reach[-1] > node.shape[0]:
            name = getattr(part.args[0], "name", "it")
            self.builder.fail(
                f"sums over {index} = {reach[0]} to {reach[-1]}, but {name} {where(part.span)} has "
                f"{plural(node.shape[0], 'entry' if node.ndim == 1 else 'row')}, counted from 1"
            )

    def _at_once(self, body: Expression, index: str, reach: range) -> Node:
        """All entries side by side, then added: a dot product where two vectors are multiplied."""
        self._check_indexed(body, index)
        self.at[index], self.counted[index] = None, reach
        found = self.builder.expression(body)
        del self.at[index]
        if found.ndim == 0:
            return multiply(constant(len(reach)), found)
        if found.op is multiply and found.name is None and all(part.ndim == 1 for part in found.inputs):
            return matmul(*found.inputs)
        return total(found, over="all")

    def _check_indexed(self, body: Expression, index: str) -> None:
        pending = [body]
        while pending:
            part = pending.pop()
            if isinstance(part, Name) and self.builder.expression(part).ndim:
                self.builder.fail(
                    f"has {part.name} {where(part.span)} in a sum over {index}; write {part.name}_{index}"
                )
            if isinstance(part, Apply) and not is_place(part):
                pending.extend(part.args)

    def _term_by_term(self, body: Expression, index: str, reach: range) -> Node:
        terms = []
        for place in reach:
            self.at[index] = place
            terms.append(self.builder.expression(body))
        del self.at[index]
        return reduce(add, terms)
