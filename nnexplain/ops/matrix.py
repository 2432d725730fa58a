"""Products of vectors and matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from nnexplain.arrays import Array, Index
from nnexplain.engine.arithmetic import is_one, multiply, product
from nnexplain.engine.carriers import L, Lines, T
from nnexplain.engine.graph import Node, constant, op
from nnexplain.engine.patterns import LineTimesLine, Moves, Spots
from nnexplain.notation.tree import Tree, Written

if TYPE_CHECKING:
    from nnexplain.engine.reader import Reader

C = TypeVar("C")


def _product_sign(node: Node, a: Written, b: Written) -> Written:
    """w · x for two vectors, W x where a matrix takes part."""
    vectors = all(part.ndim == 1 for part in node.inputs)
    return Tree("dot" if vectors else "matmul", (a, b))


@op(LineTimesLine(), notation=_product_sign)
def matmul(m: Lines[T, L], a: L, b: L) -> T:
    """Product of matrices and vectors: each entry is a row of a with a column of b, multiplied and summed."""
    return m.dot(a, b)


@matmul.gradient
def _(g: Node, node: Node, a: Node, b: Node) -> list[Node | None]:
    if a.ndim == 1 and b.ndim == 1:
        return [product(spread_like(g, b), b), product(spread_like(g, a), a)]
    if b.ndim == 1:
        return [outer(g, b), matmul(turned(a), g)]
    if a.ndim == 1:  # a row, as in x W
        return [by_rows(g, b), outer_of_rows(a, g)]
    # a training's data asks for no gradient, and as large a product as the layer's own is not worked for nothing
    return [None if a.constant else matmul(g, turned(b)), None if b.constant else matmul(turned(a), g)]


def turned(a: Node) -> Node:
    """The transpose, without writing one twice: (Kᵀ)ᵀ is K, and (A B)ᵀ is Bᵀ Aᵀ."""
    if a.name is None and a.op is transpose:
        return a.inputs[0]
    if a.name is None and a.op is matmul and all(part.ndim > 1 for part in a.inputs):
        left, right = a.inputs
        return matmul(turned(right), turned(left))
    return transpose(a)


def spread_like(g: Node, other: Node) -> Node:
    """The scalar gradient of a dot product beside a vector: broadcasting does it, ones stay ones."""
    return constant(np.ones(other.shape)) if is_one(g) else g


dot = matmul


class _ByRows(LineTimesLine):
    """A vector with each row of a matrix."""

    def cell(self, reader: Reader[C], node: Node, index: Index) -> C:
        g, matrix = node.inputs
        inner = range(g.shape[0])
        return node.made_by.read(reader.carrier, reader.line(g, Spots(inner)), reader.line(matrix, Spots(index, inner)))


@op(_ByRows(), notation=lambda node, g, W: Tree("matmul", (g, Tree("T", (W,)))))
def by_rows(m: Lines[T, L], g: L, W: L) -> T:
    """A row vector times a transpose: g Wᵀ."""
    return m.dot(g, W)


by_rows.kernel(lambda g, W: np.asarray(np.matmul(W, g)))
by_rows.samples(lambda draw: ((draw(3), draw(2, 3)), {}))


@op(Moves(lambda index, node: (0, (*index[:-2], index[-1], index[-2]))), notation=lambda node, a: Tree("T", (a,)))
def transpose(m: object, a: Array) -> Array:
    """The transpose: rows become columns."""
    return a.swapaxes(-1, -2)


transpose.gradient(lambda g, node, a: [turned(g)])


class _Outer(LineTimesLine):
    """Every entry of the first with every entry of the second."""

    def cell(self, reader: Reader[C], node: Node, index: Index) -> C:
        a, b = node.inputs
        return multiply.read(reader.carrier, reader.cell(a, index[:1]), reader.cell(b, index[1:]))


@op(_Outer(), notation=lambda node, a, b: Tree("matmul", (a, Tree("T", (b,)))))
def outer(m: object, a: Array, b: Array) -> Array:
    """Outer product of two vectors: a bᵀ, every entry of a times every entry of b."""
    return np.asarray(np.multiply.outer(a, b))


@op(_Outer(), notation=lambda node, a, b: Tree("matmul", (Tree("T", (a,)), b)))
def outer_of_rows(m: object, a: Array, b: Array) -> Array:
    """Outer product of two row vectors: aᵀ b, every entry of a times every entry of b."""
    return np.asarray(np.multiply.outer(a, b))


by_rows.gradient(lambda h, node, g, W: [matmul(h, W), outer_of_rows(h, g)])
outer_of_rows.gradient(lambda g, node, a, b: [by_rows(b, g), matmul(a, g)])
outer_of_rows.samples(lambda draw: ((draw(2), draw(3)), {}))
outer.gradient(lambda g, node, a, b: [matmul(g, b), matmul(transpose(g), a)])
outer.samples(lambda draw: ((draw(2), draw(3)), {}))
