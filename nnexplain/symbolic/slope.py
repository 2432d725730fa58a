"""The derivative of a loss as a formula: by SymPy, and held to the engine's own gradient at every step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nnexplain.engine.graph import Node
from nnexplain.notation.tree import Leaf, Symbol
from nnexplain.symbolic.agreement import Finding, UncheckedError, Verdict, compare, excused
from nnexplain.symbolic.statement import Statement
from nnexplain.symbolic.statements import Line, Part, attempt, equation
from nnexplain.symbolic.table import SymbolTable, check_readable

_PATHS = ("W_path", "loss_path", "gradient_path")


def slope_lines(table: SymbolTable, steps: Sequence[Node]) -> Iterator[Line]:
    """dL/dW in symbols, where a loss is descended; from a gradient that was given there is none."""
    paths = {node.name: node.inputs for node in steps}
    if all(name in paths for name in _PATHS):
        weights, losses, gradients = (paths[name] for name in _PATHS)
        yield from attempt("dL/dW", lambda: _line(table, weights, losses[0], gradients))


def _line(table: SymbolTable, weights: Sequence[Node], loss: Node, gradients: Sequence[Node]) -> Statement:
    W = table.symbol(weights[0], ())
    slope = table.slope(table.entry(loss, ()), W)
    check_readable(slope)
    verdicts = [
        excused(compare(slope, float(gradient.value), {W: float(at.value)}), gradient, {at.serial})
        for at, gradient in zip(weights, gradients, strict=False)  # the last W has no step after it
    ]
    agreed, count = verdicts.count(Verdict.HOLDS), len(verdicts)
    if not agreed and Verdict.FAILS not in verdicts:
        raise UncheckedError
    where = "at every step" if agreed == count else f"at {agreed} of {count} steps (the others have no finite number)"
    finding = Finding(Verdict.FAILS if Verdict.FAILS in verdicts else Verdict.HOLDS)
    sides = [Leaf(symbol=Symbol("L", over=Symbol("W"))), table.written(slope)]
    return equation(
        sides, Part("The derivative", f"dL/dW by SymPy; it agrees with the gradient found here {where}"), finding
    )
