"""Entries taken out and put in: rows of a table by their numbers, each row's target class, what a mask lets through.

They come in pairs, each the other's gradient. What is put in leaves places that no entry comes to: a 0 stands there,
or −∞ where a mask hides a score from a softmax.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from nnexplain.arrays import Array, Index
from nnexplain.engine.arithmetic import call, product
from nnexplain.engine.carriers.numbers import NUMBERS
from nnexplain.engine.graph import Kind, Node, Op, Params, constant, op
from nnexplain.engine.patterns import Moves
from nnexplain.notation.tree import Leaf, Symbol, Tree, Written

if TYPE_CHECKING:
    import numpy.typing as npt

    from nnexplain.engine.reader import Reader

C = TypeVar("C")


class PutIn(Kind):
    """Entries are put into places: those that come to the same one add up, and where none comes ``fill`` stands."""

    def __init__(self, sources: Callable[[Index, Node], list[Index]], fill: float = 0.0, *, adds: bool = False) -> None:
        self.sources, self.fill, self.arithmetic = sources, fill, adds

    def cell(self, reader: Reader[C], node: Node, index: Index) -> C:
        found = reader.line(node.inputs[0], self.sources(index, node))
        if not found:
            return reader.cell(constant(self.fill), ())
        return found[0] if len(found) == 1 else reader.carrier.sum(found)


class AtTarget(Moves):
    """One number for each row, worked out of its entry of the target class."""

    arithmetic = True

    def __init__(self) -> None:
        super().__init__(_picked)

    def value(self, op: Op, inputs: list[Array], params: Params) -> Array:
        if op.stable is not None:
            return np.asarray(op.stable(*inputs, **params), dtype=np.float64)
        return np.asarray(op.read(NUMBERS, entries(inputs[0], params["targets"])), dtype=np.float64)

    def cell(self, reader: Reader[C], node: Node, index: Index) -> C:
        return node.made_by.read(reader.carrier, super().cell(reader, node, index))


# rows of a table, by their numbers


def _looked_up(index: Index, node: Node) -> tuple[int, Index]:
    ids = np.asarray(node.params["ids"])
    return 0, (int(ids), *index) if ids.ndim == 0 else (int(ids[index[0]]), *index[1:])


def _rows_written(node: Node, a: Written) -> Written:
    ids = np.asarray(node.params["ids"])
    if ids.ndim == 0 and isinstance(a, Leaf):
        return Leaf(None, None, a.symbol, (int(ids),))
    return Tree("rows", (a, Leaf(symbol=Symbol(node.params.get("by", "ids")))))


@op(Moves(_looked_up), notation=_rows_written)
def rows(m: object, table: Array, ids: npt.ArrayLike, by: str = "ids") -> Array:
    """The rows of a table with the given numbers, from 0: a list of them, or a single one.

    ``by`` is what the list is called in formulas.
    """
    return np.asarray(table[np.asarray(ids, dtype=int)])


@rows.gradient
def _(g: Node, node: Node, table: Node, ids: npt.ArrayLike, by: str = "ids") -> list[Node]:
    back = scatter(g, ids=ids, height=table.shape[0])
    note = "Each row's gradient is added into the row that was looked up; a row not used has 0."
    return [back.but(notes=[note]) if np.ndim(ids) else back]


def _rows_taken(index: Index, node: Node) -> list[Index]:
    at = np.argwhere(np.asarray(node.params["ids"]) == index[0])
    return [(*map(int, place), *index[1:]) for place in at]


@op(
    PutIn(_rows_taken, adds=True),
    notation=lambda node, g: g if np.ndim(node.params["ids"]) == 0 else Tree("scatter", (g,)),
)
def scatter(m: object, g: Array, ids: npt.ArrayLike, height: int) -> Array:
    """Rows added into a table at the given numbers: the gradient of a look-up."""
    table = np.zeros((height, *g.shape[np.ndim(ids) :]))
    np.add.at(table, np.asarray(ids, dtype=int), g)
    return table


scatter.gradient(lambda g, node, a, ids, height: [rows(g, ids=ids)])


# the target class of each row, and the classes that it is not


def _target(index: Index, node: Node) -> int:
    targets = np.asarray(node.params["targets"])
    return int(targets if targets.ndim == 0 else targets[index[0]])


def _is_target(targets: npt.ArrayLike, width: int) -> npt.NDArray[np.bool_]:
    return np.asarray(np.equal(np.arange(width), np.asarray(targets)[..., None]))


def entries(a: Array, targets: npt.ArrayLike) -> Array:
    """Each row's entry of its target class."""
    at = np.asarray(targets)
    return np.asarray(a[at] if at.ndim == 0 else a[np.arange(len(at)), at])


def _picked(index: Index, node: Node) -> tuple[int, Index]:
    return 0, (*index, _target(index, node))


@op(Moves(_picked), notation=call("at_target"))
def pick(m: object, a: Array, targets: npt.ArrayLike) -> Array:
    """The entry of the target class, one for each row."""
    return entries(a, targets)


@op(PutIn(lambda index, node: [index[:-1]] if index[-1] == _target(index, node) else []), notation=call("onehot"))
def place(m: object, a: Array, targets: npt.ArrayLike, width: int) -> Array:
    """The value in the place of the target class, 0 elsewhere."""
    return np.where(_is_target(targets, width), a[..., None], 0.0)


pick.gradient(lambda g, node, a, targets: [place(g, targets=targets, width=a.shape[-1])])
place.gradient(lambda g, node, a, targets, width: [pick(g, targets=targets)])


def _skipping(index: Index, node: Node) -> tuple[int, Index]:
    """The k-th wrong class: the target's place is skipped."""
    return 0, (*index[:-1], index[-1] + (index[-1] >= _target(index, node)))


@op(Moves(_skipping), notation=call("wrong"))
def without_target(m: object, a: Array, targets: npt.ArrayLike) -> Array:
    """The entries of the wrong classes, in order."""
    return a[~_is_target(targets, a.shape[-1])].reshape(*a.shape[:-1], a.shape[-1] - 1)


def _closed_up(index: Index, node: Node) -> list[Index]:
    target = _target(index, node)
    return [] if index[-1] == target else [(*index[:-1], index[-1] - (index[-1] > target))]


@op(PutIn(_closed_up), notation=call("beside_target"))
def with_target(m: object, a: Array, targets: npt.ArrayLike) -> Array:
    """The entries of the wrong classes, with 0 in the target's place."""
    full = np.zeros((*a.shape[:-1], a.shape[-1] + 1))
    full[~_is_target(targets, full.shape[-1])] = a.reshape(-1)
    return full


without_target.gradient(lambda g, node, a, targets: [with_target(g, targets=targets)])
with_target.gradient(lambda g, node, a, targets: [without_target(g, targets=targets)])


# what may be seen


def _seen(index: Index, node: Node) -> list[Index]:
    return [index] if node.inputs[1].value[index[-2:]] else []


@op(PutIn(_seen, fill=-np.inf), notation=lambda node, a, keep: Tree("mask", (a,)))
def mask(m: object, a: Array, keep: Array) -> Array:
    """Entries where ``keep`` is 0 become −∞."""
    return np.where(keep != 0, a, -np.inf)


mask.gradient(lambda g, node, a, keep: [product(g, keep), None])
rows.samples(lambda draw: ((draw(3, 2),), draw.choice([Params(ids=[2, 0, 2]), Params(ids=1)])))
scatter.samples(
    lambda draw: draw.choice([((draw(3, 2),), Params(ids=[2, 0, 2], height=4)), ((draw(2),), Params(ids=1, height=4))])
)
for each in (pick, without_target):
    each.samples(lambda draw: ((draw(2, 3),), {"targets": [2, 0]}))
place.samples(lambda draw: ((draw(2),), {"targets": [2, 0], "width": 3}))
with_target.samples(lambda draw: ((draw(2, 3),), {"targets": [3, 0]}))
mask.samples(lambda draw: ((draw(2, 3), np.array([[1.0, 0.0, 1.0], [1.0, 1.0, 0.0]])), {}))
