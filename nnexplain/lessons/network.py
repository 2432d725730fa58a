"""A stack of layers: forward, loss, every gradient of the backward pass, and the updated weights."""

from __future__ import annotations

from typing import Annotated, Any

from nnexplain.worked.lesson import ACTIVATION_NAMES, LOSS_NAMES, Choice, Flag, Numeric, Text, Value, lesson, scalar

_ROWS = ("n", "batch n")


def _reader(*args: Any) -> Any:
    from nnexplain.models.network_inputs import read

    return read(*args)


@lesson(reader=_reader, template="network.yaml", result_last=True)
def network(
    spec: Annotated[
        str | None,
        Text(
            "a spec file (YAML or JSON), - for standard input, or one that ships: published-2-2-2",
            argument=True,
            metavar="SPEC",
        ),
    ] = None,
    *,
    W: Annotated[Any, Numeric("instead of SPEC: a layer's weights, (outputs, inputs)", repeat=True)] = None,
    b: Annotated[Any, Numeric("the layer's biases: none, one for all layers, or one each", repeat=True)] = None,
    activation: Annotated[
        Any,
        Choice("the layer's activation (relu, in the last layer identity)", names=ACTIVATION_NAMES, repeat=True),
    ] = None,
    x: Annotated[Value, Numeric("the input; a matrix is a batch, one example a row", forms=_ROWS)] = None,
    softmax: Annotated[bool, Flag("make probabilities of the last activation")] = False,
    target: Annotated[Value, Numeric("what the output should be: adds the loss", forms=("", *_ROWS))] = None,
    kind: Annotated[str, Choice("how the loss is measured", names=LOSS_NAMES)] = "cross-entropy",
    lr: Annotated[Value, scalar("the learning rate: adds the backward pass and the update")] = None,
    freeze: Annotated[Any, Text("parameters that the update leaves as they are", metavar="b1,b2")] = None,
) -> Value:
    """Network · layer after layer: aₙ = f(Wₙ aₙ₋₁ + bₙ)

    From a spec file, or from --W (with --b and --activation) once for each layer.
    """
    from nnexplain.engine.naming import named
    from nnexplain.models import network as parts
    from nnexplain.models.loss import find
    from nnexplain.models.probabilities import read_probabilities
    from nnexplain.ops.softmax import softmax as shares_of

    layers = [parts.Layer(*layer) for layer in zip(W, b, activation, strict=True)]
    parts.name_conventions(x)
    z, result = parts.forward(layers, x)
    output, shares = result, None
    if softmax and (target is None or not find(kind).shares):
        result = shares = named("p", shares_of(output), "probabilities", view="shares")
        if target is None:
            read_probabilities(shares)
    if target is not None:
        result = parts.measure(kind, z, output, target, shares=shares)
        if x.ndim > 1:
            parts.name_batch(kind, x.shape[0])
    if len(layers) > 1 and all(layer.activation == "identity" for layer in layers):
        parts.collapse(layers, x, output)
    if lr is not None:
        _update(layers, result, lr, freeze)
    return result


def _update(layers: Any, loss: Value, lr: Value, freeze: list[str]) -> None:
    from nnexplain.engine.backward import differentiate
    from nnexplain.models.update import update

    parameters = {node.name: node for layer in layers for node in (layer.W, layer.b) if node.name not in freeze}
    update(parameters, lr, differentiate(loss))
