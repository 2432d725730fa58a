"""The training loop: batches through the same operations, losses and gradient rules as every worked example.

The first step builds the graph of its batch, backward pass and update included; the others replay it on their own
batches. No step builds text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.backward import Backward
from nnexplain.engine.graph import Node, constant
from nnexplain.engine.replay import Replay
from nnexplain.models import network as _network
from nnexplain.models.loss import find
from nnexplain.models.network import Layer
from nnexplain.models.update import renewed
from nnexplain.ops.activation import activate
from nnexplain.ops.softmax import softmax

Watch = Callable[[int, float], None]


class Plan(NamedTuple):
    """What is trained, and how: ``layers`` start where training starts, x has a row for each example.

    ``frozen`` names parameters that stay; ``shares`` puts a softmax before the loss.
    """

    layers: list[Layer]
    x: Array
    target: Array
    kind: str
    lr: float
    epochs: int
    batch_size: int
    shuffle: bool = False
    seed: int = 0
    shares: bool = False
    frozen: Sequence[str] = ()

    @property
    def soft(self) -> bool:
        """Whether the target has a share for each class: classes are one number an example."""
        return find(self.kind).shares and self.target.ndim > 1

    @property
    def batches_per_epoch(self) -> int:
        return math.ceil(len(self.x) / self.batch_size)


class History:
    """What training came to: losses over all the data (before it and after each epoch), mean gradient norms.

    ``stopped`` is empty where every epoch was run; else ``diverged`` or ``interrupted``.
    """

    def __init__(self, layers: list[Layer]) -> None:
        self.layers, self.outputs, self.stopped = layers, np.zeros(0), ""
        self.losses: list[float] = []
        self.norms: list[float] = []


def train(
    plan: Plan, watch: Watch = lambda batches, loss: None, interrupted: Callable[[], bool] = lambda: False
) -> History:
    """Train as planned; ``watch`` hears after each batch how many are done, ``interrupted`` is asked before each."""
    layers = [Layer(_fresh(layer.W.value), _fresh(layer.b.value), layer.activation) for layer in plan.layers]
    learned = [
        _Learned(f"{letter}{n}", node)
        for n, layer in enumerate(layers, 1)
        for letter, node in (("W", layer.W), ("b", layer.b))
    ]
    history, steps, done = History(layers), dict[int, _Step](), 0
    with np.errstate(all="ignore"):
        measure = _Measure(plan, layers, learned)
        measure(history)
        rng = np.random.default_rng(plan.seed)
        for _ in range(plan.epochs):
            if history.stopped:
                break
            order = rng.permutation(len(plan.x)) if plan.shuffle else None
            norms: list[float] = []
            for start in range(0, len(plan.x), plan.batch_size):
                if interrupted():
                    history.stopped = "interrupted"
                    break
                batch = slice(start, start + plan.batch_size)
                rows = batch if order is None else order[batch]
                x, target = plan.x[rows], plan.target[rows]
                if len(x) not in steps:  # batches of one size share one replay
                    steps[len(x)] = _Step(plan, layers, learned, measure, x, target)
                loss, norm = steps[len(x)](x, target)
                if not math.isfinite(loss):
                    history.stopped = "diverged"
                    break
                norms.append(norm)
                done += 1
                watch(done, loss)
            if norms or history.stopped == "diverged":
                history.norms.append(sum(norms) / len(norms) if norms else math.inf)
                measure(history)
    now = iter([_fresh(parameter.value) for parameter in learned])
    history.layers = [Layer(next(now), next(now), layer.activation) for layer in layers]
    return history


class _Learned:
    """A parameter: its name, its leaf in the graphs, and what its numbers are by now."""

    def __init__(self, name: str, node: Node) -> None:
        self.name, self.node, self.value = name, node, node.value


class _Forward:
    """The graph of some examples, as far as their loss; x and the target may be given anew."""

    def __init__(self, plan: Plan, layers: Sequence[Layer], x: Array, target: Array) -> None:
        self.numbers = target.copy()  # kept as the array that it is, whole numbers too, and filled anew
        self.x, self.target = constant(x), Node(None, (), {}, self.numbers)
        z = a = self.x
        for layer in layers:
            z = layer.pre_activation(a)
            a = activate(layer.activation, z)
        shares = softmax(a) if plan.shares and not find(plan.kind).shares else None
        self.output = a if shares is None else shares
        self.loss = _network.measure(plan.kind, z, a, self.target, shares=shares, soft=plan.soft)


class _Measure:
    """The outputs and the loss over all the data, as often as asked."""

    def __init__(self, plan: Plan, layers: Sequence[Layer], learned: Sequence[_Learned]) -> None:
        self.learned = learned
        self.data = _Forward(plan, layers, plan.x, plan.target)
        ends = [self.data.output, self.data.loss]
        self.first: list[Array] | None = [node.value for node in ends]
        self.replay = Replay([parameter.node for parameter in learned], ends)

    def __call__(self, history: History) -> None:
        found, self.first = self.first or self.replay([parameter.value for parameter in self.learned]), None
        history.outputs, loss = found
        history.losses.append(float(loss))
        if not history.stopped and not math.isfinite(history.losses[-1]):
            history.stopped = "diverged"


class _Step:
    """One step of training on batches of one size: the graph of the first, replayed for the others.

    A step over all the data, as it stands, goes on from where its loss has just been measured.
    """

    def __init__(
        self, plan: Plan, layers: list[Layer], learned: list[_Learned], measure: _Measure, x: Array, target: Array
    ) -> None:
        goes_on = len(x) == len(plan.x) and not plan.shuffle
        examples = measure.data if goes_on else _Forward(plan, layers, x, target)
        self.target = examples.numbers
        back, lr = Backward(examples.loss), constant(plan.lr)
        self.learned = [part for part in learned if part.name not in plan.frozen and part.node.serial in back.of]
        nodes = [parameter.node for parameter in self.learned]
        gradients = [back.of[node.serial] for node in nodes]
        new = [renewed(node, lr, gradient) for node, gradient in zip(nodes, gradients, strict=True)]
        ends, after = [examples.loss, *gradients, *new], measure.replay if goes_on else None
        self.replay = Replay([examples.x, examples.target, *nodes], ends, after=after)

    def __call__(self, x: Array, target: Array) -> tuple[float, float]:
        """The batch's loss before the step, and the length of its gradient over all parameters."""
        np.copyto(self.target, target)
        loss, *found = self.replay([x, self.target, *(parameter.value for parameter in self.learned)])
        gradients, new = found[: len(self.learned)], found[len(self.learned) :]
        if np.isfinite(loss):
            for parameter, value in zip(self.learned, new, strict=True):
                parameter.value = value
        return float(loss), math.sqrt(sum([float(np.vdot(gradient, gradient)) for gradient in gradients]))


def _fresh(value: Array) -> Node:
    return Node(None, (), {}, value)
