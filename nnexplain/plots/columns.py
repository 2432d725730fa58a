"""Units in columns with the connections between them: how layers are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite

from nnexplain.arrays import most_of
from nnexplain.plots.boxes import LOSS, SMALL, TINT, middle, widest
from nnexplain.plots.canvas import BLUE, INK, RED, Canvas, measured
from nnexplain.worked.declared import Declared

MOST_NUMBERED = 4  # inputs or outputs of a layer whose weights are written on their lines
_MARGIN, _LINE, _PAD = 14.0, 16.0, 8.0
_HEAD, _NOTE = 13.0, 11.0  # sizes of the texts above a column
_EDGE, _LEAST_WIDE, _WIDEST = 12.0, 56.0, 900.0  # size of a weight; room for lines; width of a picture with numbers


class Unit(Declared):
    """A unit: lines of a name and a number; one with a ``mark`` is the one that was meant."""

    lines: Sequence[tuple[str, str]]
    mark: bool = False


class Links(Declared):
    """The lines that come to a column from one before it (the last, or ``back`` columns earlier).

    ``weight`` gives the number on the line from one unit to another and its text; None draws them without any.
    ``each``: from every unit only to that beside it.
    """

    weight: Callable[[int, int], tuple[float, str]] | None = None
    each: bool = False


class Column(Declared):
    """Units below each other, of which the first are shown, and what is said above them."""

    heads: Sequence[str]
    units: Callable[[int], Unit]
    size: int
    color: str = INK
    links: Links = Links()

    @property
    def shown(self) -> int:
        return most_of(self.size)


class Columns:
    """The picture of columns that follow each other; a ``bypass`` goes below all from the first to the last."""

    def __init__(self, columns: Sequence[Column], title: str, description: str, *, bypass: str = "",
                 foot: str = "") -> None:  # fmt: skip
        self.columns, self.bypass = columns, bypass
        self.wide, self.lefts = list[float](), list[float]()  # of each column
        self.right = self.centre = self.bottom = 0.0
        self.units = [[column.units(i) for i in range(column.shown)] for column in columns]
        self.tall = max(2 * _PAD + _LINE * max(len(unit.lines) for unit in units) - 4 for units in self.units)
        self.numbered = [self._is_numbered(place) for place in range(len(columns))]
        self._place()
        if self.right > _WIDEST and any(self.numbered):
            self.numbered = [False] * len(columns)
            self._place()
        legend = self._legend()
        height = self.bottom + (34 if bypass else 0) + 22 * (bool(foot) + bool(legend)) + _MARGIN - 4
        width = max(self.right, *(2 * _MARGIN + measured(text, _EDGE) for text in (foot, legend)))
        self.shift = (width - self.right) / 2
        self.canvas = Canvas(width, height, title, description)
        self._draw()
        for text in filter(None, (legend, foot)):
            height -= 22
            self.canvas.text((width / 2, height + 8), text, size=_EDGE, faint=True, kind="count")

    def _is_numbered(self, place: int) -> bool:
        """Whether the weights of a column's lines are written on them."""
        if not place or self.columns[place].links.weight is None:
            return False
        return max(self.columns[place - 1].size, self.columns[place].size) <= MOST_NUMBERED

    def _texts(self, place: int) -> list[str]:
        weight = self.columns[place].links.weight
        assert weight is not None
        sizes = self.columns[place - 1].shown, self.columns[place].shown
        return [weight(i, j)[1] for i in range(sizes[0]) for j in range(sizes[1])]

    def _space(self, place: int) -> float:
        """The room that the lines before a column need."""
        before, after = self.columns[place - 1], self.columns[place]
        if after.links.each:
            return _LEAST_WIDE * 0.8
        if not self.numbered[place]:
            return max(_LEAST_WIDE, min(14.0 * max(before.shown, after.shown), 110.0))
        half = widest(self._texts(place), _EDGE) / 2 + 4
        step, share = self._row, 1 / (after.shown + 1)
        steepest = max(abs(self._level(before, i) - self._level(after, j))
                       for i in range(before.shown) for j in range(after.shown))  # fmt: skip
        clear = 0.9 * step * share - _EDGE * 0.45  # how far a line may rise beside a number
        return max((half + 12) / share, half / (1 - share) + 18, steepest * half / max(clear, 4.0), 110.0)

    @property
    def _row(self) -> float:
        """From one unit to the next."""
        most = max((self.columns[place].shown for place, on in enumerate(self.numbered) if on), default=0)
        return max(self.tall + 14, 21.0 * (most + 1) if most else 0.0)

    def _level(self, column: Column, place: float) -> float:
        """How far below the middle of the picture a unit lies."""
        return (place - (column.shown + (column.size > column.shown) - 1) / 2) * self._row

    def _place(self) -> None:
        """Finds where everything stands. Heads may lean out over the lines beside a column, but not over each other."""
        self.wide, self.lefts = [], []
        self.right, leant = _MARGIN, 0.0
        for place, column in enumerate(self.columns):
            inside = [f"{name} {number}" for unit in self.units[place] for name, number in unit.lines]
            wide = max(widest(inside, SMALL) + 18, 44.0)
            heads = max([measured(text, _HEAD, bold=True) for text in column.heads], default=0.0)
            lean = (max(wide, heads, measured(self._rest(column), _EDGE)) - wide) / 2
            self.right += max(self._space(place), leant + lean + 14) if place else lean
            self.lefts.append(self.right)
            self.wide.append(wide)
            self.right += wide
            leant = lean
        self.right += leant + _MARGIN
        rows = max(column.shown + (column.size > column.shown) for column in self.columns)
        top = _MARGIN + 17 * max(len(column.heads) for column in self.columns) + 8
        self.centre, self.bottom = top + rows * self._row / 2, top + rows * self._row

    def _rest(self, column: Column) -> str:
        left = column.size - column.shown
        return f"… and {left} more" if left else ""

    def _y(self, place: int, unit: float) -> float:
        return self.centre + self._level(self.columns[place], unit)

    def _draw(self) -> None:
        for place in range(1, len(self.columns)):
            self._draw_links(place)
        for place, column in enumerate(self.columns):
            x = self.shift + self.lefts[place] + self.wide[place] / 2
            for line, text in enumerate(column.heads):
                self.canvas.text(
                    (x, _MARGIN + 13 + 17 * line), text, size=_HEAD, bold=not line, faint=bool(line), kind="formula"
                )
            for i, unit in enumerate(self.units[place]):
                self._draw_unit(x, self._y(place, i), self.wide[place], unit, column.color)
            if self._rest(column):
                y = self._y(place, column.shown)
                self.canvas.text((x, middle(y, _EDGE)), self._rest(column), size=_EDGE, faint=True, kind="count")
        if self.bypass:
            self._draw_bypass()

    def _draw_unit(self, x: float, y: float, wide: float, unit: Unit, color: str) -> None:
        canvas, tall = self.canvas, 2 * _PAD + _LINE * len(unit.lines) - 4
        if unit.mark:
            canvas.rectangle((x - wide / 2 - 3, y - tall / 2 - 3), wide + 6, tall + 6, LOSS, round=12)
        canvas.rectangle((x - wide / 2, y - tall / 2), wide, tall, color, fill=color, opacity=TINT, round=10)
        for line, (name, number) in enumerate(unit.lines):
            base = middle(y - tall / 2 + _PAD - 2 + _LINE * (line + 0.5), SMALL)
            if name and number:
                canvas.text((x - wide / 2 + 8, base), name, anchor="start", size=SMALL, faint=True)
                canvas.text((x + wide / 2 - 8, base), number, anchor="end", size=SMALL)
            else:
                canvas.text((x, base), name or number, size=SMALL)

    def _draw_links(self, place: int) -> None:
        before, after = self.columns[place - 1], self.columns[place]
        links = after.links
        left = self.shift + self.lefts[place - 1] + self.wide[place - 1] + 1
        right = self.shift + self.lefts[place] - 1
        pairs = [(i, j) for i in range(before.shown) for j in range(after.shown) if not links.each or i == j]
        top = self._largest(place)
        for i, j in pairs:
            start, end = (left, self._y(place - 1, i)), (right, self._y(place, j))
            if links.weight is None:
                if links.each:
                    self.canvas.arrow(start, end)
                else:
                    self.canvas.line(start, end, width=1, faint=True)
                continue
            weight, text = links.weight(i, j)
            if self.numbered[place]:
                self._numbered_line(start, end, weight, text, 1 / (after.shown + 1))
            else:
                self.canvas.line(start, end, _color(weight), width=_thick(weight, top), dashed=weight < 0)

    def _largest(self, place: int) -> float:
        weight = self.columns[place].links.weight
        if weight is None:
            return 0.0
        sizes = [abs(weight(i, j)[0]) for i in range(self.columns[place - 1].shown)
                 for j in range(self.columns[place].shown)]  # fmt: skip
        return max((size for size in sizes if isfinite(size)), default=0.0)

    def _numbered_line(self, start: tuple[float, float], end: tuple[float, float], weight: float, text: str,
                       share: float) -> None:  # fmt: skip
        """A line with its weight in a gap."""
        (x, y), (to_x, to_y) = start, end
        across, down = to_x - x, to_y - y
        at, half = x + share * across, measured(text, _EDGE) / 2 + 3

        def on(to: float) -> tuple[float, float]:
            return to, y + (to - x) / across * down

        color, dashed = _color(weight), weight < 0
        self.canvas.line(start, on(at - half), color, width=1.3, dashed=dashed)
        self.canvas.line(on(at + half), end, color, width=1.3, dashed=dashed)
        self.canvas.text((at, middle(on(at)[1], _EDGE)), text, size=_EDGE)

    def _legend(self) -> str:
        weighted = [place for place, column in enumerate(self.columns) if place and column.links.weight is not None]
        if not weighted:
            return ""
        thick = "" if all(self.numbered[place] for place in weighted) else "; the thicker, the larger"
        return f"weights: whole lines are positive, dashed ones negative{thick}"

    def _below(self, place: int) -> float:
        """Where a column ends."""
        column = self.columns[place]
        last = self._y(place, column.shown - 1 + (column.size > column.shown))
        return last + (10 if column.size > column.shown else self.tall / 2 + 2)

    def _draw_bypass(self) -> None:
        first = self.shift + self.lefts[0] + self.wide[0] / 2
        last = self.shift + self.lefts[-1] + self.wide[-1] / 2
        low = self.bottom + 16
        ends = self._below(0), self._below(len(self.columns) - 1)
        half = measured(self.bypass, _EDGE) / 2 + 6
        centre = (first + last) / 2
        self.canvas.path([(first, ends[0]), (first, low), (centre - half, low)])
        self.canvas.path([(centre + half, low), (last, low)])
        self.canvas.arrow((last, low), (last, ends[1]))
        self.canvas.text((centre, middle(low, _EDGE)), self.bypass, size=_EDGE)


def _color(weight: float) -> str:
    return RED if weight < 0 else BLUE


def _thick(weight: float, largest: float) -> float:
    if not isfinite(weight):
        return 3.5
    return 0.5 + (3 * abs(weight) / largest if largest else 0.0)
