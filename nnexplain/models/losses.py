"""The loss functions as steps; the network and transformer lessons end with the same ones."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nnexplain.arrays import by
from nnexplain.engine.arithmetic import power, subtract
from nnexplain.engine.graph import Node
from nnexplain.engine.naming import named, say
from nnexplain.engine.remark import figure
from nnexplain.engine.trace import convention, heard, warn
from nnexplain.errors import InputError
from nnexplain.models.probabilities import percent
from nnexplain.models.targets import check_probabilities, check_shares, class_indices, is_soft
from nnexplain.notation.decimals import show
from nnexplain.ops import loss as ops
from nnexplain.ops import soft as ops_soft
from nnexplain.ops.activation import relu, sigmoid
from nnexplain.ops.elementary import absolute
from nnexplain.ops.margin import without_target
from nnexplain.ops.reduce import mean, total
from nnexplain.ops.shape import pick
from nnexplain.ops.softmax import beside, softmax


def cross_entropy(
    prediction: Node, target: Node, *, from_logits: bool, called: str = "", soft: bool | None = None
) -> Node:
    """−ln p of the target class, or −Σ tᵢ ln pᵢ where the target has shares; the mean over the rows of a batch.

    ``soft`` says that the target has shares; None looks whether it has.
    """
    option = called or ("--z" if from_logits else "--p")
    if prediction.ndim == 0:
        raise InputError(
            f"{option} is one number; cross-entropy needs an entry for each class (see --kind binary-cross-entropy)"
        )
    soft = is_soft(target.value, prediction.shape) if soft is None else soft
    targets = None if soft else class_indices(target.value, prediction.shape, option)
    texts = check_shares(target.value) if soft and heard() else []
    if from_logits:
        p = named("p", softmax(prediction), "probabilities", view="shares")
    else:
        p = prediction
        texts = check_probabilities(p.value, option) + texts
    for text in texts:
        warn(text)
    result = _mean_over_rows(_surprise(p, prediction if from_logits else None, target, targets), "surprise")
    if heard():
        _name_the_logarithm(float(result.value))
        if not soft:
            convention("classes count from 0")
        _read_cross_entropy(p, target, targets, result)
    return result


def _surprise(p: Node, logits: Node | None, target: Node, targets: Any) -> Node:
    """The surprise of each row: at its target class, or (``targets`` is None) weighed by the target's shares."""
    if targets is None:
        given = (p, target) if logits is None else (p, target, logits)
        return (ops_soft.soft_cross_entropy if logits is None else ops_soft.soft_cross_entropy_of_logits)(*given)
    if logits is None:
        return ops.cross_entropy(p, targets=targets)
    return ops.cross_entropy_of_logits(p, logits, targets=targets)


def _name_the_logarithm(loss: float) -> None:
    """The convention of the logarithm, with what base 2 would give."""
    bits = show(loss / math.log(2)).replace("-", "−")
    other = f" (in bits, with log₂, the loss would be {bits})" if 0 < loss < math.inf else ""
    convention(f"log is the natural logarithm{other}")


def _mean_over_rows(each: Node, title: str) -> Node:
    if each.ndim == 0:
        return named("loss", each, title, symbol="L")
    rows = named("losses", each, "row by row", symbol="l", public=False)
    convention("over a batch the loss is the mean over the rows")
    return named("loss", mean(rows), "mean of rows", symbol="L")


def _read_cross_entropy(p: Node, target: Node, targets: Any, result: Node) -> None:
    loss = float(result.value)
    if math.isinf(loss):
        whose = "the target class" if targets is not None else "a class that the target gives a share"
        warn(f"{whose} has probability 0, and the logarithm of 0 is −∞: the loss is infinite")
    elif p.ndim > 1:
        say(f"The mean surprise over {p.shape[0]} rows.")
    elif targets is None:
        least = float(_surprise(target, None, target, None).value)
        say(f"No prediction has a loss below the target's own entropy, {show(least)}.")
    else:
        share = float(p.value[targets])
        say(f"The target, class {targets}, has {percent(share)}; a certain prediction would have loss 0.")
        if 0 < loss < 1e-15:
            say(
                "p is nearer to 1 than the decimals show; the loss is computed from the logits, so it keeps its digits."
            )


def _same_shape(prediction: Node, target: Node, option: str) -> Node:
    if target.shape == prediction.shape:
        return target
    if target.value.size == prediction.value.size == 1:
        target.value = target.value.reshape(prediction.shape)
        return target
    shapes = [by(node.shape) or "a single number" for node in (target, prediction)]
    if target.ndim == prediction.ndim == 1:
        raise InputError(f"--target has {target.shape[0]} entries but {option} has {prediction.shape[0]}")
    raise InputError(f"--target is {shapes[0]} but {option} is {shapes[1]}; they must have the same shape")


def mean_squared_error(prediction: Node, target: Node, *, from_logits: bool = False, called: str = "") -> Node:
    """The mean of the squared errors over every entry."""
    target = _same_shape(prediction, target, called or "--y")
    error = named("error", subtract(prediction, target), "error", symbol="e", public=False)
    convention("mse is the mean of the squared errors, without a factor ½")
    result = named("loss", mean(power(error, 2), over="all"), "mean square", symbol="L")
    if heard():
        _read_squared(error)
    return result


def half_sum_of_squares(prediction: Node, target: Node, *, from_logits: bool = False, called: str = "") -> Node:
    """½ Σ (y − t)²; the mean over the rows of a batch."""
    target = _same_shape(prediction, target, called or "--y")
    error = named("error", subtract(prediction, target), "error", symbol="e", public=False)
    convention("half-sse is ½ Σ (y − t)², so that its gradient is y − t")
    squares = power(error, 2)
    each = total(squares, over="all") / 2 if error.ndim == 0 else total(squares) / 2
    result = _mean_over_rows(each, "half the squares")
    if heard():
        _read_squared(error)
    return result


def _read_squared(error: Node) -> None:
    sizes = absolute(error)
    worst = np.unravel_index(int(sizes.value.argmax()), sizes.shape)
    if sizes.value.any():
        say("The largest error is {worst:~}.", worst=figure(sizes, *map(int, worst)))
    else:
        say("The prediction hits the target exactly.")


def binary_cross_entropy(
    prediction: Node, target: Node, *, from_logits: bool = False, called: str = "", logits: Node | None = None
) -> Node:
    """−(t ln p + (1 − t) ln(1 − p)), the mean over every entry.

    ``logits`` are what the prediction is the sigmoid of, where it is: the loss then keeps all its digits.
    """
    option = called or ("--z" if from_logits else "--p")
    target = _same_shape(prediction, target, option)
    _check_unit(target.value, "--target", "a binary target")
    p = named("p", sigmoid(prediction), "probabilities") if from_logits else prediction
    logits = prediction if from_logits else logits
    if logits is not None:
        each = ops.binary_cross_entropy_of_logits(p, target, logits)
    else:
        _check_unit(p.value, option, "a probability")
        each = ops.binary_cross_entropy(p, target)
    convention("log is the natural logarithm")
    if each.value.size > 1:
        each = named("losses", each, "surprises", symbol="l", public=False)
        result = named("loss", mean(each, over="all"), "mean", symbol="L")
    else:
        result = named("loss", mean(each, over="all") if each.ndim else each, "surprise", symbol="L")
    if heard():
        _read_binary(p, target, result)
    return result


def _read_binary(p: Node, target: Node, result: Node) -> None:
    if math.isinf(float(result.value)):
        warn("a probability of 0 was given to what happened, and the logarithm of 0 is −∞: the loss is infinite")
    elif p.value.size == 1:
        event, happened = p.value.item(), target.value.item()
        say(f"The model gives the event {percent(event)}; the target is {happened:g}.")


def hinge(prediction: Node, target: Node, *, from_logits: bool = True, called: str = "", delta: Node) -> Node:
    """Σ over the wrong classes of max(0, z_j − z_target + Δ); the mean over the rows of a batch."""
    if prediction.ndim == 0 or prediction.shape[-1] < 2:
        raise InputError(f"{called or '--z'} has one entry; a hinge loss needs at least two classes")
    targets = class_indices(target.value, prediction.shape, called or "--z")
    ahead = subtract(prediction, beside(pick(prediction, targets=targets), prediction))
    margins = named("margins", without_target(ahead, targets=targets) + delta, "margins", symbol="m", public=False)
    convention(f"hinge sums over the wrong classes, with a margin of {float(delta.value):g}")
    result = _mean_over_rows(total(relu(margins)), "what is too near")
    if heard():
        short = int((margins.value > 0).sum())
        say(f"{short} of {margins.value.size} wrong classes come nearer to the target than the margin allows.")
    return result


def _check_unit(values: Any, option: str, what: str) -> None:
    if (values < 0).any() or (values > 1).any():
        wrong = values[(values < 0) | (values > 1)].flat[0]
        raise InputError(f"{option} has {wrong:g}; {what} lies between 0 and 1")


KINDS: dict[str, Callable[..., Node]] = {
    "cross-entropy": cross_entropy,
    "mse": mean_squared_error,
    "half-sse": half_sum_of_squares,
    "binary-cross-entropy": binary_cross_entropy,
    "hinge": hinge,
}
