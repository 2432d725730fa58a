"""The mean squared error."""

from __future__ import annotations

from nnexplain.engine.arithmetic import power
from nnexplain.engine.graph import Node
from nnexplain.engine.naming import named
from nnexplain.engine.trace import convention
from nnexplain.models.loss import Case, Loss, error_of, read_error
from nnexplain.ops.reduce import mean


def mean_squared_error(case: Case) -> Node:
    """The mean of the squared errors over every entry."""
    error = error_of(case)
    convention("mse is the mean of the squared errors, without a factor ½")
    result = named("loss", mean(power(error, 2), over="all"), "mean square", symbol="L")
    read_error(error)
    return result


LOSS = Loss(mean_squared_error, takes=("y",), output="y", each_entry=True)
