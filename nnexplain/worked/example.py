"""The worked example: plain data that every renderer reads. It holds no rendered text.

Arithmetic and exactness are worked out for the entries somebody looks at, and for no others: a
thousand-row layer costs no more to show than its first cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from nnexplain.arrays import Array, Index, Number, indices
from nnexplain.engine import retyped
from nnexplain.engine.remark import Remark
from nnexplain.notation.tree import Leaf, Symbol, Written
from nnexplain.worked.declared import Declared

if TYPE_CHECKING:
    from nnexplain.engine.labels import Labels
    from nnexplain.engine.retyped import Line
    from nnexplain.symbolic.statement import Statement
    from nnexplain.worked.claim import Claim
    from nnexplain.worked.hand import ByHand
    from nnexplain.worked.trace import Traced

Exact = Callable[[str, Index], Fraction | None]  # of an entry of a value of that name


class Cell:
    """One entry of a step: its arithmetic (``written``), and the number it comes to (``result``).

    ``between`` is the way from one to the other, operation by operation, where that takes at most so many sides. Each
    is worked when it is first asked for, because most entries that a page shows are shown as numbers only.
    """

    def __init__(
        self, index: Index, write: Callable[[], Written], leaf: Callable[[], Leaf], *, most_between: int = 0
    ) -> None:
        self.index, self._write, self._leaf, self._most = index, write, leaf, most_between
        self._lines: dict[tuple[int, int | None], Line] = {}

    @cached_property
    def written(self) -> Written:
        return self._write()

    @cached_property
    def result(self) -> Leaf:
        return self._leaf()

    def line(self, precision: int, most_terms: int | None = None) -> Line:
        """Its arithmetic as it has to be printed with so many decimals."""
        key = precision, most_terms
        if key not in self._lines:
            self._lines[key] = retyped.line(self.written, self.result, precision, most_terms)
        return self._lines[key]

    @cached_property
    def between(self) -> tuple[Written, ...]:
        if self._most == 0:
            return ()
        from nnexplain.engine.reduction import reductions

        return reductions(self.written, self._most)

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
    sources: tuple[Step, ...] = ()  # those that its formula reads
    labels: Labels = ()  # what the places along its axes are called
    notes: tuple[str, ...] = ()
    opening: tuple[str | Remark, ...] = ()  # what is said before the part that it belongs to
    meanings: tuple[str, ...] = ()  # of the signs that its formula has
    arithmetic: bool = True
    view: str | None = None
    section: str = ""  # the heading that it stands under, where a long example is cut into parts
    number: int = 0  # its place among the steps as shown, from 1; what is given has none
    cell: Callable[[Index], Cell] = staticmethod(lambda index: Cell.plain(index, 0.0))

    @property
    def uses(self) -> tuple[str, ...]:
        """The ids of its sources."""
        return tuple(step.id for step in self.sources)

    def exact(self, index: Index) -> Fraction | None:
        """An entry's exact value, as the step's own arithmetic has it."""
        return self.cell(index).result.exact

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
    asked: list[str]  # the inputs that ``only`` asks for; none: all are shown, but for the usual ones
    warnings: list[str]
    remarks: list[str | Remark]  # sentences that read the answer
    conventions: list[str]
    usual: frozenset[str] = frozenset()  # switches that stand where they do when nobody sets them
    unseen: frozenset[str] = frozenset()  # the ids of steps that come to 0, of which a page only says so
    symbol: Symbol | None = None  # how the result is called in formulas
    gradients: Mapping[str, Number] | None = None
    derivation: list[Statement] | None = None
    hand: Mapping[str, Number] | None = None
    by_hand: ByHand | None = None  # how ``hand`` was worked
    trace: Traced | None = None
    versus: list[Variant] | None = None
    claims: Sequence[Claim] = ()
    exit_code: int = 0  # 1 where a claim does not hold or a training diverged, 130 where it was interrupted
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
