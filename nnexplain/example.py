"""The worked example: plain data that every renderer reads. It holds no rendered text.

Arithmetic and exactness are worked out for the entries somebody looks at, and for no others: a
thousand-row layer costs no more to show than its first cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

from nnexplain.graph import Array, Index, indices
from nnexplain.record import Record, field
from nnexplain.written import Leaf, Symbol, Written


class Cell(Record):
    """One entry of a step: its arithmetic, and the number it comes to."""

    index: Index
    written: Written
    result: Leaf


class Step(Record):
    """One step: what is done, its formula, and its value.

    ``kind`` is given, forward, backward, update or check; ``cell`` works out one entry's arithmetic;
    ``arithmetic`` is False where entries only move; ``view`` hints at a way of showing it.
    """

    id: str
    kind: str
    name: str
    title: str
    symbol: Symbol
    formula: Written
    value: Array
    uses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    arithmetic: bool = True
    view: str | None = None
    section: str = ""  # the heading that it stands under, where a long example is cut into parts
    number: int = 0  # its place among the steps as shown, from 1; what is given has none
    cell: Callable[[Index], Cell] = field(default=lambda index: Cell(index, Leaf(0.0), Leaf(0.0)))

    def cells(self, most: int | None = None) -> Iterator[Cell]:
        """The entries, row by row, worked out one at a time."""
        shape = self.value.shape if most is None else tuple(min(size, most) for size in self.value.shape)
        return (self.cell(index) for index in islice(indices(shape), most))


class Statement(Record):
    """One line of a derivation, and why it holds; ``checked`` is set by the check itself."""

    unicode: str
    latex: str
    because: str
    checked: bool = False


class Variant(Record):
    """The same calculation with one input changed (``--versus``)."""

    changed: dict[str, Any]
    values: dict[str, Any]
    result: Any
    gradients: dict[str, Any] | None = None
    exact: Callable[[str, Index], Fraction | None] = field(default=lambda name, index: None)

    def to_dict(self) -> dict[str, Any]:
        """As the JSON has it."""
        found = {"changed": self.changed, "values": self.values, "result": self.result}
        return found if self.gradients is None else found | {"gradients": self.gradients}


class WorkedExample(Record):
    """A calculation, worked out.

    ``values`` maps names to numbers (a float, or an array); ``result`` is the answer;
    ``exact(name, index)`` gives an entry's exact value on the inputs as typed, or None.
    """

    command: str
    title: str
    inputs: dict[str, Any]
    steps: list[Step]
    values: dict[str, Any]
    result: Any
    result_name: str
    symbol: Symbol | None = None  # how the result is called in formulas
    given: list[Step] = field(factory=list)  # the inputs' steps, shown even where ``only`` keeps them out of ``steps``
    gradients: dict[str, Any] | None = None
    derivation: list[Statement] | None = None
    hand: dict[str, Any] | None = None
    hand_decimals: int | None = None
    versus: list[Variant] | None = None
    warnings: list[str] = field(factory=list)
    reading: list[str] = field(factory=list)
    conventions: list[str] = field(factory=list)
    exit_code: int = 0  # of the command: 1 where a training diverged, 130 where it was interrupted
    exact: Callable[[str, Index], Fraction | None] = field(default=lambda name, index: None)

    def __getattr__(self, name: str) -> Any:
        values = self.__dict__.get("values", {})
        if name in values:
            return values[name]
        raise AttributeError(f"{self.__dict__.get('command', 'this')} has no value {name}; it has {', '.join(values)}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.values]

    def step(self, id: str) -> Step:
        """The step of that id."""
        return next(step for step in self.steps if step.id == id)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object, as plain Python data."""
        from nnexplain.render.json import document

        return document(self)

    def __str__(self) -> str:
        from nnexplain.render import Options, find

        text: str = find("table").render(self, Options(color=False))
        return text.rstrip("\n")
