"""One neuron: y = f(w · x + b)."""

from __future__ import annotations

from typing import Annotated

from nnexplain.worked.lesson import ACTIVATION, Value, lesson, scalar, usual, vector


@lesson(example="--w 0.1,0.2 --x 1,0 --b 0.05", gives="0.15")
def perceptron(
    w: Annotated[Value, vector("the weights, one for each input")],
    x: Annotated[Value, vector("the input")],
    b: Annotated[Value, scalar("the bias")] = usual(0),
    activation: Annotated[str, ACTIVATION] = "relu",
) -> Value:
    """Perceptron · one neuron: y = f(w · x + b)

    Multiplies each input by its weight, adds the products and the bias, and applies the activation.
    """
    from nnexplain.engine.naming import named
    from nnexplain.models.activation import activation_step
    from nnexplain.models.boundary import describe_boundary
    from nnexplain.ops.matrix import dot

    s = named("weighted_sum", dot(w, x), "weighted sum", through=True, view="terms")
    z = named("z", s + b, "add the bias")
    y = activation_step("y", activation, z)
    describe_boundary(w, b, z)
    return y
