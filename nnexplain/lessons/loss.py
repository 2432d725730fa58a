"""How wrong a prediction is: cross-entropy, squared errors, binary cross-entropy."""

from __future__ import annotations

from typing import Annotated

from nnexplain.worked.lesson import LOSS_NAMES, Choice, Numeric, Value, lesson, scalar, usual

_TAKES = {"mse": ("--y",), "half-sse": ("--y",), "hinge": ("--z",)}
_ANY = ("", "*entries", "*rows *entries")


@lesson()
def loss(
    p: Annotated[Value | None, Numeric("the probabilities (this, or --z)", forms=_ANY)] = None,
    z: Annotated[Value | None, Numeric("the logits, made probabilities first", forms=_ANY)] = None,
    y: Annotated[Value | None, Numeric("the prediction, for the squared kinds", forms=_ANY)] = None,
    target: Annotated[
        Value | None,
        Numeric(
            "a class index from 0, one-hot, or probabilities; for the other kinds of the prediction's shape",
            forms=_ANY,
            constant=True,
            symbol="t",
        ),
    ] = None,
    kind: Annotated[str, Choice("what to measure with", names=LOSS_NAMES)] = "cross-entropy",
    delta: Annotated[
        Value, scalar("the margin of a hinge loss", constant=True, symbol="Delta", needs="kind=hinge")
    ] = usual(1),
) -> Value:
    """Loss · how far the prediction is from the target

    Cross-entropy takes probabilities (--p) or logits (--z); the squared kinds take a prediction (--y).
    """
    from nnexplain.models import losses as _losses

    prediction = _prediction(kind, p, z, y)
    if target is None:
        from nnexplain.errors import InputError

        raise InputError(
            "--target is missing: a class index from 0, a one-hot vector or probabilities, or what y should be"
        )
    more = {"delta": delta} if kind == "hinge" else {}
    return _losses.KINDS[kind](prediction, target, from_logits=z is not None, **more)


def _prediction(kind: str, p: Value | None, z: Value | None, y: Value | None) -> Value:
    """The one input that this kind of loss takes."""
    from nnexplain.errors import InputError

    given = {name: node for name, node in (("--p", p), ("--z", z), ("--y", y)) if node is not None}
    fitting = _TAKES.get(kind, ("--p", "--z"))
    names = {"--p": "--p (probabilities)", "--z": "--z (logits)", "--y": "--y"}
    wanted = " or ".join(names[name] for name in fitting)
    for name in given:
        if name not in fitting:
            raise InputError(f"{name} does not go with --kind {kind}; give {wanted}")
    if len(given) > 1:
        raise InputError("--p and --z are both given; give the probabilities or the logits, not both")
    if not given:
        raise InputError(f"the prediction is missing; --kind {kind} takes {wanted}")
    return next(iter(given.values()))
