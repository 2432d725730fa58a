"""A path in a table: what each step came to, one row for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnexplain.formats.table.steps import Pen
from nnexplain.formats.table.views import bar
from nnexplain.notation.decimals import shown_exactly
from nnexplain.notation.unicode import symbol_text
from nnexplain.worked.example import Step

MOST_ROWS = 12
_BAR = 16
_BAR_OF = "loss_path"


def path_block(steps: Sequence[Step], pen: Pen) -> list[Any]:
    """The paths side by side (one may be shorter), with a bar for the loss."""
    first, last = steps[0].number, steps[-1].number
    numbers = f"{first}" if first == last else f"{first}–{last}"
    table = pen.table()
    table.add_column("after step", justify="right")
    for step in steps:
        sign = "" if _is_exact(step, pen) else "≈ "
        base = step.symbol.base if step.symbol.over is None else symbol_text(step.symbol)
        table.add_column(pen.text(f"{sign}{base}"), justify="right")
    barred = next((step for step in steps if step.name == _BAR_OF and _has_bars(step)), None)
    if barred is not None:
        table.add_column("")
    length = max(len(step.value) for step in steps)
    for place in _rows(length):
        if place is None:
            table.add_row(*[pen.text("…", "dim")] * (len(steps) + 1))
            continue
        shown = [_number(step, place, pen) for step in steps]
        table.add_row(str(place), *shown, *([] if barred is None else [_bar(barred, place, pen)]))
    return [pen.text(f"the path (steps {numbers})", "bold"), pen.fitted(table)]


def _rows(length: int) -> list[int | None]:
    if length <= MOST_ROWS:
        return list(range(length))
    return [*range(MOST_ROWS - 3), None, length - 2, length - 1]


def _number(step: Step, place: int, pen: Pen) -> Any:
    if place >= len(step.value):
        return ""
    leaf = step.cell((place,)).result
    return pen.text(pen.notation.number(float(step.value[place]), leaf.exact))


def _is_exact(step: Step, pen: Pen) -> bool:
    rows = (place for place in _rows(len(step.value)) if place is not None)
    return all(shown_exactly(step.cell((place,)).result.exact, pen.options.precision) for place in rows)


def _bar(step: Step, place: int, pen: Pen) -> Any:
    return pen.text(bar(float(step.value[place] / step.value.max()), _BAR), "cyan")


def _has_bars(step: Step) -> bool:
    return bool(np.isfinite(step.value).all() and step.value.min() >= 0 and step.value.max() > 0)
