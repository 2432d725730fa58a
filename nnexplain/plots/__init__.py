"""Pictures of worked examples, drawn as SVG: one file a picture, found by file name. They show; they compute nothing.

A picture's file begins with what it draws, and has ``draw(example, notation)``: a canvas, or None where the picture
does not belong to that example. Numbers are written by ``notation``, as the page writes them. A file without ``draw``
helps the others.

In order: neuron, layers, transformer, boundary, shares, surprise, descent, moves, heat, training, curve, bend, spread,
flow, loop. Others stand after these.

May import: arrays, discovery, errors, models, notation, visible, worked.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from nnexplain.discovery import choices
from nnexplain.errors import InputError
from nnexplain.notation.unicode import Unicode
from nnexplain.plots.canvas import Canvas

if TYPE_CHECKING:
    from nnexplain.worked.example import WorkedExample

_HEADING, _GAP = 28.0, 16.0  # above each of several pictures, and between them


def pictures(example: WorkedExample, precision: int = 4) -> list[Canvas]:
    """The pictures that belong to the example, the leading one first; each says in its title what it is."""
    notation = Unicode(precision)
    modules = [import_module(f"{__name__}.{name.replace('-', '_')}") for name in choices("plots")]
    drawn = [module.draw(example, notation) for module in modules if hasattr(module, "draw")]
    return [canvas for canvas in drawn if canvas is not None]


def picture(example: WorkedExample, precision: int = 4) -> Canvas:
    """All of them on one sheet, below each other, each under its title."""
    found = pictures(example, precision)
    if not found:
        raise InputError(f"there is no picture of this example of {example.command}")
    width = max(canvas.width for canvas in found)
    height = sum(_HEADING + canvas.height for canvas in found) + _GAP * (len(found) - 1)
    sheet = Canvas(width, height, example.title, " ".join(_told(canvas) for canvas in found))
    down = 0.0
    for canvas in found:
        sheet.text((width / 2, down + 19), canvas.title, bold=True, size=15)
        sheet.place(canvas, ((width - canvas.width) / 2, down + _HEADING))
        down += _HEADING + canvas.height + _GAP
    return sheet


def _told(canvas: Canvas) -> str:
    """Its title and description as sentences."""
    texts = filter(None, (canvas.title, canvas.description))
    return " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in texts)
