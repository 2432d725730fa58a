"""Shapes of what is given: in words, in as many axes as are taken, and with axes that agree."""

from __future__ import annotations

from collections.abc import Collection

from nnexplain.arrays import Shape, by, turned
from nnexplain.errors import InputError, plural
from nnexplain.inputs.numbers import Quantity


def fit(quantity: Quantity, ranks: Collection[int], option: str) -> Quantity:
    """The array in an allowed number of axes: a lone number may be a vector of one, a vector a one-row matrix."""
    array, inexact = quantity.array, quantity.inexact
    if quantity.loose and array.ndim == 2 and 1 in ranks and (array.shape[0] == 1 or 2 not in ranks):
        inexact = frozenset((max(index),) for index in inexact)
        array = array.reshape(-1)
    if quantity.loose and array.size == 1 and 0 in ranks and array.ndim == 1:
        array, inexact = array.reshape(()), frozenset(() for _ in inexact)
    while array.ndim not in ranks and array.ndim < max(ranks):
        array = array[None]
        inexact = frozenset((0, *index) for index in inexact)
    if array.ndim not in ranks:
        wanted = " or ".join(_KINDS[rank] for rank in sorted(ranks))
        hint = "; a vector is written with commas, as in 1,2" if max(ranks) == 1 and 1 in array.shape[:2] else ""
        raise InputError(f"{option} is {described(array.shape)}; give {wanted}{hint}")
    return Quantity(array, inexact)


_KINDS = {0: "a number", 1: "a vector", 2: "a matrix"}


def described(shape: Shape) -> str:
    """What an array of that shape is called.

    >>> described(()), described((2,)), described((2, 3))
    ('a single number', 'a vector of 2 entries', 'a matrix of 2 × 3')
    """
    if len(shape) < 2:
        return f"a vector of {plural(shape[0], 'entry')}" if shape else "a single number"
    return f"{'a matrix' if len(shape) == 2 else 'an array'} of {by(shape)}"


def lengths(shape: Shape, place: int, *, noun: str = "") -> str:
    """What numbers along an axis: 3 entries of a vector, 2 rows or 3 columns of a matrix.

    >>> lengths((3,), 0), lengths((2, 3), 1), lengths((2, 3), 1, noun="column")
    ('3 entries', '3 columns', '3')
    """
    own = "entry" if len(shape) == 1 else ("row", "column")[place]
    return str(shape[place]) if noun == own else plural(shape[place], own)


class Axes:
    """Axes of one name have one length over all inputs; ``first`` has who set it: its name, shape, and the axis."""

    def __init__(self) -> None:
        self.first: dict[str, tuple[str, Shape, int]] = {}

    def agree(self, option: str, form: str, shape: Shape) -> None:
        """``form`` names the axes of an input of that shape; a digit or a name with ``*`` stands for any length."""
        for place, letter in enumerate(form.split()):
            if not letter.isdigit() and not letter.startswith("*"):
                other, there, at = self.first.setdefault(letter, (option, shape, place))
                if there[at] != shape[place]:
                    raise InputError(_mismatch((other, there, at), (option, shape, place)))

    def shape(self, form: str) -> Shape | None:
        """The shape that a form stands for; None as long as an axis of it has no length."""
        found = [self.first[letter] for letter in form.split() if letter in self.first]
        return tuple(there[at] for _, there, at in found) if len(found) == len(form.split()) else None


def _mismatch(first: tuple[str, Shape, int], second: tuple[str, Shape, int]) -> str:
    (one, there, at), (other, here, place) = first, second
    noun = "entry" if len(there) == 1 else ("row", "column")[at]
    hint = turned(here, place, there[at], f"the transpose of {other}")
    hint = hint or turned(there, at, here[place], f"the transpose of {one}")
    return f"{one} has {lengths(there, at)} but {other} has {lengths(here, place, noun=noun)}{hint}"
