"""Marking places in a sequence: sines and cosines of the positions."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from nnexplain.arrays import Array, Index
from nnexplain.engine.carriers import Carrier, T
from nnexplain.engine.carriers.numbers import NUMBERS
from nnexplain.engine.graph import Kind, Node, Op, Params, constant, op
from nnexplain.notation.tree import Leaf, Symbol, Tree, Written, lift

if TYPE_CHECKING:
    from nnexplain.engine.reader import Reader

C = TypeVar("C")


class _Waves(Kind):
    """A row for each position, a column for each entry of a vector (see ``sinusoids``)."""

    def value(self, op: Op, inputs: list[Array], params: Params) -> Array:
        width, positions = params["width"], np.arange(float(params["count"]))
        columns = (op.read(NUMBERS, positions, params["base"], *_pair(j), width) for j in range(width))
        return np.stack(list(columns), axis=-1)

    def cell(self, reader: Reader[C], node: Node, index: Index) -> C:
        row, column = index
        first, odd = _pair(column)
        figures = (row, node.params["base"], first, node.params["width"])
        position, base, pair, width = (reader.cell(constant(figure), ()) for figure in figures)
        return node.made_by.read(reader.carrier, position, base, pair, odd, width)


def _pair(column: int) -> tuple[int, int]:
    """Columns go in pairs, sin and cos of one angle: where the pair begins, and which of the two it is."""
    return column - column % 2, column % 2


def _waves_written(node: Node) -> Written:
    i, d, base = (Leaf(symbol=Symbol(sign)) for sign in ("i", "d", f"{node.params['base']:g}"))
    angle = Leaf(symbol=Symbol("pos")) / base ** (lift(2) * i / d)
    return Tree("list", (Tree("sin", (angle,)), Tree("cos", (angle,))))


@op(_Waves(), notation=_waves_written)
def sinusoids(m: Carrier[T], position: T, base: T, pair: T, odd: int, width: T) -> T:
    """Sinusoidal positions: sin(pos / base^(2i/d)) in the even columns (from 0), cos in the odd ones."""
    angle = position / m.power(base, pair / width)
    return m.cos(angle) if odd else m.sin(angle)


sinusoids.gradient(lambda g, node, count, base, width: [])  # made of nothing that could be learned
sinusoids.samples(lambda draw: ((), {"count": 3, "base": 100.0, "width": 4}))
