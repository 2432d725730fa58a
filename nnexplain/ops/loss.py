"""Cross-entropy at one class and binary cross-entropy: how far probabilities are from their target.

Where p comes from logits, the loss takes the logits beside p: its value and its gradient are then
computed from them without losing digits (p − y instead of −y/p times a vanishing p).
"""

from __future__ import annotations

from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.arithmetic import EACH, add, divide, is_one, multiply, negate, power, product, subtract
from nnexplain.engine.carriers import Carrier, T
from nnexplain.engine.carriers.written import WRITING
from nnexplain.engine.graph import Draw, Node, Op, Sample, Shortcut, constant, op
from nnexplain.notation.tree import Symbol, Tree
from nnexplain.ops import kernels as special
from nnexplain.ops.select import AtTarget, entries, pick, place
from nnexplain.ops.shape import reshape

if TYPE_CHECKING:
    import numpy.typing as npt


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


@op(AtTarget(), notation=lambda node, p, *_: Tree("neg", (Tree("ln", (Tree("at_target", (p,)),)),)))
def cross_entropy(m: Carrier[T], p: T) -> T:
    """Cross-entropy is the surprise at the target: −ln p of the target class."""
    return -m.log(p)


cross_entropy.gradient(lambda g, node, p, targets: [_minus_one_over_p(g, p, targets)])


def _minus_one_over_p(g: Node, p: Node, targets: npt.ArrayLike) -> Node:
    return place(negate(divide(g, pick(p, targets=targets))), targets=targets, width=p.shape[-1])


cross_entropy_of_logits = of_logits(cross_entropy)


cross_entropy_of_logits.kernel(lambda p, z, targets: special.log_sum_exp_above(z, entries(z, targets)))


@cross_entropy_of_logits.gradient
def _(g: Node, node: Node, p: Node, z: Node, targets: npt.ArrayLike) -> list[Node | Shortcut]:
    hot = place(constant(np.ones(np.shape(targets))), targets=targets, width=p.shape[-1])
    target = hot.but(name="target", symbol=Symbol("y"))
    return [Shortcut(_minus_one_over_p(g, p, targets)), for_each_row(g, less_target(p, target))]


@op(EACH, notation=lambda node, p, y: Tree("-", (p, y)))
def less_target(m: object, p: T, y: T) -> T:
    """Probabilities less the one-hot target: p − y."""
    return p - y


@less_target.kernel
def _(p: Array, y: Array) -> Array:
    """At the target p − 1 is minus what the others hold, which keeps its digits where p is nearly 1."""
    others = np.where(y == 1, 0.0, p).sum(axis=-1, keepdims=True)
    return np.where((y == 1) & (p > 0.5), -others, p - y)


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
    return [Shortcut(product(g, binary_slope_of_logits(p, t, z))), None, product(g, less_share(p, t, z))]


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
