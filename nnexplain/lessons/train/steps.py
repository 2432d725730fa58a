"""The steps that a training shows: where it starts, the loss of each epoch, the parameters, the outputs."""

from __future__ import annotations

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.graph import Node, given
from nnexplain.engine.reader import formula
from nnexplain.models.training import History, Plan
from nnexplain.models.update import renewed, renewed_symbol
from nnexplain.notation.tree import Symbol, Tree, Written
from nnexplain.worked.bind import Bound
from nnexplain.worked.example import Cell, Step
from nnexplain.worked.steps import StepList


def steps_of(bound: Bound, plan: Plan, history: History) -> list[Step]:
    """Plain steps: their numbers were worked by the loop, so no entry has arithmetic of its own."""
    steps, start = StepList(), bound.nodes
    steps.add_given(start.values())
    _add(steps, "losses", np.array(history.losses), Symbol("L"), "the loss over all the data", view="epochs")
    if history.norms:
        norms = np.array(history.norms)
        _add(steps, "gradient_norms", norms, Symbol("‖∂L‖"), "the gradient's mean length", view="lengths over epochs")
    for n, layer in enumerate(history.layers, 1):
        for name, node in ((f"W{n}", layer.W), (f"b{n}", layer.b)):
            before = start[name]
            assert before.symbol is not None
            gradient = given("gradient", before.value, Symbol("L", over=before.symbol))
            new = renewed(before, start["lr"], None if name in plan.frozen else gradient)
            title = f"{name} after training; each step gave"
            _add(steps, f"final.{name}", node.value, renewed_symbol(before.symbol), title, "update", formula(new))
    outputs = outputs_of(bound, history)
    _add(steps, "outputs", outputs, Symbol("y"), "what the network gives for the data now",
         written=Tree("f", (formula(start["x"]),)))  # fmt: skip
    return steps.steps


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
