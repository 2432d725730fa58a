"""A training in a table: a row for each epoch, a bar for the loss, and the whole curve in one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnexplain.formats.table.path import MOST_ROWS
from nnexplain.formats.table.steps import Pen
from nnexplain.formats.table.views import bar
from nnexplain.worked.example import Step

_BAR = 24
_CURVE = 60
_LEVELS = "▁▂▃▄▅▆▇█"


def epochs_block(steps: Sequence[Step], pen: Pen) -> list[Any]:
    """The loss before training and after each epoch, with the gradient's length in it."""
    losses = next((step for step in steps if step.name == "losses"), None)
    norms = next((step for step in steps if step.name == "gradient_norms"), None)
    length = len(losses.value) if losses is not None else len(steps[0].value) + 1
    table = pen.table()
    table.add_column("epoch", justify="right")
    if losses is not None:
        table.add_column(pen.text("≈ loss"), justify="right")
        table.add_column("")
    if norms is not None:
        table.add_column(pen.text("≈ mean gradient length"), justify="right")
    for place in _rows(length):
        if place is None:
            table.add_row(*[pen.text("…", "dim")] * (1 + 2 * (losses is not None) + (norms is not None)))
            continue
        cells = [str(place)]
        if losses is not None:
            cells += [_number(losses, place, pen), _share(losses, place, pen)]
        if norms is not None:
            cells += [_number(norms, place - 1, pen)]
        table.add_row(*(pen.text(cell) for cell in cells))
    parts: list[Any] = [pen.fitted(table)]
    if losses is not None and len(losses.value) > 2:
        parts.append(pen.text(f"loss  {curve(losses.value, min(_CURVE, pen.width - 6))}", "cyan"))
    return parts


def _rows(length: int) -> list[int | None]:
    """The first epochs, some on the way, and the last; None stands for those between."""
    if length <= MOST_ROWS:
        return list(range(length))
    on_the_way = np.unique(np.geomspace(1, length - 1, MOST_ROWS - 2).round().astype(int))
    rows: list[int | None] = [0]
    for place in map(int, on_the_way):
        last = rows[-1]
        if last is not None and place > last + 1:
            rows.append(None)
        rows.append(place)
    return rows


def _number(step: Step, place: int, pen: Pen) -> str:
    if not 0 <= place < len(step.value):
        return ""
    return pen.notation.number(float(step.value[place]), None)


def _share(step: Step, place: int, pen: Pen) -> str:
    finite = step.value[np.isfinite(step.value)]
    top = float(finite.max()) if finite.size else 0.0
    value = float(step.value[place])
    return bar(value / top, _BAR) if np.isfinite(value) and top > 0 else ""


def curve(values: Any, most: int) -> str:
    """A curve as one line of blocks, from the smallest value to the largest.

    >>> curve([4.0, 2.0, 1.0, 0.5], 10)
    '█▄▂▁'
    """
    values = np.asarray(values, dtype=float)
    if len(values) > most:
        values = values[np.linspace(0, len(values) - 1, most).round().astype(int)]
    finite = values[np.isfinite(values)]
    if not finite.size:
        return ""
    low, span = float(finite.min()), float(np.ptp(finite))
    levels = (round((value - low) / span * 7) if span else 0 for value in finite)
    return "".join(_LEVELS[level] for level in levels)
