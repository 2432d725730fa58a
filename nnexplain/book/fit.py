"""Weights behind a trace: few-decimal W and b with which the printed values really come out, layer after layer.

Forward, any W will do: the bias b = z − W x makes the outputs exact. Backward, W must turn the gradient at the
pre-activation, δ, into the gradient that is printed for the layer's input: Wᵀ δ = d, a column at a time. All of it is
exact arithmetic on fractions.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from nnexplain.book.inverse import pre_activation, slope, straight
from nnexplain.book.printed import Printed
from nnexplain.errors import InputError, plural
from nnexplain.notation.decimals import full, terminates
from nnexplain.notation.unicode import Unicode

DRAWS = 400  # how many rows or columns are tried before the tidiest is taken
FINEST = 6  # decimals that a weight may need, where fewer are impossible
Vector = list[Fraction]
Numbers = list[Printed]


class Wanted(NamedTuple):
    """What a trace prints: what goes in, each layer's output, and the gradients from the last output back.

    ``gradients`` belong to the inputs of the last layers, in the order of the layers; there is an ``upstream``
    where there are some. Without ``outputs`` there is one layer, and just its gradient is asked for.
    """

    inputs: Numbers
    outputs: list[Numbers]
    activations: list[str]
    upstream: Numbers
    gradients: list[Numbers]


class FittedLayer(NamedTuple):
    """A layer that was found: ``W`` is (outputs, inputs); ``b`` is None where just a gradient was asked for."""

    W: list[Vector]
    b: Vector | None
    activation: str = "identity"


def fit_layers(wanted: Wanted, decimals: int, seed: int) -> list[FittedLayer]:
    """A stack of layers: each takes the printed output of the one before it, and hands its gradient back to it.

    >>> from nnexplain.book.printed import as_printed
    >>> half, third = as_printed("0.5"), as_printed("0.3")
    >>> (layer,) = fit_layers(Wanted([half, half], [[third]], ["identity"], [], []), 1, seed=0)
    >>> sum(w * half.exact for w in layer.W[0]) + layer.b[0]
    Fraction(3, 10)
    """
    search = _Search(decimals, random.Random(seed))
    if not wanted.outputs:
        return [FittedLayer(search.matrix(exact(wanted.upstream), exact(wanted.gradients[0])), None)]
    count = len(wanted.outputs)
    backs = [*[[]] * (count - len(wanted.gradients)), *wanted.gradients, wanted.upstream]
    layers, x = [], wanted.inputs
    for place, (y, activation) in enumerate(zip(wanted.outputs, wanted.activations, strict=True)):
        try:
            layers.append(search.layer(x, y, activation, backs[place + 1], backs[place]))
        except InputError as error:
            raise InputError(f"{layer_of(place, count)}{error}") from None
        x = y
    return layers


def layer_of(place: int, count: int) -> str:
    """What a message begins with where there are several layers."""
    return f"layer {place + 1}: " if count > 1 else ""


def exact(numbers: Sequence[Printed]) -> Vector:
    return [number.exact for number in numbers]


def places(number: Fraction) -> int:
    """How many decimals a number has.

    >>> places(Fraction(3, 20)), places(Fraction(2))
    (2, 0)
    """
    return len(full(float(number), number).partition(".")[2])


def _dot(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    return sum((p * q for p, q in zip(a, b, strict=True)), Fraction(0))


def _text(number: Fraction) -> str:
    return Unicode().figures(full(float(number), number))


class _Search(NamedTuple):
    """Draws weights of so many decimals, and keeps the tidiest that do."""

    decimals: int
    draw: random.Random

    def layer(self, x: Numbers, y: Numbers, activation: str, upstream: Numbers, back: Numbers) -> FittedLayer:
        """A layer that gives ``y`` for ``x``, and ``back`` for ``upstream`` where that is asked for."""
        _check_length("--upstream", upstream, "output", y)
        _check_length("--gradient", back, "input", x)
        z = [pre_activation(activation, value, self.decimals) for value in y]
        if back:
            W = self.matrix(_delta(activation, exact(upstream), z), exact(back))
        else:
            W = [self.row(exact(x), target) for target in z]
        return FittedLayer(W, [target - _dot(row, exact(x)) for row, target in zip(W, z, strict=True)], activation)

    def weight(self, decimals: int) -> Fraction:
        """A weight between −0.9 and 0.9, not 0; a whole one where there are no decimals."""
        scale = 10**decimals
        most = max(9 * scale // 10, 2)
        return Fraction(self.draw.choice((-1, 1)) * self.draw.randint(1, most), scale)

    def row(self, x: Vector, target: Fraction) -> Vector:
        """The row whose bias has the fewest decimals, and is smallest."""

        def untidy(row: Vector) -> tuple[int, Fraction]:
            bias = target - _dot(row, x)
            return places(bias), abs(bias)

        return min(([self.weight(self.decimals) for _ in x] for _ in range(DRAWS // 8)), key=untidy)

    def matrix(self, delta: Vector, gradient: Vector) -> list[Vector]:
        """W with Wᵀ δ = d, a column for each entry of d."""
        columns = [self.column(delta, target, place) for place, target in enumerate(gradient)]
        return [list(row) for row in zip(*columns, strict=True)]

    def column(self, delta: Vector, target: Fraction, place: int) -> Vector:
        """Weights w with Σ wᵢ δᵢ = d, of as few decimals as do; of those that do, the column with the smallest."""
        live = [value for value in delta if value]
        if not live:
            if target:
                raise InputError(f"the gradient {_text(target)} (entry {place} of --gradient) cannot come "
                                 "from a gradient of zeros: nothing flows back")  # fmt: skip
            return [self.weight(self.decimals) for _ in delta]
        for decimals in range(self.decimals, FINEST + 1):
            if _reachable(live, target, decimals):
                found = [self.completed(delta, target, decimals) for _ in range(DRAWS)]
                tidy = [column for column in found if column is not None]
                if tidy:
                    return min(tidy, key=lambda column: max(map(abs, column)))
        raise InputError(f"no weights of up to {FINEST} decimals turn the gradient [{', '.join(map(_text, delta))}] "
                         f"into {_text(target)} (entry {place} of --gradient)")  # fmt: skip

    def completed(self, delta: Vector, target: Fraction, decimals: int) -> Vector | None:
        """Drawn weights, but for the one that makes the sum come out; None where that has more decimals."""
        column = [self.weight(decimals) for _ in delta]
        live = [index for index, value in enumerate(delta) if value]
        pivot = min(live, key=lambda index: (abs(delta[index]).numerator, abs(delta[index])))
        column[pivot] = Fraction(0)
        column[pivot] = (target - _dot(column, delta)) / delta[pivot]
        return column if terminates(column[pivot]) and places(column[pivot]) <= decimals else None


def _check_length(option: str, given: Numbers, what: str, beside: Numbers) -> None:
    """Gradients have the length of what they belong to."""
    if given and len(given) != len(beside):
        raise InputError(f"{option} has {plural(len(given), 'entry')}, but the {what} has {len(beside)}")


def _delta(activation: str, upstream: Vector, z: Vector) -> Vector:
    """The gradient at the pre-activation: the one that comes in, times the activation's slope."""
    if activation not in straight(sloped=True):
        raise InputError(f"--gradient cannot be met with {activation}, whose slope is no decimal; "
                         f"--activation {' or '.join(straight(sloped=True))} can")  # fmt: skip
    return [g * slope(activation, value) for g, value in zip(upstream, z, strict=True)]


def _reachable(live: Vector, target: Fraction, decimals: int) -> bool:
    """Whether whole multiples of 10^−decimals can do it: the greatest common measure must go into d."""
    scale = math.lcm(*(value.denominator for value in [*live, target]))
    measure = math.gcd(*(int(value * scale) for value in live))
    return bool(int(target * scale) * 10**decimals % measure == 0)
