"""How an entry of an operation's value comes from entries of its inputs.

Four kinds cover every operation: entry by entry, along a line, line times line, and moves. A kind
computes the whole value with NumPy, and reads a single entry in any other carrier; both use the one
formula of the operation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from nnexplain.arrays import Array, Index
from nnexplain.engine.graph import Draw, Kind, Node, Op, Params, Sample

if TYPE_CHECKING:
    from nnexplain.engine.labels import Labels, Names
    from nnexplain.engine.reader import Reader

C = TypeVar("C")


class Elementwise(Kind):
    """Entry by entry, with NumPy's broadcasting. The formula sees scalars."""

    def cell(self, reader: Reader[C], node: Node, index: Index) -> C:
        entries = [reader.cell(part, broadcast(index, part.shape)) for part in node.inputs]
        return node.made_by.read(reader.carrier, *entries, **node.params)

    def sample(self, draw: Draw, operands: int) -> Sample:
        """Two rows; every second operand is one row, spread over both."""
        return tuple(draw(2, 3) if place % 2 == 0 else draw(3) for place in range(operands)), {}


def broadcast(index: Index, shape: tuple[int, ...]) -> Index:
    """Where an entry of the result finds its operand under broadcasting.

    >>> broadcast((1, 2), (3,)), broadcast((1, 2), (1, 3)), broadcast((1, 2), ())
    ((2,), (0, 2), ())
    """
    tail = index[len(index) - len(shape) :]
    return tuple(0 if size == 1 else i for i, size in zip(tail, shape, strict=True)) if 1 in shape else tail


class Spots:
    """The places of a line of entries, from those of each axis, row by row.

    A line may have a million places: they are counted at once, and made as they are read.

    >>> len(Spots(range(1000), (7,))), next(iter(Spots(range(1000), (7,))))
    (1000, (0, 7))
    """

    def __init__(self, *axes: Sequence[int]) -> None:
        self.axes = axes

    def __len__(self) -> int:
        return math.prod(map(len, self.axes))

    def __iter__(self) -> Iterator[Index]:
        return _places(self.axes)


def _places(axes: Sequence[Sequence[int]]) -> Iterator[Index]:
    if not axes:
        yield ()
        return
    for before in _places(axes[:-1]):
        for place in axes[-1]:
            yield (*before, place)


def _only(index: Index) -> list[Sequence[int]]:
    """Axes on which a line stays in its place."""
    return [(place,) for place in index]


class AlongLine(Kind):
    """A line (the last axis; with ``over="all"`` every entry) becomes one number. The formula sees a line.

    ``keep=True`` leaves the axis in place with length 1.
    """

    def value(self, op: Op, inputs: list[Array], params: Params) -> Array:
        rest = {key: param for key, param in params.items() if key not in ("over", "keep")}
        lines = [np.reshape(part, -1) if params.get("over") == "all" else part for part in inputs]
        result = np.asarray(op.numeric(*lines, **rest), dtype=np.float64)
        return result[..., None] if params.get("keep") else result

    def adds(self, params: Params) -> bool:
        return not {"over", "keep"}.isdisjoint(params)

    def cell(self, reader: Reader[C], node: Node, index: Index) -> C:
        rest = {key: param for key, param in node.params.items() if key not in ("over", "keep")}
        lines = []
        for part in node.inputs:
            if node.params.get("over") == "all":
                spots = Spots(*map(range, part.shape))
            else:
                row = index[:-1] if node.params.get("keep") else index
                spots = Spots(*_only(row), range(part.shape[-1]))
            lines.append(reader.line(part, spots))
        return node.made_by.read(reader.carrier, *lines, **rest)

    def labels(self, node: Node, given: Sequence[Labels]) -> Labels:
        """Those of the axes that stay."""
        if node.params.get("over") == "all":
            return ((),) * node.ndim
        return (*given[0][:-1], ()) if node.params.get("keep") else given[0][:-1]

    def sample(self, draw: Draw, operands: int) -> Sample:
        ways: list[Params] = [{}, {"keep": True}, {"over": "all"}]
        return tuple(draw(2, 3) for _ in range(operands)), draw.choice(ways)


class LineTimesLine(Kind):
    """A row of the first with a column of the second, as in a matrix product (leading axes in step)."""

    def cell(self, reader: Reader[C], node: Node, index: Index) -> C:
        a, b = node.inputs
        inner = range(a.shape[-1])
        column: Index = index[-1:] if b.ndim > 1 else ()
        row = index[: len(index) - len(column)]
        lead = row[: max(b.ndim - 2, 0)]
        left = reader.line(a, Spots(*_only(row), inner))
        right = reader.line(b, Spots(*_only(lead), inner, *_only(column)))
        return node.made_by.read(reader.carrier, left, right)

    def labels(self, node: Node, given: Sequence[Labels]) -> Labels:
        """The rows of the first, the columns of the second."""
        a, b = given
        return (*a[:-1], *(b[-1:] if len(b) > 1 else ()))

    def sample(self, draw: Draw, operands: int) -> Sample:
        shapes = [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((2, 3, 2), (2, 2, 4))]
        return tuple(draw(*shape) for shape in draw.choice(shapes)), {}


class Moves(Kind):
    """Entries only move: no arithmetic. ``source(index, node)`` says where an entry comes from.

    ``shapes`` marks a move that only gives a value another shape: ones stay ones.
    """

    arithmetic = False

    def __init__(self, source: Callable[[Index, Node], tuple[int, Index]], *, shapes: bool = False) -> None:
        self.source, self.shapes = source, shapes

    def cell(self, reader: Reader[C], node: Node, index: Index) -> C:
        position, place = self.source(index, node)
        return reader.cell(node.inputs[position], place)

    def labels(self, node: Node, given: Sequence[Labels]) -> Labels:
        """An axis is called as the one is along which its entries stood before."""
        origin = (0,) * node.ndim
        ways = [
            [self.source((*origin[:axis], place, *origin[axis + 1 :]), node) for place in range(size)]
            for axis, size in enumerate(node.shape)
        ]
        moved = [_moved(each) for each in ways]
        taken = set().union(*moved)  # a single place may stand on any axis that no other goes along
        found = (along or {*range(len(each[0][1]))} - taken for each, along in zip(ways, moved, strict=True))
        return tuple(_called(each, along, given) for each, along in zip(ways, found, strict=True))


def _moved(ways: Sequence[tuple[int, Index]]) -> set[int]:
    """The axes of an input along which these places lie; where several change, the one that is counted with them."""
    (_, first), *_ = ways
    moved = {axis for axis in range(len(first)) if any(way[axis] != first[axis] for _, way in ways)}
    counted = {axis for axis in moved if all(way[axis] == place for place, (_, way) in enumerate(ways))}
    return counted if len(moved) > 1 and counted else moved


def _called(ways: Sequence[tuple[int, Index]], along: set[int], given: Sequence[Labels]) -> Names:
    """The names of these places, where they lie along one axis that has names."""
    positions = {position for position, _ in ways}
    named = [axis for axis in along if all(given[position][axis] for position in positions)]
    if len(named) != 1 or len(positions) > 1:
        return ()
    return tuple(given[position][named[0]][way[named[0]]] for position, way in ways)


class SumsOver(Kind):
    """Sums over the axes along which a value was spread (the gradient of broadcasting)."""

    def cell(self, reader: Reader[C], node: Node, index: Index) -> C:
        (part,) = node.inputs
        extra = part.ndim - node.ndim
        whole: list[Sequence[int]] = [range(size) for size in part.shape]
        kept = [
            axis if size == 1 else (place,) for axis, size, place in zip(whole[extra:], node.shape, index, strict=True)
        ]
        return reader.carrier.sum(reader.line(part, Spots(*whole[:extra], *kept)))

    def sample(self, draw: Draw, operands: int) -> Sample:
        return (draw(2, 3),), {"shape": (3,)}


class Worked(Kind):
    """A composite: its value and its entries come from its body (see ``Op._work``)."""

    def value(self, op: Op, inputs: list[Array], params: Params) -> Array:
        raise AssertionError("a composite is worked, not evaluated")

    def cell(self, reader: Reader[C], node: Node, index: Index) -> C:
        raise AssertionError("a composite is read through its body")
