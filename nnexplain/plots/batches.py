"""A data set cut into batches: the last holds what is left over, and an update follows each."""

from __future__ import annotations

from nnexplain.notation.unicode import Unicode
from nnexplain.plots.boxes import ACTIVE, GIVEN, LOSS, SUM, TINT, middle
from nnexplain.plots.canvas import SIZE, Canvas, measured
from nnexplain.plots.values import Values
from nnexplain.worked.example import WorkedExample

_MARGIN, _BAR, _DOWN, _GAP, _UPDATE = 14.0, 34.0, 42.0, 8.0, 8.0
_WIDE, _LEAST, _DOTS, _LINE = 560.0, 46.0, 30.0, 24.0
_MOST, _FIRST = 8, 6  # batches that are all drawn; of more so many, and the last


def draw(example: WorkedExample, notation: Unicode) -> Canvas | None:
    """The batches of an epoch."""
    return _Batches(Values(example, notation)).canvas if example.command == "batches" else None


class _Batches:
    def __init__(self, values: Values) -> None:
        self.values = values
        count, size, last = (int(values[name].value) for name in ("batches_per_epoch", "batch_size", "last_batch_size"))
        self.last, self.even = count - 1, last == size
        self.shown: list[int | None] = [*range(count)] if count <= _MOST else [*range(_FIRST), None, count - 1]
        texts = [values.number(values[name]) for name in ("batch_size", "last_batch_size")]
        full = max(_WIDE / max(len(self.shown), 2), measured(texts[0]) + 14, _LEAST)
        rest = full if self.even or count == 1 else max(full * last / size, measured(texts[1]) + 12)
        self.texts, self.widths = texts, (full, rest)
        lines = self._lines()
        bars = sum(map(self._width, self.shown)) + _GAP * (len(self.shown) - 1)
        width = max(bars, *map(measured, lines)) + 2 * _MARGIN
        height = 2 * _MARGIN + 2 * _BAR + 2 * _DOWN + 2 * _UPDATE + _LINE * len(lines) + 6
        self.canvas = Canvas(width, height, "Examples in batches", f"{'. '.join(lines)}.")
        self._draw_examples((width - bars) / 2, bars)
        x = (width - bars) / 2
        for place in self.shown:
            self._draw_batch(place, x)
            x += self._width(place) + _GAP
        for place, line in enumerate(reversed(lines)):
            self.canvas.text((width / 2, height - _MARGIN - 4 - _LINE * place), line)

    def _width(self, place: int | None) -> float:
        full, rest = self.widths
        return _DOTS if place is None else rest if place == self.last else full

    def _lines(self) -> list[str]:
        told, values = self._told, self.values
        count = told("batches_per_epoch", "batch", "batches")
        lines = [f"{count} an epoch, and an update after each"]
        if not self.even:
            lines.append(f"{told('batch_size', 'example', 'examples')} to a batch; "
                         f"the last holds {values.told(values['last_batch_size'])}")  # fmt: skip
        return [*lines, f"{told('epochs', 'epoch', 'epochs')}: {told('updates', 'update', 'updates')} in all"]

    def _told(self, name: str, one: str, many: str) -> str:
        value = self.values[name]
        return f"{self.values.told(value)} {one if value.value == 1 else many}"

    def _draw_examples(self, left: float, wide: float) -> None:
        self._bar(left, _MARGIN, wide, GIVEN, self._told("examples", "example", "examples"), bold=True)

    def _draw_batch(self, place: int | None, left: float) -> None:
        top, wide = _MARGIN + _BAR + _DOWN, self._width(place)
        x = left + wide / 2
        if place is None:
            self.canvas.text((x, middle(top + _BAR / 2, SIZE)), "…")
            return
        short = place == self.last and not self.even
        self.canvas.arrow((x, _MARGIN + _BAR + 2), (x, top - 2), width=1)
        self._bar(left, top, wide, LOSS if short else ACTIVE, self.texts[short])
        update = top + _BAR + _DOWN - 6
        self.canvas.arrow((x, top + _BAR + 2), (x, update - _UPDATE - 2), width=1)
        self.canvas.circle((x, update), _UPDATE, SUM, fill=SUM, opacity=TINT)

    def _bar(self, left: float, top: float, wide: float, color: str, text: str, *, bold: bool = False) -> None:
        self.canvas.rectangle((left, top), wide, _BAR, color, fill=color, opacity=TINT, round=5)
        self.canvas.text((left + wide / 2, middle(top + _BAR / 2, SIZE)), text, bold=bold)
