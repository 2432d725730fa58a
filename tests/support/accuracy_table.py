"""``python -m tests.support.accuracy_table [SEEDS]``: the accuracy table, every function and every gradient.

For each operation and each kind of lesson the worst error against mpmath, in units in the last place, over ordinary
and extreme inputs; ``of bound`` is the worst error as a share of 4 · (1 + condition) units, and none may be above 1.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.backward import Backward
from nnexplain.engine.graph import Node, Op
from nnexplain.engine.graph import given as given_node
from nnexplain.models.loss import find as find_loss
from nnexplain.ops import loss, norm, reduce, shape, soft
from nnexplain.ops import softmax as softmax_ops
from nnexplain.ops.activations import sigmoid, tanh
from nnexplain.worked.lesson import LOSS_NAMES, find
from nnexplain.worked.request import Request
from nnexplain.worked.run import run as run_of
from tests.support.accuracy import Miss, gradient_misses
from tests.support.draws import Draw
from tests.support.precise import DEEP, LEVELS, truths
from tests.support.registry import every_op

ORDINARY, EXTREME = "ordinary", "extreme"
DIGITS = {ORDINARY: 90, EXTREME: 900}


class Row:
    """The worst of one function or gradient."""

    def __init__(self, name: str, what: str, kind: str) -> None:
        self.name, self.what, self.kind = name, what, kind
        self.ulp = self.share = 0.0
        self.cases = 0
        self.worst: str = ""

    def add(self, miss: Miss, where: str) -> None:
        self.cases += 1
        self.ulp = max(self.ulp, miss.ulp)
        share = miss.share if miss.admitted else max(miss.share, 1.01)
        if share > self.share or not self.worst:
            self.share, self.worst = share, f"{where}: {miss}"

    def __str__(self) -> str:
        return f"{self.name:<40} {self.what:<22} {self.kind:<9} {self.cases:>6} {self.ulp:>12.4g} {self.share:>9.3f}"


HEAD = f"{'function':<40} {'value or gradient':<22} {'inputs':<9} {'cases':>6} {'worst ulp':>12} {'of bound':>9}"


class Table:
    """Rows by name, in order of their first case."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, str], Row] = {}

    def add(self, name: str, what: str, kind: str, miss: Miss, where: str) -> None:
        key = name, what, kind
        self.rows.setdefault(key, Row(*key)).add(miss, where)

    @property
    def over(self) -> list[Row]:
        return [row for row in self.rows.values() if row.share > 1]

    def __str__(self) -> str:
        return "\n".join([HEAD, *map(str, self.rows.values())])


class Far(Draw):
    """Draws whose entries span many sizes, where the operation sets no bounds of its own."""

    def __call__(self, *shape: int, low: float = -2.0, high: float = 2.0) -> Array:
        near = super().__call__(*shape, low=low, high=high)
        if (low, high) != (-2.0, 2.0):
            return near
        size = self.rng.choice([-8, -3, 0, 1, 2, 2.8])
        return np.asarray(near * 10.0 ** (size * self.rng.uniform(0.5, 1.0, near.shape)))


# Operations whose kernel reads more than is written: how their inputs hang together. The name of each input that is
# not one of these graphs' leaves is of no concern: gradients are held at the leaves.
def _of_softmax(op: Op) -> Callable[[Draw], Node]:
    return lambda draw: op(softmax_ops.softmax(z := _given(draw, 2, 3)), z, targets=np.array([2, 0]))


def _of_sigmoid(op: Op) -> Callable[[Draw], Node]:
    def make(draw: Draw) -> Node:
        z = _given(draw, 5)
        t = given_node("t", draw.rng.choice([0.0, 1.0, 0.5, 0.3, 0.5001], 5))
        t.constant = True
        return op(sigmoid.sigmoid(z), t, z)

    return make


def _of_soft_labels(draw: Draw, op: Op, *more: Any) -> Node:
    """Shares whose sum is 1 without rounding; one of them is sometimes 0."""
    p = softmax_ops.softmax(z := _given(draw, 3))
    target = given_node("t", draw.rng.multinomial(64, draw.choice([[0.2, 0.3, 0.5], [0.0, 0.5, 0.5]])) / 64)
    target.constant = True
    return op(p, target, z, *more)


def _of_scores(draw: Draw) -> Node:
    x = _given(draw, 2, 3)
    return norm.less_mean(x, shape.reshape(reduce.mean(x), shape=(2, 1)))


def _weighed(draw: Draw) -> Node:
    return reduce.weighted_mean(_given(draw, 2, 3), softmax_ops.softmax(_given(draw, 2, 3, name="w")))


def _of_shares(draw: Draw) -> Node:
    p, g = softmax_ops.softmax(_given(draw, 2, 3)), _given(draw, 2, 3, name="g")
    return softmax_ops.share_slope(p, g, reduce.weighted_mean(g, p, keep=True))


def _less_one_hot(draw: Draw) -> Node:
    return loss.less_target(softmax_ops.softmax(_given(draw, 3)), np.array([0.0, 1.0, 0.0]))


def _from_x(op: Op, function: Op) -> Callable[[Draw], Node]:
    return lambda draw: op(function(x := _given(draw, 2, 3)), x)


MADE: dict[str, Callable[[Draw], Node]] = {
    "sigmoid.complement": _from_x(sigmoid.complement, sigmoid.sigmoid),
    "tanh.less_square": _from_x(tanh.less_square, tanh.tanh),
    "loss.binary_cross_entropy_of_logits": _of_sigmoid(loss.binary_cross_entropy_of_logits),
    "loss.less_share": _of_sigmoid(loss.less_share),
    "loss.binary_slope_of_logits": _of_sigmoid(loss.binary_slope_of_logits),
    "loss.cross_entropy_of_logits": _of_softmax(loss.cross_entropy_of_logits),
    "loss.less_target": _less_one_hot,
    "norm.less_mean": _of_scores,
    "soft.less_shares": lambda draw: _of_soft_labels(draw, soft.less_shares, np.ones(1)),
    "soft.soft_cross_entropy_of_logits": lambda draw: _of_soft_labels(draw, soft.soft_cross_entropy_of_logits),
    "reduce.weighted_mean": _weighed,
    "softmax.share_slope": _of_shares,
    "softmax.share_jacobian": lambda draw: softmax_ops.share_jacobian(softmax_ops.softmax(_given(draw, 2, 3))),
}
SECOND = {
    "loss.less_share", "loss.binary_slope_of_logits", "loss.less_target", "loss.binary_slope", "softmax.share_slope",
    "soft.less_shares", "soft.soft_slope", "sigmoid.complement", "tanh.less_square",
    "gelu_tanh.slope",
}  # fmt: skip
TARGETS = {"loss.binary_cross_entropy": 1, "loss.binary_slope": 1, "soft.soft_cross_entropy": 1, "soft.soft_slope": 1}


def _given(draw: Draw, *shape: int, name: str = "z") -> Node:
    return given_node(name, draw(*shape))


def _made(name: str, op: Op, draw: Draw) -> Node:
    with np.errstate(all="ignore"):
        if name in MADE:
            return MADE[name](draw)
        arrays, params = op.drawn(draw)
        nodes = [given_node(f"a{place}", array) for place, array in enumerate(arrays)]
        if name in TARGETS:
            nodes[TARGETS[name]].constant = True
        return op(*nodes, **params)


def add_op(table: Table, name: str, op: Op, seed: int) -> None:
    """The operation's value and its gradients for a random upstream, for ordinary and for far draws."""
    for kind, draw in ((ORDINARY, Draw(seed)), (EXTREME, Far(seed))):
        node = _made(name, op, draw)
        _add_value(table, name, kind, node, f"seed {seed}")
        if op.gradient_rule is None or name in SECOND or (op.reads_past and name not in MADE):
            continue  # gradients of gradients are asked for by nothing that is shown
        _add_gradients(table, name, kind, node, _leaves(node), seed)


def _leaves(node: Node) -> list[Node]:
    from nnexplain.engine.graph import ancestors

    return [part for part in ancestors(node, into_bodies=True) if part.op is None and not part.constant and part.name]


def _add_value(table: Table, name: str, kind: str, node: Node, where: str) -> None:
    found = truths([node], levels=LEVELS if kind == ORDINARY else DEEP)
    for index in np.ndindex(node.shape):
        table.add(name, "value", kind, Miss(found[node.serial, index], float(node.value[index])), f"{where} {index}")


def _add_gradients(table: Table, name: str, kind: str, result: Node, nodes: list[Node], seed: int) -> None:
    rng = np.random.default_rng(seed)
    upstream = rng.uniform(-2, 2, result.shape) if seed % 3 else rng.choice([0.0, 1.0, -1.0], result.shape)
    with np.errstate(all="ignore"):
        back = Backward(result, upstream)
    for node in nodes:
        for index, miss in gradient_misses(result, node, back.gradient(node), upstream, DIGITS[kind]):
            table.add(name, f"gradient {node.name}", kind, miss, f"seed {seed} {index}")


def lesson_inputs(seed: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The lessons that a gradient is read from end to end: what it is called, ordinary or extreme, the inputs."""
    rng = np.random.default_rng(seed)
    n = int(rng.choice([2, 2, 3, 4]))
    for kind, far in ((ORDINARY, 1.0), (EXTREME, float(10.0 ** rng.uniform(-6, 2.9)))):
        x = rng.normal(size=n)
        spread = 1 + x * far * 1e-3 if seed % 4 == 0 else x * far
        if kind == EXTREME and seed % 3 == 0:
            spread = x * 10.0 ** rng.uniform(-150, 150)
        z = x * 3 * far
        soft = rng.choice([0.0, 1.0, 0.5, 0.25, 0.9], n)
        if kind == EXTREME:
            soft, near = rng.uniform(0, 1, n), rng.choice([0.0, 1e-9, 1e-4], n)
            soft_z = np.where(soft < 0.5, np.log(soft / (1 - soft)) + near, z)
        else:
            soft_z = np.where(soft == 0.5, 1e-6 * x, z)
        soft_z = np.clip(soft_z, -700, 700)  # beyond, 1 − p takes more digits than the truth is worked in
        yield "norm", kind, {"x": spread, "eps": float(rng.choice([0, 1e-5])), "ddof": int(rng.integers(2))}
        yield "norm", kind, {"x": spread, "gamma": rng.normal(size=n), "beta": rng.normal(size=n)}
        yield "softmax", kind, {"z": z, "temperature": float(rng.choice([1, 0.5, 3]))}
        yield "softmax", kind, {"z": rng.normal(size=(2, n)) * far, "base": float(rng.choice([2, 0.5, 10]))}
        target = int(rng.integers(n))
        for name in LOSS_NAMES:
            loss = find_loss(name)
            for form in loss.takes:
                if loss.classes:
                    raw = {form: rng.dirichlet(np.ones(n)) if form == "p" else z, "target": target}
                elif form == "y":
                    raw = {form: z, "target": rng.normal(size=n)}
                else:
                    raw = {form: rng.uniform(0.05, 0.95, n) if form == "p" else soft_z, "target": soft}
                yield f"loss {name}", kind, {"kind": name} | raw
        act = str(rng.choice(["sigmoid", "tanh", "relu", "identity", "softplus", "silu"]))
        w = rng.normal(size=n)
        yield "perceptron", kind, {"w": w, "x": x * min(far, 10), "b": float(rng.normal()), "activation": act}
        yield "activation", kind, {"x": z, "activation": act}


def add_lessons(table: Table, seed: int) -> None:
    """Each lesson's values, and the gradients of every input and every named value, end to end."""
    for name, kind, raw in lesson_inputs(seed):
        run = run_of(Request(find(name.split()[0]), raw))
        for key, node in run.public.items():
            _add_value(table, f"{name}: {key}", kind, node, f"{raw}")
        _add_gradients(table, name, kind, run.result, list(run.differentiable.values()), seed)


def table(seeds: int) -> Table:
    """The whole table."""
    found = Table()
    for seed in range(seeds):
        for name, op in every_op().items():
            add_op(found, name, op, seed)
        add_lessons(found, seed)
    return found


if __name__ == "__main__":
    whole = table(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
    print(whole)
    print(f"\n{len(whole.rows)} rows, {sum(row.cases for row in whole.rows.values())} numbers, {len(whole.over)} over")
    for row in whole.over:
        print(f"over its bound: {row.name}, {row.what}, {row.kind}: {row.worst}")
    sys.exit(bool(whole.over))
