"""How wrong a prediction is: cross-entropy, squared errors, binary cross-entropy."""

from __future__ import annotations

from typing import Annotated

from nnexplain.errors import InputError
from nnexplain.worked.lesson import LOSS_NAMES, Choice, Numeric, Value, lesson, scalar, usual

_ANY = ("", "*entries", "*rows *entries")


@lesson(example="--p 0.1,0.2,0.6,0.1 --target 2", gives="0.5108")
def loss(
    p: Annotated[Value | None, Numeric("the probabilities; or give the logits, --z", forms=_ANY)] = None,
    z: Annotated[Value | None, Numeric("the logits; they become probabilities first", forms=_ANY)] = None,
    y: Annotated[Value | None, Numeric("the prediction, for mse and half-sse", forms=_ANY)] = None,
    target: Annotated[
        Value | None,
        Numeric(
            "a class index from 0, one-hot, or probabilities; for the other kinds of the prediction's shape",
            forms=_ANY,
            constant=True,
            symbol="t",
        ),
    ] = None,
    kind: Annotated[str, Choice("which loss", names=LOSS_NAMES)] = "cross-entropy",
    delta: Annotated[
        Value, scalar("the margin of a hinge loss", constant=True, symbol="Delta", needs="kind=hinge")
    ] = usual(1),
) -> Value:
    """Loss · how far the prediction is from the target

    Cross-entropy takes probabilities (--p) or logits (--z); the squared kinds take a prediction (--y).
    """
    from nnexplain.models.loss import Case, find

    measure = find(kind)
    form, prediction = _prediction(kind, measure.takes, {"p": p, "z": z, "y": y})
    if target is None:
        raise InputError(
            "--target is missing: a class index from 0, a one-hot vector or probabilities, or what y should be"
        )
    return measure.measure(Case(prediction, target, form, options={"delta": delta}))


def _prediction(kind: str, takes: tuple[str, ...], forms: dict[str, Value | None]) -> tuple[str, Value]:
    """The one input that this kind of loss takes, and its name."""
    given = {name: node for name, node in forms.items() if node is not None}
    names = {"p": "--p (probabilities)", "z": "--z (logits)", "y": "--y"}
    wanted = " or ".join(names[name] for name in takes)
    for name in given:
        if name not in takes:
            raise InputError(f"--{name} does not go with --kind {kind}; give {wanted}")
    if len(given) > 1:
        raise InputError("--p and --z are both given; give the probabilities or the logits, not both")
    if not given:
        raise InputError(f"the prediction is missing; --kind {kind} takes {wanted}")
    return next(iter(given.items()))
