"""``--derive``: the run's own graph in symbols, each line checked against the numbers and by SymPy.

Its parts: the steps put into one formula; each step in symbols, one line for all its entries; the derivative of each
step, by SymPy; how they compose by the chain rule; and the same with the numbers put in. Derivatives are taken step by
step and composed: expanding a whole model first would take SymPy minutes where this takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np

from nnexplain.engine.graph import Node
from nnexplain.engine.reader import deep_recursion
from nnexplain.errors import InternalCheckError, listed
from nnexplain.limits import JACOBIAN
from nnexplain.notation.tree import Symbol
from nnexplain.notation.unicode import symbol_text
from nnexplain.ops.shape import repeated
from nnexplain.symbolic.chain import Chain
from nnexplain.symbolic.jacobian import jacobian_lines
from nnexplain.symbolic.local import UPDATE, definition_lines, slope_lines, step_lines
from nnexplain.symbolic.statement import Statement
from nnexplain.symbolic.statements import LeftOut, Line
from nnexplain.symbolic.table import SymbolTable


class Derivable(Protocol):
    """What a derivation asks of a lesson."""

    @property
    def refuses(self) -> Mapping[str, str]: ...

    @property
    def jacobian(self) -> Callable[..., Node] | None: ...

    @property
    def derivation(self) -> Callable[[SymbolTable, Sequence[Node]], Iterable[Line]] | None: ...


def derive(
    lesson: Derivable, given: Mapping[str, Node], named: Sequence[Node], result: Node, arguments: Mapping[str, object]
) -> tuple[list[Statement], list[str]]:
    """The derivation of a run, every line checked (or an ``InternalCheckError``), and what it leaves out and why."""
    steps = [node for node in named if node.op is not None and not node.through]
    table = SymbolTable([*given.values(), *steps])
    with np.errstate(all="ignore"), deep_recursion():
        jacobian = None
        if lesson.jacobian is not None and result.ndim == 1 and JACOBIAN.holds(result.value.size**2):
            jacobian = lesson.jacobian(result, **arguments)
        lines = list(_lines(lesson, table, steps, result, jacobian, given))
    shown = [line for line in lines if isinstance(line, Statement)]
    for line in shown:
        if not line.checked:
            raise InternalCheckError(f"the derived line {line.unicode} does not agree with its numbers")
    reasons: dict[str, dict[str, None]] = {}
    for left in lines:
        if isinstance(left, LeftOut):
            reasons.setdefault(left.why, {})[left.what] = None
    return shown, [f"the derivation leaves out {listed(names, most=6)}: {why}" for why, names in reasons.items()]


def _lines(
    lesson: Derivable, table: SymbolTable, steps: Sequence[Node], result: Node, jacobian: Node | None,
    given: Mapping[str, Node],
) -> Iterator[Line]:  # fmt: skip
    forward = [step for step in steps if step.kind not in ("backward", "update") and step.view != "path"]
    yield from definition_lines(table, forward, result)
    yield from step_lines(table, forward)
    if "backward" not in lesson.refuses:  # else the steps are no function that anyone differentiates
        yield from slope_lines(table, forward)
        if jacobian is None:
            yield from Chain(table, forward, result).lines()
        else:
            yield from jacobian_lines(table, jacobian, result, list(given.values()))
    if lesson.derivation is not None:
        yield from lesson.derivation(table, steps)
    updates = [step for step in steps if step.kind == "update"]
    yield from step_lines(table, [step for step in updates if step.op is not repeated], UPDATE)
    why = "this is the calculation above, with other numbers"
    yield from (LeftOut(symbol_text(step.symbol or Symbol("L")), why) for step in updates if step.op is repeated)
