"""Any expression, worked out step by step, with names for its sub-steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from nnexplain.worked.lesson import Parameter, Text, Value, later, lesson


def _kind(name: str) -> str:
    """What is called W_new is an update, as in the other lessons."""
    return "update" if name.endswith(("_new", "update")) else "forward"


@lesson(
    read=later("lessons.calc.inputs", "read"),
    kind=_kind,
    each_operation=True,
    listing=later("parser.functions", "listing"),
    example='"0.5 - 0.1 * (-0.3)"',
    gives="0.53",
    more="numbers for names in the expression, as in a=2",
)
def calc(
    expr: Annotated[str, Text("the expression: plain, with × · ÷ ⌈⌉ √, or LaTeX", metavar="EXPR", argument=True)],
    set: Annotated[
        Mapping[str, Value] | None,  # NAME=VALUE, split at the first =; from Python a mapping
        Parameter("a number, vector or matrix for a name in it", metavar="NAME=VALUE", repeat=True),
    ] = None,
) -> Value:
    """Calculation · an expression, worked out

    Names for sub-steps: "a = 2 * 3; b = a + 1". Vectors [1, 2], matrices [[1, 2], [3, 4]]; · and @ multiply
    them, ' or ^T transposes. A chain is checked, side by side: "0.2 × 0.1 + 0.3 × 0.9 = 0.29". LaTeX is read
    too, with \\frac, \\sqrt, \\sum_{i=1}^{3} w_i x_i, matrices.

    ln is the natural logarithm, log is another name for it; Phi and phi are those of the standard normal.
    """
    from nnexplain.lessons.calc.steps import work_out

    return work_out(expr, set or {})
