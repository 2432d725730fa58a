"""Softmax, worked out along the last axis: shift by the largest, exponentials, their sum, the shares."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from nnexplain.arrays import Array, Index
from nnexplain.engine.arithmetic import EACH, call, multiply, negate, power, product, subtract, unspread
from nnexplain.engine.carriers import T
from nnexplain.engine.graph import Draw, Kind, Node, Sample, Together, op, reworked
from nnexplain.engine.naming import named
from nnexplain.engine.patterns import Worked
from nnexplain.notation.tree import Leaf, Symbol, Tree, Written
from nnexplain.ops import kernels as special
from nnexplain.ops.elementary import exp
from nnexplain.ops.matrix import transpose
from nnexplain.ops.reduce import largest, total, weighted_mean
from nnexplain.ops.shape import reshape

if TYPE_CHECKING:
    from nnexplain.engine.reader import Reader

C = TypeVar("C")
VIEW = "of shares"


def softmax_steps(
    z: Node, base: Node | None = None, *, public: bool = True, shift: Callable[[], Array] | None = None
) -> Node:
    """The four steps of a softmax under their names; returns the shares (not yet named).

    ``base`` raises another number than e to the shifted logits; ``shift`` gives z − max z where z itself is beyond
    float64.
    """
    top = named("max", largest(z), "largest", symbol="max", public=False, constant=True, view=VIEW)  # the shift cancels
    ahead = z - beside(top, z)
    if shift is not None and not np.isfinite(z.value).all():
        ahead = reworked(ahead, shift())
    note = "The shift changes no share (it cancels) and keeps e^x from overflowing."
    shifted = named("shifted", ahead, "shift", public=public, note=note, view=VIEW)
    raised = exp(shifted) if base is None else power(base, shifted)
    powers = named("exponentials", raised, "exponentials", symbol="u", public=public, view=VIEW)
    whole = named("sum", total(powers), "their sum", symbol="S", public=public, view=VIEW)
    shares = powers / beside(whole, z)
    if not np.isfinite(whole.value).all():  # powers of a base below 1 are largest where the logit is smallest
        shares = reworked(shares, _shares(shifted.value, base))
    return shares.but(together=Together(_slopes_of_shares(shares, whole, shifted, base), (whole, powers, shifted)))


def _about_the_largest(shifted: Array, base: Node | None) -> Array:
    """Exponents of which the one with the largest power is 0."""
    falls = base is not None and float(base.value) < 1
    lead: Array = (shifted.min if falls else shifted.max)(axis=-1, keepdims=True)
    return shifted - lead


def _raised(exponents: Array, base: Node | None) -> Array:
    return np.asarray(np.exp(exponents) if base is None else np.float_power(float(base.value), exponents))


def _shares(shifted: Array, base: Node | None) -> Array:
    return special.shares(_raised(_about_the_largest(shifted, base), base))


def _slopes_of_shares(
    shares: Node, whole: Node, shifted: Node, base: Node | None
) -> Callable[[Array], Sequence[Array]]:
    """∂L by the sum, the exponentials and the shifted logits, from g = ∂L/∂p."""

    def slopes(g: Array) -> Sequence[Array]:
        p, sum_ = shares.value, whole.value
        weigh = _weigher(p, shifted.value, base)
        distance = special.less_weighted_mean(g, p, weigh)
        by_shift = weigh(distance) if base is None else math.log(float(base.value)) * weigh(distance)
        return -np.sum(weigh(g), axis=-1) / sum_, distance / sum_[..., None], by_shift

    return slopes


def _weigher(p: Array, shifted: Array, base: Node | None = None) -> Callable[[Array], Array]:
    """Multiplies by p; a vanishing share is split in two, so that it cannot vanish too early."""
    small = p < special.TINY
    if not small.any():
        return lambda weight: p * weight
    half = _raised(_about_the_largest(shifted, base) / 2, base)
    heaviest = p.max(axis=-1, keepdims=True)
    return lambda weight: np.where(small, half * (weight * heaviest) * half, p * weight)


def beside(line: Node, entries: Node) -> Node:
    """One number for each row, ready to meet the row's entries."""
    return line if entries.ndim == 1 else reshape(line, shape=(*line.shape, 1))


@op(Worked(), notation=call("softmax"), composite=True)
def softmax(z: Node) -> Node:
    """Softmax turns logits into shares that are positive and sum to 1: e^(zᵢ) / Σ e^(zⱼ)."""
    return softmax_steps(z, public=False)


@op(EACH, notation=lambda node, p, g, mean: Tree("odot", (p, Tree("-", (g, mean)))), reads_past=True)
def share_slope(m: object, p: T, g: T, mean: T) -> T:
    """The gradient of a softmax: each entry's distance from the mean under p, weighted by p: p (g − Σ g p)."""
    return p * (g - mean)


share_slope.kernel(lambda p, g, mean: np.asarray(p * special.less_weighted_mean(g, p)))


@share_slope.gradient
def _(h: Node, node: Node, p: Node, g: Node, mean: Node) -> list[Node]:
    weighed = product(h, p)
    return [product(h, subtract(g, mean)), weighed, unspread(negate(weighed), mean)]


@softmax.gradient
def softmax_gradient(g: Node, node: Node, z: Node) -> list[Node]:
    """∂L/∂zᵢ = pᵢ (gᵢ − Σⱼ gⱼ pⱼ): each gradient, less their mean under p, weighted by p."""
    found = share_slope(node, g, weighted_mean(g, node, keep=True))
    if (node.value < special.TINY).any():
        weigh = _weigher(node.value, z.value)
        found = reworked(found, weigh(special.less_weighted_mean(g.value, node.value, weigh)))
    return [found]


class _Pairs(Kind):
    """Every entry of a row with every entry of it."""

    def cell(self, reader: Reader[C], node: Node, index: Index) -> C:
        (p,), (*row, i, j) = node.inputs, index
        return node.made_by.read(reader.carrier, reader.cell(p, (*row, i)), reader.cell(p, (*row, j)), float(i == j))


def _jacobian_written(node: Node, p: Written) -> Written:
    base = p.symbol.base if isinstance(p, Leaf) and p.symbol is not None else "p"
    return Leaf(symbol=Symbol(base, "i")) * (Leaf(symbol=Symbol("delta", "ij")) - Leaf(symbol=Symbol(base, "j")))


@op(_Pairs(), notation=_jacobian_written, meaning=lambda node: "δᵢⱼ is 1 where i = j, and 0 elsewhere.")
def share_jacobian(m: object, p: T, other: T, alike: float) -> T:
    """The derivative of each share of a softmax by each logit: pᵢ (δᵢⱼ − pⱼ)."""
    return p * (alike - other)


@share_jacobian.kernel
def _(p: Array) -> Array:
    """On the diagonal 1 − pᵢ is what the others hold, which keeps its digits where pᵢ is nearly 1."""
    row, alike = p[..., None, :], np.eye(p.shape[-1])
    others = np.where(alike == 1, 0.0, row).sum(axis=-1)[..., None]
    return np.asarray(p[..., None] * np.where(alike == 1, others, alike - row))


@share_jacobian.gradient
def _(g: Node, node: Node, p: Node) -> list[Node]:
    row = reshape(p, shape=(*p.shape[:-1], 1, p.shape[-1]))
    own = total(multiply(g, np.eye(p.shape[-1])))
    return [subtract(subtract(own, total(multiply(g, row))), total(multiply(transpose(g), row)))]


share_jacobian.samples(lambda draw: ((special.shares(np.exp(draw(*draw.choice([(4,), (2, 3)])))),), {}))


@share_slope.samples
def _(draw: Draw) -> Sample:
    p, g = special.shares(np.exp(draw(2, 3))), draw(2, 3)
    return (p, g, np.sum(p * g, axis=-1, keepdims=True)), {}


softmax.samples(lambda draw: ((draw(*draw.choice([(4,), (2, 3)])),), {}))
