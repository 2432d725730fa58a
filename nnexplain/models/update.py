"""The update of a model's parameters: each moves against its own gradient."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from nnexplain.engine.arithmetic import multiply, same, subtract
from nnexplain.engine.backward import Backward
from nnexplain.engine.graph import Node
from nnexplain.engine.naming import named, say
from nnexplain.engine.remark import Change, figure
from nnexplain.engine.trace import Aside, warn
from nnexplain.notation.tree import Symbol
from nnexplain.notation.unicode import in_words
from nnexplain.ops.shape import repeated


def renewed(parameter: Node, lr: Node, gradient: Node | None) -> Node:
    """W − η · ∂L/∂W; a parameter that the loss does not depend on stays."""
    return same(parameter) if gradient is None else subtract(parameter, multiply(lr, gradient))


def update(parameters: Mapping[str, Node], lr: Node, back: Backward) -> dict[str, Node]:
    """``W1_new``, ``b1_new``, ... as steps; the new parameters by the names of the old ones."""
    warn_of_rate(float(lr.value))
    found = {}
    for name, parameter in parameters.items():
        new = renewed(parameter, lr, back.of.get(parameter.serial))
        symbol = parameter.symbol or Symbol(name)
        title = f"new {in_words(name, symbol)}"
        found[name] = named(f"{name}_new", new, title, symbol=renewed_symbol(symbol), kind="update")
    return found


def with_new(parameters: Mapping[str, Node], new: Mapping[str, Node]) -> dict[str, Node]:
    """The parameters for another run, updated where they were; none of the nodes is the first run's own."""
    return {name: same(new[name]) if name in new else node.but() for name, node in parameters.items()}


def try_again(loss: Node, lr: Node, run: Callable[[], Node], output: str) -> None:
    """``outputs_new`` and ``loss_new``: what the same ``run`` gives with the new parameters, and whether that helps.

    ``output`` is the name of its last activation, which is its output where it makes no p.
    """
    with Aside() as trace:
        after = run()
    made = {node.name: node for node in trace.nodes}
    shown = made.get("p", made[output])
    forward = repeated(shown, by="the same forward pass with the new parameters")
    symbol = renewed_symbol(shown.symbol or Symbol("y"))
    named("outputs_new", forward, "outputs with the new parameters", symbol=symbol, kind="update")
    measured = repeated(after, by="the loss of these outputs")
    new = named("loss_new", measured, "loss with the new parameters", symbol=Symbol("L", "new"), kind="update")
    _read_change(loss, new, float(lr.value))


def _read_change(loss: Node, new: Node, lr: float) -> None:
    """Say whether the update has lowered the loss, and if it has not, why that can be."""
    before, after = float(loss.value), float(new.value)
    if not (math.isfinite(before) and math.isfinite(after)):
        return
    change = Change(figure(loss), figure(new))
    if after < before:
        say("The update helps: loss {change}.", change=change)
    elif after == before:
        say("The update changes nothing: the loss stays {loss}.", loss=figure(loss))
    elif lr < 0:
        say(
            "The update does not help: loss {change}. With a negative learning rate it goes up the slope.",
            change=change,
        )
    else:
        say(
            "The update does not help: loss {change}. The gradient shows the way down only for a small step; with a "
            "learning rate of {lr} this one is too large, and goes past the lowest place on its way.",
            change=change, lr=f"{lr:g}",
        )  # fmt: skip


def renewed_symbol(symbol: Symbol) -> Symbol:
    """``W₁_new`` for W₁."""
    return Symbol(symbol.base, f"{symbol.sub},new" if symbol.sub else "new")


def warn_of_rate(lr: float) -> None:
    for text in words_of_rate(lr):
        warn(text)


def words_of_rate(lr: float, step: str = "a step") -> list[str]:
    """What is odd about a learning rate, if anything."""
    if lr < 0:
        return [f"the learning rate is negative, so {step} goes up the slope instead of down"]
    return ["the learning rate is 0, so nothing moves"] if lr == 0 else []
