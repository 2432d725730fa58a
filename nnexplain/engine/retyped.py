"""A line as its reader retypes it: how many digits its numbers need so that the result shown comes out again."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from nnexplain.engine.exactness import holds_exactly, is_cut
from nnexplain.notation.decimals import show, shown_exactly
from nnexplain.notation.tree import Leaf, Tree, Written, leaves

NEARLY_EQUAL = "two nearly equal numbers"
_MOST_MORE = 9  # digits beyond those asked for: a pocket calculator shows about twelve
_NEAR, _HALF = 0.0049, 0.499  # a share of the result, and of a unit of its last digit
_FAR_OFF = 1e-3  # a part of a line that so many digits still get wrong by this share is a cancellation


_UNREADABLE = (LookupError, TypeError, ValueError, ArithmeticError)


class Line(NamedTuple):
    """``written`` is what is printed, with so many ``more`` digits than asked for of what is rounded.

    ``exact``: ``=`` may stand before the result. ``cancelled`` are the parts that no number of digits can show, because
    two of their numbers are nearly equal; ``lost`` says that the whole line is one.
    """

    written: Written
    more: int = 0
    exact: bool = False
    cancelled: tuple[Written, ...] = ()
    lost: bool = False


def line(tree: Written, result: Leaf, precision: int, most_terms: int | None = None) -> Line:
    """A line of arithmetic, and how it has to be printed."""
    if holds_exactly(tree, result, precision):
        return Line(tree, exact=True)
    if not isinstance(tree, Tree) or result.value is None or is_cut(tree) or _too_long(tree, most_terms):
        return Line(tree)
    if not math.isfinite(result.value):
        return Line(tree, exact=_stays_infinite(tree, result, precision))
    if shown_exactly(result.exact, precision) and _comes_to(tree, result, precision):
        return Line(tree, exact=True)
    aim = _Aim(show(result.value, result.exact, precision), precision)
    try:
        for more in range(_MOST_MORE + 1):
            if aim.met_by(typed(tree, precision, more)):
                return Line(tree, more)
    except _UNREADABLE:
        return Line(tree)  # a list, or a symbol without a number: nothing that one could type
    return _without_cancellations(tree, aim, precision)


class _Aim:
    """The number shown, and how near the line must come to it."""

    def __init__(self, text: str, precision: int) -> None:
        self.value = float(text)
        mantissa, _, exponent = text.partition("e")
        decimals = len(mantissa.partition(".")[2]) if exponent else max(len(mantissa.partition(".")[2]), precision)
        self.play = max(_NEAR * abs(self.value), _HALF * 10.0 ** (int(exponent or 0) - decimals))

    def met_by(self, value: float) -> bool:
        return abs(value - self.value) <= self.play


def _too_long(tree: Written, most_terms: int | None) -> bool:
    """Whether a printer leaves out terms of it."""
    if most_terms is None or not isinstance(tree, Tree):
        return False
    return (tree.head == "+" and len(tree.args) > most_terms) or any(_too_long(part, most_terms) for part in tree.args)


def _stays_infinite(tree: Written, result: Leaf, precision: int) -> bool:
    """−∞ less a number that was rounded is still −∞."""
    if result.value != -math.inf or not any(leaf.value == -math.inf for leaf in leaves(tree)):
        return False
    try:
        return typed(tree, precision) == -math.inf
    except _UNREADABLE:
        return False


def _comes_to(tree: Written, result: Leaf, precision: int) -> bool:
    """Whether the line as printed comes to its result exactly, though numbers on it were rounded."""
    from nnexplain.engine.carriers.exact import EXACT, MINUS_INFINITY, Exact
    from nnexplain.engine.evaluate import evaluate

    def shown(leaf: Leaf) -> Exact:
        text = show(leaf.value, leaf.exact, precision)  # type: ignore[arg-type]
        return MINUS_INFINITY if text == "-Infinity" else Fraction(text)

    try:
        return evaluate(tree, EXACT, shown) == result.exact
    except _UNREADABLE:
        return False


def _without_cancellations(tree: Tree, aim: _Aim, precision: int) -> Line:
    """The line with what cancels in it replaced by what that comes to."""
    from nnexplain.engine.truths import true_value

    found: list[Written] = []

    def mended(part: Written) -> Written:
        if not isinstance(part, Tree) or not part.args:
            return part
        new = Tree(part.head, tuple(map(mended, part.args)))
        if part is tree:
            return new
        true = true_value(part)
        if true is None or abs(typed(new, precision, _MOST_MORE) - float(true)) <= _FAR_OFF * abs(float(true)):
            return new
        found.append(part)
        return Leaf(float(true), Fraction(0) if not true else None)

    new = mended(tree)
    for more in range(_MOST_MORE + 1) if found else ():
        if aim.met_by(typed(new, precision, more)):
            return Line(new, more, cancelled=tuple(found))
    return Line(tree, lost=True)


def typed(tree: Written, precision: int, more: int = 0) -> float:
    """What a calculator shows for a line as it is printed."""
    if isinstance(tree, Leaf):
        return float(show(tree.value, tree.exact, precision, more))  # type: ignore[arg-type]
    assert isinstance(tree, Tree)
    return _keys()[tree.head](*[typed(part, precision, more) for part in tree.args])


@cache
def _keys() -> dict[str, Callable[..., float]]:
    """The keys of a calculator."""
    return {
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
        "ln": lambda a: math.log(a) if a > 0 else math.nan if a < 0 else -math.inf,
        "sqrt": lambda a: math.sqrt(a) if a >= 0 else math.nan,
        "abs": abs,
        "ceil": lambda a: math.ceil(a) if math.isfinite(a) else a,
        "floor": lambda a: math.floor(a) if math.isfinite(a) else a,
        "step": lambda a: float(a > 0),
        "sign": lambda a: float(a > 0) - float(a < 0),
        "sin": math.sin,
        "cos": math.cos,
        "tanh": math.tanh,
        "erf": math.erf,
        "max": max,
        "min": min,
        "pi": lambda: math.pi,
        "e": lambda: math.e,
    }


def _exp(a: float) -> float:
    try:
        return math.exp(a)
    except OverflowError:
        return math.inf


def _power(a: float, b: float) -> float:
    try:
        return math.pow(a, b)
    except (OverflowError, ValueError):  # 0 to a negative power, a root of a negative number
        return math.inf if a >= 0 else math.nan
