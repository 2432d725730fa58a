"""What diagrams are made of: boxes of numbers, words that are measured, lines that end at them."""

from __future__ import annotations

from collections.abc import Sequence

from nnexplain.plots.canvas import BLUE, GREEN, INK, ORANGE, PURPLE, RED, Canvas, Point, fitted, measured
from nnexplain.plots.values import Value, Values

GIVEN, SUM, ACTIVE, WEIGHT, LOSS = BLUE, ORANGE, GREEN, PURPLE, RED  # what stands in which colour
TINT = 0.14  # how much of it fills a box
SMALL = 12.0  # the size of numbers in boxes
LINE = 17.0  # from one line of them to the next
MOST_ROWS, MOST_COLUMNS = 4, 4  # of a matrix in a box
_NAME = 64.0  # room for the name of a row or a column
_PAD, _TITLE = 10.0, 330.0


def widest(texts: Sequence[str], size: float = SMALL) -> float:
    """The room that the longest of them takes."""
    return max((measured(text, size) for text in texts), default=0.0)


def some(size: int, most: int) -> list[int | None]:
    """The places that are shown of so many; None stands for the rest.

    >>> some(3, 4), some(9, 4)
    ([0, 1, 2], [0, 1, None, 8])
    """
    return list(range(size)) if size <= most else [*range(most - 2), None, size - 1]


def middle(y: float, size: float) -> float:
    """The base line of a text whose middle is at that height."""
    return y + 0.35 * size


class Grid:
    """The entries of a value as on paper: a number, a row, a matrix in brackets; "…" for what is left out."""

    def __init__(self, values: Values, value: Value, *, rows: Sequence[str] = (), columns: Sequence[str] = (),
                 across: Sequence[int | None] | None = None, size: float = SMALL) -> None:  # fmt: skip
        """``rows`` and ``columns`` are names; ``across`` are the columns that are shown, where not the usual ones."""
        self.size, self._brackets = size, value.value.ndim > 0
        shape = value.shape if value.value.ndim == 2 else (1, *value.shape) if value.value.ndim else (1, 1)
        down = some(shape[0], MOST_ROWS)
        across = some(shape[1], MOST_COLUMNS) if across is None else across

        def entry(i: int | None, j: int | None) -> str:
            if i is None or j is None:
                return "…"
            return values.number(value, *(i, j)[2 - value.value.ndim :])

        self._cells = [[entry(i, j) for j in across] for i in down]
        self._left = ["" if i is None else fitted(rows[i], _NAME, size) for i in down] if rows else []
        self._heads = ["" if j is None else fitted(columns[j], _NAME, size) for j in across] if columns else []
        lines = [*self._cells, self._heads] if self._heads else self._cells
        self._widths = [widest(column, size) for column in zip(*lines, strict=True)]
        self._margin = widest(self._left, size) + 10 if self._left else 0.0
        self._inner = sum(self._widths) + 9 * (len(self._widths) - 1)
        self.width = self._margin + self._inner + (14 if self._brackets else 0)
        self.height = LINE * (len(self._cells) + bool(self._heads))

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Its upper left corner there."""
        first = left + self._margin + (7 if self._brackets else 0)
        if self._heads:
            self._line(canvas, first, top, self._heads, faint=True)
            top += LINE
        for place, cells in enumerate(self._cells):
            y = top + LINE * place
            if self._left:
                canvas.text((left, middle(y + LINE / 2, self.size)), self._left[place], anchor="start", size=self.size,
                            faint=True, kind="name")  # fmt: skip
            self._line(canvas, first, y, cells)
        if self._brackets:
            low, right = top + LINE * len(self._cells), first + self._inner
            for x, foot in ((first - 5, 4.0), (right + 5, -4.0)):
                canvas.path([(x + foot, top + 1), (x, top + 1), (x, low - 1), (x + foot, low - 1)], width=1)

    def _line(self, canvas: Canvas, left: float, top: float, texts: Sequence[str], *, faint: bool = False) -> None:
        for text, width in zip(texts, self._widths, strict=True):
            if text == "…":
                canvas.text((left + width / 2, middle(top + LINE / 2, self.size)), text, size=self.size)
            else:
                canvas.text((left + width, middle(top + LINE / 2, self.size)), text, anchor="end", size=self.size,
                            faint=faint, kind="name" if faint else "")  # fmt: skip
            left += width + 9


class Box:
    """A box with a title, a word beside it (a shape), and numbers below (or none)."""

    def __init__(self, title: str, note: str = "", grid: Grid | None = None, color: str = INK) -> None:
        self.title, self.note, self.grid, self.color = fitted(title, _TITLE, 13), note, grid, color
        self._head = measured(self.title, 13, bold=True)
        self._both = self._head + (measured(note, 11) + 12 if note else 0.0)
        self.width = max(self._both, grid.width if grid else 0.0) + 2 * _PAD
        self.height = 2 * _PAD + 11 + (grid.height + 6 if grid else 0)
        self.left = self.top = 0.0

    @property
    def middle(self) -> Point:
        return self.left + self.width / 2, self.top + self.height / 2

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def draw(self, canvas: Canvas) -> None:
        """Where it has been put."""
        x, y = self.left + self.width / 2, self.top + _PAD + 10
        canvas.rectangle((self.left, self.top), self.width, self.height, self.color, fill=self.color, opacity=TINT,
                         round=6)  # fmt: skip
        canvas.text((x - self._both / 2, y), self.title, size=13, bold=True, anchor="start", kind="formula")
        if self.note:
            canvas.text((x + self._both / 2, y), self.note, size=11, faint=True, anchor="end", kind="count")
        if self.grid:
            self.grid.draw(canvas, x - self.grid.width / 2, y + 7)
