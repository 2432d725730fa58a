"""Shapes of what is given: in words, and in as many axes as are taken."""

from __future__ import annotations

from nnexplain.errors import InputError, plural
from nnexplain.inputs.numbers import Quantity


def fit(quantity: Quantity, ranks: set[int], option: str) -> Quantity:
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


def described(shape: tuple[int, ...]) -> str:
    """What an array of that shape is called.

    >>> described(()), described((2,)), described((2, 3))
    ('a single number', 'a vector of 2 entries', 'a matrix of 2 × 3')
    """
    if len(shape) < 2:
        return f"a vector of {plural(shape[0], 'entry')}" if shape else "a single number"
    return f"{'a matrix' if len(shape) == 2 else 'an array'} of {' × '.join(map(str, shape))}"
