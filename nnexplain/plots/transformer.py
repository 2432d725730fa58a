"""Attention, or a whole transformer: each matrix with its shape and some of its numbers, in the order of the work."""

from __future__ import annotations

from collections.abc import Sequence

from nnexplain.arrays import by
from nnexplain.errors import plural
from nnexplain.notation.unicode import Unicode
from nnexplain.plots.boxes import ACTIVE, GIVEN, LOSS, SUM, WEIGHT, Box, Grid
from nnexplain.plots.canvas import INK, Canvas, measured
from nnexplain.plots.entries import largest
from nnexplain.plots.stages import Frame, Stages
from nnexplain.plots.target import target_of
from nnexplain.plots.values import Value, Values
from nnexplain.worked.example import WorkedExample

_MOST_HEADS = 3  # that are all drawn; of more so many less one
_MOST_BLOCKS = 2  # that are all drawn; of more the first and the last
_LONGEST = 220.0  # an equation; of a longer one only the symbol is shown


def draw(example: WorkedExample, notation: Unicode) -> Canvas | None:
    """The diagram of attention or of a transformer."""
    values = Values(example, notation)
    if example.command == "attention":
        return _attention(values)
    return _transformer(values) if example.command == "transformer" else None


def _attention(values: Values) -> Canvas:
    sheet = _Sheet(values)
    start = sheet.box("X", GIVEN) if "X" in values else None
    if start:
        sheet.stages.add(start)
    end = sheet.attend("", start, ("scores", "scaled", "masked", "weights"))
    if "output" in values:
        end = sheet.stages.add(sheet.box("output", ACTIVE), after=[end])
    heads = values.example.inputs.get("heads")
    told = f"{heads} heads, each with its own scores and weights. " if heads != 1 else ""
    return sheet.stages.drawn("Attention, step by step", f"{told}From top to bottom: {'; '.join(sheet.told)}.")


def _transformer(values: Values) -> Canvas:
    sheet = _Sheet(values)
    tokens = [str(token) for token in _listed(values.example.inputs.get("tokens"))]
    ids, first = values["ids"], sheet.stages
    marks = [sheet.box("positions", GIVEN)] if "positions" in values else []
    words = sheet.made("tokens", ids, GIVEN, columns=tokens)
    first.add(words, *marks)
    y = first.add(sheet.box("X", SUM, rows=tokens), after=[words, *marks])
    y = sheet.blocks(y)
    if "output.x" in values:
        y = first.add(sheet.box("output.x", ACTIVE), after=[y])
    y = first.add(sheet.box("logits", SUM, wide=True), after=[y])
    p = first.add(sheet.box("p", WEIGHT, wide=True), after=[y])
    for name in ("losses", "loss"):
        if name in values:
            p = first.add(sheet.box(name, LOSS), after=[p], said=_wanted(values))
    return first.drawn("The transformer", f"From top to bottom: {'; '.join(sheet.told)}.")


def _wanted(values: Values) -> str:
    target = values.example.inputs.get("target")
    return f"target: {target}" if isinstance(target, str) else ""


def _listed(value: object) -> Sequence[object]:
    return value.split() if isinstance(value, str) else list(value) if isinstance(value, list | tuple) else []


class _Sheet:
    """Makes boxes of values, and remembers in words what it has made."""

    def __init__(self, values: Values) -> None:
        self.values, self.stages, self.told = values, Stages(), list[str]()

    def box(self, name: str, color: str = INK, *, rows: Sequence[str] = (), wide: bool = False) -> Box:
        """A step's box; a ``wide`` one shows its largest entries, by their names."""
        value = self.values[name]
        title = self._title(name, value)
        names = value.names(len(value.shape) - 2) if value.value.ndim > 1 else ()
        if not wide:
            return self.made(title, value, color, rows=rows or names)
        across = self._largest(value)
        return self.made(title, value, color, rows=rows or names, columns=value.names(-1), across=across)

    def _title(self, name: str, value: Value) -> str:
        symbol, step = self.values.notation.symbol(value.symbol), self.values.steps.get(name)
        if name.endswith(".norm"):
            return f"{symbol}: {step.title}" if step else symbol
        equation = self.values.equation(name)
        return equation if measured(equation, 13, bold=True) <= _LONGEST else symbol

    def made(self, title: str, value: Value, color: str, *, rows: Sequence[str] = (), columns: Sequence[str] = (),
             across: Sequence[int | None] | None = None) -> Box:  # fmt: skip
        shape = by(value.shape)
        self.told.append(f"{title} ({shape})" if shape else f"{title}: {self.values.number(value)}")
        grid = Grid(self.values, value, rows=rows, columns=columns, across=across)
        return Box(title, shape, grid, color)

    def _largest(self, value: Value) -> Sequence[int | None] | None:
        size = value.shape[-1]
        if value.value.ndim == 1:
            shown: list[int | None] = [*largest(value.value, target_of(self.values.example, value.shape))]
            return shown + [None] * (len(shown) < size)
        return None

    def blocks(self, y: Box) -> Box:
        """The blocks one after the other; of many the first ones and the last."""
        count = 0
        while f"block{count + 1}.y" in self.values:
            count += 1
        for number in range(1, count + 1) if count <= _MOST_BLOCKS else (1, count):
            if number == count > _MOST_BLOCKS:
                left = f"… {plural(count - 2, 'more block')} …"
                y = self.stages.add(Box(left), after=[y])
                self.told.append(left)
            first = len(self.stages.rows)
            y = self.block(f"block{number}", y)
            self.stages.frames.append(Frame(f"block {number}", first, len(self.stages.rows) - 1))
        return y

    def block(self, name: str, x: Box) -> Box:
        """One block, its residuals at the left."""
        y = self.part(name, "attention", x)
        return self.part(name, "ffn", y) if f"{name}.ffn.z1" in self.values else y

    def part(self, block: str, kind: str, x: Box) -> Box:
        values, stages = self.values, self.stages
        norm, total = f"{block}.{kind}.norm", f"{block}.{kind}.sum"
        before = values.example.inputs.get(f"{block}.norm") == "pre"
        y = x
        if norm in values and before:
            y = stages.add(self.box(norm, SUM), after=[y])
        if kind == "attention":
            y = self.attend(f"{block}.", y, ("weights",))
            if f"{block}.attention.output" in values:
                y = stages.add(self.box(f"{block}.attention.output", ACTIVE), after=[y])
        else:
            names = ("z1", "h", "z2")
            y = stages.add(*(self.box(f"{block}.ffn.{name}", ACTIVE) for name in names), after=[y], joined=True)
        if total in values:
            y = stages.add(self.box(total, SUM), after=[y])
            stages.bypass(x, y)
        if norm in values and not before:
            y = stages.add(self.box(norm, SUM), after=[y])
        return y

    def attend(self, prefix: str, start: Box | None, steps: Sequence[str]) -> Box:
        """Queries, keys and values; scores and weights of each head; the context."""
        values, stages = self.values, self.stages
        Q, K, V = (self.box(f"{prefix}{name}", ACTIVE if start else GIVEN) for name in "QKV")
        stages.add(Q, K, V, after=[start] if start else [])
        above: list[list[Box]] = [[Q, K]]
        for step in steps:
            if f"{prefix}{step}" in values:
                boxes = self.heads(f"{prefix}{step}", WEIGHT if step == "weights" else SUM)
                befores = above if len(above) == len(boxes) else above * len(boxes)
                stages.add(*boxes, said=self._rest(f"{prefix}{step}"))
                stages.arrows += [(one, box) for befores_, box in zip(befores, boxes, strict=True) for one in befores_]
                above = [[box] for box in boxes]
        context = self.box(f"{prefix}context", ACTIVE)
        stages.add(context, after=[box for boxes in above for box in boxes])
        stages.bypass(V, context, right=True)
        return context

    def heads(self, name: str, color: str) -> list[Box]:
        """A box for each head; of many the first ones."""
        value = self.values[name]
        if value.value.ndim < 3:
            return [self.box(name, color)]
        symbol = self.values.notation.symbol(value.symbol)
        parts = [(head, value.row(head)) for head in range(_shown(len(value.value)))]
        return [self.made(f"{symbol}, head {head + 1}", part, color, rows=part.names(0)) for head, part in parts]

    def _rest(self, name: str) -> str:
        value = self.values[name].value
        left = len(value) - _shown(len(value)) if value.ndim > 2 else 0
        return f"… and {plural(left, 'more head')}" if left else ""


def _shown(heads: int) -> int:
    return heads if heads <= _MOST_HEADS else _MOST_HEADS - 1
