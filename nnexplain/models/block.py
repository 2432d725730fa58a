"""A transformer's block: attention and a feed-forward network, each with its residual and its normalisation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from nnexplain.engine.graph import Node, constant, enter
from nnexplain.engine.naming import named
from nnexplain.engine.trace import convention, warn, within
from nnexplain.errors import InputError
from nnexplain.models import attention as _attention
from nnexplain.models.dense import feed_forward
from nnexplain.models.normalisation import constant_rows
from nnexplain.notation.tree import Symbol
from nnexplain.ops.matrix import matmul
from nnexplain.ops.norm import norm_steps

Weights = Mapping[str, Node]


class Block(NamedTuple):
    """How a block is put together; its weights go by the names ``block1.WQ``, ``block1.ffn.W1``, ...

    ``place`` is where the file describes it: ``blocks[0]``.
    """

    name: str
    place: str
    symbol: Symbol
    heads: int = 1
    causal: bool = False
    scale: _attention.Scale = "sqrt"
    residual: bool = True
    norm: str = "none"
    eps: float = 1e-5
    activation: str = "relu"


def block(x: Node, plan: Block, weights: Weights, tokens: Sequence[str]) -> Node:
    """One block, its steps named by place; a row for each token."""
    _enter(weights, plan.name, but=f"{plan.name}.ffn.")
    with within(plan.name):
        y = _around("attention", x, plan, weights, lambda entering: _attend(entering, plan, weights, tokens))
        if f"{plan.name}.ffn.W1" in weights:
            _enter(weights, f"{plan.name}.ffn")
            y = _around("ffn", y, plan, weights, lambda entering: _feed_forward(entering, plan, weights))
        return named("y", y, "the block's output", symbol=plan.symbol)


def _enter(weights: Weights, part: str, but: str = "-") -> None:
    """The weights of a part are met with it, so that the backward pass shows their gradients there."""
    for name, weight in weights.items():
        if name.startswith(f"{part}.") and not name.startswith(but):
            enter(weight)


def _around(kind: str, x: Node, plan: Block, weights: Weights, part: Callable[[Node], Node]) -> Node:
    """A part of a block with what stands around it: post is norm(x + part(x)), pre is x + part(norm(x))."""
    y = part(_normalised(kind, x, plan, weights) if plan.norm == "pre" else x)
    if plan.residual:
        y = named(f"{kind}.sum", x + y, "add the input (residual)", symbol="R" if kind == "attention" else "F")
    return _normalised(kind, y, plan, weights) if plan.norm == "post" else y


def _attend(x: Node, plan: Block, weights: Weights, tokens: Sequence[str]) -> Node:
    """Attention over the tokens, mapped back by WO where there is one."""
    Q, K, V = _attention.project(x, *(weights[f"{plan.name}.{name}"] for name in ("WQ", "WK", "WV")))
    keep = _attention.allowed(None, plan.causal, len(tokens), len(tokens))
    context = _attention.attend(Q, K, V, plan.heads, keep, plan.scale, names=tokens)
    WO = weights.get(f"{plan.name}.WO")
    return context if WO is None else named("attention.output", matmul(context, WO), "map to the output", symbol="A")


def _feed_forward(x: Node, plan: Block, weights: Weights) -> Node:
    W1, W2 = (weights[f"{plan.name}.ffn.{name}"] for name in ("W1", "W2"))
    b1, b2 = (weights.get(f"{plan.name}.ffn.{name}") for name in ("b1", "b2"))
    with within("ffn"):
        return feed_forward(x, W1, b1, W2, b2, plan.activation)


def _normalised(kind: str, x: Node, plan: Block, weights: Weights) -> Node:
    """Layer normalisation of each token's row; γ and β are the part's own, or the block's."""
    gamma, beta = (
        weights.get(f"{plan.name}.{kind}.{name}", weights.get(f"{plan.name}.{name}")) for name in ("gamma", "beta")
    )
    flat = constant_rows(x.value)
    if flat and plan.eps == 0:
        raise InputError(
            f"{plan.place}.eps is 0, but row {flat[0] + 1} of {x.name} is constant, so its standard deviation is 0 "
            f"and z would be 0/0; give an eps above 0"
        )
    for row in flat[:4]:
        warn(f"row {row + 1} of {x.name} is constant: its variance is 0, and only ε keeps z from being 0/0")
    convention(f"layer normalisation divides the variance by n, and ε = {plan.eps:g}")
    with within(f"{kind}.norm"):
        y = norm_steps(x, gamma, beta, constant(plan.eps, "epsilon"), public=False)
    return named(f"{kind}.norm", y, "layer normalisation", symbol="N")
