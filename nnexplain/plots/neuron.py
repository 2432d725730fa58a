"""A neuron: its inputs on their weights, the sum with the bias, the activation, the output."""

from __future__ import annotations

from nnexplain.arrays import most_of
from nnexplain.notation.unicode import Unicode
from nnexplain.plots.boxes import ACTIVE, GIVEN, SUM, TINT, WEIGHT, middle, widest
from nnexplain.plots.canvas import SIZE, Canvas, measured
from nnexplain.plots.values import Values
from nnexplain.worked.example import WorkedExample

_ROW, _RADIUS, _SUM, _MARGIN = 52.0, 20.0, 27.0, 14.0
_CONVERGING = 110.0  # from the end of a weight to the sum
_NOTE = 12.0  # the size of what is said below a shape


def draw(example: WorkedExample, notation: Unicode) -> Canvas | None:
    """The diagram of a perceptron."""
    if example.command != "perceptron":
        return None
    return _Neuron(Values(example, notation)).canvas


class _Neuron:
    def __init__(self, values: Values) -> None:
        self.values, self.w, self.x = values, values["w"], values["x"]
        self.shown = most_of(len(self.x.value))
        self.rest = len(self.x.value) - self.shown
        rows = self.shown + bool(self.rest)
        self.numbers = [values.number(self.x, i) for i in range(self.shown)]
        self.weights = [values.told(self.w, i) for i in range(self.shown)]
        self.bias, self.z = values.told(values["b"]), values.told(values["z"])
        self.y, self.out = values.number(values["y"]), values.symbol(values["y"])
        formula = values.formula("y") or str(values.example.inputs.get("activation"))
        self.bends, self.adds = formula, values.formula("z")

        self.inputs = _MARGIN + widest(self.numbers, SIZE) + 10 + _RADIUS
        self.corner = self.inputs + _RADIUS + widest(self.weights, SIZE) + 24
        self.sum = self.corner + _CONVERGING + _SUM
        self.box = max(measured(formula, SIZE, bold=True) + 24, 64)
        self.active = self.sum + _SUM + max(measured(self.z) + 36, measured(self.adds, _NOTE) + 6 - _SUM)
        self.end = self.active + self.box + 52 + _RADIUS
        width = self.end + _RADIUS + 10 + measured(self.y) + _MARGIN
        height = max(_ROW * rows, 2 * (_SUM + 62)) + 2 * _MARGIN
        self.middle = height / 2
        self.top = self.middle - _ROW * (rows - 1) / 2
        self.canvas = Canvas(width, height, "The neuron", self._told())
        self._draw_inputs()
        self._draw_sum()
        self._draw_output()

    def _told(self) -> str:
        values = self.values
        products = [f"{values.told(self.x, i)} times {weight}" for i, weight in enumerate(self.weights)]
        more = [f"{self.rest} more"] if self.rest else []
        activation = values.example.inputs.get("activation")
        return (
            f"The inputs, each times its weight ({'; '.join(products + more)}), and the bias {self.bias} are added up: "
            f"{self.z}. The activation ({activation}) makes of it {self.out} = {self.y}."
        )

    def _draw_inputs(self) -> None:
        canvas = self.canvas
        for place, (number, weight) in enumerate(zip(self.numbers, self.weights, strict=True)):
            y = self.top + _ROW * place
            canvas.text((self.inputs - _RADIUS - 10, middle(y, SIZE)), number, anchor="end")
            _disc(canvas, self.inputs, y, _RADIUS, self.values.symbol(self.x, place), GIVEN)
            canvas.path([(self.inputs + _RADIUS, y), (self.corner, y)], WEIGHT)
            canvas.text(((self.inputs + _RADIUS + self.corner) / 2, y - 7), weight)
            self._into_sum(self.corner, y)
        if self.rest:
            y = self.top + _ROW * self.shown
            canvas.text(
                (self.inputs - _RADIUS, middle(y, SIZE)), f"… and {self.rest} more", anchor="start", kind="count"
            )
            if measured(f"… and {self.rest} more") < self.corner - self.inputs + _RADIUS:
                self._into_sum(self.corner, y, faint=True)

    def _into_sum(self, x: float, y: float, *, faint: bool = False) -> None:
        across, down = self.sum - x, self.middle - y
        far = (across**2 + down**2) ** 0.5
        end = self.sum - across / far * (_SUM + 2), self.middle - down / far * (_SUM + 2)
        self.canvas.arrow((x, y), end, WEIGHT, faint=faint)

    def _draw_sum(self) -> None:
        canvas, y = self.canvas, self.middle
        canvas.arrow((self.sum, y - _SUM - 46), (self.sum, y - _SUM - 2), WEIGHT)
        canvas.text((self.sum + 9, y - _SUM - 32), f"+ {self.bias}", anchor="start")
        canvas.circle((self.sum, y), _SUM, SUM, fill=SUM, opacity=TINT)
        canvas.text((self.sum, middle(y, 26)), "Σ", size=26)
        if self.adds:
            canvas.text(
                (self.sum + 9, y + _SUM + 16), self.adds, anchor="start", size=_NOTE, faint=True, kind="formula"
            )
        canvas.arrow((self.sum + _SUM, y), (self.active - 2, y))
        canvas.text(((self.sum + _SUM + self.active - 8) / 2, y - 8), self.z)

    def _draw_output(self) -> None:
        canvas, y = self.canvas, self.middle
        canvas.rectangle((self.active, y - 22), self.box, 44, ACTIVE, fill=ACTIVE, opacity=TINT, round=8)
        canvas.text((self.active + self.box / 2, middle(y, SIZE)), self.bends, bold=True, kind="formula")
        canvas.text((self.active + self.box / 2, y + 40), "activation", size=_NOTE, faint=True)
        canvas.arrow((self.active + self.box, y), (self.end - _RADIUS - 2, y))
        _disc(canvas, self.end, y, _RADIUS, self.out, ACTIVE)
        canvas.text((self.end + _RADIUS + 10, middle(y, SIZE)), self.y, anchor="start", bold=True)


def _disc(canvas: Canvas, x: float, y: float, radius: float, sign: str, color: str) -> None:
    canvas.circle((x, y), radius, color, fill=color, opacity=TINT)
    canvas.text((x, middle(y, SIZE)), sign)
