"""The ways from one number to the result, from a named value's entry to an entry of the next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from nnexplain.arrays import Index, indices
from nnexplain.engine.graph import Node
from nnexplain.engine.reader import ArithmeticWriter
from nnexplain.engine.slopes import ONE, Slopes
from nnexplain.limits import PATHS, SLOPES
from nnexplain.notation.tree import Leaf, Written
from nnexplain.worked.declared import Declared

Spot = tuple[int, Index]  # a node's serial number, and an entry of it


class Edge(Declared):
    """∂top/∂bottom, from one entry to another: how it is written, and its number."""

    top: Node
    top_index: Index
    bottom: Node
    bottom_index: Index
    written: Written
    leaf: Leaf


class Way(Declared):
    """Edges from the number towards the result, as far as ``end``."""

    edges: tuple[Edge, ...]
    end: Node
    end_index: Index

    @cached_property
    def merged(self) -> list[Edge]:
        """The edges that a reader is told: a step that no value stands for, and that hands on its entry as it is
        (an error y − t), is passed over, and so is one that formulas show by what it is made of."""
        found: list[Edge] = []
        below: Edge | None = None
        for place, edge in enumerate(self.edges):
            edge = edge if below is None else edge.but(bottom=below.bottom, bottom_index=below.bottom_index)
            below = None
            if edge.written is ONE and found and edge.bottom.through:
                found[-1] = found[-1].but(top=edge.top, top_index=edge.top_index)
            elif edge.written is ONE and not edge.top.public and place + 1 < len(self.edges):
                below = edge
            else:
                found.append(edge)
        return found


class Ways:
    """The ways from an entry of ``start`` to the result: all of them, or as far as they are not too many.

    ``together`` says that they end before the result, where each goes on in several; ``counted`` is then how many there
    are in all, or None where to count them would take too long. ``inputs`` as ``Slopes`` has them.
    """

    def __init__(
        self, result: Node, start: Node, index: Index, inputs: Collection[int], writer: ArithmeticWriter
    ) -> None:
        self._result, self._start, self._inputs, self._writer = result, start, inputs, writer
        self._stations = {node.serial: node for node in _named(result)}
        self._users: dict[int, list[Node]] = {}
        for node in self._stations.values():
            for source in _sources(node):
                self._users.setdefault(source.serial, []).append(node)
        self._slopes: dict[Spot, Slopes] = {}
        self.together = False
        self.counted: int | None = None
        self.found = self._walk((start.serial, index)) if start.serial in self._stations else []

    def _walk(self, first: Spot) -> list[Way]:
        """Level by level, the earliest step first: what leads on from it has all been met by then."""
        ends: dict[Spot, list[tuple[Edge, ...]]] = {first: [()]}
        while (serial := self._earliest(ends)) is not None:
            if not self._affordable(serial):
                self.together = True
                break
            longer = {spot: [*ways] for spot, ways in ends.items() if spot[0] != serial}
            for spot in [spot for spot in ends if spot not in longer]:
                for edge in self._edges(spot):
                    more = longer.setdefault((edge.top.serial, edge.top_index), [])
                    more += [(*way, edge) for way in ends[spot]]
            if not PATHS.holds(sum(map(len, longer.values()))):
                self.together = True
                self.counted = self._count({spot: len(ways) for spot, ways in ends.items()})
                break
            ends = longer
        return [
            Way(edges, self._stations[serial], index)
            for (serial, index), ways in sorted(ends.items(), key=_place)
            for edges in ways
        ]

    def _count(self, ends: dict[Spot, int]) -> int | None:
        """How many ways there are in all, without writing them down."""
        while (serial := self._earliest(ends)) is not None:
            if not self._affordable(serial):
                return None
            longer = {spot: count for spot, count in ends.items() if spot[0] != serial}
            for spot in [spot for spot in ends if spot not in longer]:
                for edge in self._edges(spot):
                    above = edge.top.serial, edge.top_index
                    longer[above] = longer.get(above, 0) + ends[spot]
            ends = longer
        return sum(ends.values())

    def _earliest(self, ends: Collection[Spot]) -> int | None:
        return min((serial for serial, _ in ends if serial != self._result.serial), default=None)

    def _affordable(self, serial: int) -> bool:
        """Whether the slopes of every step that uses a value can still be worked."""
        return SLOPES.holds(len(self._slopes) + sum(user.value.size for user in self._users.get(serial, ())))

    def _edges(self, spot: Spot) -> Iterator[Edge]:
        serial, index = spot
        source = self._stations[serial]
        for user in self._users.get(serial, ()):
            for place in indices(user.shape):
                slopes = self._of(user, place)
                if serial in slopes.reported and source.serial != self._start.serial:
                    continue
                written = slopes.written(source, index)
                if written is not None:
                    yield Edge(user, place, source, index, written, slopes.leaf(source, index))

    def _of(self, node: Node, index: Index) -> Slopes:
        spot = node.serial, index
        if spot not in self._slopes:
            self._slopes[spot] = Slopes(node, index, frozenset(self._stations), self._inputs, self._writer)
        return self._slopes[spot]


def _place(found: tuple[Spot, object]) -> Spot:
    return found[0]


def _named(result: Node) -> Iterator[Node]:
    """The result and the named values that a gradient of it passes through."""
    seen, pending = {result.serial}, [result]
    while pending:
        node = pending.pop()
        if node is result or node.name is not None:
            yield node
        for part in _parts(node):
            if part.serial not in seen and not part.constant:
                seen.add(part.serial)
                pending.append(part)


def _sources(node: Node) -> Iterator[Node]:
    """The named values that one is made of directly."""
    seen, pending = {node.serial}, list(_parts(node))
    while pending:
        part = pending.pop()
        if part.serial in seen or part.constant:
            continue
        seen.add(part.serial)
        if part.name is not None:
            yield part
        else:
            pending += _parts(part)


def _parts(node: Node) -> Sequence[Node]:
    """What a gradient is passed on to: the inputs by the operation's own rule, or its worked inside."""
    if node.body is not None and node.made_by.gradient_rule is None:
        return [node.body]
    return node.inputs
