"""A transformer: tokens, embeddings, blocks of attention and feed-forward, the next token, and learning from it."""

from __future__ import annotations

from typing import Annotated, Any

from nnexplain.worked.lesson import Text, Value, lesson, scalar


def _read(*args: Any) -> Any:
    from nnexplain.lessons.transformer.inputs import read  # the spec's reader loads YAML and msgspec

    return read(*args)


def _section(kind: str, id: str) -> str:
    from nnexplain.models.transformer import section

    return section(kind, id)


@lesson(reader=_read, result_last=True, section=_section, template="transformer.yaml")
def transformer(
    spec: Annotated[
        Any, Text("the spec file (YAML or JSON; - for standard input)", argument=True, metavar="SPEC")
    ] = None,
    tokens: Annotated[Any, Text('the tokens, with spaces between: "A B"')] = None,
    text: Annotated[Any, Text('instead of tokens: "A sat." (punctuation is split off)')] = None,
    target: Annotated[Any, Text("the token that should come next: adds the loss and the backward pass")] = None,
    lr: Annotated[Value, scalar("the learning rate: adds the new weights", constant=True, symbol="eta")] = None,
) -> Value:
    """Transformer · from tokens to the next token, and back

    Everything that the spec file describes, forward; with a target the loss and its gradients; with a learning
    rate the new weights. The options override the file.
    """
    from nnexplain.engine.backward import differentiate
    from nnexplain.models.transformer import forward
    from nnexplain.models.update import update

    plan, weights = spec, tokens  # as the reader passes them on
    result = forward(plan, weights)
    if target is not None:
        back = differentiate(result)
        if lr is not None:
            update({name: weights[name] for name in plan.trainable}, lr, back)
    return result
