"""An activation function and its derivative."""

from __future__ import annotations

from typing import Annotated

from nnexplain.worked.lesson import ACTIVATION, Numeric, Value, lesson


@lesson(result_last=True, example="--x 0.15 --activation sigmoid", gives="0.5374")
def activation(
    x: Annotated[Value, Numeric("a number, or a vector of them", forms=("", "n"))],
    activation: Annotated[str, ACTIVATION] = "relu",
) -> Value:
    """Activation · y = f(x), and its slope f′(x)

    Compare functions side by side with --versus activation=NAME.
    """
    from nnexplain.engine.naming import named
    from nnexplain.models.activation import activation_step
    from nnexplain.ops.activation import slope

    y = activation_step("y", activation, x)
    named("derivative", slope(y, x), "the slope f′(x)", symbol="f′")
    return y
