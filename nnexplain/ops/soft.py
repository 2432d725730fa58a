"""Cross-entropy with soft labels: the target is a share for each class, not one class.

Where p comes from logits, the loss and its gradient are computed from them, as with a single class (see ``loss``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.arithmetic import EACH, call, divide, negate, product, unspread
from nnexplain.engine.carriers import Carrier, Lines, T
from nnexplain.engine.graph import Draw, Node, Sample, Shortcut, constant, op
from nnexplain.notation.tree import Tree, Written
from nnexplain.ops import kernels as special
from nnexplain.ops import precise
from nnexplain.ops.loss import for_each_row, of_logits, together
from nnexplain.ops.reduce import LINE

_NEAR = 0.6931471805599453  # ln 2: nearer to the largest logit than this, e^x is kept as 1 and what it lacks


def _weighed(t: Array, entries: Array) -> Array:
    return np.where(t == 0, 0.0, t * entries)


def _written(node: Node, p: Written, t: Written, *_: Written) -> Written:
    return Tree("neg", (call("sum")(node, Tree("odot", (t, Tree("ln", (p,))))),))


@op(LINE, notation=_written)
def soft_cross_entropy(m: Lines[T, Sequence[T]], p: Sequence[T], t: Sequence[T]) -> T:
    """Cross-entropy with soft labels is the surprise, weighed by the target's shares: −Σ tᵢ ln pᵢ.

    A class of share 0 adds nothing, whatever its p.
    """
    counted = [place for place, share in enumerate(t) if m.known(share) != 0]
    if len(counted) < len(t) and not hasattr(t, "length"):  # a line cut short keeps its first terms
        p, t = [p[place] for place in counted], [t[place] for place in counted]
    return -m.dot(t, [m.log(share) for share in p])


soft_cross_entropy.kernel(lambda p, t: np.asarray(-np.sum(_weighed(t, np.log(p)), axis=-1)))


@op(EACH, notation=lambda node, p, t: -(t / p))
def soft_slope(m: Carrier[T], p: T, t: T) -> T:
    """The derivative of −t ln p by p: −t / p."""
    return t if m.known(t) == 0 else -(t / p)


soft_cross_entropy.gradient(lambda g, node, p, t: [for_each_row(g, soft_slope(p, t)), None])


@soft_slope.kernel
def _(p: Array, t: Array) -> Array:
    """A class of share 0 has gradient 0, even where p is 0 too."""
    return np.where(t == 0, 0.0, -t / p)


@soft_slope.gradient
def _(g: Node, node: Node, p: Node, t: Node) -> list[Node]:
    """By p: t / p², which is the slope again, of its own value; by t: −1 / p."""
    return [product(g, soft_slope(p, node)), negate(divide(g, p))]


soft_cross_entropy_of_logits = of_logits(soft_cross_entropy)


@soft_cross_entropy_of_logits.kernel
def _(p: Array, t: Array, z: Array) -> Array:
    """Σ tᵢ (ln Σ e^z − zᵢ): no term is negative, so none cancels another."""
    top = np.max(z, axis=-1)
    above = special.log_sum_exp_above(z, top)[..., None] + (top[..., None] - z)
    return np.asarray(np.sum(_weighed(t, above), axis=-1))


@soft_cross_entropy_of_logits.gradient
def _(g: Node, node: Node, p: Node, t: Node, z: Node) -> list[Node | Shortcut | None]:
    whole = constant(_whole(t.value))
    by_p, by_z = soft_slope(p, t), less_shares(p, t, z, whole)
    less = "p − t" if (whole.value == 1).all() else "p Σ(t) − t"
    return [Shortcut(for_each_row(g, by_p)), None, together(for_each_row(g, by_z), "softmax", less)]


def _whole(t: Array) -> Array:
    """The sum of each row's shares: 1 where it is 1 but for rounding."""
    found = t.sum(axis=-1, keepdims=True)
    return np.where(np.abs(found - 1) <= t.shape[-1] * 2.0**-52, 1.0, found)


def _difference(node: Node, p: Written, t: Written, z: Written, whole: Written) -> Written:
    of_one = (node.inputs[3].value == 1).all()
    return Tree("-", (p if of_one else Tree("*", (call("sum")(node, t), p)), t))


@op(EACH, notation=_difference, reads_past=True)
def less_shares(m: Carrier[T], p: T, t: T, z: T, whole: T) -> T:
    """Probabilities less the target's shares: p − t (times their sum, where that is not quite 1)."""
    return p - t if m.known(whole) == 1 else whole * p - t


@less_shares.kernel
def _(p: Array, t: Array, z: Array, whole: Array) -> Array:
    """(wEᵢ − tᵢ ΣEⱼ) / ΣEⱼ with Eⱼ = e^(zⱼ − max z), which keeps its digits where p and t nearly cancel.

    An E near 1 is kept as 1 and expm1, so that what is not 1 has digits of its own; the ones are counted: N of them.
    Then wEᵢ − tᵢ ΣEⱼ is (w − N tᵢ), worked exactly, and a difference of small numbers.
    """
    shifted = z - np.max(z, axis=-1, keepdims=True)
    near = shifted > -_NEAR
    rest = np.where(near, np.expm1(shifted), np.exp(shifted))
    count, others = near.sum(axis=-1, keepdims=True).astype(float), rest.sum(axis=-1, keepdims=True)
    whole = _whole(t)
    ones = precise.multiply(precise.whole(count), precise.whole(t))
    high, low = precise.subtract(precise.whole(np.where(near, whole, 0.0)), ones)
    return np.asarray((high + (low + (whole * rest - t * others))) / (count + others))


@less_shares.gradient
def _(g: Node, node: Node, p: Node, t: Node, z: Node, whole: Node) -> list[Node | None]:
    return [product(g, whole), negate(g), None, unspread(product(g, p), whole)]  # what depends on z does so through p


@soft_cross_entropy.samples
@soft_slope.samples
def _(draw: Draw) -> Sample:
    return (special.shares(draw(2, 3, low=0.1, high=1)), special.shares(draw(2, 3, low=0.1, high=1))), {}


@soft_cross_entropy_of_logits.samples
def _(draw: Draw) -> Sample:
    z = draw(2, 3)
    return (special.shares(np.exp(z)), special.shares(draw(2, 3, low=0.1, high=1)), z), {}


@less_shares.samples
def _(draw: Draw) -> Sample:
    z, t = draw(3), special.shares(draw(3, low=0.1, high=1))
    return (special.shares(np.exp(z)), t, z, np.ones(1)), {}
