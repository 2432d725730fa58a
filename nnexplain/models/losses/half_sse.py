"""Half the sum of the squared errors."""

from __future__ import annotations

from nnexplain.engine.arithmetic import power
from nnexplain.engine.graph import Node
from nnexplain.engine.trace import convention
from nnexplain.models.loss import Case, Loss, error_of, mean_over_rows, read_error
from nnexplain.ops.reduce import total


def half_sum_of_squares(case: Case) -> Node:
    """½ Σ (y − t)²; the mean over the rows of a batch."""
    error = error_of(case)
    convention("half-sse is ½ Σ (y − t)², so that its gradient is y − t")
    squares = power(error, 2)
    each = total(squares, over="all") / 2 if error.ndim == 0 else total(squares) / 2
    result = mean_over_rows(each, "half the squares")
    read_error(error)
    return result


LOSS = Loss(half_sum_of_squares, takes=("y",), output="y")
