"""A layer of neurons: y = f(W x + b)."""

from __future__ import annotations

from typing import Annotated

from nnexplain.worked.lesson import ACTIVATION, Numeric, Value, lesson, matrix, usual


@lesson(example='--W "0.1,0.2;0.3,0.4" --x 1,0 --b 0.05,-0.4', gives="[0.15, 0.0]")
def layer(
    W: Annotated[Value, matrix("the weights, a row for each output", "outputs inputs")],
    x: Annotated[Value, Numeric("the input; a matrix is a batch, one example a row", forms=("inputs", "batch inputs"))],
    b: Annotated[
        Value, Numeric("the biases, one for each output (default: zeros)", forms=("outputs", ""), fill=0.0)
    ] = usual(),
    activation: Annotated[str, ACTIVATION] = "relu",
) -> Value:
    """Layer · neurons side by side: y = f(W x + b)

    W is (outputs, inputs): each row of W is one neuron's weights, and W x holds all their dot products.
    """
    from nnexplain.engine.naming import named
    from nnexplain.models.activation import activation_step
    from nnexplain.models.network import name_conventions, weighted

    name_conventions(x)
    s = named("weighted_sum", weighted(W, x), "weighted sums", through=True, view="terms")
    z = named("z", s + b, "add the bias")
    return activation_step("y", activation, z)
