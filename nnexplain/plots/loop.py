"""The training loop: forward, loss, backward, update, and round again, with the numbers of a training."""

from __future__ import annotations

from collections.abc import Sequence

from nnexplain.notation.unicode import Unicode
from nnexplain.plots.boxes import ACTIVE, LOSS, SUM, TINT, WEIGHT, middle, widest
from nnexplain.plots.canvas import SIZE, Canvas, fitted, measured
from nnexplain.plots.values import Values
from nnexplain.worked.declared import Declared
from nnexplain.worked.example import WorkedExample

_MARGIN, _TALL, _ACROSS, _DOWN, _FOOT = 14.0, 68.0, 150.0, 96.0, 44.0
_SMALL, _WIDEST = 13.0, 240.0


def draw(example: WorkedExample, notation: Unicode) -> Canvas | None:
    """The loop of a training."""
    return _Loop(Values(example, notation)).canvas if example.command == "train" else None


class _Station(Declared):
    """A part of the loop, its box at ``left`` and ``top``."""

    name: str
    lines: Sequence[str]
    color: str
    left: float = 0.0
    top: float = 0.0


class _Loop:
    def __init__(self, values: Values) -> None:
        self.values = values
        stations, end = self._stations(), self._end()
        self.wide = max(130.0, widest([line for station in stations for line in station.lines], _SMALL) + 24)
        width = max(2 * self.wide + _ACROSS, measured(end, SIZE, bold=True)) + 2 * _MARGIN
        left, right = width / 2 - _ACROSS / 2 - self.wide, width / 2 + _ACROSS / 2
        top, low = _MARGIN, _MARGIN + _TALL + _DOWN
        corners = (left, top), (right, top), (right, low), (left, low)
        stations = [one.but(left=x, top=y) for one, (x, y) in zip(stations, corners, strict=True)]
        self.canvas = Canvas(width, low + _TALL + _FOOT + _MARGIN, "The training loop", self._told(stations))
        for station in stations:
            self._draw(station)
        self._draw_arrows(left, right, top, low)
        centre = top + _TALL + _DOWN / 2
        self.canvas.text((width / 2, centre - 4), self._times(), bold=True)
        self.canvas.text((width / 2, centre + 16), self._steps(), size=_SMALL)
        self.canvas.text((width / 2, low + _TALL + 34), end, bold=True)

    def _stations(self) -> list[_Station]:
        values, inputs = self.values, self.values.example.inputs
        bends, x = inputs.get("activation"), values["x"].value
        count = len(x) if x.ndim > 1 else 1
        data = f"{count} example{'s' * (count != 1)}, {inputs.get('batch_size')} to a step"
        layers = " → ".join(map(str, bends)) if isinstance(bends, list) else str(bends)
        first = f"at first L = {values.number(values['losses'], 0)}"
        return [
            _Station("forward", self._fitted(data, layers), ACTIVE),
            _Station("loss", self._fitted(str(inputs.get("kind")), first), LOSS),
            _Station("backward", ("∂L/∂W and ∂L/∂b", "of every layer"), WEIGHT),
            _Station("update", self._fitted("W ← W − η · ∂L/∂W", values.told(values["lr"])), SUM),
        ]

    def _fitted(self, *lines: str) -> Sequence[str]:
        return [fitted(line, _WIDEST, _SMALL) for line in lines]

    def _times(self) -> str:
        epochs = self.values.example.inputs.get("epochs")
        return f"{epochs} epoch{'s' * (epochs != 1)}"

    def _steps(self) -> str:
        count = self.values.number(self.values["batches_per_epoch"])
        return f"{count} step{'s' * (count != '1')} in each"

    def _end(self) -> str:
        losses = self.values["losses"]
        done = len(losses.value) - 1
        when = f"after {done} epoch{'s' * (done != 1)}" if done else "before any training"
        return f"{when}: L = {self.values.number(losses, done)}"

    def _told(self, stations: Sequence[_Station]) -> str:
        parts = "; ".join(f"{station.name} ({', '.join(station.lines)})" for station in stations)
        return f"Round and round go {parts}; {self._times()}, {self._steps()}. {self._end().capitalize()}."

    def _draw(self, station: _Station) -> None:
        canvas, x = self.canvas, station.left + self.wide / 2
        canvas.rectangle((station.left, station.top), self.wide, _TALL, station.color, fill=station.color, opacity=TINT,
                         round=10)  # fmt: skip
        canvas.text((x, station.top + 20), station.name, bold=True)
        for place, line in enumerate(station.lines):
            canvas.text((x, station.top + 40 + 17 * place), line, size=_SMALL)

    def _draw_arrows(self, left: float, right: float, top: float, low: float) -> None:
        canvas, half, wide = self.canvas, _TALL / 2, self.wide
        canvas.arrow((left + wide + 2, top + half), (right - 3, top + half), width=2)
        canvas.arrow((right + wide / 2, top + _TALL + 2), (right + wide / 2, low - 3), width=2)
        canvas.arrow((right - 2, low + half), (left + wide + 3, low + half), width=2)
        x = left + wide / 2
        canvas.arrow((x, low - 2), (x, top + _TALL + 3), width=2)
        at = x - 10, middle(top + _TALL + _DOWN / 2, 12)
        canvas.text(at, "again", size=12, anchor="end", faint=True)
