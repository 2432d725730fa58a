"""Cross-entropy: how surprised the probabilities are by the target class, or by shares of every class."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from nnexplain.engine.graph import Node
from nnexplain.engine.labels import Labelling
from nnexplain.engine.naming import named, say
from nnexplain.engine.remark import Rough
from nnexplain.engine.trace import convention, heard, warn
from nnexplain.errors import InputError
from nnexplain.models.loss import Case, Loss, mean_over_rows
from nnexplain.models.probabilities import percent
from nnexplain.models.targets import check_shares, class_indices, is_soft
from nnexplain.notation.decimals import show
from nnexplain.ops import loss as ops
from nnexplain.ops import soft as ops_soft
from nnexplain.ops.softmax import softmax

if TYPE_CHECKING:
    from nnexplain.models.targets import Classes


def cross_entropy(case: Case) -> Node:
    """−ln p of the target class, or −Σ tᵢ ln pᵢ where the target has shares; the mean over the rows of a batch."""
    p, logits, target = case.prediction, case.logits, case.target
    if p.ndim == 0:
        raise InputError(
            f"{case.name} is one number; cross-entropy needs an entry for each class (see --kind binary-cross-entropy)"
        )
    soft = is_soft(target.value, p.shape) if case.soft is None else case.soft
    targets = None if soft else class_indices(target.value, p.shape, case.name)
    texts = check_shares(target.value) if soft and heard() else []
    if case.form == "z":
        p, logits = named("p", softmax(p), "probabilities", view="shares"), p
    elif logits is None:
        advice = "give probabilities, or logits as --z"
        texts = check_shares(p.value, case.name, advice, "the probabilities") + texts
    for text in texts:
        warn(text)
    result = mean_over_rows(_surprise(p, logits, target, targets), "surprise")
    if heard():
        loss = float(result.value)
        bits = Rough(loss / math.log(2), show(loss / math.log(2)))
        other = f" (in bits, with log₂, the loss would be {bits})" if 0 < loss < math.inf else ""
        convention(f"log is the natural logarithm{other}")
        if not soft:
            convention("classes count from 0")
        _read(p, target, targets, result)
    return result


def _surprise(p: Node, logits: Node | None, target: Node, targets: Classes | None) -> Node:
    """The surprise of each row: at its target class, or (``targets`` is None) weighed by the target's shares."""
    if targets is None:
        given = (p, target) if logits is None else (p, target, logits)
        return (ops_soft.soft_cross_entropy if logits is None else ops_soft.soft_cross_entropy_of_logits)(*given)
    if logits is None:
        return ops.cross_entropy(p, targets=targets)
    return ops.cross_entropy_of_logits(p, logits, targets=targets)


def _read(p: Node, target: Node, targets: Classes | None, result: Node) -> None:
    loss = float(result.value)
    if math.isinf(loss):
        whose = "the target class" if targets is not None else "a class that the target gives a share"
        warn(f"{whose} has probability 0, and the logarithm of 0 is −∞: the loss is infinite")
    elif p.ndim > 1:
        say(f"The mean surprise over {p.shape[0]} rows.")
    elif targets is None:
        least = float(_surprise(target, None, target, None).value)
        say("No prediction has a loss below the target's own entropy, {least}.", least=Rough(least, show(least)))
    else:
        share = float(p.value[targets])
        (classes,) = Labelling().of(p)
        called = classes[int(targets)] if classes else f"class {targets}"
        told = "The target, {called}, has {share}; a certain prediction would have loss 0."
        say(told, called=called, share=percent(share))
        if 0 < loss < 1e-15:
            say(
                "p is nearer to 1 than the decimals show; the loss is computed from the logits, so it keeps its digits."
            )


LOSS = Loss(cross_entropy, takes=("p", "z"), output="z", classes=True, shares=True)
