"""Works an entry's calculations out, each once, and looks values up in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from nnexplain.book.entry import Run
from nnexplain.book.placed import Plain
from nnexplain.errors import InputError
from nnexplain.inputs.paths import pick
from nnexplain.worked.lesson import find

if TYPE_CHECKING:
    from nnexplain.worked.example import WorkedExample

HAND = range(1, 7)  # the decimals that a person is taken to carry


class Working:
    """One calculation, worked when it is first asked for; values are looked up once."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._values: dict[str, object] = {}
        self._hands: dict[int, WorkedExample] = {}

    def _work(self, inputs: dict[str, Plain]) -> WorkedExample:
        from nnexplain.worked.work import call

        return call(find(self.run.command), (), inputs)

    @cached_property
    def example(self) -> WorkedExample:
        return self._work(self.run.inputs)

    def refusal(self) -> str:
        """The message with which the inputs are refused, or nothing."""
        try:
            self.example  # noqa: B018
        except InputError as error:
            return str(error)
        return ""

    def value(self, path: str, indices: Sequence[int] = ()) -> object:
        """The computed value, or the entry of it that the indices name: an exact decimal, a list of such, or text."""
        if path not in self._values:
            self._values[path] = _got(self.example, path)
        return pick(self._values[path], list(indices), path)

    def by_hand(self, path: str, indices: Sequence[int], decimals: int) -> object:
        """The value where every step before it is rounded; None where it is none that a person writes down."""
        if decimals not in self._hands:
            given = {key: value for key, value in self.run.inputs.items() if key not in ("backward", "upstream")}
            self._hands[decimals] = self._work(given | {"hand": decimals})
        example = self._hands[decimals]
        if path.partition("[")[0] == "result":
            path = example.result_name + path[len("result") :]
        try:
            return pick(_got(example, f"hand.{path}"), list(indices), path)
        except InputError:
            return None


def _got(example: WorkedExample, path: str) -> object:
    from nnexplain.worked.get import get

    return as_value(get(example, path))


def as_value(text: str) -> object:
    """``--get``'s text as decimals, nested lists of them, or text.

    >>> as_value("[0.1, 0.30]"), as_value("on")
    ([Decimal('0.1'), Decimal('0.30')], 'on')
    """
    try:
        found: object = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except ValueError:
        return text
    return found
