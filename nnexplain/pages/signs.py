"""Bars and curves made of signs, for formats that have only text."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nnexplain.arrays import Array
from nnexplain.pages.blocks import Bar

_LEVELS = "▁▂▃▄▅▆▇█"


def heights(values: Array, most: int) -> tuple[float, ...]:
    """A curve's heights between its smallest value (0) and its largest (1), so many at most.

    >>> heights(np.array([4.0, 2.0, 1.0, 0.0]), 10)
    (1.0, 0.5, 0.25, 0.0)
    """
    if len(values) > most:
        values = values[np.linspace(0, len(values) - 1, most).round().astype(int)]
    finite = values[np.isfinite(values)]
    low, span = (float(finite.min()), float(np.ptp(finite)) or 1.0) if finite.size else (0.0, 1.0)
    return tuple(float((value - low) / span) for value in finite)


def curve(heights: Iterable[float]) -> str:
    """A curve as one line of blocks.

    >>> curve(heights(np.array([4.0, 2.0, 1.0, 0.5]), 10))
    '█▄▂▁'
    """
    return "".join(_LEVELS[round(height * (len(_LEVELS) - 1))] for height in heights)


def bar(bar: Bar) -> str:
    """A bar as whole blocks.

    >>> bar(Bar(0.5, 4))
    '██'
    """
    return "█" * round(bar.length * bar.most)
