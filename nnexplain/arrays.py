"""Arrays of numbers, the places in them, and their shapes in words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]
else:
    Array = np.ndarray
Index = tuple[int, ...]
Shape = tuple[int, ...]
Number = float | Array  # a value as Python users expect it


def indices(shape: Shape) -> Iterator[Index]:
    """Every index of an array of that shape, row by row."""
    return itertools.product(*map(range, shape))


def normal(value: Array) -> Number:
    """A value as Python users expect it: a float, or an array; −0 is 0."""
    if value.ndim == 0:
        return float(value) + 0.0
    return value + 0.0 if (np.signbit(value) & (value == 0)).any() else value


def by(shape: Shape) -> str:
    """``2 × 3``."""
    return " × ".join(map(str, shape))


def turned(shape: Shape, place: int, length: int, what: str = "its transpose") -> str:
    """A hint where a matrix whose axis at that place should have another length has it along the other.

    >>> turned((2, 3), 1, 2, "the transpose of W"), turned((2, 3), 1, 4)
    ('; the transpose of W would fit', '')
    """
    return f"; {what} would fit" if len(shape) == 2 and shape[1 - place] == length else ""


MOST = 8  # entries of an axis that are shown before the rest is counted


def most_of(size: int, most: int = MOST) -> int:
    """How many of so many entries are shown: all of them where only one would be left out.

    >>> most_of(8), most_of(9), most_of(10)
    (8, 9, 8)
    """
    return size if size <= most + 1 else most
