"""A transformer, forward and backward: tokens to vectors, blocks, logits, probabilities, loss, new weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nnexplain.engine.arithmetic import same
from nnexplain.engine.graph import Node, constant, enter
from nnexplain.engine.naming import named, say
from nnexplain.engine.trace import convention, within
from nnexplain.models.block import Block, Weights, block
from nnexplain.models.dense import affine
from nnexplain.models.loss import Case
from nnexplain.models.losses.cross_entropy import cross_entropy
from nnexplain.models.probabilities import percent
from nnexplain.ops.positions import sinusoids
from nnexplain.ops.select import rows
from nnexplain.ops.softmax import softmax

MOST_TOLD = 3  # of the probabilities, the largest


class Plan(NamedTuple):
    """What is to be worked: the tokens, the parts, and what is asked of them.

    ``positions`` is none, sinusoidal (with ``base``) or given (the weights have them); ``target`` is a class
    for the last token, or with ``predict="all"`` one for each; or a node with the shares of every class.
    """

    vocabulary: Sequence[str]
    ids: Sequence[int]
    blocks: Sequence[Block]
    positions: str = "none"
    base: float = 10_000.0
    predict: str = "last"
    target: int | Sequence[int] | Node | None = None
    trainable: Sequence[str] = ()

    @property
    def tokens(self) -> list[str]:
        return [self.vocabulary[id] for id in self.ids]


def forward(plan: Plan, weights: Weights) -> Node:
    """Every step from the tokens to the loss, or without a target to the probabilities."""
    convention("row-vector form, one token a row: Q = X W_Q; token ids count from 0")
    y = _embedded(plan, weights)
    for part in plan.blocks:
        y = block(y, part, weights, plan.tokens)
    if plan.predict == "last":
        with within("output"):
            y = named("x", rows(y, ids=len(plan.ids) - 1), f"the last token's vector ({plan.tokens[-1]})")
    W, b = weights["output.W"], weights.get("output.b")
    for weight in (W,) if b is None else (W, b):
        enter(weight)
    logits = named("logits", affine(y, W, b), "logits", symbol="z")
    p = result = named("p", softmax(logits), "probabilities", view="shares")
    if plan.target is not None:
        target = plan.target if isinstance(plan.target, Node) else constant(plan.target, "t")
        result = cross_entropy(Case(p, target, "p", "the output", logits))
    _read(plan, p)
    return result


def section(kind: str, id: str) -> str:
    """The part of the page where a step stands.

    >>> section("forward", "block2.ffn.z1"), section("backward", "gradients.block1.Q")
    ('Block 2 · feed-forward', 'Backward · block 1')
    """
    if kind == "update":
        return "Update"
    part, _, rest = id.removeprefix("gradients.").partition(".")
    number = part.removeprefix("block")
    end = "input" if part in ("ids", "embeddings", "positions", "X") else "output"
    where = f"block {number}" if number != part else end
    if kind == "backward":
        return f"Backward · {where}"
    if number == part:
        return where.capitalize()
    if rest == "y":
        return ""
    return f"{where.capitalize()} · {'feed-forward' if rest.startswith('ffn') else 'attention'}"


def _embedded(plan: Plan, weights: Weights) -> Node:
    """A vector for each token, with its place marked where positions are used."""
    numbers = f"the tokens' numbers: {' '.join(plan.tokens)}"
    named("ids", same(constant(plan.ids)), numbers, symbol="ids", constant=True)
    X = rows(weights["embeddings"], ids=tuple(plan.ids))
    if plan.positions == "none":
        return named("X", X, "look up each token's vector")
    count = len(plan.ids)
    if plan.positions == "sinusoidal":
        waves = sinusoids(count=count, base=plan.base, width=X.shape[1])
        marks = named("positions", waves, "positions: sin in the even columns (from 0), cos in the odd", symbol="P")
        convention(f"sinusoidal positions count from 0, sin and cos alternate, base {plan.base:g}")
    else:
        given = weights["positions"]
        marks = given if given.shape[0] == count else rows(given, ids=tuple(range(count)), by="pos")
    return named("X", X + marks, "look up each token's vector, add its position")


def _read(plan: Plan, p: Node) -> None:
    """Say what comes next, and how sure that is."""
    for place, shares in enumerate(np.atleast_2d(p.value)):
        after = " ".join(plan.tokens if plan.predict == "last" else plan.tokens[: place + 1])
        order = np.argsort(-shares, kind="stable")[:MOST_TOLD]
        told = ", ".join(f"{{word{n}}} {{share{n}}}" for n in range(len(order)))
        words = {f"word{n}": plan.vocabulary[k] for n, k in enumerate(order)}
        sizes = {f"share{n}": percent(float(shares[k])) for n, k in enumerate(order)}
        rest = " …" if len(shares) > MOST_TOLD else ""
        say(f"After {{after}}: {told}{rest}.", after=after, **words, **sizes)
