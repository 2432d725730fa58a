"""The carriers a formula can be read in: numbers, exact values, written arithmetic, symbols.

A formula is typed by what it needs of its carrier ``m``, with ``T`` and ``L`` from here:

    def relu(m: Carrier[T], x: T) -> T:              # entry by entry
        return m.maximum(0, x)

    def mean(m: Lines[T, L], line: L) -> T:          # of a line of entries
        return m.sum(line) / m.size(line)

``NUMBERS`` works on whole arrays, and a line of them is an array too (its last axis); every other carrier works on one
entry, and its line is a list of them. What only moves entries is done to numbers alone: ``(m: object, a: Array)``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from fractions import Fraction
from typing import Generic, Protocol, Self, TypeVar

from nnexplain.notation.functions import CARRIED, Elementary, Function


class Arithmetic(Protocol):
    """What a formula may do with what a carrier carries: + − × ÷, among themselves and with plain numbers."""

    def __add__(self, other: Self | float, /) -> Self: ...
    def __radd__(self, other: Self | float, /) -> Self: ...
    def __sub__(self, other: Self | float, /) -> Self: ...
    def __rsub__(self, other: Self | float, /) -> Self: ...
    def __mul__(self, other: Self | float, /) -> Self: ...
    def __rmul__(self, other: Self | float, /) -> Self: ...
    def __truediv__(self, other: Self | float, /) -> Self: ...
    def __rtruediv__(self, other: Self | float, /) -> Self: ...
    def __neg__(self) -> Self: ...


T = TypeVar("T", bound=Arithmetic)  # what a formula is given, and gives
C = TypeVar("C")  # what a carrier carries: exact values are a fraction, or nothing that one could reckon with
L = TypeVar("L")  # a line of them


class Carrier(Elementary[C], ABC):
    """What a formula of single entries may call: the functions of the table, powers, π and e.

    A carrier has a function of the table by what its row says, or as a method of its own.
    """

    pi: C
    e: C

    def __init__(self) -> None:
        self.by_name: dict[str, Callable[..., C]] = {"^": self.power}  # as a written tree calls them
        for row in CARRIED:
            if not hasattr(self, row.called):
                setattr(self, row.called, self.function(row))
            self.by_name[row.name] = getattr(self, row.called)

    @abstractmethod
    def function(self, row: Function) -> Callable[..., C]:
        """A function of the table of which this carrier knows no more than its row says."""

    @abstractmethod
    def power(self, base: C | float, exponent: C | float) -> C:
        """base^exponent."""

    @abstractmethod
    def known(self, x: C) -> float | Fraction | None:
        """The number itself where it is a single one that is known (a formula may take a shorter way for 0 or 1)."""


class Lines(Carrier[C], Generic[C, L]):
    """What a formula of whole lines may call besides; ``L`` is a line of entries."""

    @abstractmethod
    def sum(self, line: L) -> C:
        """The sum of its entries."""

    @abstractmethod
    def max(self, line: L) -> C:
        """The largest of them."""

    @abstractmethod
    def min(self, line: L) -> C:
        """The smallest of them."""

    @abstractmethod
    def size(self, line: L) -> int:
        """How many there are."""

    @abstractmethod
    def dot(self, a: L, b: L) -> C:
        """The sum of the products of their entries."""
