"""Random inputs of operations. Entries are distinct and keep away from 0, where several functions have a kink."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.graph import Op


class Draw:
    """What an operation's sample asks for its arrays: ``draw(2, 3, low=0.5, high=3)``, ``draw.choice([...])``."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def __call__(self, *shape: int, low: float = -2.0, high: float = 2.0) -> Array:
        """Entries at least a twentieth of a slot apart, in any order."""
        count = int(np.prod(shape))
        slots = 4 * count + 5
        centres = low + (np.arange(slots) + 0.5) * (high - low) / slots
        centres = centres[np.abs(centres) > (high - low) / slots]
        chosen = self.rng.choice(centres, count, replace=False)
        jitter = self.rng.uniform(-0.45, 0.45, count) * (high - low) / slots
        return np.asarray((chosen + jitter).reshape(shape), dtype=np.float64)

    def choice(self, options: Sequence[Any]) -> Any:
        return options[int(self.rng.integers(len(options)))]


def sample(op: Op, seed: int) -> tuple[list[Array], dict[str, Any]]:
    """Arrays and parameters for one run of an operation."""
    arrays, params = op.drawn(Draw(seed))
    return [np.asarray(array, dtype=np.float64) for array in arrays], params
