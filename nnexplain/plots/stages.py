"""Boxes in rows from top to bottom, with arrows from one to the next: how a calculation on matrices is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from nnexplain.plots.boxes import Box, middle
from nnexplain.plots.canvas import INK, Canvas, measured
from nnexplain.worked.declared import Declared

_MARGIN, _BETWEEN, _DOWN, _LANE = 14.0, 30.0, 26.0, 24.0
_FRAME, _TITLE = 12.0, 22.0  # round what a frame holds; above it, where its name stands
_NAME = 12.0
_APART = 8.0  # what comes to a box and what leaves it at the same side


class Row(Declared):
    """Boxes side by side; ``joined`` ones follow each other. ``said`` stands behind them."""

    boxes: Sequence[Box]
    joined: bool = False
    said: str = ""

    @property
    def width(self) -> float:
        said = measured(self.said, _NAME) + 12 if self.said else 0.0
        return sum(box.width for box in self.boxes) + _BETWEEN * (len(self.boxes) - 1) + said

    @property
    def height(self) -> float:
        return max(box.height for box in self.boxes)


class Frame(Declared):
    """What is drawn round some rows, under a name."""

    name: str
    first: int
    last: int


class Stages:
    """Rows to be drawn; arrows go down, a ``bypass`` at the left or right of what it passes."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.arrows: list[tuple[Box, Box]] = []
        self.bypasses: list[tuple[Box, Box, bool]] = []
        self.frames: list[Frame] = []

    def add(self, *boxes: Box, after: Sequence[Box] = (), joined: bool = False, said: str = "") -> Box:
        """A row; an arrow goes from each of ``after`` to each of its boxes (to the first of joined ones). The last."""
        self.rows.append(Row(boxes, joined, said))
        self.arrows += [(start, end) for end in (boxes[:1] if joined else boxes) for start in after]
        return boxes[-1]

    def bypass(self, start: Box, end: Box, *, right: bool = False) -> None:
        self.bypasses.append((start, end, right))

    def drawn(self, title: str, description: str) -> Canvas:
        """The picture."""
        left, right = (_LANE * any(lane is side for *_, lane in self.bypasses) for side in (False, True))
        around = _MARGIN + _FRAME * bool(self.frames)
        names = max((measured(frame.name, _NAME) + 24 for frame in self.frames), default=0.0)
        inner = max(names, *(row.width for row in self.rows))
        width, y = inner + left + right + 2 * around, _MARGIN
        axis = around + left + inner / 2
        begins, ends = {frame.first for frame in self.frames}, {frame.last for frame in self.frames}
        for place, row in enumerate(self.rows):
            y += (_TITLE + _FRAME / 2) * (place in begins)
            self._put(row, axis, y)
            y += row.height + _DOWN + (_FRAME + 4) * (place in ends)
        canvas = Canvas(width, y - _DOWN + _MARGIN, title, description)
        edges = around + left, around + left + inner
        for frame in self.frames:
            self._draw_frame(canvas, frame, _MARGIN, width - _MARGIN)
        for start, end, on_right in self.bypasses:
            self._draw_bypass(canvas, start, end, edges, on_right=on_right)
        for start, end in self.arrows:
            self._draw_arrow(canvas, start, end)
        for row in self.rows:
            self._draw_row(canvas, row)
        return canvas

    def _put(self, row: Row, axis: float, top: float) -> None:
        x = axis - row.width / 2
        for box in row.boxes:
            box.left, box.top = x, top + (row.height - box.height) / 2
            x += box.width + _BETWEEN

    def _draw_row(self, canvas: Canvas, row: Row) -> None:
        for place, box in enumerate(row.boxes):
            box.draw(canvas)
            if row.joined and place:
                canvas.arrow((row.boxes[place - 1].right, box.middle[1]), (box.left - 1, box.middle[1]))
        if row.said:
            last = row.boxes[-1]
            at = last.right + 12, middle(last.middle[1], _NAME)
            canvas.text(at, row.said, size=_NAME, anchor="start", faint=True, kind="name")

    def _draw_arrow(self, canvas: Canvas, start: Box, end: Box) -> None:
        """Upright where the boxes lie over each other."""
        low, high = max(start.left, end.left) + 14, min(start.right, end.right) - 14
        x = min((start, end), key=lambda box: box.width).middle[0]
        if low <= high:
            from_x = to_x = min(max(x, low), high)
        else:
            from_x = start.middle[0]
            to_x = min(max(from_x, end.left + 18), end.right - 18)
        canvas.arrow((from_x, start.bottom), (to_x, end.top - 1))

    def _draw_bypass(self, canvas: Canvas, start: Box, end: Box, edges: tuple[float, float], *, on_right: bool) -> None:
        passed = [box for row in self.rows for box in row.boxes if start.top < box.middle[1] < end.bottom]
        if on_right:
            lane = max(start.right, end.right, *(self._end(box) for box in passed)) + 14
            lane = min(lane, edges[1] + _LANE - 6)
            begin, finish = start.right, end.right + 1
        else:
            lane = max(min(start.left, end.left, *(box.left for box in passed)) - 14, edges[0] - _LANE + 6)
            begin, finish = start.left, end.left - 1
        high, low = start.middle[1] + _APART, end.middle[1] - _APART
        canvas.path([(begin, high), (lane, high), (lane, low)])
        canvas.arrow((lane, low), (finish, low))

    def _end(self, box: Box) -> float:
        row = next(row for row in self.rows if box in row.boxes)
        return box.right + (measured(row.said, _NAME) + 12 if row.said and box is row.boxes[-1] else 0.0)

    def _draw_frame(self, canvas: Canvas, frame: Frame, left: float, right: float) -> None:
        first, last = self.rows[frame.first], self.rows[frame.last]
        top = min(box.top for box in first.boxes) - _TITLE - 2
        bottom = max(box.bottom for box in last.boxes) + _FRAME
        canvas.rectangle((left, top), right - left, bottom - top, "none", fill=INK, opacity=0.06, round=10)
        canvas.text((right - 10, top + 16), frame.name, size=_NAME, anchor="end", bold=True, kind="count")
