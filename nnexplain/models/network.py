"""A stack of layers, forward: the same few lines serve the worked example and the training loop."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from nnexplain.engine.arithmetic import spread
from nnexplain.engine.graph import Node, constant, enter
from nnexplain.engine.naming import named, say
from nnexplain.engine.trace import convention
from nnexplain.errors import InternalCheckError
from nnexplain.models.activation import activation_step
from nnexplain.models.loss import Case, find
from nnexplain.ops.activations.sigmoid import sigmoid
from nnexplain.ops.matrix import matmul, transpose


class Layer(NamedTuple):
    """One layer: W is (outputs, inputs)."""

    W: Node
    b: Node
    activation: str

    def pre_activation(self, a: Node) -> Node:
        return weighted(self.W, a) + self.b


def weighted(W: Node, x: Node) -> Node:
    """W x; one example a row, x Wᵀ."""
    return matmul(W, x) if x.ndim == 1 else matmul(x, transpose(W))


def forward(layers: Sequence[Layer], x: Node) -> tuple[Node, Node]:
    """Every layer's pre-activation and activation as steps; the last two of them."""
    a = enter(x)
    for n, layer in enumerate(layers, 1):
        enter(layer.b)
        enter(layer.W)
        z = named(f"z{n}", layer.pre_activation(a), f"layer {n}: weighted sums, plus the bias", lined=True)
        a = activation_step(f"a{n}", layer.activation, z, remark=False, where=f" in layer {n}", lined=True)
    return z, a


def measure(kind: str, z: Node, a: Node, target: Node, *, shares: Node | None = None, soft: bool | None = None) -> Node:
    """The loss of a network's output: z and a are the last layer's, ``shares`` their softmax where that was asked for.

    The loss says what it takes the output for; ``soft`` as a ``Case`` has it.
    """
    loss = find(kind)
    output = a if shares is None or loss.output == "z" else shares
    logits = z if loss.output == "p" and output.op is sigmoid else None
    options = {name: constant(usual, name.capitalize()) for name, usual in loss.options.items()}
    return loss.measure(Case(output, target, loss.output, "the last layer's output", logits, soft, options))


def name_conventions(x: Node) -> None:
    """How W and x stand, and what a batch does."""
    if x.ndim == 1:
        convention("W is (outputs, inputs) and multiplies from the left: y = f(W x + b)")
    else:
        convention("W is (outputs, inputs); one example a row, so the batch is multiplied by Wᵀ: y = f(x Wᵀ + b)")


def name_batch(kind: str, rows: int) -> None:
    """Say over what a batch's loss and gradients are averaged."""
    over = "entries of the batch" if find(kind).each_entry else f"{rows} examples"
    convention(f"the loss is the mean over the {over}, and every gradient is the gradient of that mean")


def collapse(layers: Sequence[Layer], x: Node, output: Node) -> None:
    """Layers of identities are one layer: its W and b, and the check that they give the same output."""
    W, b = layers[0].W, _full(layers[0])
    for _, layer in pairwise(layers):
        W, b = matmul(layer.W, W), matmul(layer.W, b) + _full(layer)
    why = "Without a nonlinearity between them, layers only multiply their matrices: one layer would do."
    W = named("W_combined", W, "all the weights in one matrix", kind="check", note=why)
    b = named("b_combined", b, "all the biases in one", kind="check")
    one = Layer(W, b, "identity")
    again = named("y_combined", one.pre_activation(x), "one layer gives the same", kind="check", public=False)
    size = _largest_sum(layers, x)
    if np.isfinite(size) and np.abs(again.value - output.value).max() > 1e-12 * size:
        raise InternalCheckError("the combined layer does not give the network's output")
    say("Every activation is the identity, so the layers collapse into one: W_combined x + b_combined.")


def _full(layer: Layer) -> Node:
    """The bias with an entry for each output."""
    return layer.b if layer.b.ndim else spread(layer.b, shape=layer.W.shape[:1])


def _largest_sum(layers: Sequence[Layer], x: Node) -> float:
    """The same with every sign +: nothing in the network is larger."""
    a = np.abs(x.value)
    for layer in layers:
        a = a @ np.abs(layer.W.value).T + np.abs(layer.b.value)
    return float(a.max())
