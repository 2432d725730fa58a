"""A transformer: tokens, embeddings, blocks of attention and feed-forward, the next token, and learning from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnexplain.worked.lesson import Text, Value, Word, later, lesson, scalar, spec

if TYPE_CHECKING:
    from nnexplain.models.block import Weights
    from nnexplain.models.transformer import Plan

_INPUTS = {
    "spec": spec("two-tokens"),
    "tokens": Text('the tokens, with spaces between: "A B"'),
    "text": Text('instead of --tokens: "A sat."; punctuation is split off'),
    "target": Word("the token that should come next; adds the loss and the backward pass"),
    "lr": scalar("the learning rate; adds the new weights", constant=True, symbol="eta"),
}


@lesson(_INPUTS, read=later("lessons.transformer.inputs", "read"), section=later("models.transformer", "section"),
        result_last=True, template="transformer.yaml", example="two-tokens", gives="1.4425",
        more='an entry of the spec by its place: **{"block1.heads": 2}')  # fmt: skip
def transformer(plan: Plan, weights: Weights, lr: Value | None) -> Value:
    """Transformer · from tokens to the next token, and back

    Everything that the spec file describes, forward; with a target the loss and its gradients; with a learning
    rate the new weights. The options override the file.
    """
    from nnexplain.engine.backward import differentiate
    from nnexplain.models.transformer import forward
    from nnexplain.models.update import try_again, update, with_new

    result = forward(plan, weights)
    if plan.target is not None:
        back = differentiate(result)
        if lr is not None:
            new = with_new(weights, update({name: weights[name] for name in plan.trainable}, lr, back))
            try_again(result, lr, lambda: forward(plan, new), "p")
    return result
