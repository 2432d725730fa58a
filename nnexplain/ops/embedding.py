"""Looking tokens up in a table, and marking their places: rows of a matrix, sines and cosines of positions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from nnexplain.arrays import Array, Index
from nnexplain.engine.carriers.numbers import NUMBERS
from nnexplain.engine.graph import Kind, Node, Op, Params, constant, op
from nnexplain.engine.patterns import Moves
from nnexplain.notation.tree import Leaf, Symbol, Tree, Written, lift

if TYPE_CHECKING:
    from nnexplain.engine.reader import Reader

C = TypeVar("C")
Ids = int | Sequence[int]


def _looked_up(index: Index, node: Node) -> tuple[int, Index]:
    ids = np.asarray(node.params["ids"])
    return 0, (int(ids), *index) if ids.ndim == 0 else (int(ids[index[0]]), *index[1:])


def _rows_written(node: Node, a: Written) -> Written:
    ids = np.asarray(node.params["ids"])
    if ids.ndim == 0 and isinstance(a, Leaf):
        return Leaf(None, None, a.symbol, (int(ids),))
    return Tree("rows", (a, Leaf(symbol=Symbol(node.params.get("by", "ids")))))


@op(Moves(_looked_up), notation=_rows_written)
def rows(m: Any, table: Any, ids: Ids, by: str = "ids") -> Any:
    """The rows of a table with the given numbers, from 0: a list of them, or a single one.

    ``by`` is what the list is called in formulas.
    """
    return table[np.asarray(ids, dtype=int)]


@rows.gradient
def _(g: Node, node: Node, table: Node, ids: Ids, by: str = "ids") -> list[Node]:
    back = scatter(g, ids=ids, height=table.shape[0])
    if np.ndim(ids):
        back.notes.append("Each row's gradient is added into the row that was looked up; a row not used has 0.")
    return [back]


class _Scatters(Kind):
    """Each row of a table sums the rows that were taken from it; a row that none was taken from has 0."""

    def cell(self, reader: Reader[C], node: Node, index: Index) -> C:
        ids, rest = np.asarray(node.params["ids"]), index[1:]
        (g,) = node.inputs
        spots = [(*map(int, place), *rest) for place in np.argwhere(ids == index[0])]
        if not spots:
            return reader.cell(constant(0.0), ())
        return reader.carrier.sum([reader.cell(g, spot) for spot in spots])


@op(_Scatters(), notation=lambda node, g: g if np.ndim(node.params["ids"]) == 0 else Tree("scatter", (g,)))
def scatter(m: Any, g: Any, ids: Ids, height: int) -> Any:
    """Rows added into a table at the given numbers: the gradient of a look-up."""
    table = np.zeros((height, *np.shape(g)[np.ndim(ids) :]))
    np.add.at(table, np.asarray(ids, dtype=int), g)
    return table


@scatter.gradient
def _(g: Node, node: Node, a: Node, ids: Ids, height: int) -> list[Node]:
    return [rows(g, ids=ids)]


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
def sinusoids(m: Any, position: Any, base: Any, pair: Any, odd: int, width: Any) -> Any:
    """Sinusoidal positions: sin(pos / base^(2i/d)) in the even columns (from 0), cos in the odd ones."""
    angle = position / m.power(base, pair / width)
    return m.cos(angle) if odd else m.sin(angle)


@sinusoids.gradient
def _(g: Node, node: Node, count: int, base: float, width: int) -> list[Node]:
    return []  # made of nothing that could be learned


@rows.samples
def _(draw: Any) -> Any:
    return (draw(3, 2),), {"ids": draw.choice([(2, 0, 2), 1])}


@scatter.samples
def _(draw: Any) -> Any:
    ids, shape = draw.choice([((2, 0, 2), (3, 2)), (1, (2,))])
    return (draw(*shape),), {"ids": ids, "height": 4}


@sinusoids.samples
def _(draw: Any) -> Any:
    return (), {"count": 3, "base": 100.0, "width": 4}
