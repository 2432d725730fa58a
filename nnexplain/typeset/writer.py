"""What writes elements: one method for each kind, so that no format can forget one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from nnexplain.notation.printer import Notation
from nnexplain.pages.blocks import Bar, Definitions, Drawing, Gap, Heading, Proved
from nnexplain.typeset.elements import (
    Curve,
    Display,
    Element,
    Grid,
    Math,
    Pieces,
    Result,
    Words,
    Worked,
)  # fmt: skip
from nnexplain.worked.arithmetic import MOST_TERMS

Made = TypeVar("Made")  # what a page is made of: lines of text, or nodes of a tree


class Writer(ABC, Generic[Made]):
    """Writes mathematics in a notation: ``numbers`` puts the numbers in, ``symbols`` does not."""

    def __init__(self, notation: type[Notation], precision: int) -> None:
        self.numbers: Notation = notation(precision, most_terms=MOST_TERMS)
        self.symbols: Notation = notation(precision, numbers=False)

    def made(self, element: Element) -> Iterable[Made]:
        """What an element becomes."""
        match element:
            case Heading():
                return self.heading(element)
            case Words():
                return self.words(element)
            case Worked():
                return self.worked(element)
            case Display():
                return self.display(element)
            case Grid():
                return self.grid(element)
            case Result():
                return self.result(element)
            case Curve():
                return self.curve(element)
            case Definitions():
                return self.definitions(element)
            case Proved():
                return self.proved(element)
            case Drawing():
                return self.drawing(element)
            case Gap():
                return self.gap()

    @abstractmethod
    def heading(self, heading: Heading) -> Iterable[Made]: ...

    @abstractmethod
    def words(self, words: Words) -> Iterable[Made]: ...

    @abstractmethod
    def worked(self, step: Worked) -> Iterable[Made]: ...

    @abstractmethod
    def display(self, display: Display) -> Iterable[Made]: ...

    @abstractmethod
    def grid(self, grid: Grid) -> Iterable[Made]: ...

    @abstractmethod
    def result(self, result: Result) -> Iterable[Made]: ...

    @abstractmethod
    def curve(self, curve: Curve) -> Iterable[Made]: ...

    @abstractmethod
    def definitions(self, definitions: Definitions) -> Iterable[Made]: ...

    @abstractmethod
    def proved(self, proved: Proved) -> Iterable[Made]: ...

    def drawing(self, drawing: Drawing) -> Iterable[Made]:
        """Left out where a format has no pictures."""
        return ()

    def gap(self) -> Iterable[Made]:
        """Where a format leaves room between thoughts anyway, nothing."""
        return ()

    def inline(self, pieces: Pieces) -> Iterator[Made]:
        """Words, mathematics and bars that stand in a line."""
        for piece in pieces:
            if isinstance(piece, Bar):
                yield self.bar(piece)
            elif isinstance(piece, Math):
                yield self.formula(piece)
            elif piece:
                yield self.text(piece)

    @abstractmethod
    def text(self, words: str) -> Made:
        """Words that mean nothing but themselves."""

    @abstractmethod
    def formula(self, math: Math) -> Made:
        """Mathematics within a line."""

    @abstractmethod
    def bar(self, bar: Bar) -> Made: ...
