"""Operations that only move entries: they print no arithmetic."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnexplain.arrays import Index
from nnexplain.engine.arithmetic import unchanged
from nnexplain.engine.graph import Node, constant, op
from nnexplain.engine.patterns import Moves
from nnexplain.notation.tree import Tree


def _row_major(index: Index, node: Node) -> tuple[int, Index]:
    flat = int(np.ravel_multi_index(index, node.shape)) if node.shape else 0
    source = node.inputs[0].shape
    return 0, tuple(int(i) for i in np.unravel_index(flat, source)) if source else ()


@op(Moves(_row_major, shapes=True), notation=unchanged)
def reshape(m: Any, a: Any, shape: tuple[int, ...]) -> Any:
    """The same entries in another shape."""
    return a.reshape(shape)


@reshape.gradient
def _(g: Node, node: Node, a: Node, shape: tuple[int, ...]) -> list[Node]:
    return [reshape(g, shape=a.shape)]


def _picked(index: Index, node: Node) -> tuple[int, Index]:
    targets = np.asarray(node.params["targets"])
    return 0, (int(targets),) if targets.ndim == 0 else (*index, int(targets[index[0]]))


@op(Moves(_picked), notation=lambda node, a: Tree("at_target", (a,)))
def pick(m: Any, a: Any, targets: Any) -> Any:
    """The entry of the target class, one for each row."""
    at = np.asarray(targets)
    return a[at] if at.ndim == 0 else a[np.arange(len(at)), at]


@pick.gradient
def _(g: Node, node: Node, a: Node, targets: Any) -> list[Node]:
    return [place(g, targets=targets, width=a.shape[-1])]


def _placed(index: Index, node: Node) -> tuple[int, Index]:
    targets = np.asarray(node.params["targets"])
    hit = index[-1] == int(targets if targets.ndim == 0 else targets[index[0]])
    return (0, index[:-1]) if hit else (1, ())


class _Place(Moves):
    """Moves, with a second source: the zero that fills the other places."""

    def cell(self, reader: Any, node: Node, index: Index) -> Any:
        position, place_ = self.source(index, node)
        return reader.cell(node.inputs[0], place_) if position == 0 else _zero(reader)


def _zero(reader: Any) -> Any:
    return reader.cell(constant(0.0), ())


@op(_Place(_placed), notation=lambda node, a: Tree("onehot", (a,)))
def place(m: Any, a: Any, targets: Any, width: int) -> Any:
    """The value in the place of the target class, 0 elsewhere."""
    at = np.asarray(targets)
    hot = np.arange(width) == at[..., None]
    return np.where(hot, np.asarray(a)[..., None], 0.0)


@place.gradient
def _(g: Node, node: Node, a: Node, targets: Any, width: int) -> list[Node]:
    return [pick(g, targets=targets)]


def _to_heads(index: Index, node: Node) -> tuple[int, Index]:
    head, row, column = index
    return 0, (row, head * node.shape[-1] + column)


@op(Moves(_to_heads), notation=unchanged)
def split_heads(m: Any, a: Any, heads: int) -> Any:
    """The columns cut into heads: n × (h·d) becomes h × n × d."""
    rows, columns = a.shape
    return np.swapaxes(a.reshape(rows, heads, columns // heads), 0, 1)


@split_heads.gradient
def _(g: Node, node: Node, a: Node, heads: int) -> list[Node]:
    return [join_heads(g)]


def _from_heads(index: Index, node: Node) -> tuple[int, Index]:
    row, column = index
    width = node.inputs[0].shape[-1]
    return 0, (column // width, row, column % width)


@op(Moves(_from_heads), notation=lambda node, a: Tree("concat", (a,)))
def join_heads(m: Any, a: Any) -> Any:
    """The heads side by side: h × n × d becomes n × (h·d)."""
    heads, rows, width = a.shape
    return np.swapaxes(a, 0, 1).reshape(rows, heads * width)


@join_heads.gradient
def _(g: Node, node: Node, a: Node) -> list[Node]:
    return [split_heads(g, heads=a.shape[0])]


@op(Moves(lambda index, node: (index[0], index[1:])), notation=lambda node, *parts: Tree("list", parts))
def stack(m: Any, *parts: Any) -> Any:
    """Several values of one shape as a list: numbers make a vector, vectors make the rows of a matrix."""
    return np.stack(parts)


@stack.gradient
def _(g: Node, node: Node, *parts: Node) -> list[Node]:
    return [part_of(g, at=place) for place in range(len(parts))]


@op(Moves(lambda index, node: (0, (node.params["at"], *index))), notation=lambda node, a: Tree("part", (a,)))
def part_of(m: Any, a: Any, at: int) -> Any:
    """One entry (or row) of a list."""
    return np.asarray(a)[at]


@part_of.gradient
def _(g: Node, node: Node, a: Node, at: int) -> list[Node]:
    zero = constant(np.zeros(g.shape))
    return [stack(*(g if place == at else zero for place in range(a.shape[0])))]


@stack.samples
def _(draw: Any) -> Any:
    return (draw(3), draw(3)), {}


@part_of.samples
def _(draw: Any) -> Any:
    return (draw(2, 3),), {"at": 1}


@reshape.samples
def _(draw: Any) -> Any:
    return (draw(2, 3),), {"shape": (3, 2)}


@pick.samples
def _(draw: Any) -> Any:
    return (draw(2, 3),), {"targets": np.array([2, 0])}


@place.samples
def _(draw: Any) -> Any:
    return (draw(2),), {"targets": np.array([2, 0]), "width": 3}


@split_heads.samples
def _(draw: Any) -> Any:
    return (draw(3, 4),), {"heads": 2}


@join_heads.samples
def _(draw: Any) -> Any:
    return (draw(2, 3, 2),), {}
