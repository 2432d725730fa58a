"""Gradient descent: a single step from a gradient, or a path down a loss given as an expression."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nnexplain.arrays import by
from nnexplain.engine.arithmetic import multiply, negate, power, same, subtract
from nnexplain.engine.backward import Backward
from nnexplain.engine.graph import Node, constant, lone
from nnexplain.engine.naming import named, say
from nnexplain.engine.remark import Change, figure
from nnexplain.engine.trace import Trace, warn
from nnexplain.errors import InputError, nearest
from nnexplain.lessons.step.words import read
from nnexplain.notation.tree import Symbol, as_symbol
from nnexplain.ops.reduce import sum_of_squares
from nnexplain.ops.shape import stack

if TYPE_CHECKING:
    from nnexplain.parser.tree import Program

MOST_STEPS = 1000
MOST_SHOWN = 10  # steps written out; of a longer path the first and the last ones
_LAST_SHOWN = 2


def single(W: Node, grad: Node, lr: Node, loss: Node | None) -> Node:
    """W − η · gradient; with the loss also what the slope promises for it."""
    if W.shape != grad.shape:
        if not W.value.size == grad.value.size == 1:
            raise InputError(
                f"--W is {_shape(W)} but --grad is {_shape(grad)}; a gradient has one number for each weight"
            )
        grad = lone(grad, W.shape)
    update = named("update", negate(multiply(lr, grad)), "update", symbol="ΔW")
    if loss is not None:
        _estimate(loss, lr, grad)
    new = named("W_new", W + update, "new W")
    _read_step(grad, update)
    return new


def _shape(node: Node) -> str:
    if node.ndim == 0:
        return "a single number"
    return f"a {'vector' if node.ndim == 1 else 'matrix'} of {by(node.shape)}"


def _estimate(loss: Node, lr: Node, grad: Node) -> None:
    squares = sum_of_squares(grad, over="all") if grad.ndim else power(grad, 2)
    estimate = named(
        "loss_estimate", subtract(loss, multiply(lr, squares)), "estimate", symbol=Symbol("L", "new"),
        note="The estimate follows the slope in a straight line: good for a small step, too hopeful for a large one.",
    )  # fmt: skip
    say("Estimated along the slope: loss {change}.", change=Change(figure(loss), figure(estimate)))
    if float(estimate.value) < 0:
        warn(
            "the estimated loss is below 0: if the loss cannot be (a cross-entropy, a square), "
            "the step is too large for the straight line"
        )


def _read_step(grad: Node, update: Node) -> None:
    if not np.isfinite(update.value).all():
        return
    if grad.ndim == 0:
        slope, moved = float(grad.value), float(update.value)
        if slope == 0:
            say("The gradient is 0: the loss is flat here, and W stays.")
        elif moved:
            way = "rises" if slope > 0 else "falls"
            say(f"The loss {way} as W grows, so W goes {'up' if moved > 0 else 'down'}.")
        return
    length = float(np.linalg.norm(np.asarray(update.value).ravel()))
    say("Each weight moves against its own gradient, in proportion to it." if length else "No weight moves.")


class _Path(NamedTuple):
    """The nodes of a descent: N + 1 weights and losses, N gradients."""

    weights: list[Node]
    losses: list[Node]
    gradients: list[Node]


def path(W: Node, lr: Node, text: str, steps: int) -> Node:
    program = _program(W, text, steps)
    losses = [named("loss_0", _loss(program, W), "first loss", symbol=Symbol("L", "0"), public=False)]
    walked = _Path([W], losses, [])
    for k in range(1, steps + 1):
        if _is_shown(k, steps):
            _step(walked, program, lr, k)
            if not _is_shown(k + 1, steps):
                walked.losses[-1].notes.append(f"Steps {k + 1} to {steps - _LAST_SHOWN} are worked the same way.")
        else:
            with Trace():  # worked like the others, not listed
                _step(walked, program, lr, k)
    named("W_path", stack(*walked.weights), "every W", view="path")
    named("loss_path", stack(*walked.losses), "every loss", symbol=Symbol("L", "path"), view="path with bars")
    derivative = Symbol("L", over=Symbol("W"))
    named("gradient_path", stack(*walked.gradients), "every derivative", symbol=derivative, view="path")
    read(walked.weights, walked.losses, walked.gradients, lr)
    named("update", same(negate(multiply(lr, walked.gradients[-1]))), "the last update", symbol="ΔW")
    return named("W_new", walked.weights[-1], "the new W")


def _is_shown(k: int, steps: int) -> bool:
    """Whether the k-th step is written out (one past the last counts as shown)."""
    return steps <= MOST_SHOWN or k <= MOST_SHOWN - _LAST_SHOWN or k > steps - _LAST_SHOWN


def _program(W: Node, text: str, steps: int) -> Program:
    from nnexplain.parser.expression import free_names, parse

    if W.ndim:
        raise InputError(f"--W is {_shape(W)}; with --expr give a single number")
    if steps > MOST_STEPS:
        raise InputError(f"--steps is {steps}; give at most {MOST_STEPS}")
    program = parse(text, "--expr")
    free = free_names(program)
    for name in free:
        if name != "W":
            hint = nearest(name, ["W"]) or "; write the weight as W, and numbers for everything else"
            raise InputError(f"--expr has {name}, but W is the only name it can use{hint}")
    if not free:
        raise InputError("--expr has no W in it; write the loss as a function of W, as in (W-2)^2")
    return program


def _loss(program: Program, W: Node) -> Node:
    from nnexplain.parser.expression import build

    (_, loss) = build(program, {"W": W})[-1]
    if loss.ndim:
        raise InputError(f"--expr comes to {_shape(loss)}; a loss is a single number (sum(...) or mean(...) makes one)")
    return same(loss) if loss is W or loss.op is None else loss


def _step(walked: _Path, program: Program, lr: Node, k: int) -> None:
    """One step: the derivative where W is, the update, the new W, and the loss there."""
    W, loss = walked.weights[-1], walked.losses[-1]
    gradient = named(
        f"gradient_{k}", _derivative(loss, W), "derivative", symbol=Symbol("L", str(k - 1), over=W.symbol), public=False
    )
    update = named(f"update_{k}", negate(multiply(lr, gradient)), "update", symbol=Symbol("ΔW", str(k)), public=False)
    new = named(f"W_{k}", W + update, "new W", symbol=as_symbol(f"W_{k}"), public=False)
    after = named(f"loss_{k}", _loss(program, new), "new loss", symbol=Symbol("L", str(k)), public=False)
    walked.gradients.append(gradient)
    walked.weights.append(new)
    walked.losses.append(after)


def _derivative(loss: Node, W: Node) -> Node:
    """dL/dW as a node of its own; nothing flows past W, to the steps before it."""
    found = Backward(loss, stops={W.serial}).of.get(W.serial)
    if found is None:
        return same(constant(0.0))
    if found.op is None or found is loss or not (found.name or "").startswith("gradients."):
        return same(found)
    return found.but(name=None, symbol=None)  # it gets the step's name instead
