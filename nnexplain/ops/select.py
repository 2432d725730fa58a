"""Entries taken out and put in: rows of a table by their numbers, each row's target class, what a mask lets through.

They come in pairs, each the other's gradient. What is put in leaves places that no entry comes to: a 0 stands there,
or −∞ where a mask hides a score from a softmax.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from nnexplain.arrays import Array, Index
from nnexplain.engine.arithmetic import call, negate, product, subtract
from nnexplain.engine.carriers.numbers import NUMBERS
from nnexplain.engine.graph import Kind, Node, Op, Params, constant, op
from nnexplain.engine.patterns import Moves
from nnexplain.notation.tree import Leaf, Symbol, Tree, Written, lift
from nnexplain.notation.unicode import symbol_text

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
    return Tree("row of each", (a, Leaf(symbol=Symbol(node.params.get("by", "ids")))))


def _rows_meaning(node: Node) -> str:
    if np.ndim(node.params["ids"]) == 0 or node.inputs[0].symbol is None:
        return ""
    table, by = symbol_text(node.inputs[0].symbol), node.params.get("by", "ids")
    return f"Row i of {table}[{by}] is the row of {table} with the number that stands i-th in {by}."


@op(Moves(_looked_up), notation=_rows_written, meaning=_rows_meaning)
def rows(m: object, table: Array, ids: npt.ArrayLike, by: str = "ids") -> Array:
    """The rows of a table with the given numbers, from 0: a list of them, or a single one.

    ``by`` is what the list is called in formulas.
    """
    return np.asarray(table[np.asarray(ids, dtype=int)])


@rows.gradient
def _(g: Node, node: Node, table: Node, ids: npt.ArrayLike, by: str = "ids") -> list[Node]:
    return [scatter(g, ids=ids, height=table.shape[0], by=by)]


def _rows_taken(index: Index, node: Node) -> list[Index]:
    at = np.argwhere(np.asarray(node.params["ids"]) == index[0])
    return [(*map(int, place), *index[1:]) for place in at]


def _rows_put_back(node: Node, g: Written) -> Written:
    """Where the rows go: one, the first few in their order, or each to the token that was looked up."""
    ids = np.asarray(node.params["ids"])
    if ids.ndim == 0:
        return g if node.shape[0] == 1 else Tree("in its row", (g, lift(int(ids) + 1)))
    if node.params.get("by") == "pos":
        return Tree("in the first rows", (g, lift(ids.size)))
    return Tree("summed by token", (g,))


@op(PutIn(_rows_taken, adds=True), notation=_rows_put_back)
def scatter(m: object, g: Array, ids: npt.ArrayLike, height: int, by: str = "ids") -> Array:
    """Rows added into a table at the given numbers: the gradient of a look-up."""
    table = np.zeros((height, *g.shape[np.ndim(ids) :]))
    np.add.at(table, np.asarray(ids, dtype=int), g)
    return table


scatter.gradient(lambda g, node, a, ids, height, by="ids": [rows(g, ids=ids, by=by)])


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


def _where_target(node: Node, a: Written) -> Written:
    """t ⊙ a, with a t that is 1 for the target class and 0 for the others."""
    return Tree("odot", (Leaf(symbol=Symbol("t")), a))


def at_target(index: Index, node: Node) -> list[Index]:
    """The row that puts its number here, if this is its target class."""
    return [index[:-1]] if index[-1] == _target(index, node) else []


def put_at(a: Array, targets: npt.ArrayLike, width: int) -> Array:
    """Each row's number in the place of its target class, 0 elsewhere."""
    return np.where(_is_target(targets, width), a[..., None], 0.0)


@op(PutIn(at_target), notation=_where_target)
def place(m: object, a: Array, targets: npt.ArrayLike, width: int) -> Array:
    """The value in the place of the target class, 0 elsewhere."""
    return put_at(a, targets, width)


pick.gradient(lambda g, node, a, targets: [place(g, targets=targets, width=a.shape[-1])])
place.gradient(lambda g, node, a, targets, width: [pick(g, targets=targets)])


class _Lead(Kind):
    """The k-th wrong class, less the target: the target's place is skipped."""

    def cell(self, reader: Reader[C], node: Node, index: Index) -> C:
        (a,), target, (*row, k) = node.inputs, _target(index, node), index
        own, targets = reader.cell(a, (*row, k + (k >= target))), reader.cell(a, (*row, target))
        return subtract.read(reader.carrier, own, targets)


@op(_Lead(), notation=lambda node, a: Tree("-", (a, Tree("at_target", (a,)))))
def lead(m: object, a: Array, targets: npt.ArrayLike) -> Array:
    """How far each wrong class is ahead of the target, in order: aⱼ less the target's entry."""
    ahead = a - entries(a, targets)[..., None]
    return ahead[~_is_target(targets, a.shape[-1])].reshape(*a.shape[:-1], a.shape[-1] - 1)


class _Trail(Kind):
    """A wrong class has its own entry, the target minus the sum of them."""

    def cell(self, reader: Reader[C], node: Node, index: Index) -> C:
        (g,), target, (*row, place) = node.inputs, _target(index, node), index
        if place != target:
            return reader.cell(g, (*row, place - (place > target)))
        every = reader.line(g, [(*row, k) for k in range(g.shape[-1])])
        return negate.read(reader.carrier, reader.carrier.sum(every))


@op(_Trail(), notation=lambda node, g: Tree("wrong and target", (g, Tree("neg", (Tree("sum", (g,)),)))))
def trail(m: object, g: Array, targets: npt.ArrayLike) -> Array:
    """What moves every lead: a wrong class its own, the target all of them, the other way."""
    full = np.zeros((*g.shape[:-1], g.shape[-1] + 1))
    at = _is_target(targets, full.shape[-1])
    full[~at] = g.reshape(-1)
    return full + np.where(at, np.sum(-full, axis=-1, keepdims=True), 0.0)


lead.gradient(lambda g, node, a, targets: [trail(g, targets=targets)])
trail.gradient(lambda h, node, g, targets: [lead(h, targets=targets)])


# what may be seen


def _seen(index: Index, node: Node) -> list[Index]:
    return [index] if node.inputs[1].value[index[-2:]] else []


@op(PutIn(_seen, fill=-np.inf), notation=lambda node, a, keep: Tree("where seen", (a, keep)))
def mask(m: object, a: Array, keep: Array) -> Array:
    """Entries where ``keep`` is 0 become −∞."""
    return np.where(keep != 0, a, -np.inf)


mask.gradient(lambda g, node, a, keep: [product(g, keep), None])
rows.samples(lambda draw: ((draw(3, 2),), draw.choice([Params(ids=[2, 0, 2]), Params(ids=1)])))
scatter.samples(
    lambda draw: draw.choice([((draw(3, 2),), Params(ids=[2, 0, 2], height=4)), ((draw(2),), Params(ids=1, height=4))])
)
for each in (pick, lead, trail):
    each.samples(lambda draw: ((draw(2, 3),), {"targets": [2, 0]}))
place.samples(lambda draw: ((draw(2),), {"targets": [2, 0], "width": 3}))
mask.samples(lambda draw: ((draw(2, 3), np.array([[1.0, 0.0, 1.0], [1.0, 1.0, 0.0]])), {}))
