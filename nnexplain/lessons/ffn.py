"""A feed-forward network of two layers: y = f(x W₁ + b₁) W₂ + b₂."""

from __future__ import annotations

from typing import Annotated

from nnexplain.worked.lesson import ACTIVATION, Flag, Numeric, Value, lesson, matrix, vector


@lesson(example='--W1 "1,-1;0.5,2" --W2 "0.5;-0.25" --x 0.3,0.7', gives="[0.05]")
def ffn(
    W1: Annotated[Value, matrix("the first weights, (inputs, hidden)", "inputs hidden")],
    W2: Annotated[Value, matrix("the second weights, (hidden, outputs)", "hidden outputs")],
    x: Annotated[Value, Numeric("the input; a matrix is a batch, one example a row", forms=("inputs", "batch inputs"))],
    b1: Annotated[Value | None, vector("the first biases (default: zeros)", forms=("hidden",), fill=0.0)] = None,
    b2: Annotated[Value | None, vector("the second biases (default: zeros)", forms=("outputs",), fill=0.0)] = None,
    activation: Annotated[str, ACTIVATION] = "relu",
    residual: Annotated[bool, Flag("add the input to the output")] = False,
) -> Value:
    """Feed-forward network · expand, activate, compress: y = f(x W₁ + b₁) W₂ + b₂

    Row-vector form: W₁ is (inputs, hidden) and W₂ is (hidden, outputs).
    """
    from nnexplain.engine.naming import named
    from nnexplain.engine.trace import convention
    from nnexplain.errors import InputError
    from nnexplain.models.dense import feed_forward

    if residual and W2.shape[1] != x.shape[-1]:
        raise InputError(
            f"--residual adds x to the output, but x has {x.shape[-1]} entries and the output {W2.shape[1]} "
            f"(the columns of --W2); they must be equal"
        )
    convention("row-vector form: the input multiplies the weights from the left, x W")
    z2 = feed_forward(x, W1, b1, W2, b2, activation)
    if residual:
        return named("y", z2 + x, "add the input (residual)")
    return named("y", z2, "the output")
