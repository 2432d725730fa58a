"""A line as its reader retypes it: how many digits its numbers need so that the result shown comes out again."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from nnexplain.engine.carriers.numbers import NUMBERS
from nnexplain.engine.exactness import holds_exactly
from nnexplain.notation.decimals import show, shown_exactly
from nnexplain.notation.functions import CARRIED, Function
from nnexplain.notation.tree import Kept, Leaf, Tree, Written, leaves

NEARLY_EQUAL, BEYOND = "two nearly equal numbers", "beyond a calculator's digits"
MOST_MORE = 9  # digits beyond those asked for: a pocket calculator shows about twelve
NEAR, _HALF = 0.0049, 0.5005  # a share of the result, and of a unit of its last digit
_FAR_OFF = 1e-3  # a part of a line that so many digits still get wrong by this share is a cancellation


UNREADABLE = (LookupError, TypeError, ValueError, ArithmeticError)


class Line(NamedTuple):
    """``written`` is what is printed, with so many ``more`` digits than asked for of what is rounded.

    ``exact``: ``=`` may stand before the result. ``replaced`` are parts that no number of digits can show, such as the
    difference of two nearly equal numbers, each with what it comes to; ``lost`` says why the whole line is one.
    """

    written: Written
    more: int = 0
    exact: bool = False
    replaced: tuple[tuple[Tree, Leaf], ...] = ()
    lost: str = ""


def line(tree: Written, result: Leaf, precision: int, most_terms: int | None = None) -> Line:
    """A line of arithmetic, and how it has to be printed; a printer leaves out terms of a sum beyond the ``most``."""
    if result.value is None or not isinstance(tree, Tree):
        return Line(tree, exact=holds_exactly(tree, result, precision))
    if not math.isfinite(result.value):
        return Line(tree, exact=holds_exactly(tree, result, precision) or _stays_infinite(tree, result, precision))
    if shown_exactly(result.exact, precision) and (
        holds_exactly(tree, result, precision) or _comes_to(tree, result, precision)
    ):
        return Line(tree, exact=True)
    aim = Aim(show(result.value, result.exact, precision), precision)
    try:
        for more in range(MOST_MORE + 1):
            if aim.met_by(Typist(precision, more, most_terms).types(tree)):
                return Line(tree, more)
    except UNREADABLE:
        return Line(tree)  # a list, a symbol without a number, a sum that is cut: nothing that one could type
    return _without_cancellations(tree, aim, precision)


class Aim:
    """The number shown, and how near the line must come to it."""

    __slots__ = ("near", "precision", "text", "value")

    def __init__(self, text: str, precision: int) -> None:
        self.text, self.value, self.precision = text, float(text), precision
        self.near = NEAR * abs(self.value)

    def met_by(self, value: float) -> bool:
        gap = abs(value - self.value)
        return gap <= self.near or gap <= _HALF * self._unit()

    def _unit(self) -> float:
        """One in the last digit; of a number shown whole in the last that a rounded one would have."""
        mantissa, _, exponent = self.text.partition("e")
        decimals = len(mantissa.partition(".")[2])
        return 10.0 ** (int(exponent) - decimals if exponent else -max(decimals, self.precision))


def _stays_infinite(tree: Written, result: Leaf, precision: int) -> bool:
    """−∞ less a number that was rounded is still −∞."""
    if result.value != -math.inf or not any(leaf.value == -math.inf for leaf in leaves(tree)):
        return False
    try:
        return Typist(precision).types(tree) == -math.inf
    except UNREADABLE:
        return False


def _comes_to(tree: Written, result: Leaf, precision: int) -> bool:
    """Whether the line as printed comes to its result exactly, though numbers on it were rounded."""
    from nnexplain.engine.carriers.exact import EXACT, MINUS_INFINITY, Exact
    from nnexplain.engine.evaluate import evaluate

    def shown(leaf: Leaf) -> Exact:
        if isinstance(leaf, Kept):
            return Fraction(leaf.text)
        text = show(leaf.value, leaf.exact, precision)  # type: ignore[arg-type]
        return MINUS_INFINITY if text == "-Infinity" else Fraction(text)

    try:
        return evaluate(tree, EXACT, shown) == result.exact
    except UNREADABLE:
        return False


def _without_cancellations(tree: Tree, aim: Aim, precision: int) -> Line:
    """The line with what cancels in it replaced by what that comes to."""
    from nnexplain.engine.truths import true_value

    found: list[tuple[Tree, Leaf]] = []

    def mended(part: Written) -> Written:
        if not isinstance(part, Tree) or not part.args:
            return part
        new = Tree(part.head, tuple(map(mended, part.args)))
        if part is tree:
            return new
        true = true_value(part)
        if true is None or abs(Typist(precision, MOST_MORE).types(new) - float(true)) <= _FAR_OFF * abs(float(true)):
            return new
        found.append((part, Leaf(float(true), Fraction(0) if not true else None)))
        return found[-1][1]

    new = mended(tree)
    for more in range(MOST_MORE + 1) if found else ():
        if aim.met_by(Typist(precision, more).types(new)):
            return Line(new, more, replaced=tuple(found))
    return Line(tree, MOST_MORE, lost=why(tree))


def why(part: Tree) -> str:
    """Why a calculator can't work it."""
    return NEARLY_EQUAL if part.head in ("+", "-") else BEYOND


class Typist:
    """Types a line into a calculator as it is printed."""

    __slots__ = ("more", "most_terms", "precision")

    def __init__(self, precision: int, more: int = 0, most_terms: int | None = None) -> None:
        self.precision, self.more, self.most_terms = precision, more, most_terms

    def types(self, tree: Written) -> float:
        """What the calculator shows then."""
        if type(tree) is Tree:
            if tree.head == "+" and self.most_terms is not None and len(tree.args) > self.most_terms:
                raise LookupError("terms are left out")
            return _KEYS[tree.head](*map(self.types, tree.args))
        if type(tree) is Kept:
            return float(tree.text)
        return float(show(tree.value, tree.exact, self.precision, self.more))  # type: ignore[attr-defined]


def _exp(a: float) -> float:
    try:
        return math.exp(a)
    except OverflowError:
        return math.inf


def _logarithm(a: float, of: Callable[[float], float]) -> float:
    return of(a) if a > 0 else math.nan if a < 0 else -math.inf


def _power(a: float, b: float) -> float:
    try:
        return math.pow(a, b)
    except (OverflowError, ValueError):  # 0 to a negative power, a root of a negative number
        return math.inf if a >= 0 else math.nan


_KEYS: dict[str, Callable[..., float]] = {  # of a calculator
    "+": lambda *terms: sum(terms),
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "dot": lambda a, b: a * b,
    "odot": lambda a, b: a * b,
    "/": lambda a, b: a / b if b else math.nan if not a else math.copysign(math.inf, a),
    "neg": lambda a: -a,
    "^": _power,
    "square": lambda a: a * a,
    "exp": _exp,
    "ln": lambda a: _logarithm(a, math.log),
    "log2": lambda a: _logarithm(a, math.log2),
    "log10": lambda a: _logarithm(a, math.log10),
    "sqrt": lambda a: math.sqrt(a) if a >= 0 else math.nan,
    "abs": abs,
    "ceil": lambda a: math.ceil(a) if math.isfinite(a) else a,
    "floor": lambda a: math.floor(a) if math.isfinite(a) else a,
    "step": lambda a: float(a > 0),
    "sign": lambda a: float(a > 0) - float(a < 0),
    "max": lambda *args: max(args),
    "min": lambda *args: min(args),
    "pi": lambda: math.pi,
    "e": lambda: math.e,
}


def _key(row: Function) -> Callable[..., float]:
    """A function without corners that a calculator would trip over: Python's, by the name that SymPy has too."""
    if hasattr(math, row.sympy):
        found: Callable[..., float] = getattr(math, row.sympy)
        return found
    return lambda *args: float(NUMBERS.by_name[row.name](*args))


_KEYS |= {row.name: _key(row) for row in CARRIED if row.name not in _KEYS}
