"""Any expression, worked out step by step, with names for its sub-steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated

from nnexplain.worked.lesson import Lesson, Parameter, Text, Value, lesson

if TYPE_CHECKING:
    from nnexplain.inputs.sources import Sources
    from nnexplain.worked.bind import Bound


class Settings(Parameter):
    """Names and their numbers: NAME=VALUE, split at the first =; from Python a mapping."""

    metavar: str = "NAME=VALUE"


def _read(lesson: Lesson, raw: Mapping[str, object], sources: Sources, spell: Callable[[str], str]) -> Bound:
    from nnexplain.lessons.calc.inputs import read

    return read(raw, sources, spell)


@lesson(reader=_read)
def calc(
    expr: Annotated[str, Text("the expression: plain, with × · ÷ ⌈⌉ √, or LaTeX", metavar="EXPR", argument=True)],
    set: Annotated[Value, Settings("a number, vector or matrix for a name in it", repeat=True)] = None,
) -> Value:
    """Calculation · an expression, worked out

    Names for sub-steps: "a = 2 * 3; b = a + 1". Vectors [1, 2], matrices [[1, 2], [3, 4]]; · and @ multiply them.
    """
    from nnexplain.lessons.calc.steps import work_out

    return work_out(expr, set)
