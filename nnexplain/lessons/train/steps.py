"""The steps that a training shows: where it starts, the loss of each epoch, the parameters, the outputs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.graph import Node, given
from nnexplain.engine.reader import formula
from nnexplain.models.loss import find
from nnexplain.models.training import History, Plan
from nnexplain.models.update import renewed, renewed_symbol
from nnexplain.notation.tree import Leaf, Symbol, Tree, Written
from nnexplain.notation.unicode import symbol_text
from nnexplain.worked.bind import Bound
from nnexplain.worked.example import Cell, Step
from nnexplain.worked.steps import StepList


def steps_of(bound: Bound, plan: Plan, history: History) -> list[Step]:
    """Plain steps: their numbers were worked by the loop, so no entry has arithmetic of its own.

    What was learned comes first; then how the loss went, and what the network makes of each example.
    """
    steps, start = StepList(), bound.nodes
    steps.add_given(start.values())
    for n, layer in enumerate(history.layers, 1):
        for name, node in ((f"W{n}", layer.W), (f"b{n}", layer.b)):
            before = start[name]
            assert before.symbol is not None
            gradient = given("gradient", before.value, Symbol("L", over=before.symbol))
            new = renewed(before, start["lr"], None if name in plan.frozen else gradient)
            title = f"{symbol_text(before.symbol)} after training; each step gave"
            _add(steps, f"final.{name}", node.value, renewed_symbol(before.symbol), title, "update", formula(new))
    _add(steps, "losses", np.array(history.losses), Symbol("L"), "the loss over all the data", view="epochs")
    if history.norms:
        norms = np.array(history.norms)
        _add(steps, "gradient_norms", norms, Symbol("‖∂L‖"), "the gradient's mean length", view="lengths over epochs")
    outputs = outputs_of(bound, history)
    _add(steps, "outputs", outputs, Symbol("y"), "what the network gives for the data now", view="outcomes",
         written=Tree("f", (formula(start["x"]),)))  # fmt: skip
    _add_outcomes(steps, plan, history)
    return steps.steps


def _add_outcomes(steps: StepList, plan: Plan, history: History) -> None:
    """What the outputs choose and whether it is right; where nothing is chosen, how far off they are."""
    y, t = Leaf(symbol=Symbol("y")), Leaf(symbol=Symbol("t"))
    made, chosen = outcomes(plan, history), Symbol("chosen")
    if made is not None:
        rule = Tree("argmax", (y,)) if find(plan.kind).classes else Leaf(symbol=Symbol("1 where y > 0.5, else 0"))
        _add(steps, "chosen", made.chosen, chosen, "what the outputs choose", view="outcomes", written=rule)
        right = Leaf(symbol=Symbol("1 where it is the target, else 0"))
        _add(steps, "right", made.right, Symbol("right"), "whether it is right", view="outcomes", written=right)
    elif history.outputs.shape == plan.target.shape:
        errors = history.outputs - plan.target
        _add(steps, "errors", errors, Symbol("e"), "how far off that is", view="outcomes", written=y - t)


class Outcomes(NamedTuple):
    """For each example the class that its outputs choose (or for each of them 0 or 1), and 1 where that is right."""

    chosen: Array
    right: Array


def outcomes(plan: Plan, history: History) -> Outcomes | None:
    """What the network chooses for each example; None where its loss chooses nothing."""
    outputs, target, loss = history.outputs, plan.target, find(plan.kind)
    if not np.isfinite(outputs).all():
        return None
    if loss.classes:
        chosen = outputs.argmax(axis=-1)
        return Outcomes(chosen, np.asarray(chosen == (target.argmax(axis=-1) if plan.soft else target), dtype=float))
    if loss.output == "p" and np.isin(target, (0, 1)).all():
        over = outputs > 0.5
        return Outcomes(over.astype(float), (over == (target > 0.5)).all(axis=-1).astype(float))
    return None


def outputs_of(bound: Bound, history: History) -> Array:
    """What the network gives for the data: a vector where they are one example."""
    return history.outputs[0] if bound.nodes["x"].ndim == 1 else history.outputs


def _add(
    steps: StepList,
    id: str,
    value: Array,
    symbol: Symbol,
    title: str,
    kind: str = "forward",
    written: Written | None = None,
    view: str | None = None,
) -> None:
    node = Node(None, (), {}, value + 0.0)
    node.symbol, node.title, node.view = symbol, title, view
    steps.add(node, kind, id)
    made = steps.steps[-1]
    steps.steps[-1] = made.but(
        name=id.removeprefix("final."),
        formula=made.formula if written is None else written,
        arithmetic=False,
        cell=lambda index: Cell.plain(index, float(value[index])),
    )
