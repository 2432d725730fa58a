"""The step function, Rosenblatt's activation: on or off."""

from __future__ import annotations

from nnexplain.ops.activation import Activation
from nnexplain.ops.elementary import step

ACTIVATION = Activation(
    step,
    label="the step function",
    slope_at_0="0",
    straight=True,
    convention="the step function is 0 at 0, and its derivative is 0 everywhere",
    reading=lambda z, symbol: (
        f"{symbol} is {'above' if z > 0 else 'not above'} 0, so the step function gives {int(z > 0)}."
    ),
)
