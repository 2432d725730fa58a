"""The tree that a text is read into: small, immutable, and aware of the places it came from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol


class Span(NamedTuple):
    """From where to where in the text (counting from 0, the end not included)."""

    start: int
    end: int


class Placed(Protocol):
    """What knows where in the text it began."""

    @property
    def start(self) -> int: ...


def where(part: Placed) -> str:
    """A place as a message names it.

    >>> where(Span(2, 4))
    'at character 3'
    """
    return f"at character {part.start + 1}"


class Number(NamedTuple):
    """A number, kept as typed: what float64 cannot hold is seen when it is built."""

    text: str
    span: Span

    @property
    def decimals(self) -> int:
        """How many decimals are printed; 1e-3 has three, 60% has two.

        >>> Number("0.50", Span(0, 4)).decimals, Number("1.5e3", Span(0, 5)).decimals
        (2, 0)
        """
        mantissa, _, exponent = self.text.lower().partition("e")
        return max(0, len(mantissa.partition(".")[2]) - int(exponent[:9] or 0))


class Name(NamedTuple):
    """An input, an earlier sub-step, or a constant."""

    name: str
    span: Span


class Apply(NamedTuple):
    """An operator or a function applied to its operands, in order.

    ``head`` is a function's plain name, or one of ``+ - * / ^ · @ neg T list``.
    """

    head: str
    args: tuple[Expression, ...]
    span: Span
    depth: int = 1  # how many operations lie one inside another


Expression = Number | Name | Apply


class Claim(NamedTuple):
    """A further side of a chain, with the = or ≈ before it: ``= 0.39``."""

    sign: str
    expression: Expression


class Statement(NamedTuple):
    """One sub-step: ``name = expression``, or an expression alone (``name`` is None); and what it is said to be."""

    name: str | None
    expression: Expression
    span: Span
    claims: tuple[Claim, ...] = ()

    def parts(self) -> Iterator[Expression]:
        """Every part of every side, from the left."""
        for side in (self.expression, *(claim.expression for claim in self.claims)):
            yield from walk(side)


class Program(NamedTuple):
    """A whole text: its sub-steps in order, and the option it was given with (for messages)."""

    text: str
    option: str
    statements: tuple[Statement, ...]

    def place(self, part: Expression) -> str:
        """A part of it as a message names it: what it says, and where."""
        text = self.text[part.span.start : part.span.end]
        short = text if len(text) <= 40 else text[:37] + "..."
        return f"in {short!r} (character {part.span.start + 1})"


def walk(expression: Expression) -> Iterator[Expression]:
    """Every part, from the left."""
    pending = [expression]
    while pending:
        part = pending.pop()
        yield part
        if isinstance(part, Apply):
            pending.extend(reversed(part.args))
