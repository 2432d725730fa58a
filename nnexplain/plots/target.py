"""The class that a prediction was meant to be."""

from __future__ import annotations

import numpy as np

from nnexplain.arrays import Index, Shape
from nnexplain.errors import InputError
from nnexplain.models.targets import class_indices, is_soft
from nnexplain.worked.example import WorkedExample


def target_of(example: WorkedExample, shape: Shape, row: Index = ()) -> int | None:
    """The target class of a row of probabilities of that shape; None where none is given, or several are."""
    given = example.inputs.get("target")
    try:
        target = np.asarray(given, dtype=float)
        if given is None or not target.size or is_soft(target, shape):
            return None
        places = np.asarray(class_indices(target, shape, "target"))
    except (InputError, TypeError, ValueError):
        return None
    return int(places[row]) if places.shape == shape[:-1] else None
