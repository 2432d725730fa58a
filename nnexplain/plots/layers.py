"""Layers: every unit with its numbers, and the weights between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nnexplain.models.loss import find
from nnexplain.notation.unicode import Unicode
from nnexplain.plots.boxes import ACTIVE, GIVEN, LOSS, SUM, WEIGHT
from nnexplain.plots.canvas import Canvas
from nnexplain.plots.columns import Column, Columns, Links, Unit
from nnexplain.plots.target import target_of
from nnexplain.plots.values import Value, Values
from nnexplain.worked.example import WorkedExample

_MOST_SUMS = 3  # layers whose units show z beside a


def draw(example: WorkedExample, notation: Unicode) -> Canvas | None:
    """The diagram of a layer, a network or a feed-forward network."""
    diagram = {"layer": _Layer, "network": _Network, "ffn": _FeedForward}.get(example.command)
    return None if diagram is None else diagram(Values(example, notation)).canvas


class _Diagram:
    """Of one example; of a batch, its first row."""

    title = ""

    def __init__(self, values: Values) -> None:
        self.values = values
        x = values["x"].value
        self.rows = len(x) if x.ndim == 2 else 0
        columns = list(self.columns())
        title = self.title + (f", row 1 of {self.rows}" if self.rows > 1 else "")
        told = f"{self.told()} {' '.join(self._told(column) for column in columns)}"
        self.canvas = Columns(columns, title, told, bypass=self.bypass(), foot=self.foot()).canvas

    def columns(self) -> Iterator[Column]:
        raise NotImplementedError

    def told(self) -> str:
        raise NotImplementedError

    def bypass(self) -> str:
        return ""

    def foot(self) -> str:
        return f"the batch has {self.rows} rows; this is the first" if self.rows > 1 else ""

    def _told(self, column: Column) -> str:
        """A column in words."""
        units = [" ".join(f"{name} {number}".strip() for name, number in column.units(i).lines)
                 for i in range(column.shown)]  # fmt: skip
        more = [f"and {column.size - column.shown} more"] if column.size > column.shown else []
        return f"{', '.join(column.heads)}: {'; '.join(units + more)}."

    def row(self, name: str) -> Value:
        """A value, or its first row."""
        value = self.values[name]
        return value.row(0) if self.rows and value.value.ndim == 2 else value

    def inputs(self) -> Column:
        x, values = self.row("x"), self.values
        sign = values.notation.symbol(x.symbol)
        return Column(
            (sign, "input"),
            lambda i: Unit(((values.symbol(x.but(at=()), i), values.number(x, i)),)),
            len(x.value),
            GIVEN,
        )

    def weights(self, name: str, *, outputs_first: bool = True) -> Links:
        """Of the lines from one column to the next; W has a row for each output, or for each input."""
        W, values = self.values[name], self.values

        def weight(i: int, j: int) -> tuple[float, str]:
            index = (j, i) if outputs_first else (i, j)
            return float(W.value[index]), values.number(W, *index)

        return Links(weight)

    def column(self, heads: tuple[str, ...], *names: str, bias: str = "", color: str = ACTIVE, links: Links = Links(),
               meant: Callable[[int], tuple[bool, str]] | None = None) -> Column:  # fmt: skip
        """Units that show a number of each of these values, and the bias they add where it is not 0 throughout."""
        values, rows = self.values, [self.row(name) for name in names]
        b = values.find(bias) if bias else None

        def unit(i: int) -> Unit:
            lines = [(_letter(values, row), values.number(row, i)) for row in rows]
            if b is not None and b.value.any():
                lines.insert(0, ("+ b", values.number(b, *((i,) if b.value.ndim else ()))))
            marked, told = meant(i) if meant else (False, "")
            if told:
                lines.append(("t", told))
            elif marked:
                lines.append(("target", ""))
            return Unit(tuple(lines), marked)

        return Column(heads, unit, len(rows[-1].value), color, links)


def _letter(values: Values, value: Value) -> str:
    """What a number is called in its unit: the layer stands above."""
    return value.symbol.base if len(value.symbol.base) < 3 else values.notation.symbol(value.symbol)


class _Layer(_Diagram):
    title = "The layer"

    def told(self) -> str:
        W = self.values["W"].shape
        return f"A layer of {W[0]} units, each joined to {W[1]} inputs by weights."

    def columns(self) -> Iterator[Column]:
        values = self.values
        yield self.inputs()
        heads = (values.equation("y"), values.equation("z"))
        yield self.column(heads, "z", "y", bias="b", links=self.weights("W"))


class _FeedForward(_Diagram):
    title = "The feed-forward network"

    def told(self) -> str:
        return "The input is widened, bent by the activation, and narrowed again."

    def bypass(self) -> str:
        return "residual: the input is added" if self.values.example.inputs.get("residual") else ""

    def columns(self) -> Iterator[Column]:
        values = self.values
        yield self.inputs()
        heads = (values.equation("h"), values.equation("z1"))
        yield self.column(heads, "z1", "h", bias="b1", links=self.weights("W1", outputs_first=False))
        last = self.weights("W2", outputs_first=False)
        if self.bypass():
            yield self.column((values.equation("z2"), "output"), "z2", bias="b2", color=SUM, links=last)
            yield self.column((values.equation("y"), "with the input"), "y", links=Links(each=True))
        else:
            yield self.column((values.equation("z2"), "output"), "y", bias="b2", links=last)


class _Network(_Diagram):
    title = "The network"

    def __init__(self, values: Values) -> None:
        self.count = sum(f"a{n}" in values for n in range(1, 1 + len(values.example.values)))
        super().__init__(values)

    def told(self) -> str:
        return f"{self.count} layer{'s' * (self.count > 1)}, one after the other."

    def foot(self) -> str:
        parts = [super().foot()]
        if self.count > _MOST_SUMS:
            parts.append("each unit shows its activation")
        return "; ".join(filter(None, parts))

    def columns(self) -> Iterator[Column]:
        values = self.values
        yield self.inputs()
        output = "p" if "p" in values else f"a{self.count}"
        for n in range(1, self.count + 1):
            names = (f"z{n}", f"a{n}") if self.count <= _MOST_SUMS else (f"a{n}",)
            activations = values.example.inputs.get("activation")
            bends = str(activations[n - 1]) if isinstance(activations, list) else str(activations or "")
            heads = (f"layer {n}", bends)
            meant = self.meant(output) if output == names[-1] else None
            yield self.column(
                heads,
                *names,
                bias=f"b{n}" if self.count <= _MOST_SUMS else "",
                links=self.weights(f"W{n}"),
                meant=meant,
            )
        if output == "p":
            yield self.column(("softmax", values.equation("p")), "p", color=WEIGHT, meant=self.meant("p"))
        if "loss" in values:
            yield self.loss()

    def loss(self) -> Column:
        values = self.values
        each = values.find("losses")  # of a row; of several outputs it has one for each, which have no room here
        names = ["losses", "loss"] if each is not None and each.value.ndim == 1 else ["loss"]

        def unit(i: int) -> Unit:
            return Unit(tuple(self._loss(name) for name in names))

        return Column(("loss", str(values.example.inputs.get("kind", ""))), unit, 1, LOSS)

    def _loss(self, name: str) -> tuple[str, str]:
        value = self.values[name]
        if name == "losses":
            return self.values.symbol(value, 0), self.values.number(value, 0)
        return self.values.symbol(value), self.values.number(value)

    def meant(self, output: str) -> Callable[[int], tuple[bool, str]] | None:
        """Whether a unit is that of the target class; or the number that it was meant to have."""
        values = self.values
        target = values.find("target")
        if target is None:
            return None
        whole, row = values[output], self.row(output)
        wanted = target_of(values.example, whole.shape, (0,) if self.rows else ())
        if not find(str(values.example.inputs.get("kind"))).classes:
            wanted = None
        if target.shape == whole.shape:
            asked = target.row(0) if self.rows else target
            return lambda i: (wanted == i, values.number(asked, i))
        if target.value.ndim == 0 and row.shape == (1,):
            return lambda i: (False, values.number(target))
        return lambda i: (wanted == i, "")
