"""Binary cross-entropy: each entry is an event, and p its probability."""

from __future__ import annotations

import math

from nnexplain.engine.graph import Node
from nnexplain.engine.naming import named, say
from nnexplain.engine.trace import convention, heard, warn
from nnexplain.models.loss import Case, Loss, same_shape
from nnexplain.models.probabilities import percent
from nnexplain.models.targets import check_unit
from nnexplain.ops import loss as ops
from nnexplain.ops.activations.sigmoid import sigmoid
from nnexplain.ops.reduce import mean


def binary_cross_entropy(case: Case) -> Node:
    """−(t ln p + (1 − t) ln(1 − p)), the mean over every entry; p is the sigmoid of logits."""
    target = same_shape(case)
    check_unit(target.value, "--target", "a binary target")
    p, logits = case.prediction, case.logits
    if case.form == "z":
        p, logits = named("p", sigmoid(p), "probabilities"), p
    if logits is not None:
        each = ops.binary_cross_entropy_of_logits(p, target, logits)
    else:
        check_unit(p.value, case.name, "a probability")
        each = ops.binary_cross_entropy(p, target)
    convention("log is the natural logarithm")
    if each.value.size > 1:
        each = named("losses", each, "surprises", symbol="l", public=False)
        result = named("loss", mean(each, over="all"), "mean", symbol="L")
    else:
        result = named("loss", mean(each, over="all") if each.ndim else each, "surprise", symbol="L")
    if heard():
        _read(p, target, result)
    return result


def _read(p: Node, target: Node, result: Node) -> None:
    if math.isinf(float(result.value)):
        warn("a probability of 0 was given to what happened, and the logarithm of 0 is −∞: the loss is infinite")
    elif p.value.size == 1:
        event, happened = p.value.item(), target.value.item()
        say(f"The model gives the event {{share}}; the target is {happened:g}.", share=percent(event))


LOSS = Loss(binary_cross_entropy, takes=("p", "z"), output="p", each_entry=True)
