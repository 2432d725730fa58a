"""A sheet to draw on, that becomes SVG: lines, shapes and words in the reader's own colour and five others.

Text stays text. What is drawn in no colour of its own has the colour of the page's text (``currentColor``), so that a
picture is at home on a light page and on a dark one; the others are those of Okabe and Ito, which people who confuse
red and green can tell apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TypeAlias
from unicodedata import combining, east_asian_width

from nnexplain.visible import visible

INK = "currentColor"
BLUE, ORANGE, GREEN, RED, PURPLE = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7"
FONT = "system-ui, 'DejaVu Sans', Arial, sans-serif"
SIZE = 14.0  # of a text, in user units
Point: TypeAlias = tuple[float, float]


class Canvas:
    """So many units wide and high, the origin at the top left; ``title`` and ``description`` tell it in words."""

    def __init__(self, width: float, height: float, title: str, description: str = "") -> None:
        self.width, self.height, self.title, self.description = width, height, title, description
        self._parts: list[str] = []

    def line(self, start: Point, end: Point, color: str = INK, *, width: float = 1.5, faint: bool = False,
             dashed: bool = False) -> None:  # fmt: skip
        """A straight line."""
        self.path([start, end], color, width=width, faint=faint, dashed=dashed)

    def path(self, points: Sequence[Point], color: str = INK, *, width: float = 1.5, faint: bool = False,
             dashed: bool = False, fill: str = "none", closed: bool = False) -> None:  # fmt: skip
        """A line through points; ``closed`` it is a shape, which ``fill`` may fill."""
        steps = " ".join(f"{'L' if place else 'M'}{_n(x)} {_n(y)}" for place, (x, y) in enumerate(points))
        self._add("path", {
            "d": f"{steps}{' Z' if closed else ''}", "fill": fill, "stroke": color, "stroke-width": _n(width),
            "stroke-linejoin": "round", "opacity": "0.35" if faint else "", "stroke-dasharray": "5 4" if dashed else "",
        })  # fmt: skip

    def arrow(self, start: Point, end: Point, color: str = INK, *, width: float = 1.5, faint: bool = False) -> None:
        """A line with a head at its end."""
        (x, y), (to_x, to_y) = start, end
        length = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5 or 1.0
        across, along = (to_x - x) / length, (to_y - y) / length
        back = to_x - 8 * across, to_y - 8 * along
        self.line(start, back, color, width=width, faint=faint)
        sides = [(back[0] - 4 * along, back[1] + 4 * across), end, (back[0] + 4 * along, back[1] - 4 * across)]
        self.path(sides, color, width=0.5, faint=faint, fill=color, closed=True)

    def rectangle(self, corner: Point, width: float, height: float, color: str = INK, *, fill: str = "none",
                  opacity: float = 1.0, round: float = 0.0) -> None:  # fmt: skip
        """A rectangle from its upper left corner; ``opacity`` is that of what fills it."""
        self._add("rect", {
            "x": _n(corner[0]), "y": _n(corner[1]), "width": _n(width), "height": _n(height), "fill": fill,
            "stroke": color, "fill-opacity": "" if opacity == 1 else _n(opacity), "rx": _n(round) if round else "",
        })  # fmt: skip

    def circle(self, centre: Point, radius: float, color: str = INK, *, fill: str = "none", opacity: float = 1.0,
               width: float = 1.5) -> None:  # fmt: skip
        """A circle; ``opacity`` is that of what fills it."""
        self._add("circle", {
            "cx": _n(centre[0]), "cy": _n(centre[1]), "r": _n(radius), "fill": fill, "stroke": color,
            "stroke-width": _n(width), "fill-opacity": "" if opacity == 1 else _n(opacity),
        })  # fmt: skip

    def text(self, at: Point, words: str, color: str = INK, *, anchor: str = "middle", size: float = SIZE,
             bold: bool = False, faint: bool = False, turned: float = 0.0, kind: str = "") -> None:  # fmt: skip
        """Words on the line that begins, is centred or ends at a point (``anchor``: start, middle, end).

        ``kind`` says what they are where they are no value of the example: ``scale`` for the numbers along an axis.
        """
        turn = f"rotate({_n(turned)} {_n(at[0])} {_n(at[1])})" if turned else ""
        self._add("text", {
            "x": _n(at[0]), "y": _n(at[1]), "fill": color, "text-anchor": anchor, "font-size": _n(size),
            "font-weight": "bold" if bold else "", "opacity": "0.7" if faint else "", "transform": turn,
            "class": kind,
        }, escape(visible(words), quote=False))  # fmt: skip

    def place(self, other: Canvas, at: Point) -> None:
        """All that is on another canvas, its upper left corner at that point."""
        self._parts += [f'<g transform="translate({_n(at[0])} {_n(at[1])})">', *other._parts, "</g>"]

    def svg(self, name: str = "picture") -> str:
        """The picture as an ``<svg>`` element that stands by itself in a file or within a page.

        ``name`` begins the ids of its title and description, which a page with several pictures must tell apart.
        """
        ids = f"{name}-title" + (f" {name}-description" if self.description else "")
        told = f'<title id="{name}-title">{escape(self.title, quote=False)}</title>'
        if self.description:
            told += f'<desc id="{name}-description">{escape(self.description, quote=False)}</desc>'
        size = f"{_n(self.width)} {_n(self.height)}"
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{_n(self.width)}" '
            f'height="{_n(self.height)}" role="img" aria-labelledby="{ids}" font-family="{FONT}">'
        )
        return "\n".join([head, told, *self._parts, "</svg>\n"])

    def _add(self, tag: str, attributes: Mapping[str, str], inside: str = "") -> None:
        written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items() if value)
        self._parts.append(f"<{tag}{written}>{inside}</{tag}>" if inside else f"<{tag}{written}/>")


def measured(words: str, size: float = SIZE, bold: bool = False) -> float:
    """About how wide words are in a common font, rather a little more than less.

    >>> measured("w₁ = −0.25") > measured("w = 0.2"), round(measured("0.15", 10))
    (True, 22)
    """
    return sum(map(_breadth, visible(words))) * size * (1.08 if bold else 1.0)


def fitted(words: str, width: float, size: float = SIZE) -> str:
    """Words cut to a width.

    >>> fitted("a long name of a token", 80)
    'a long n…'
    """
    words = visible(words)
    if measured(words, size) <= width:
        return words
    while words and measured(words + "…", size) > width:
        words = words[:-1]
    return words + "…"


def _breadth(sign: str) -> float:
    if combining(sign):
        return 0.0
    if east_asian_width(sign) in "WF":
        return 1.05
    return 0.38 if sign in _NARROW else 0.95 if sign in "mwMW…—%@" else 0.7 if sign.isupper() else 0.62


_NARROW = frozenset(" .,:;|!'()[]ijlItfr₁ᵢⱼ·")


def _n(value: float) -> str:
    """A length in hundredths of a unit."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
