"""The update of a model's parameters: each moves against its own gradient."""

from __future__ import annotations

from collections.abc import Mapping

from nnexplain.engine.arithmetic import multiply, same, subtract
from nnexplain.engine.backward import Backward
from nnexplain.engine.graph import Node
from nnexplain.engine.naming import named
from nnexplain.engine.trace import warn
from nnexplain.notation.tree import Symbol


def renewed(parameter: Node, lr: Node, gradient: Node | None) -> Node:
    """W − η · ∂L/∂W; a parameter that the loss does not depend on stays."""
    return same(parameter) if gradient is None else subtract(parameter, multiply(lr, gradient))


def update(parameters: Mapping[str, Node], lr: Node, back: Backward) -> None:
    """``W1_new``, ``b1_new``, ... as steps."""
    warn_of_rate(float(lr.value))
    for name, parameter in parameters.items():
        new = renewed(parameter, lr, back.of.get(parameter.serial))
        symbol = renewed_symbol(parameter.symbol or Symbol(name))
        named(f"{name}_new", new, f"new {name}", symbol=symbol, kind="update")


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
