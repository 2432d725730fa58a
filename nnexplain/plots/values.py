"""The values of a worked example by name, and their numbers as the page writes them; for pictures to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from nnexplain.notation.tree import Symbol, as_symbol
from nnexplain.worked.declared import Declared

if TYPE_CHECKING:
    from nnexplain.arrays import Array, Index
    from nnexplain.engine.labels import Labels
    from nnexplain.notation.unicode import Unicode
    from nnexplain.worked.example import Step, WorkedExample

Entry = tuple[float, "Fraction | None"]


class Value(Declared):
    """A value: its symbol, its numbers, what its places are called; ``at`` is where a part stands in the whole."""

    name: str
    symbol: Symbol
    value: Array
    entry: Callable[[Index], Entry]
    labels: Labels = ()
    at: Index = ()

    def row(self, place: int) -> Value:
        """One of its rows (of several heads: one head)."""
        return self.but(value=self.value[place], labels=self.labels[1:], at=(*self.at, place))

    @property
    def shape(self) -> tuple[int, ...]:
        return self.value.shape

    def names(self, axis: int) -> tuple[str, ...]:
        """What the places along an axis are called; () where they have no names."""
        return self.labels[axis] if self.labels else ()


class Values:
    """What an example has, given, worked or differentiated, also where a page is asked to show only some of it."""

    def __init__(self, example: WorkedExample, notation: Unicode) -> None:
        self.example, self.notation = example, notation
        self.steps = {step.id: step for step in _with_sources([*example.given, *example.steps])}
        self._symbols = type(notation)(notation.precision, numbers=False)

    def find(self, name: str) -> Value | None:
        """A given or worked value, a gradient as ``gradients.z``."""
        step = self.steps.get(name)
        if step is not None:
            return Value(name, step.symbol, step.value, _of_step(step), step.labels)
        example, last = self.example, name.rpartition(".")[2]
        group = example.gradients or {} if name.startswith("gradients.") else example.values
        found = group.get(name.removeprefix("gradients."))
        if found is None:
            return None
        import numpy as np

        value, own = np.asarray(found, dtype=float), self.steps.get(name.removeprefix("gradients."))
        symbol = own.symbol if own is not None else self._result() if last == example.result_name else as_symbol(last)
        if group is not example.values:
            symbol = Symbol(self._differentiated(), over=symbol)
        return Value(name, symbol, value, lambda index: (float(value[index]), example.exact(name, index)))

    def _differentiated(self) -> str:
        """What the gradients are those of: L, or s where a result of many entries is summed."""
        symbols = (step.symbol for step in self.steps.values() if step.kind == "backward" and step.symbol.over)
        return next(symbols, self._result()).base

    def _result(self) -> Symbol:
        return self.example.symbol or as_symbol(self.example.result_name)

    def __getitem__(self, name: str) -> Value:
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return found

    def __contains__(self, name: str) -> bool:
        return self.find(name) is not None

    def number(self, value: Value, *index: int) -> str:
        """An entry as the page writes it."""
        return self.notation.number(*value.entry((*value.at, *index)))

    def symbol(self, value: Value, *index: int) -> str:
        return self.notation.symbol(value.symbol, (*value.at, *index))

    def told(self, value: Value, *index: int) -> str:
        """``w₁ = 0.1``."""
        return f"{self.symbol(value, *index)} = {self.number(value, *index)}"

    def formula(self, name: str) -> str:
        """The formula of a step in symbols, or "" where it is not at hand."""
        step = self.steps.get(name)
        return "" if step is None else self._symbols.text(step.formula)

    def equation(self, name: str) -> str:
        """``z = w · x + b``; the symbol alone where there is no formula."""
        value, formula = self[name], self.formula(name)
        left = self.notation.symbol(value.symbol)
        return left if formula in ("", left) else f"{left} = {formula}"


def _of_step(step: Step) -> Callable[[Index], Entry]:
    def entry(index: Index) -> Entry:
        leaf = step.cell(index).result
        return float(step.value[index]) if leaf.value is None else leaf.value, leaf.exact

    return entry


def _with_sources(steps: list[Step]) -> Iterator[Step]:
    """The steps and all that they were made of."""
    pending, met = list(reversed(steps)), set[str]()
    while pending:
        step = pending.pop()
        if step.id not in met:
            met.add(step.id)
            yield step
            pending += step.sources
