"""Bars that lie below each other, each with its name before it and its number behind."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from nnexplain.plots.canvas import BLUE, SIZE, Canvas, fitted, measured

WIDTH = 480.0
_ROW, _THICK, _MARGIN, _WIDEST_NAME = 26.0, 16.0, 14.0, 150.0


class Bar(NamedTuple):
    """``text`` is the number as it is shown; ``note`` is said behind it."""

    name: str
    value: float
    text: str
    note: str = ""
    color: str = BLUE


class Group(NamedTuple):
    """Bars under a heading ("": none), and what is said below them of those that are left out."""

    heading: str
    bars: Sequence[Bar]
    rest: str = ""


def bars(title: str, description: str, groups: Sequence[Group], least: float = 0.0, most: float = 0.0) -> Canvas:
    """The groups below each other, all on one scale, which goes from ``least`` to ``most`` at least."""
    every = [bar for group in groups for bar in group.bars]
    finite = [bar.value for bar in every if math.isfinite(bar.value)]
    low, high = min([0.0, least, *finite]), max([0.0, most, *finite])
    lines = sum(len(group.bars) + bool(group.heading) + bool(group.rest) for group in groups)
    canvas = Canvas(WIDTH, _ROW * lines + 2 * _MARGIN, title, description)
    left = _MARGIN + min(_WIDEST_NAME, max([measured(bar.name) for bar in every], default=0)) + 10
    right = WIDTH - _MARGIN - max([measured(_behind(bar)) for bar in every], default=0) - 8
    spread = (high / 2 - low / 2) * 2
    unit = (right - left) / spread if 0 < spread < math.inf else 0.0
    zero = left - low * unit
    down = _MARGIN
    for group in groups:
        if group.heading:
            canvas.text((_MARGIN, down + 18), group.heading, anchor="start", bold=True)
            down += _ROW
        if group.bars:
            canvas.line((zero, down + 2), (zero, down + _ROW * len(group.bars) - 2), width=1, faint=True)
        for bar in group.bars:
            _draw(canvas, bar, (left, zero, unit), down)
            down += _ROW
        if group.rest:
            canvas.text((left, down + 18), group.rest, anchor="start", faint=True)
            down += _ROW
    return canvas


def _draw(canvas: Canvas, bar: Bar, scale: tuple[float, float, float], down: float) -> None:
    left, zero, unit = scale
    length = bar.value * unit if math.isfinite(bar.value) else 0.0
    corner = min(zero, zero + length), down + (_ROW - _THICK) / 2
    middle = down + _ROW / 2 + SIZE * 0.36
    canvas.text((left - 8, middle), fitted(bar.name, _WIDEST_NAME), anchor="end")
    canvas.rectangle(corner, abs(length), _THICK, bar.color, fill=bar.color, opacity=0.75)
    canvas.text((max(zero, zero + length) + 7, middle), _behind(bar), anchor="start")


def _behind(bar: Bar) -> str:
    return f"{bar.text} {bar.note}".rstrip()
