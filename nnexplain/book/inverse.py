"""From a printed output back to a pre-activation that gives it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np

from nnexplain.book.printed import Printed
from nnexplain.engine.graph import constant
from nnexplain.errors import InputError
from nnexplain.notation.unicode import Unicode
from nnexplain.ops.activation import activate, find
from nnexplain.worked.lesson import ACTIVATION_NAMES

_FAR = 40.0  # beyond ±40 every activation is flat, or a straight line
_FINEST = 8


def straight(*, sloped: bool = False) -> list[str]:
    """The activations that give decimals for decimals; ``sloped`` ones let a gradient through too."""
    found = [name for name in ACTIVATION_NAMES if find(name).straight]
    return [name for name in found if not sloped or value(name, 1) != value(name, 2)]


def value(activation: str, z: float) -> float:
    return float(activate(activation, constant(z)).value)


def slope(activation: str, z: Fraction) -> Fraction:
    """The activation's derivative, as the program's own backward pass has it."""
    import nnexplain as nn

    return Fraction(repr(float(nn.activation(x=float(z), activation=activation).derivative)))


def pre_activation(activation: str, y: Printed, decimals: int) -> Fraction:
    """A few-decimal z with f(z) = y: exact on straight pieces of the activation, elsewhere to the digits printed.

    >>> pre_activation("relu", Printed(Decimal("0.3"), Decimal("0.1")), 1)
    Fraction(3, 10)
    """
    exact, off = y.exact, [Fraction(-1, 2)] if y.exact == 0 else []  # a ReLU that is off is off everywhere
    for candidate in [*off, exact, exact * 100] if find(activation).straight else []:
        if value(activation, float(candidate)) == float(y.value):
            return candidate
    found = [] if activation in straight(sloped=True) else _crossings(activation, float(y.value))
    for k in range(min(decimals, 2), _FINEST + 1):
        for z in found:
            rounded = Fraction(str(round(z, k)))
            if y.rounds(Decimal(value(activation, float(rounded)))):
                return rounded
    raise InputError(
        f"--outputs has {Unicode().figures(str(y))}, which {activation} cannot give{_reach(activation, y)}"
    )


def _crossings(activation: str, y: float) -> list[float]:
    """Where the activation passes through y, by bisection on the operation itself."""
    grid = np.linspace(-_FAR, _FAR, 1601)
    gap = np.array([value(activation, z) - y for z in grid])
    found = list(grid[gap == 0])
    for place in np.flatnonzero(np.sign(gap[:-1]) * np.sign(gap[1:]) < 0):
        low, high, sign = grid[place], grid[place + 1], np.sign(gap[place])
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if np.sign(value(activation, middle) - y) == sign else (low, middle)
        found.append(low)
    return sorted((float(z) for z in found), key=abs)


def _reach(activation: str, y: Printed) -> str:
    """What the activation can give instead, measured on the operation itself."""
    reached = {value(activation, z) for z in np.linspace(-_FAR, _FAR, 1601)}
    low, high = (round(end, 6) + 0.0 for end in (min(reached), max(reached)))
    if len(reached) == 2:
        return f" (its outputs are {low:g} and {high:g}); --activation identity can"
    between = f"from {low:.3g} to {high:.3g}" if high < _FAR / 2 else f"{low:.3g} or more"
    return f" (its outputs are {between}); --activation identity can".replace("-0.", "−0.")
