"""A sentence with numbers in it: it keeps the values, and a format writes them with its reader's digits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnexplain.engine.graph import Node
    from nnexplain.notation.printer import Notation
    from nnexplain.notation.tree import Leaf, Written


class Figure:
    """A number of a sentence, and its exact value on the inputs as typed (None where it has been rounded)."""

    def __init__(self, value: float, exact: Callable[[], Fraction | None]) -> None:
        self.value, self.exact = value, exact


class Rough:
    """A number told in passing, in the few figures that a sentence has room for, whatever digits are asked for.

    ``text`` has them as ``notation.decimals`` writes them; a format puts its own signs.
    """

    def __init__(self, value: float, text: str, unit: str = "") -> None:
        self.value, self.text, self.unit = value, text, unit

    def read(self, notation: Notation) -> str:
        return notation.figures(self.text) + self.unit

    def __str__(self) -> str:
        from nnexplain.notation.unicode import Unicode

        return self.read(Unicode())


class Arithmetic:
    """A piece of written arithmetic in a sentence or a cell, with ``precision`` decimals whatever digits are asked for,
    and as many as it takes to give ``result`` again.
    """

    def __init__(self, written: Written, result: Leaf, precision: int) -> None:
        self.written, self.result, self.precision = written, result, precision

    def read(self, notation: Notation) -> str:
        from nnexplain.engine.retyped import line

        printed = line(self.written, self.result, self.precision)
        own = copy(notation).finer(printed.more)
        own.precision = self.precision
        return own.text(printed.written)

    def __str__(self) -> str:
        from nnexplain.notation.unicode import Unicode

        return self.read(Unicode())


class Change:
    """From one number to another, with digits enough to tell them apart."""

    def __init__(self, before: Figure, after: Figure) -> None:
        self.before, self.after = before, after

    def read(self, notation: Notation) -> str:
        closer = copy(notation)
        while (texts := self._texts(closer))[0] == texts[1] and self.before.value != self.after.value:
            closer.precision += 1
        return " → ".join(texts)

    def _texts(self, notation: Notation) -> tuple[str, str]:
        return notation.number(self.before.value, self.before.exact()), notation.number(
            self.after.value, self.after.exact()
        )

    def __str__(self) -> str:
        from nnexplain.notation.unicode import Unicode

        return self.read(Unicode())


class Remark:
    """A sentence: ``{name}`` is the number of that name, ``{name:=}`` the number with ``=`` or ``≈`` before it.

    ``{name:~}`` has ``≈`` before it where it is rounded, and nothing else; ``{relation}`` is ``=`` where every number
    of the sentence is shown whole, else ``≈``. A value may be a remark with a relation of its own, or a word.
    """

    def __init__(self, text: str, values: Mapping[str, Told]) -> None:
        self.text, self.values = text, values

    def read(self, notation: Notation) -> str:
        """The sentence as that notation writes numbers."""
        shown = {name: _Shown(value, notation) for name, value in self.values.items()}
        whole = all(value.whole for value in shown.values())
        return self.text.format(relation="=" if whole else "≈", **shown)

    def __str__(self) -> str:
        from nnexplain.notation.unicode import Unicode

        return self.read(Unicode())


Told = str | int | Figure | Rough | Arithmetic | Change | Remark


class _Shown:
    """A value as it stands in a sentence."""

    def __init__(self, value: Told, notation: Notation) -> None:
        self.text, self.whole = str(value), True
        if isinstance(value, (Remark, Rough, Arithmetic, Change)):
            self.text = value.read(notation)
        elif isinstance(value, Figure):
            from nnexplain.notation.decimals import shown_exactly

            exact = value.exact()
            self.text, self.whole = notation.number(value.value, exact), shown_exactly(exact, notation.precision)

    def __format__(self, how: str) -> str:
        if how == "=" or (how == "~" and not self.whole):
            return f"{'=' if self.whole else '≈'} {self.text}"
        return self.text


def figure(node: Node, *index: int) -> Figure:
    """One entry of a node."""

    @cache  # a page may say it twice
    def exact() -> Fraction | None:
        from nnexplain.engine.reader import ExactReader

        return ExactReader().of(node, index)

    return Figure(float(node.value[index]), exact)
