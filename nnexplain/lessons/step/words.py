"""What a descent did, in plain words: does each step lower the loss, does it overshoot, does it diverge."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from nnexplain.engine.graph import Node
from nnexplain.engine.naming import say
from nnexplain.engine.remark import Remark, Rough
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


def _figure(number: float) -> Rough:
    """Four decimals at most, and none that only float arithmetic has brought in."""
    number = float(f"{number:.12g}")
    return Rough(number, show(number, Fraction(repr(number)) if math.isfinite(number) else None))


def _loss_words(L: list[float]) -> None:
    noise = _NOISE * max(map(abs, L))
    rises = [k for k in range(1, len(L)) if L[k] > L[k - 1] + noise]
    flat = [k for k in range(1, len(L)) if abs(L[k] - L[k - 1]) <= noise]
    change = Remark("from {first} to {last}", {"first": _figure(L[0]), "last": _figure(L[-1])})
    steps = len(L) - 1
    if len(flat) == steps:
        say("The loss does not change.")
    elif (not rises and not flat) or len(rises) == steps:
        way = "raises" if rises else "lowers"
        text = (
            f"Every step {way} the loss, {{change}} in all." if steps > 1 else f"The step {way} the loss, {{change}}."
        )
        say(text, change=change)
    else:
        raised = f"; {_steps(rises)} raised it" if rises else ""
        say(f"The loss goes {{change}}{raised}.", change=change)


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
    values = {"W": _figure(W), "curvature": _figure(curvature), "lr": _figure(lr)}
    if curvature <= 0:
        if not bend.constant:
            say("At W = {W} the loss bends downward or is straight (L″ = {curvature}).", **values)
        return
    if curvature * abs(lr) < _FLAT:
        say("At W = {W} the loss hardly bends: its slope changes little from step to step.", **values)
        return
    bound = 2 / curvature
    where = "everywhere" if bend.constant else "at W = {W}"
    side = "below" if lr < bound else "at" if lr == bound else "above"
    given = "" if lr <= 0 else f"; {{lr}} is {side} that{{consequence}}"
    sign = "=" if float(f"{bound:.4f}") == float(f"{bound:.12g}") else "≈"
    limit = f"2/{{curvature}} {sign} {{bound}}"
    say(
        f"The second derivative is {{curvature}} {where}, so descent needs a learning rate "
        f"{'above 0 and ' if lr <= 0 else ''}below {limit}{given}.",
        bound=_figure(bound), consequence=_consequence(lr, curvature, bend.constant), **values,
    )  # fmt: skip


def _consequence(lr: float, curvature: float, exact: bool) -> Remark | str:
    factor = 1 - lr * curvature
    if not exact:
        return ""
    if factor == 0:
        return ", and one step lands on the lowest point"
    text = ", and each step multiplies the distance to the lowest point by {factor}"
    return Remark(text, {"factor": _figure(factor)})
