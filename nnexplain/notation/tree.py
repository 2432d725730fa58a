"""Arithmetic as a person writes it: a tree that keeps its order and simplifies nothing.

The same tree prints as symbols (``w₁ × x₁ + b``) and with the numbers put in (``0.1 × 1 + 0.05``),
in every notation: a leaf knows both its symbol and its value, and a printer chooses.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Generic, Self, SupportsFloat, TypeVar

from nnexplain.notation.decimals import as_typed


class Symbol:
    """A letter or word with an optional subscript: ``Symbol("W", "1")`` is W₁.

    ``over`` makes it a derivative: ``Symbol("L", over=Symbol("z"))`` is ∂L/∂z.
    """

    __slots__ = ("base", "sub", "over")  # noqa: RUF023  (as they are given)

    def __init__(self, base: str, sub: str = "", over: Symbol | None = None) -> None:
        self.base, self.sub, self.over = base, sub, over

    def __repr__(self) -> str:
        return f"Symbol(base={self.base!r}, sub={self.sub!r}, over={self.over!r})"


def as_symbol(name: str | Symbol) -> Symbol:
    """``"W1"`` → W₁, ``"d_k"`` → d with subscript k, ``"scores"`` → the word, ``"∂L/∂W"`` → the derivative.

    >>> as_symbol("W1"), as_symbol("d_k").sub
    (Symbol(base='W', sub='1', over=None), 'k')
    """
    if isinstance(name, Symbol):
        return name
    if name.startswith("∂"):
        value, _, by = name.partition("/")
        return Symbol(value[1:], over=as_symbol(by[1:]))
    base, _, sub = name.partition("_") if len(name.split("_")[0]) == 1 else (name, "", "")
    if not sub and len(base) > 1 and base[:-1].isalpha() and base[-1].isdigit():
        base, sub = base[:-1], base[-1]
    return Symbol(base, sub)


Place = tuple[int | str, ...]  # of an entry: counted from 0, or a letter that stands for any
Made = TypeVar("Made")
Other = TypeVar("Other")


class Operators(Generic[Made, Other]):
    """What + − × ÷ and powers build: ``_made`` makes it of the sign and its operands, of which one is ``self``."""

    __slots__ = ()
    __array_ufunc__ = None  # ndarray + this must come here, not be spread over the array

    def _made(self, sign: str, *operands: Self | Other) -> Made:
        raise NotImplementedError

    def __add__(self, other: Other) -> Made:
        return self._made("+", self, other)

    def __radd__(self, other: Other) -> Made:
        return self._made("+", other, self)

    def __sub__(self, other: Other) -> Made:
        return self._made("-", self, other)

    def __rsub__(self, other: Other) -> Made:
        return self._made("-", other, self)

    def __mul__(self, other: Other) -> Made:
        return self._made("*", self, other)

    def __rmul__(self, other: Other) -> Made:
        return self._made("*", other, self)

    def __truediv__(self, other: Other) -> Made:
        return self._made("/", self, other)

    def __rtruediv__(self, other: Other) -> Made:
        return self._made("/", other, self)

    def __pow__(self, other: Other) -> Made:
        return self._made("^", self, other)

    def __rpow__(self, other: Other) -> Made:
        return self._made("^", other, self)

    def __neg__(self) -> Made:
        return self._made("neg", self)


class Written(Operators["Written", "Operand"]):
    """A piece of written arithmetic; the operators build larger pieces."""

    __slots__ = ()

    def _made(self, sign: str, *operands: Operand) -> Written:
        first, *rest = map(lift, operands)
        if sign == "+" and isinstance(first, Tree) and first.head == "+":
            return Tree("+", (*first.args, *rest))  # left to right: a + b + c
        return Tree(sign, (first, *rest))


Operand = Written | SupportsFloat


class Leaf(Written):
    """One number of a calculation.

    ``value`` is its float64 value, ``exact`` its exact value on the inputs as typed (None where it
    has been rounded), ``symbol`` and ``index`` how it is called (``index`` counts from 0); ``source`` is
    where its reader finds it in more digits.
    """

    __slots__ = ("exact", "index", "source", "symbol", "value")

    def __init__(
        self,
        value: float | None = None,
        exact: Fraction | None = None,
        symbol: Symbol | None = None,
        index: Place = (),
    ) -> None:
        self.value, self.exact, self.symbol, self.index = value, exact, symbol, index
        self.source: Any = None

    def __repr__(self) -> str:
        return f"Leaf(value={self.value}, exact={self.exact!r}, symbol={self.symbol}, index={self.index})"


class Kept(Leaf):
    """A number that stands as somebody has written it down, trailing zeros and all: ``text`` has ASCII signs.

    ``rounded``: it is not what the number is without rounding.
    """

    __slots__ = ("rounded", "text")

    def __init__(self, value: float, exact: Fraction, text: str, *, rounded: bool = False) -> None:
        super().__init__(value, exact)
        self.text, self.rounded = text, rounded


class Word(Leaf):
    """A word among the numbers: what a row or a column of a matrix is called."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Tree(Written):
    """An operator or a function (``head``) applied to ``args``."""

    __slots__ = ("args", "head")

    def __init__(self, head: str, args: tuple[Written, ...]) -> None:
        self.head, self.args = head, args

    def __repr__(self) -> str:
        return f"Tree(head={self.head!r}, args={self.args!r})"


def lift(value: Operand) -> Written:
    """A number as a leaf; a tree as it is.

    >>> lift(2)
    Leaf(value=2.0, exact=Fraction(2, 1), symbol=None, index=())
    """
    if isinstance(value, Written):
        return value
    number = float(value)
    return Leaf(number, as_typed(number))


def leaves(tree: Written) -> Iterator[Leaf]:
    """Every leaf, left to right."""
    pending = [tree]
    while pending:
        part = pending.pop()
        if isinstance(part, Tree):
            pending.extend(reversed(part.args))
        elif isinstance(part, Leaf):
            yield part
