"""What a descent did, in plain words: does each step lower the loss, does it overshoot, does it diverge."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from nnexplain.engine.graph import Node
from nnexplain.engine.naming import say
from nnexplain.engine.trace import warn
from nnexplain.models.curvature import Curvature
from nnexplain.notation.decimals import show


def read(weights: Sequence[Node], losses: Sequence[Node], gradients: Sequence[Node], lr: Node) -> None:
    """Say what happened to the loss and to the derivative, and how large a step may be."""
    L, g = _values(losses), _values(gradients)
    lost = [k for k, loss in enumerate(L) if not all(map(math.isfinite, (loss, *g[k : k + 1])))]
    if lost:
        where = f"from step {lost[0]} on" if lost[0] else f"at the start, W = {_figure(float(weights[0].value))}"
        warn(f"the loss or its derivative is not a finite number {where}")
        return
    _loss_words(L)
    _overshoot_words(g, _values(weights))
    _bound_words(float(lr.value), float(weights[-1].value), Curvature(losses[-1], weights[-1]))


_FLAT = 1e-6  # a curvature times a learning rate that no one sees
_NOISE = 1e-12  # of the largest number: below it a change is rounding


def _values(nodes: Sequence[Node]) -> list[float]:
    return [float(node.value) for node in nodes]


def _figure(number: float) -> str:
    """Four decimals at most, and none that only float arithmetic has brought in."""
    number = float(f"{number:.12g}")
    return show(number, Fraction(repr(number)) if math.isfinite(number) else None).replace("-", "−")


def _loss_words(L: list[float]) -> None:
    noise = _NOISE * max(map(abs, L))
    rises = [k for k in range(1, len(L)) if L[k] > L[k - 1] + noise]
    flat = [k for k in range(1, len(L)) if abs(L[k] - L[k - 1]) <= noise]
    change = f"from {_figure(L[0])} to {_figure(L[-1])}"
    many = len(L) > 2
    if not rises and not flat:
        say(f"Every step lowers the loss, {change} in all." if many else f"The step lowers the loss, {change}.")
    elif len(flat) == len(L) - 1:
        say("The loss does not change.")
    elif len(rises) == len(L) - 1:
        say(f"Every step raises the loss, {change} in all." if many else f"The step raises the loss, {change}.")
    else:
        say(f"The loss goes {change}; {_steps(rises)} raised it." if rises else f"The loss goes {change}.")


def _steps(places: list[int]) -> str:
    shown = ", ".join(map(str, places[:6])) + (", ..." if len(places) > 6 else "")
    return f"step{'s' if len(places) > 1 else ''} {shown}"


def _overshoot_words(g: list[float], W: list[float]) -> None:
    noise = _NOISE * max(map(abs, g))
    flips = [k + 1 for k in range(len(g) - 1) if g[k] * g[k + 1] < 0 and min(abs(g[k]), abs(g[k + 1])) > noise]
    if flips:
        say(f"Overshooting: {_steps(flips)} changed the sign of the derivative, so W has jumped across a lowest point.")
    if len(g) > 1 and all(abs(b) > abs(a) > 0 for a, b in pairwise(g)):
        growth = abs(g[-1]) / abs(g[0])
        warn(f"the derivative grows at every step ({_figure(growth)} times in all): this descent diverges")


def _bound_words(lr: float, W: float, bend: Curvature) -> None:
    """With a curvature λ a step below 2/λ lowers the loss (exactly so for a parabola)."""
    curvature = bend.value
    if curvature is None:
        return
    if curvature <= 0:
        if not bend.constant:
            say(f"At W = {_figure(W)} the loss bends downward or is straight (L″ = {_figure(curvature)}).")
        return
    if curvature * abs(lr) < _FLAT:
        say(f"At W = {_figure(W)} the loss hardly bends: its slope changes little from step to step.")
        return
    bound = 2 / curvature
    where = "everywhere" if bend.constant else f"at W = {_figure(W)}"
    side = "below" if lr < bound else "at" if lr == bound else "above"
    given = "" if lr <= 0 else f"; {_figure(lr)} is {side} that{_consequence(lr, curvature, bend.constant)}"
    limit = f"2/{_figure(curvature)} {'=' if _is_short(bound) else '≈'} {_figure(bound)}"
    say(
        f"The second derivative is {_figure(curvature)} {where}, so descent needs a learning rate "
        f"{'above 0 and ' if lr <= 0 else ''}below {limit}{given}."
    )


def _is_short(number: float) -> bool:
    return float(f"{number:.4f}") == float(f"{number:.12g}")


def _consequence(lr: float, curvature: float, exact: bool) -> str:
    factor = 1 - lr * curvature
    if not exact:
        return ""
    if factor == 0:
        return ", and one step lands on the lowest point"
    return f", and each step multiplies the distance to the lowest point by {_figure(factor)}"
