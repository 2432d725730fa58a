"""Weights behind a trace: few-decimal W and b with which the printed values really come out, layer after layer.

Forward, any W will do: the bias b = z − W x makes the outputs exact. Backward, W must turn the gradient at the
pre-activation, δ, into the gradient that is printed for the layer's input: Wᵀ δ = d, a column at a time. All of it is
exact arithmetic on fractions.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from decimal import Decimal  # noqa: F401  (used by the doctests)
from fractions import Fraction
from typing import Any

from nnexplain.book.inverse import pre_activation, slope, straight
from nnexplain.book.printed import Printed
from nnexplain.errors import InputError, plural
from nnexplain.notation.decimals import full, terminates
from nnexplain.record import Record

DRAWS = 400  # how many rows or columns are tried before the tidiest is taken
FINEST = 6  # decimals that a weight may need, where fewer are impossible
Vector = list[Fraction]


class Layer(Record):
    """A layer that was found: ``W`` is (outputs, inputs); ``b`` is None where just a gradient was asked for."""

    W: list[Vector]
    b: Vector | None
    activation: str = "identity"


class Wanted(Record):
    """What a layer's trace prints: its input, its output, the gradient at its output, the gradient at its input."""

    x: Vector | None
    y: list[Printed] | None
    activation: str = "identity"
    upstream: Vector | None = None
    gradient: Vector | None = None
    where: str = ""


def solve(wanted: Wanted, decimals: int, draw: random.Random) -> Layer:
    """One layer that gives what is wanted.

    >>> half, two = Fraction(1, 2), Printed(Decimal("0.3"), Decimal("0.1"))
    >>> layer = solve(Wanted([half, half], [two]), 1, random.Random(0))
    >>> sum(w * half for w in layer.W[0]) + layer.b[0]
    Fraction(3, 10)
    """
    if wanted.y is None:
        assert wanted.upstream is not None
        assert wanted.gradient is not None
        return Layer(_backward(wanted, wanted.upstream, wanted.gradient, decimals, draw), None)
    assert wanted.x is not None
    z = [pre_activation(wanted.activation, y, decimals, wanted.where) for y in wanted.y]
    if wanted.gradient is None:
        W = [_row(wanted.x, target, decimals, draw) for target in z]
    else:
        W = _backward(wanted, _delta(wanted, z), wanted.gradient, decimals, draw)
    return Layer(W, [target - dot(row, wanted.x) for row, target in zip(W, z, strict=True)], wanted.activation)


def dot(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    return sum((p * q for p, q in zip(a, b, strict=True)), Fraction(0))


def places(number: Fraction) -> int:
    """How many decimals a number has.

    >>> places(Fraction(3, 20)), places(Fraction(2))
    (2, 0)
    """
    text = full(float(number), number)
    return len(text.partition(".")[2]) if "." in text else 0


def _weight(decimals: int, draw: random.Random) -> Fraction:
    """A weight between −0.9 and 0.9, not 0; a whole one where there are no decimals."""
    scale = 10**decimals
    most = max(9 * scale // 10, 2)
    return Fraction(draw.choice((-1, 1)) * draw.randint(1, most), scale)


def _row(x: Vector, target: Fraction, decimals: int, draw: random.Random) -> Vector:
    """The row whose bias has the fewest decimals, and is smallest."""
    rows = ([_weight(decimals, draw) for _ in x] for _ in range(DRAWS // 8))
    return min(rows, key=lambda row: _untidy(target - dot(row, x)))


def _untidy(bias: Fraction) -> tuple[int, Fraction]:
    return places(bias), abs(bias)


def _delta(wanted: Wanted, z: Vector) -> Vector:
    """The gradient at the pre-activation: the one that comes in, times the activation's slope."""
    assert wanted.upstream is not None
    if wanted.activation not in straight(sloped=True):
        raise InputError(
            f"{wanted.where}--gradient cannot be met with {wanted.activation}, whose slope is no decimal; "
            f"--activation {' or '.join(straight(sloped=True))} can"
        )
    return [g * slope(wanted.activation, value) for g, value in zip(wanted.upstream, z, strict=True)]


def _backward(wanted: Wanted, delta: Vector, gradient: Vector, decimals: int, draw: random.Random) -> list[Vector]:
    """W with Wᵀ δ = d, a column for each entry of d."""
    columns = [_column(delta, target, decimals, draw, wanted, place) for place, target in enumerate(gradient)]
    return [list(row) for row in zip(*columns, strict=True)]


def _column(delta: Vector, target: Fraction, decimals: int, draw: random.Random, wanted: Wanted, place: int) -> Vector:
    """Weights w with Σ wᵢ δᵢ = d: all but one are drawn, the last is what is left over, if that has few decimals."""
    live = [index for index, value in enumerate(delta) if value]
    if not live:
        if target:
            raise InputError(f"{wanted.where}the gradient {_text(target)} (entry {place} of --gradient) cannot come "
                             "from a gradient of zeros: nothing flows back")  # fmt: skip
        return [_weight(decimals, draw) for _ in delta]
    for finer in range(decimals, FINEST + 1):
        if _reachable([delta[index] for index in live], target, finer):
            found = [_completed(delta, target, finer, draw, live) for _ in range(DRAWS)]
            tidy = [column for column in found if column is not None]
            if tidy:
                return min(tidy, key=lambda column: max(map(abs, column)))
    raise InputError(
        f"{wanted.where}no weights of up to {FINEST} decimals turn the gradient [{', '.join(map(_text, delta))}] into "
        f"{_text(target)} (entry {place} of --gradient)"
    )


def _reachable(delta: Vector, target: Fraction, decimals: int) -> bool:
    """Whether whole multiples of 10^−decimals can do it: the greatest common measure must go into d."""
    scale = math.lcm(*(value.denominator for value in [*delta, target]))
    measure = math.gcd(*(int(value * scale) for value in delta))
    return bool(int(target * scale) * 10**decimals % measure == 0)


def _completed(delta: Vector, target: Fraction, decimals: int, draw: random.Random, live: list[int]) -> Vector | None:
    column = [_weight(decimals, draw) for _ in delta]
    pivot = min(live, key=lambda index: (abs(delta[index]).numerator, abs(delta[index])))
    rest = target - sum((w * g for index, (w, g) in enumerate(zip(column, delta, strict=True)) if index != pivot),
                        Fraction(0))  # fmt: skip
    column[pivot] = rest / delta[pivot]
    return column if terminates(column[pivot]) and places(column[pivot]) <= decimals else None


def _text(number: Fraction) -> str:
    return full(float(number), number).replace("-", "−")


def trace(
    inputs: Vector | None,
    outputs: Sequence[list[Printed]],
    activations: Sequence[str],
    upstream: Vector | None,
    gradients: Sequence[Vector],
    decimals: int,
    seed: int,
) -> list[Layer]:
    """A stack of layers: each takes the printed output of the one before it, and hands its gradient back to it.

    ``gradients`` belong to the inputs of the last layers, in the order of the layers.
    """
    draw = random.Random(seed)
    if not outputs:
        assert upstream is not None
        return [solve(Wanted(None, None, upstream=upstream, gradient=gradients[0]), decimals, draw)]
    count = len(outputs)
    backs: list[Vector | None] = [*[None] * (count - len(gradients)), *gradients]
    layers = []
    for place, (y, activation) in enumerate(zip(outputs, activations, strict=True)):
        x = inputs if place == 0 else [Fraction(value.value) for value in outputs[place - 1]]
        incoming = upstream if place == count - 1 else backs[place + 1]
        where = f"layer {place + 1}: " if count > 1 else ""
        _fits(x, y, incoming, backs[place], where)
        layers.append(solve(Wanted(x, y, activation, incoming, backs[place], where), decimals, draw))
    return layers


def _fits(x: Any, y: Any, incoming: Any, back: Any, where: str) -> None:
    """Gradients have the length of what they belong to."""
    for name, one, other, what in (("--upstream", incoming, y, "output"), ("--gradient", back, x, "input")):
        if one is not None and len(one) != len(other):
            raise InputError(f"{where}{name} has {plural(len(one), 'entry')}, but the {what} has {len(other)}")
