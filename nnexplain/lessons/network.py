"""A stack of layers: forward, loss, every gradient of the backward pass, and the updated weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from nnexplain.worked.lesson import (
    ACTIVATION_NAMES,
    LOSS_NAMES,
    Choice,
    Flag,
    Numeric,
    Text,
    Value,
    later,
    lesson,
    scalar,
    spec,
)

if TYPE_CHECKING:
    from nnexplain.models.network import Layer

_ROWS = ("n", "batch n")
_INPUTS = {
    "spec": spec("published-2-2-2", "xor"),
    "W": Numeric("instead of SPEC: a layer's weights, (outputs, inputs)", forms=("outputs inputs",), repeat=True),
    "b": Numeric("the layer's biases: none, one for all layers, or one each", forms=("outputs", ""), repeat=True),
    "activation": Choice(
        "the layer's activation (default: relu, and identity in the last layer)", names=ACTIVATION_NAMES, repeat=True
    ),
    "x": Numeric("the input; a matrix is a batch, one example a row", forms=_ROWS),
    "softmax": Flag("turn the last layer's output into probabilities", default=False),
    "target": Numeric("what the output should be; adds the loss", forms=("", *_ROWS)),
    "kind": Choice("which loss", names=LOSS_NAMES, default="cross-entropy"),
    "lr": scalar("the learning rate; adds the backward pass and the update"),
    "freeze": Text("parameters that the update does not change", metavar="b1,b2"),
}


@lesson(
    _INPUTS,
    read=later("models.network_inputs", "read"),
    template="network.yaml",
    result_last=True,
    example="published-2-2-2",
    gives="0.2984",
    more="a parameter of one layer by its name, such as W2 or b1",
)
def network(
    layers: Sequence[Layer],
    x: Value,
    softmax: bool,
    target: Value | None,
    kind: str,
    lr: Value | None,
    freeze: Sequence[str],
) -> Value:
    """Network · layer after layer: aₙ = f(Wₙ aₙ₋₁ + bₙ)

    From a spec file, or from --W (with --b and --activation) once for each layer.
    """
    from nnexplain.models import network as parts

    parts.name_conventions(x)
    output, result = _measured(layers, x, softmax, target, kind)
    if target is not None and x.ndim > 1:
        parts.name_batch(kind, x.shape[0])
    if len(layers) > 1 and all(layer.activation == "identity" for layer in layers):
        parts.collapse(layers, x, output)
    if lr is not None:
        _learn(layers, result, lr, freeze, lambda new: _measured(new, x.but(), softmax, target, kind)[1])
    return result


def _measured(layers: Sequence[Layer], x: Value, softmax: bool, target: Value | None, kind: str) -> tuple[Value, Value]:
    """The last activation; and the loss of it, or without a target what the network gives."""
    from nnexplain.engine.naming import named
    from nnexplain.models import network as parts
    from nnexplain.models.loss import find
    from nnexplain.models.probabilities import read_probabilities
    from nnexplain.ops.softmax import softmax as shares_of

    z, output = parts.forward(layers, x)
    result, shares = output, None
    if softmax and (target is None or not find(kind).shares):
        result = shares = named("p", shares_of(output), "probabilities", view="shares")
        if target is None:
            read_probabilities(shares)
    return output, result if target is None else parts.measure(kind, z, output, target, shares=shares)


def _learn(
    layers: Sequence[Layer], loss: Value, lr: Value, freeze: Sequence[str], run: Callable[[Sequence[Layer]], Value]
) -> None:
    """The update, and the loss that ``run`` comes to with it."""
    from nnexplain.engine.backward import differentiate
    from nnexplain.models.network import Layer
    from nnexplain.models.update import try_again, update, with_new

    parameters = {name: node for n, layer in enumerate(layers, 1) for name, node in
                  ((f"W{n}", layer.W), (f"b{n}", layer.b))}  # fmt: skip
    learned = {name: node for name, node in parameters.items() if name not in freeze}
    new = with_new(parameters, update(learned, lr, differentiate(loss)))
    renewed = [Layer(new[f"W{n}"], new[f"b{n}"], layer.activation) for n, layer in enumerate(layers, 1)]
    try_again(loss, lr, lambda: run(renewed), f"a{len(layers)}")
