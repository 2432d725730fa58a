"""A perceptron's decision boundary w · x + b = 0: where it crosses each axis, and where the input lies."""

from __future__ import annotations

import numpy as np

from nnexplain.decimals import show
from nnexplain.graph import Array
from nnexplain.trace import say


def describe_boundary(w: Array, x: Array, b: float, z: float) -> None:
    """Say where the boundary is and on which side of it, and how far away, the input lies."""
    length = float(np.linalg.norm(w))
    if length == 0:
        say("All weights are 0, so there is no decision boundary: every input gets the same z.")
        return
    say(f"Decision boundary: {_equation(w, b)}{_crossings(w, b)}.")
    side = "on the positive side" if z > 0 else "on the negative side"
    if z == 0:
        say("The input lies exactly on the boundary.")
    else:
        say(f"The input lies {side}, at distance |z| / ‖w‖ ≈ {_plain(abs(z) / length)} from it.")


def _plain(value: float) -> str:
    return show(value + 0.0).replace("-", "−")


def _typed(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")


def _equation(w: Array, b: float, most: int = 4) -> str:
    subs = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
    terms = [f"{_typed(float(value))} x{str(i + 1).translate(subs)}" for i, value in enumerate(w[:most])]
    if len(w) > most:
        terms.append("…")
    if b:
        terms.append(_typed(b))
    return " + ".join(terms).replace("+ −", "− ") + " = 0"


def _crossings(w: Array, b: float) -> str:
    """Where the boundary crosses each axis, as far as it does."""
    if len(w) > 4:
        return ""
    if b == 0:
        return " (through the origin)" if len(w) > 1 else " (at the origin)"
    subs = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
    axes = [f"x{str(i + 1).translate(subs)}" for i in range(len(w))]
    met = [f"{axis} = {_typed(-b / float(value))}" for axis, value in zip(axes, w, strict=True) if value]
    missed = [axis for axis, value in zip(axes, w, strict=True) if not value]
    text = f"; it crosses the {'axis' if len(met) == 1 else 'axes'} at {', '.join(met)}"
    return text + (f" and never meets the {' and '.join(missed)} axis" if missed else "")
