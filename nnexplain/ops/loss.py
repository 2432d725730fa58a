"""Cross-entropy at one class and binary cross-entropy: how far probabilities are from their target.

Where p comes from logits, the loss takes the logits beside p: its value and its gradient are then
computed from them without losing digits (p − t instead of −t/p times a vanishing p).
"""

from __future__ import annotations

from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from nnexplain.arrays import Array, Index
from nnexplain.engine.arithmetic import EACH, add, divide, is_one, multiply, negate, power, product, subtract
from nnexplain.engine.carriers import Carrier, T
from nnexplain.engine.carriers.written import WRITING
from nnexplain.engine.graph import Draw, Node, Op, Sample, Shortcut, constant, op
from nnexplain.notation.tree import Leaf, Symbol, Tree, Written
from nnexplain.ops import kernels as special
from nnexplain.ops.select import AtTarget, PutIn, at_target, entries, pick, place, put_at
from nnexplain.ops.shape import reshape

if TYPE_CHECKING:
    import numpy.typing as npt

    from nnexplain.engine.reader import Reader

C = TypeVar("C")


def of_logits(plain: Op) -> Op:
    """The same where p comes from logits z, which stand last: not written, but its kernel and its rule use them."""
    count = len(signature(plain.formula).parameters) - 1

    @wraps(plain.formula)
    def formula(m: object, *operands: object) -> object:
        return plain.formula(m, *operands[:count])

    def on_paper(*arrays: Array, **params: object) -> Array:
        return plain.numeric(*arrays[:count], **params)

    formula.__name__ = f"{plain.name}_of_logits"
    made = Op(formula, plain.kind, plain.notation, reads_past=True)
    made.on_paper = plain.stable and on_paper
    return made


def for_each_row(g: Node, of_entries: Node) -> Node:
    """A row's gradient times each of its entries (the seed of a backward pass is left out)."""
    return of_entries if g.ndim == 0 and is_one(g) else product(reshape(g, shape=(*g.shape, 1)), of_entries)


def together(gradient: Node, before: str, less: str = "p − t") -> Node:
    """The gradient, with a word about the short way that was taken to it."""
    note = f"Multiplied, the slopes of the logarithm and of the {before} leave {less}."
    return gradient.but(notes=[note])


@op(AtTarget(), notation=lambda node, p, *_: Tree("neg", (Tree("ln", (Tree("at_target", (p,)),)),)))
def cross_entropy(m: Carrier[T], p: T) -> T:
    """Cross-entropy is the surprise at the target: −ln p of the target class."""
    return -m.log(p)


ONE_HOT = "t is 1 for the target class and 0 for the others."


def _slope_written(node: Node, g: Written, p: Written) -> Written:
    t: Written = Leaf(symbol=Symbol("t"))
    if isinstance(g, Tree) and g.head == "/":  # the mean over a batch: t / (n p)
        g, count = g.args
        p = count * p
    above = t if isinstance(g, Leaf) and g.symbol is None and g.value == 1 else Tree("odot", (g, t))
    return Tree("neg", (Tree("/", (above, p)),))


class _AtTarget(PutIn):
    """−g / p in the place of the target class, 0 in the others."""

    def cell(self, reader: Reader[C], node: Node, index: Index) -> C:
        g, p = node.inputs
        if not self.sources(index, node):
            return reader.cell(constant(0.0), ())
        return node.made_by.read(reader.carrier, reader.cell(g, index[:-1] if g.ndim else ()), reader.cell(p, index))


@op(_AtTarget(at_target, adds=True), notation=_slope_written, meaning=lambda node: ONE_HOT)
def target_slope(m: object, g: T, p: T, targets: npt.ArrayLike = 0) -> T:
    """The derivative of −ln p of the target class by p: −t / p, times the gradient g of each row."""
    return -(g / p)


@target_slope.kernel
def _(g: Array, p: Array, targets: npt.ArrayLike) -> Array:
    return np.asarray(put_at(-(g / entries(p, targets)), targets, p.shape[-1]))


@target_slope.gradient
def _(h: Node, node: Node, g: Node, p: Node, targets: npt.ArrayLike) -> list[Node]:
    at = pick(h, targets=targets)
    share = pick(p, targets=targets)
    return [negate(divide(at, share)),
            place(divide(multiply(at, g), power(share, 2)), targets=targets, width=p.shape[-1])]  # fmt: skip


cross_entropy.gradient(lambda g, node, p, targets: [target_slope(g, p, targets=targets)])
cross_entropy_of_logits = of_logits(cross_entropy)


cross_entropy_of_logits.kernel(lambda p, z, targets: special.log_sum_exp_above(z, entries(z, targets)))


@cross_entropy_of_logits.gradient
def _(g: Node, node: Node, p: Node, z: Node, targets: npt.ArrayLike) -> list[Node | Shortcut]:
    hot = place(constant(np.ones(np.shape(targets))), targets=targets, width=p.shape[-1])
    target = hot.but(name="target", symbol=Symbol("t"), meaning=ONE_HOT)
    return [Shortcut(target_slope(g, p, targets=targets)), together(for_each_row(g, less_target(p, target)), "softmax")]


@op(EACH, notation=lambda node, p, t: Tree("-", (p, t)))
def less_target(m: object, p: T, t: T) -> T:
    """Probabilities less the one-hot target: p − t."""
    return p - t


@less_target.kernel
def _(p: Array, t: Array) -> Array:
    """At the target p − 1 is minus what the others hold, which keeps its digits where p is nearly 1."""
    others = np.where(t == 1, 0.0, p).sum(axis=-1, keepdims=True)
    return np.where((t == 1) & (p > 0.5), -others, p - t)


def _both_ways(m: Carrier[T], p: T, t: T) -> T:
    return -(t * m.log(p) + (1 - t) * m.log(1 - p))


@op(EACH, notation=lambda node, p, t, *_: _both_ways(WRITING, p, t))
def binary_cross_entropy(m: Carrier[T], p: T, t: T) -> T:
    """Binary cross-entropy, entry by entry: −(t ln p + (1 − t) ln(1 − p)).

    A term that a target of 0 or 1 switches off is not there.
    """
    only = m.known(t)
    if only == 1:
        return -m.log(p)
    return -m.log(1 - p) if only == 0 else _both_ways(m, p, t)


@binary_cross_entropy.kernel
def _(p: Array, t: Array) -> Array:
    """A term that the target switches off is not there, with p rounded to 0 or 1 either (0 · ln 0 is no number)."""
    with np.errstate(all="ignore"):
        one = np.where(t == 0, 0.0, t * np.log(p))
        other = np.where(t == 1, 0.0, (1 - t) * np.log1p(-p))
    return -(one + other)


@op(EACH, notation=lambda node, p, t, *z: (p - t) / (p * (1 - p)))
def binary_slope(m: Carrier[T], p: T, t: T) -> T:
    """The derivative of binary cross-entropy by p: (p − t) / (p (1 − p))."""
    only = m.known(t)
    if only == 1:
        return -1 / p
    return 1 / (1 - p) if only == 0 else (p - t) / (p * (1 - p))


binary_cross_entropy.gradient(lambda g, node, p, t: [product(g, binary_slope(p, t)), None])


@binary_slope.kernel
def _(p: Array, t: Array) -> Array:
    """For a target of 0 or 1 a factor cancels, so that p = t is no 0/0."""
    return np.where(t == 1, -1 / p, np.where(t == 0, 1 / (1 - p), (p - t) / (p * (1 - p))))


binary_cross_entropy_of_logits = of_logits(binary_cross_entropy)


# no difference of large numbers
binary_cross_entropy_of_logits.kernel(lambda p, t, z: t * special.softplus(-z) + (1 - t) * special.softplus(z))


@binary_cross_entropy_of_logits.gradient
def _(g: Node, node: Node, p: Node, t: Node, z: Node) -> list[Node | Shortcut | None]:
    return [Shortcut(product(g, binary_slope_of_logits(p, t, z))), None,
            together(product(g, less_share(p, t, z)), "sigmoid")]  # fmt: skip


binary_slope_of_logits = of_logits(binary_slope)


@binary_slope_of_logits.kernel
def _(p: Array, t: Array, z: Array) -> Array:
    rest = special.sigmoid(-z)  # 1 − p, which p alone has lost where it is nearly 1
    by_both = special.sigmoid_less(z, t) / np.maximum(p, rest) / np.minimum(p, rest)
    return np.where(t == 1, -1 / p, np.where(t == 0, 1 / rest, by_both))


@binary_slope.gradient
@binary_slope_of_logits.gradient
def _(g: Node, node: Node, p: Node, t: Node, *z: Node) -> list[Node | None]:
    """By p: t / p² + (1 − t) / (1 − p)²; by t: −1 / (p (1 − p)); what depends on z does so through p."""
    left = subtract(1, p)
    by_p = add(divide(t, power(p, 2)), divide(subtract(1, t), power(left, 2)))
    return [product(g, by_p), negate(divide(g, multiply(p, left))), *(None for _ in z)]


@op(EACH, notation=lambda node, p, t, z: Tree("-", (p, t)), reads_past=True)
def less_share(m: object, p: T, t: T, z: T | None = None) -> T:
    """A sigmoid less its target: p − t."""
    return p - t


for each in (less_target, less_share):
    each.gradient(lambda g, node, p, t, *z: [g, negate(g), *(None for _ in z)])  # what depends on z does so through p
less_share.kernel(lambda p, t, z: special.sigmoid_less(z, t))
less_target.samples(lambda draw: ((np.array([0.2, 0.5, 0.3]), np.array([0.0, 1.0, 0.0])), {}))
cross_entropy.samples(lambda draw: ((draw(2, 3, low=0.05, high=0.9),), {"targets": np.array([2, 0])}))
target_slope.samples(lambda draw: ((draw(2), draw(2, 3, low=0.05, high=0.9)), {"targets": np.array([2, 0])}))
cross_entropy_of_logits.samples(
    lambda draw: ((special.shares(np.exp(z := draw(2, 3))), z), {"targets": np.array([2, 0])})
)


for each in (binary_slope, binary_cross_entropy):
    each.samples(lambda draw: ((draw(3, low=0.05, high=0.9), draw(3, low=0.1, high=0.9)), {}))


@less_share.samples
@binary_slope_of_logits.samples
@binary_cross_entropy_of_logits.samples
def _(draw: Draw) -> Sample:
    z = draw(3)
    return (special.sigmoid(z), draw(3, low=0.1, high=0.9), z), {}
