"""Loss functions: how far a prediction is from its target.

Where p comes from logits, the loss takes the logits beside p: its value and its gradient are then
computed from them without losing digits (p − y instead of −y/p times a vanishing p).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.arithmetic import EACH, add, divide, is_one, multiply, negate, power, product, subtract
from nnexplain.engine.carriers.numbers import NUMBERS
from nnexplain.engine.carriers.written import WRITING
from nnexplain.engine.graph import Node, Op, Params, Shortcut, constant, op
from nnexplain.engine.patterns import Moves
from nnexplain.notation.tree import Symbol, Tree, Written
from nnexplain.ops import kernels as special
from nnexplain.ops.shape import pick, place, reshape


def _row_of(g: Node) -> Node:
    """A gradient for each row, ready to spread over the row's entries."""
    return reshape(g, shape=(*g.shape, 1))


class _AtTarget(Moves):
    """One number for each row, from the entry of the target class."""

    arithmetic = True

    def value(self, op: Op, inputs: list[Array], params: Params) -> Array:
        kernel = op.stable or (lambda *a, **k: op.read(NUMBERS, _entries(a[0], k["targets"])))
        return np.asarray(kernel(*inputs, **params), dtype=np.float64)

    def cell(self, reader: Any, node: Node, index: Any) -> Any:
        position, place_ = self.source(index, node)
        return node.op.formula(reader.carrier, reader.cell(node.inputs[position], place_))  # type: ignore[union-attr]


def _entries(p: Array, targets: Any) -> Array:
    at = np.asarray(targets)
    picked: Array = p[at] if at.ndim == 0 else p[np.arange(len(at)), at]
    return picked


def _target_place(index: Any, node: Node) -> Any:
    targets = np.asarray(node.params["targets"])
    return 0, (int(targets),) if targets.ndim == 0 else (*index, int(targets[index[0]]))


def _surprise(node: Node, p: Written, *rest: Written) -> Written:
    return Tree("neg", (Tree("ln", (Tree("at_target", (p,)),)),))


@op(_AtTarget(_target_place), notation=_surprise)
def cross_entropy(m: Any, p: Any) -> Any:
    """Cross-entropy is the surprise at the target: −ln p of the target class."""
    return -m.log(p)


@cross_entropy.gradient
def _(g: Node, node: Node, p: Node, targets: Any) -> list[Node]:
    return [_minus_one_over_p(g, p, targets)]


def _minus_one_over_p(g: Node, p: Node, targets: Any) -> Node:
    return place(negate(divide(g, pick(p, targets=targets))), targets=targets, width=p.shape[-1])


@op(EACH, notation=lambda node, p, y: Tree("-", (p, y)))
def less_target(m: Any, p: Any, y: Any) -> Any:
    """Probabilities less the one-hot target: p − y."""
    return p - y


@less_target.kernel
def _(p: Array, y: Array) -> Array:
    """At the target p − 1 is minus what the others hold, which keeps its digits where p is nearly 1."""
    others = np.where(y == 1, 0.0, p).sum(axis=-1, keepdims=True)
    return np.where((y == 1) & (p > 0.5), -others, p - y)


@less_target.samples
def _(draw: Any) -> Any:
    return (np.array([0.2, 0.5, 0.3]), np.array([0.0, 1.0, 0.0])), {}


@less_target.gradient
def _(g: Node, node: Node, p: Node, y: Node) -> list[Node]:
    return [g, negate(g)]


@op(_AtTarget(_target_place), notation=_surprise, reads_past=True)
def cross_entropy_of_logits(m: Any, p: Any) -> Any:
    """Cross-entropy is the surprise at the target: −ln p of the target class."""
    return -m.log(p)


@cross_entropy_of_logits.kernel
def _(p: Array, z: Array, targets: Any) -> Any:
    return special.log_sum_exp_above(z, _entries(z, targets))


@cross_entropy_of_logits.gradient
def _(g: Node, node: Node, p: Node, z: Node, targets: Any) -> list[Node | Shortcut]:
    target = place(constant(np.ones(np.shape(targets))), targets=targets, width=p.shape[-1])
    target.name, target.symbol = "target", Symbol("y")
    difference = less_target(p, target)
    by_z = difference if g.ndim == 0 and is_one(g) else product(_row_of(g), difference)
    return [Shortcut(_minus_one_over_p(g, p, targets)), by_z]


def _both_ways(m: Any, p: Any, t: Any) -> Any:
    """−(t ln p + (1 − t) ln(1 − p)), where a term that a target of 0 or 1 switches off is not there."""
    only = m.known(t)
    if only == 1:
        return -m.log(p)
    if only == 0:
        return -m.log(1 - p)
    return _weighed(m, p, t)


def _weighed(m: Any, p: Any, t: Any) -> Any:
    return -(t * m.log(p) + (1 - t) * m.log(1 - p))


def _both_ways_written(node: Node, p: Written, t: Written, *_: Written) -> Written:
    written: Written = _weighed(WRITING, p, t)
    return written


@op(EACH, notation=_both_ways_written)
def binary_cross_entropy(m: Any, p: Any, t: Any) -> Any:
    """Binary cross-entropy, entry by entry: −(t ln p + (1 − t) ln(1 − p))."""
    return _both_ways(m, p, t)


@binary_cross_entropy.kernel
def _both_ways_of_arrays(p: Array, t: Array) -> Array:
    with np.errstate(all="ignore"):
        one = np.where(t == 0, 0.0, t * np.log(p))
        other = np.where(t == 1, 0.0, (1 - t) * np.log1p(-p))
    return -(one + other)


@binary_cross_entropy.gradient
def _(g: Node, node: Node, p: Node, t: Node) -> list[Node | None]:
    return [product(g, binary_slope(p, t)), None]


@op(EACH, notation=lambda node, p, t: (p - t) / (p * (1 - p)))
def binary_slope(m: Any, p: Any, t: Any) -> Any:
    """The derivative of binary cross-entropy by p: (p − t) / (p (1 − p))."""
    return _binary_slope(m, p, t)


def _binary_slope(m: Any, p: Any, t: Any) -> Any:
    only = m.known(t)
    if only == 1:
        return -1 / p
    return 1 / (1 - p) if only == 0 else (p - t) / (p * (1 - p))


@binary_slope.kernel
def _(p: Array, t: Array) -> Array:
    """For a target of 0 or 1 a factor cancels, so that p = t is no 0/0."""
    return np.where(t == 1, -1 / p, np.where(t == 0, 1 / (1 - p), (p - t) / (p * (1 - p))))


@binary_slope.gradient
def _(g: Node, node: Node, p: Node, t: Node) -> list[Node]:
    """By p: t / p² + (1 − t) / (1 − p)²; by t: −1 / (p (1 − p))."""
    left = subtract(1, p)
    by_p = add(divide(t, power(p, 2)), divide(subtract(1, t), power(left, 2)))
    return [product(g, by_p), negate(divide(g, multiply(p, left)))]


@op(EACH, notation=_both_ways_written, reads_past=True)
def binary_cross_entropy_of_logits(m: Any, p: Any, t: Any, z: Any = None) -> Any:
    """Binary cross-entropy, entry by entry: −(t ln p + (1 − t) ln(1 − p))."""
    return _both_ways(m, p, t)


@binary_cross_entropy_of_logits.kernel
def _(p: Array, t: Array, z: Array) -> Array:
    # t softplus(−z) + (1 − t) softplus(z): no difference of large numbers
    return t * special.softplus(-z) + (1 - t) * special.softplus(z)


# with p rounded to 0 or 1 a term that the target switches off is not there (0 · ln 0 is no number)
binary_cross_entropy_of_logits.on_paper = lambda p, t, z: _both_ways_of_arrays(p, t)


@binary_cross_entropy_of_logits.gradient
def _(g: Node, node: Node, p: Node, t: Node, z: Node) -> list[Node | Shortcut | None]:
    return [Shortcut(product(g, _slope_by_share(p, t, z))), None, product(g, _less_share(p, t, z))]


@op(EACH, notation=lambda node, p, t, z: (p - t) / (p * (1 - p)), reads_past=True)
def _slope_by_share(m: Any, p: Any, t: Any, z: Any = None) -> Any:
    """The derivative of binary cross-entropy by a sigmoid: (p − t) / (p (1 − p))."""
    return _binary_slope(m, p, t)


@_slope_by_share.gradient
def _(g: Node, node: Node, p: Node, t: Node, z: Node) -> list[Any]:
    assert binary_slope.gradient_rule is not None
    return [*binary_slope.gradient_rule(g, node, p, t), None]  # what depends on z does so through p


@_slope_by_share.kernel
def _(p: Array, t: Array, z: Array) -> Array:
    rest = special.sigmoid(-z)  # 1 − p, which p alone has lost where it is nearly 1
    by_both = special.sigmoid_less(z, t) / np.maximum(p, rest) / np.minimum(p, rest)
    return np.where(t == 1, -1 / p, np.where(t == 0, 1 / rest, by_both))


@op(EACH, notation=lambda node, p, t, z: Tree("-", (p, t)), reads_past=True)
def _less_share(m: Any, p: Any, t: Any, z: Any = None) -> Any:
    """A sigmoid less its target: p − t."""
    return p - t


@_less_share.gradient
def _(g: Node, node: Node, p: Node, t: Node, z: Node) -> list[Node | None]:
    return [g, negate(g), None]  # what depends on z does so through p


@_less_share.kernel
def _(p: Array, t: Array, z: Array) -> Array:
    return special.sigmoid_less(z, t)


@_less_share.samples
@_slope_by_share.samples
def _(draw: Any) -> Any:
    z = draw(3)
    return (special.sigmoid(z), draw(3, low=0.1, high=0.9), z), {}


@cross_entropy.samples
def _(draw: Any) -> Any:
    return (draw(2, 3, low=0.05, high=0.9),), {"targets": np.array([2, 0])}


@binary_slope.samples
@binary_cross_entropy.samples
def _(draw: Any) -> Any:
    return (draw(3, low=0.05, high=0.9), draw(3, low=0.1, high=0.9)), {}


@cross_entropy_of_logits.samples
def _(draw: Any) -> Any:
    powers = np.exp(z := draw(2, 3))
    return (powers / powers.sum(axis=-1, keepdims=True), z), {"targets": np.array([2, 0])}


@binary_cross_entropy_of_logits.samples
def _(draw: Any) -> Any:
    z = draw(3)
    return (special.sigmoid(z), draw(3, low=0.1, high=0.9), z), {}
