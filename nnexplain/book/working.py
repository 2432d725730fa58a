"""Works an entry's calculations out, each once, and looks values up in them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from nnexplain.book.entry import Entry, Figure, Run
from nnexplain.errors import InputError
from nnexplain.inputs.paths import pick
from nnexplain.worked.lesson import find

HAND = range(1, 7)  # the decimals that a person is taken to carry


class Worked:
    """One calculation, worked when it is first asked for; values are looked up once."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._example: Any = None
        self._values: dict[str, Any] = {}
        self._hands: dict[int, Any] = {}

    @property
    def example(self) -> Any:
        if self._example is None:
            from nnexplain.worked.work import call

            self._example = call(find(self.run.command), (), self.run.inputs)
        return self._example

    def refusal(self) -> str | None:
        """The message with which the inputs are refused."""
        try:
            self.example  # noqa: B018
        except InputError as error:
            return str(error)
        return None

    def value(self, figure: Figure) -> Any:
        """The computed value: an exact decimal, or text."""
        if figure.path not in self._values:
            from nnexplain.worked.get import get

            self._values[figure.path] = plain(get(self.example, figure.path))
        return pick(self._values[figure.path], list(figure.index), figure.path)

    def by_hand(self, figure: Figure, decimals: int) -> Any:
        """The value where every step before it is rounded; None where it is none that a person writes down."""
        if decimals not in self._hands:
            given = {key: value for key, value in self.run.inputs.items() if key not in ("backward", "upstream")}
            from nnexplain.worked.work import call

            self._hands[decimals] = call(find(self.run.command), (), given | {"hand": decimals})
        from nnexplain.worked.get import get

        example = self._hands[decimals]
        path = figure.path
        if path.partition("[")[0] == "result":
            path = example.result_name + path[len("result") :]
        try:
            return pick(plain(get(example, f"hand.{path}")), list(figure.index), path)
        except InputError:
            return None


def plain(text: str) -> Any:
    """``--get``'s text as decimals, nested lists of them, or text.

    >>> plain("[0.1, 0.30]"), plain("on")
    ([Decimal('0.1'), Decimal('0.30')], 'on')
    """
    try:
        return json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except ValueError:
        return text


def work(entries: list[Entry]) -> list[tuple[Entry, list[Worked]]]:
    """The calculations of the entries; nothing is worked out before it is asked for."""
    return [(entry, [Worked(run) for run in entry.runs]) for entry in entries]
