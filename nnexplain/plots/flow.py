"""Forward and back: each step's value, and the gradient that comes back to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from nnexplain.arrays import by
from nnexplain.notation.unicode import Unicode
from nnexplain.plots.boxes import ACTIVE, GIVEN, LOSS, Box, Grid
from nnexplain.plots.canvas import BLUE, RED, Canvas, measured
from nnexplain.plots.values import Value, Values
from nnexplain.worked.example import Step, WorkedExample

_MOST_STEPS = 20  # a longer way is no picture any more
_MARGIN, _ACROSS, _DOWN, _BETWEEN, _LANE, _HEAD = 14.0, 54.0, 34.0, 10.0, 18.0, 26.0
_FORWARD, _BACK = "forward ↓", "↑ gradients"


def draw(example: WorkedExample, notation: Unicode) -> Canvas | None:
    """The way forward and the way back, where the example has gradients."""
    if not example.gradients:
        return None
    values = Values(example, notation)
    steps = _way(values)
    return _Flow(values, steps).canvas() if 1 < len(steps) <= _MOST_STEPS else None


def _way(values: Values) -> list[Step]:
    """The steps from what is given to the result, in order: of a step that has parts (a softmax), the whole alone."""
    forward = {step.id: step for step in values.steps.values() if step.kind == "forward"}
    whole = [step for step in forward.values() if not _is_part(step, forward)]
    kept, pending = {step.id for step in whole}, whole
    while pending:  # a part that a step reads stands for itself
        read = [source for step in pending for source in step.sources]
        pending = [step for step in read if step.id in forward and step.id not in kept]
        kept.update(step.id for step in pending)
    used = {source.id for id in kept for source in forward[id].sources}
    on_the_way = (forward[id] for id in kept if forward[id].sources or id in used)
    return sorted(on_the_way, key=lambda step: step.number)


class _Pair:
    """A value and beside it its gradient, if it has one; what has been met above is only named ``again``."""

    def __init__(self, values: Values, step: Step, color: str, *, again: bool = False) -> None:
        title = values.equation(step.id) if step.kind == "forward" else values.notation.symbol(step.symbol)
        gradient = values.find(f"gradients.{step.id}")
        self.has_gradient = gradient is not None
        self.value = Box(title, "again", None, color) if again else _box(values, title, values[step.id], color)
        self.gradient = None if gradient is None or again else _of_gradient(values, gradient)
        self.boxes = [self.value] if self.gradient is None else [self.value, self.gradient]
        self.width = sum(box.width for box in self.boxes)
        self.height = max(box.height for box in self.boxes)
        self.told = title if self.gradient is None else f"{title}, with {self.gradient.title}"

    @property
    def right(self) -> float:
        return self.boxes[-1].right

    @property
    def middle(self) -> float:
        return self.value.middle[1]

    def put(self, left: float, top: float) -> None:
        for box in self.boxes:
            box.left, box.top, box.height = left, top, self.height
            left += box.width


def _of_gradient(values: Values, gradient: Value) -> Box:
    return _box(values, values.notation.symbol(gradient.symbol), gradient, LOSS)


def _box(values: Values, title: str, value: Value, color: str) -> Box:
    rows = value.names(-2) if value.value.ndim == 2 else ()
    return Box(title, by(value.shape), Grid(values, value, rows=rows) if value.value.ndim < 3 else None, color)


class _Flow:
    """Steps below each other, what is given for each at its left; values end, and gradients begin, at one line."""

    def __init__(self, values: Values, steps: Sequence[Step]) -> None:
        self.steps = steps
        kept = {step.id for step in steps}
        self.used = {step.id: [source for source in step.sources if source.id in kept] for step in steps}
        self.pairs = {step.id: _Pair(values, step, ACTIVE) for step in steps}
        self.given = self._given(values)
        self.every = [*self.pairs.values(), *(pair for group in self.given.values() for pair in group)]
        self.lanes = self._lanes()

    def _given(self, values: Values) -> dict[str, list[_Pair]]:
        """What is given for each step."""
        met, found = set[str](), dict[str, list[_Pair]]()
        for step in self.steps:
            given = [source for source in step.sources if source.kind == "given"]
            found[step.id] = [_Pair(values, source, GIVEN, again=source.id in met) for source in given]
            met.update(source.id for source in given)
        return found

    def _lanes(self) -> dict[tuple[str, str], int]:
        """For each use of a step that isn't the one before: how far out its line goes, so that none meets another."""
        places = {step.id: place for place, step in enumerate(self.steps)}
        uses = [(places[source.id], places[id]) for id, sources in self.used.items() for source in sources]
        ends, found = list[int](), dict[tuple[str, str], int]()
        for first, last in sorted(use for use in uses if use[1] - use[0] > 1):
            lane = next((lane for lane, end in enumerate(ends) if end < first), len(ends))
            ends[lane:] = [last, *ends[lane + 1 :]]
            found[self.steps[first].id, self.steps[last].id] = lane
        return found

    def canvas(self) -> Canvas:
        """The picture."""
        line, bottom = self._put()
        right = max(pair.right for pair in self.pairs.values())
        outer = right + _LANE * (1 + max(self.lanes.values())) + 8 if self.lanes else right
        told = "; ".join(pair.told for pair in self.every)
        told = f"Values go down from step to step, and gradients come back up beside them: {told}."
        width = max(outer, line + 10 + measured(_BACK, 13, bold=True)) + _MARGIN
        canvas = Canvas(width, bottom + _MARGIN, "Forward and back", told)
        canvas.text((line - 10, _MARGIN + 8), _FORWARD, BLUE, anchor="end", size=13, bold=True)
        canvas.text((line + 10, _MARGIN + 8), _BACK, RED, anchor="start", size=13, bold=True)
        for before, after in pairwise(self.steps):
            if before in self.used[after.id]:
                _between(canvas, self.pairs[before.id], self.pairs[after.id])
        for (first, last), lane in self.lanes.items():
            _round(canvas, self.pairs[first], self.pairs[last], right + _LANE * (lane + 1))
        for id, group in self.given.items():
            for pair in group:
                _across(canvas, pair, self.pairs[id])
        for box in (box for pair in self.every for box in pair.boxes):
            box.draw(canvas)
        return canvas

    def _put(self) -> tuple[float, float]:
        """Puts every box at its place; where values end, and the lowest box."""
        room = max((pair.width + _ACROSS for group in self.given.values() for pair in group), default=0.0)
        axis = max(pair.value.width for pair in self.pairs.values())
        line = max(_MARGIN + room + axis, _MARGIN + measured(_FORWARD, 13, bold=True) + 10)
        y = _MARGIN + _HEAD
        for step in self.steps:
            pair, group = self.pairs[step.id], self.given[step.id]
            tall = sum(one.height for one in group) + _BETWEEN * (len(group) - 1 if group else 0)
            height = max(pair.height, tall)
            pair.put(line - pair.value.width, y + (height - pair.height) / 2)
            down = y + (height - tall) / 2
            for one in group:
                one.put(line - axis - _ACROSS - one.width, down)
                down += one.height + _BETWEEN
            y += height + _DOWN
        return line, y - _DOWN


def _is_part(step: Step, known: Iterable[str]) -> bool:
    """Whether it is a step within another: the parts of a softmax are."""
    return any(step.id.startswith(f"{id}.") for id in known)


def _between(canvas: Canvas, above: _Pair, below: _Pair) -> None:
    """Forward down from value to value, and back up from gradient to gradient."""
    x = (max(above.value.left, below.value.left) + above.value.right) / 2
    canvas.arrow((x, above.value.bottom), (x, below.value.top - 1), BLUE)
    if above.gradient and below.gradient:
        x = (below.gradient.left + min(above.gradient.right, below.gradient.right)) / 2
        canvas.arrow((x, below.gradient.top), (x, above.gradient.bottom + 1), RED)


def _across(canvas: Canvas, given: _Pair, step: _Pair) -> None:
    """Forward into the step; back from it, if there is a gradient."""
    y = given.middle
    to = min(max(y, step.value.top + 12), step.value.bottom - 12)
    shift = 5.0 if given.has_gradient and step.gradient else 0.0
    canvas.arrow((given.right, y - shift), (step.value.left - 1, to - shift), BLUE)
    if shift:
        canvas.arrow((step.value.left, to + shift), (given.right + 1, y + shift), RED)


def _round(canvas: Canvas, above: _Pair, below: _Pair, lane: float) -> None:
    """A value that is used again further down, and its gradient from there."""
    high, low = above.middle, below.middle
    canvas.path([(above.right, high - 9), (lane, high - 9), (lane, low + 9)], BLUE)
    canvas.arrow((lane, low + 9), (below.right + 1, low + 9), BLUE)
    if above.gradient and below.gradient:
        canvas.path([(below.right, low + 3), (lane - 6, low + 3), (lane - 6, high - 3)], RED)
        canvas.arrow((lane - 6, high - 3), (above.right + 1, high - 3), RED)
