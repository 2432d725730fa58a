"""A perceptron's decision boundary w · x + b = 0: where it crosses each axis, and where the input lies."""

from __future__ import annotations

from nnexplain.engine.graph import Node
from nnexplain.engine.naming import say
from nnexplain.engine.remark import Figure, Remark, figure
from nnexplain.notation.tree import Symbol
from nnexplain.notation.unicode import symbol_text
from nnexplain.ops.elementary import absolute
from nnexplain.ops.reduce import norm

_MOST_TERMS = 4


def describe_boundary(w: Node, b: Node, z: Node) -> None:
    """Say where the boundary is and on which side of it, and how far away, the input lies."""
    if not w.value.any():
        say("All weights are 0, so there is no decision boundary: every input gets the same z.")
        return
    say("Decision boundary: {equation}{crossings}.", equation=_equation(w, b), crossings=_crossings(w, b))
    if z.value == 0:
        say("The input lies exactly on the boundary.")
        return
    side = "on the positive side" if z.value > 0 else "on the negative side"
    distance = absolute(z) / norm(w)
    say(f"The input lies {side}, at distance |z| / ‖w‖ {{distance:=}} from it.", distance=figure(distance))


def _equation(w: Node, b: Node) -> Remark:
    """``0.1 x₁ − 0.2 x₂ + 0.05 = 0``: a number after the first shows its sign between the terms."""
    sizes, values, text = absolute(w), dict[str, Figure](), ""
    for i, value in enumerate(w.value[:_MOST_TERMS]):
        text += f"{_between(value) if i else ''}{{w{i}}} {_axis(i)}"
        values[f"w{i}"] = figure(sizes, i) if i else figure(w, i)
    text += " + …" if len(w.value) > _MOST_TERMS else ""
    if b.value:
        text += f"{_between(float(b.value))}{{b}}"
        values["b"] = figure(absolute(b))
    return Remark(f"{text} {{relation}} 0", values)


def _crossings(w: Node, b: Node) -> Remark | str:
    """Where the boundary crosses each axis, as far as it does."""
    if len(w.value) > _MOST_TERMS:
        return ""
    if b.value == 0:
        return " (through the origin)" if len(w.value) > 1 else " (at the origin)"
    places = -b / w
    met = [i for i, value in enumerate(w.value) if value]
    missed = [_axis(i) for i, value in enumerate(w.value) if not value]
    text = ", ".join(f"{_axis(i)} {{x{i}:=}}" for i in met)
    end = f" and never meets the {' and '.join(missed)} axis" if missed else ""
    return Remark(
        f"; it crosses the {'axis' if len(met) == 1 else 'axes'} at {text}{end}",
        {f"x{i}": figure(places, i) for i in met},
    )


def _between(value: float) -> str:
    return " − " if value < 0 else " + "


def _axis(i: int) -> str:
    return symbol_text(Symbol("x"), (i,))
