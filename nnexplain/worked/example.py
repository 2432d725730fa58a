"""The worked example: plain data that every renderer reads. It holds no rendered text.

Arithmetic and exactness are worked out for the entries somebody looks at, and for no others: a
thousand-row layer costs no more to show than its first cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from nnexplain.arrays import Array, Index, Number, indices
from nnexplain.engine.remark import Remark
from nnexplain.notation.tree import Leaf, Symbol, Written
from nnexplain.worked.declared import Declared

if TYPE_CHECKING:
    from nnexplain.symbolic.statement import Statement

Exact = Callable[[str, Index], Fraction | None]  # of an entry of a value of that name


class Cell:
    """One entry of a step: its arithmetic (``written``), and the number it comes to (``result``).

    Each is worked when it is first asked for, because most entries that a page shows are shown as numbers only.
    """

    def __init__(self, index: Index, write: Callable[[], Written], leaf: Callable[[], Leaf]) -> None:
        self.index, self._write, self._leaf = index, write, leaf

    @cached_property
    def written(self) -> Written:
        return self._write()

    @cached_property
    def result(self) -> Leaf:
        return self._leaf()

    @classmethod
    def plain(cls, index: Index, value: float) -> Cell:
        """An entry without arithmetic of its own."""
        leaf = Leaf(value)
        return cls(index, lambda: leaf, lambda: leaf)


class Step(Declared):
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
    opening: tuple[str | Remark, ...] = ()  # what is said before the part that it belongs to
    meanings: tuple[str, ...] = ()  # of the signs that its formula has
    arithmetic: bool = True
    view: str | None = None
    section: str = ""  # the heading that it stands under, where a long example is cut into parts
    number: int = 0  # its place among the steps as shown, from 1; what is given has none
    cell: Callable[[Index], Cell] = staticmethod(lambda index: Cell.plain(index, 0.0))

    def cells(self, most: int | None = None) -> Iterator[Cell]:
        """The entries, row by row, worked out one at a time."""
        shape = self.value.shape if most is None else tuple(min(size, most) for size in self.value.shape)
        return (self.cell(index) for index in islice(indices(shape), most))


class Variant(Declared):
    """The same calculation with one input changed (``--versus``)."""

    changed: Mapping[str, object]
    values: Mapping[str, Number]
    result: Number
    gradients: Mapping[str, Number] | None = None
    exact: Exact = staticmethod(lambda name, index: None)

    def to_dict(self) -> dict[str, object]:
        """As the JSON has it."""
        found: dict[str, object] = {"changed": self.changed, "values": self.values, "result": self.result}
        return found if self.gradients is None else found | {"gradients": self.gradients}


class WorkedExample(Declared):
    """A calculation, worked out.

    ``values`` maps names to numbers (a float, or an array); ``result`` is the answer;
    ``exact(name, index)`` gives an entry's exact value on the inputs as typed, or None.
    """

    command: str
    title: str
    inputs: Mapping[str, object]
    steps: list[Step]
    values: Mapping[str, Number]
    result: Number
    result_name: str
    given: list[Step]  # the inputs' steps; ``only`` may keep them out of ``steps``
    asked: list[str]  # the inputs that ``only`` asks for; none: all are shown
    warnings: list[str]
    remarks: list[str | Remark]  # sentences that read the answer
    conventions: list[str]
    symbol: Symbol | None = None  # how the result is called in formulas
    gradients: Mapping[str, Number] | None = None
    derivation: list[Statement] | None = None
    hand: Mapping[str, Number] | None = None
    hand_decimals: int | None = None
    versus: list[Variant] | None = None
    exit_code: int = 0  # of the command: 1 where a training diverged, 130 where it was interrupted
    exact: Exact = staticmethod(lambda name, index: None)

    def __getattr__(self, name: str) -> Number:
        values: Mapping[str, Number] = self.__dict__.get("values", {})
        if name in values:
            return values[name]
        raise AttributeError(f"{self.__dict__.get('command', 'this')} has no value {name}; it has {', '.join(values)}")

    @property
    def reading(self) -> list[str]:
        """The remarks as text, with the digits that are shown by default."""
        return list(map(str, self.remarks))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.values]

    def step(self, id: str) -> Step:
        """The step of that id."""
        return next(step for step in self.steps if step.id == id)
