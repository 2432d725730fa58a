"""``--derive``: the run's own graph in symbols, each line checked against the numbers and by SymPy.

Four kinds of line: the steps put into one formula; each step in symbols; the derivative of each step,
by SymPy; and how they compose by the chain rule, with the numbers put in. Derivatives are taken step by
step and composed: expanding a whole model first would take SymPy minutes where this takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nnexplain.deriving.chain import chain_lines, jacobian_lines
from nnexplain.deriving.local import definition_lines, slope_lines, step_lines
from nnexplain.deriving.table import SymbolTable
from nnexplain.errors import InternalCheckError
from nnexplain.example import Statement
from nnexplain.graph import Node
from nnexplain.limits import JACOBIAN


def derive(
    lesson: Any, given: Mapping[str, Node], named: Sequence[Node], result: Node, arguments: Any
) -> list[Statement]:
    """The derivation of a run: every line checked, or an ``InternalCheckError``."""
    steps = [node for node in named if node.op is not None]
    table = SymbolTable([*given.values(), *steps])
    with np.errstate(all="ignore"):
        lines = _lines(table, steps, result)
        if lesson.jacobian is not None and result.ndim == 1 and JACOBIAN.holds(result.value.size**2):
            lines += jacobian_lines(table, lesson.jacobian(result, **arguments), result, list(given.values()))
    for line in lines:
        if not line.checked:
            raise InternalCheckError(f"the derived line {line.unicode} does not agree with its numbers")
    return lines


def _lines(table: SymbolTable, steps: Sequence[Node], result: Node) -> list[Statement]:
    forward = [step for step in steps if step.kind not in ("backward", "update")]
    return [
        *definition_lines(table, forward, result),
        *step_lines(table, forward),
        *slope_lines(table, forward),
        *chain_lines(table, forward, result),
        *step_lines(table, [step for step in steps if step.kind == "update"]),
    ]
