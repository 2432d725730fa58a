"""Arrays of numbers and the places in them."""

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


def indices(shape: tuple[int, ...]) -> Iterator[Index]:
    """Every index of an array of that shape, row by row."""
    return itertools.product(*map(range, shape))
