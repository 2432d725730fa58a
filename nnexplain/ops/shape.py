"""Operations that only move entries: they print no arithmetic."""

from __future__ import annotations

import numpy as np

from nnexplain.arrays import Array, Index
from nnexplain.engine.arithmetic import call, unchanged
from nnexplain.engine.graph import Node, constant, op
from nnexplain.engine.patterns import Moves
from nnexplain.notation.tree import Leaf, Symbol, Tree, Written, lift


def _row_major(index: Index, node: Node) -> tuple[int, Index]:
    flat = int(np.ravel_multi_index(index, node.shape)) if node.shape else 0
    source = node.inputs[0].shape
    return 0, tuple(int(i) for i in np.unravel_index(flat, source)) if source else ()


@op(Moves(_row_major, shapes=True), notation=unchanged)
def reshape(m: object, a: Array, shape: tuple[int, ...]) -> Array:
    """The same entries in another shape."""
    return a.reshape(shape)


reshape.gradient(lambda g, node, a, shape: [reshape(g, shape=a.shape)])


@op(Moves(lambda index, node: (0, index)), notation=lambda node, a: Leaf(symbol=Symbol(node.params["by"])))
def repeated(m: object, a: Array, by: str) -> Array:
    """The value of a calculation that was shown with other numbers; ``by`` says in words which it was."""
    return a


repeated.gradient(lambda g, node, a, by: [g])


def _to_heads(index: Index, node: Node) -> tuple[int, Index]:
    head, row, column = index
    return 0, (row, head * node.shape[-1] + column)


@op(Moves(_to_heads), notation=unchanged)
def split_heads(m: object, a: Array, heads: int) -> Array:
    """The columns cut into heads: n × (h·d) becomes h × n × d."""
    rows, columns = a.shape
    return np.swapaxes(a.reshape(rows, heads, columns // heads), 0, 1)


def _from_heads(index: Index, node: Node) -> tuple[int, Index]:
    row, column = index
    width = node.inputs[0].shape[-1]
    return 0, (column // width, row, column % width)


@op(Moves(_from_heads), notation=call("concat"))
def join_heads(m: object, a: Array) -> Array:
    """The heads side by side: h × n × d becomes n × (h·d)."""
    heads, rows, width = a.shape
    return np.swapaxes(a, 0, 1).reshape(rows, heads * width)


split_heads.gradient(lambda g, node, a, heads: [join_heads(g)])
join_heads.gradient(lambda g, node, a: [split_heads(g, heads=a.shape[0])])


@op(Moves(lambda index, node: (index[0], index[1:])), notation=call("list"))
def stack(m: object, *parts: Array) -> Array:
    """Several values of one shape as a list: numbers make a vector, vectors make the rows of a matrix."""
    return np.stack(parts)


def _entry_written(node: Node, a: Written) -> Written:
    """An entry of a value by its place, x₂; of anything else (…)₂."""
    at = node.params["at"]
    if isinstance(a, Leaf) and a.symbol is not None and not a.index:
        return Leaf(None, None, a.symbol, (at,))
    return a.args[at] if isinstance(a, Tree) and a.head == "list" else Tree("entry", (a, lift(at + 1)))


@op(Moves(lambda index, node: (0, (node.params["at"], *index))), notation=_entry_written)
def part_of(m: object, a: Array, at: int) -> Array:
    """One entry (or row) of a list."""
    return np.asarray(a[at])


stack.gradient(lambda g, node, *parts: [part_of(g, at=place) for place in range(len(parts))])


@part_of.gradient
def _(g: Node, node: Node, a: Node, at: int) -> list[Node]:
    zero = constant(np.zeros(g.shape))
    return [stack(*(g if place == at else zero for place in range(a.shape[0])))]


stack.samples(lambda draw: ((draw(3), draw(3)), {}))
part_of.samples(lambda draw: ((draw(2, 3),), {"at": 1}))
repeated.samples(lambda draw: ((draw(2, 3),), {"by": "as above"}))
reshape.samples(lambda draw: ((draw(2, 3),), {"shape": (3, 2)}))
split_heads.samples(lambda draw: ((draw(3, 4),), {"heads": 2}))
join_heads.samples(lambda draw: ((draw(2, 3, 2),), {}))
