"""One step of gradient descent, from a gradient or from an expression: W − η · ∂L/∂W."""

from __future__ import annotations

from typing import Annotated

from nnexplain.worked.lesson import Numeric, Text, Value, Whole, later, lesson, scalar

_ANY = ("", "n", "rows columns")
_REFUSED = "it is itself the use of a gradient; give --grad or --expr"


@lesson(refuses={"trace": _REFUSED, "backward": _REFUSED, "upstream": _REFUSED}, kind=lambda name: "update",
        derivation=later("symbolic.slope", "slope_lines"),
        example="--W 0.5 --grad -0.3 --lr 0.1", gives="0.53")  # fmt: skip
def step(
    *,
    W: Annotated[Value, Numeric("the weights: a number, a vector or a matrix", forms=_ANY)],
    grad: Annotated[
        Value | None, Numeric("the gradient of the loss, one number for each weight", forms=_ANY, symbol="∂L/∂W")
    ] = None,
    lr: Annotated[Value, scalar("the learning rate", constant=True, symbol="eta")],
    loss: Annotated[
        Value | None,
        scalar("the loss before the step; adds an estimate of that after it", needs="grad", symbol="L"),
    ] = None,
    expr: Annotated[str | None, Text("instead of --grad: the loss as a function of W, as in (W-2)^2")] = None,
    steps: Annotated[int | None, Whole("how many steps, with --expr", needs="expr")] = 1,
) -> Value:
    """Gradient descent · against the gradient: W − η · ∂L/∂W

    With --grad one step; with --expr the loss is differentiated and descended, step by step.
    """
    from nnexplain.errors import InputError
    from nnexplain.lessons.step import descent as _descent
    from nnexplain.models.update import warn_of_rate

    if grad is not None and expr is not None:
        raise InputError("--grad and --expr are both given; give the gradient, or the loss to differentiate, not both")
    if grad is None and expr is None:
        raise InputError('the gradient is missing: give it (--grad -0.3), or the loss as a function (--expr "(W-2)^2")')
    warn_of_rate(float(lr.value))
    if grad is not None:
        return _descent.single(W, grad, lr, loss)
    return _descent.path(W, lr, str(expr), int(steps or 1))
