"""The steps that a training shows: where it starts, the loss of each epoch, the parameters, the outputs."""

from __future__ import annotations

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.graph import Node, given
from nnexplain.engine.reader import formula
from nnexplain.lessons.train.plan import Inputs
from nnexplain.models.training import History
from nnexplain.models.update import renewed, renewed_symbol
from nnexplain.notation.tree import Symbol, Tree
from nnexplain.worked.example import Cell, Step
from nnexplain.worked.steps import StepList


def steps_of(inputs: Inputs, history: History) -> list[Step]:
    """Plain steps: their numbers were worked by the loop, so no entry has arithmetic of its own."""
    steps = StepList()
    steps.add_given(inputs.nodes)
    _add(steps, "losses", np.array(history.losses), Symbol("L"), "the loss over all the data", view="epochs")
    if history.norms:
        norms = np.array(history.norms)
        _add(steps, "gradient_norms", norms, Symbol("‖∂L‖"), "the gradient's mean length", view="epochs")
    start = {node.name: node for node in inputs.nodes}
    lr = start["lr"]
    for n, layer in enumerate(history.layers, 1):
        for name, node in ((f"W{n}", layer.W), (f"b{n}", layer.b)):
            before = start[name]
            assert before.symbol is not None
            title = f"{name} after training; each step gave"
            step = _add(steps, f"final.{name}", node.value, renewed_symbol(before.symbol), title, kind="update")
            step.name = name
            gradient = given("gradient", before.value, Symbol("L", over=before.symbol))
            step.formula = formula(renewed(before, lr, None if name in inputs.plan.frozen else gradient))
    outputs = history.outputs[0] if inputs.single else history.outputs
    last = _add(steps, "outputs", outputs, Symbol("y"), "what the network gives for the data now")
    last.formula = Tree("f", (formula(start["x"]),))
    return steps.steps


def _add(
    steps: StepList,
    name: str,
    value: Array,
    symbol: Symbol,
    title: str,
    kind: str = "forward",
    view: str | None = None,
) -> Step:
    node = Node(None, (), {}, value + 0.0)
    node.name, node.symbol, node.title, node.view = name, symbol, title, view
    steps.add(node, kind)
    step = steps.steps[-1]
    step.arithmetic, step.cell = False, lambda index: Cell.plain(index, float(value[index]))
    return step
