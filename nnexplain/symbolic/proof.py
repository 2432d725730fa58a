"""A line of a proof, and the check that it holds: exactly where algebra shows it, else at random points.

Each line says that two sides are equal. Its left side is what is asked (a derivative, a limit, a product of
matrices, left as it is written); the check works it out and compares it with the right side.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.core.function import AppliedUndef

from nnexplain.errors import InternalCheckError
from nnexplain.record import Record
from nnexplain.symbolic.statement import Statement
from nnexplain.symbolic.terms import opened
from nnexplain.symbolic.writing import Called, shown

POINTS, DIGITS = 4, 30
_UNKNOWN = (sp.Subs, sp.Derivative, AppliedUndef)
Proof = Callable[..., Iterator["Line"]]

if TYPE_CHECKING:
    from nnexplain.proofs import Topic


class Line(Record):
    """``left = right``, and why; with ``places`` the right side is rounded to so many decimals (≈)."""

    left: Any
    right: Any
    because: str
    places: int | None = None
    unequal: bool = False  # the left side is a difference that must not vanish


def topic(*, condition: str = "", refuted: bool = False) -> Callable[[Proof], Proof]:
    """Marks a proof as a topic; the marks are read from the source, see ``nnexplain.proofs.topics``."""
    return lambda prove: prove


def line(left: Any, right: Any, because: str) -> Line:
    """The two sides are equal: expressions, matrices, sets, truth values."""
    return Line(left, right, because)


def about(left: Any, right: str, because: str) -> Line:
    """The left side rounds to the decimal: ``about(sigmoid(0), "0.5", ...)``."""
    return Line(left, sp.Rational(right), because, places=len(right.partition(".")[2]))


def differs(left: Any, right: Any, by: str, because: str) -> Line:
    """A counter-example: the difference of the two sides rounds to ``by`` and is not 0."""
    return about(sp.Add(left, sp.Mul(-1, right, evaluate=False), evaluate=False), by, because).replace(unequal=True)


def prove(topic: Topic, n: int, change: Callable[[int, Any], Any] | None = None) -> list[Statement]:
    """The proof's lines as text, each one checked; one that fails is an ``InternalCheckError``.

    ``change(place, right)`` puts another right side in a line: tests show that the check notices.
    """
    lines = topic.lines(n)
    if topic.refuted and not any(one.unequal for one in lines):
        raise InternalCheckError(f"{topic.id} is refuted, but no line of it is a counter-example")
    proved = []
    for place, one in enumerate(lines):
        if change is not None:
            one = one.replace(right=change(place, one.right))
        if not holds(one):
            wrong = f"{one.left} = {one.right}"
            raise InternalCheckError(f"line {place + 1} of the topic {topic.id}, {wrong}, does not hold")
        unicode, latex = shown(one.left, one.right, "≈" if one.places is not None else "=")
        proved.append(Statement(unicode, latex, one.because, checked=True))
    return proved


def holds(one: Line) -> bool:
    """Whether a line is true.

    >>> x = sp.Symbol("x", real=True)
    >>> holds(line(sp.Derivative(x**2, x), 2 * x, "power rule")), holds(line(sp.Derivative(x**2, x), x, "no"))
    (True, False)
    """
    left, right = (opened(side.value if isinstance(side, Called) else side) for side in (one.left, one.right))
    if one.places is None:
        return same(left, right)
    if one.unequal and (same(left, sp.Integer(0)) or right == 0):
        return False
    off = sp.N(left - right, DIGITS)
    return bool(off.is_number and abs(off) <= sp.Rational(1, 2) / 10**one.places)


def same(a: Any, b: Any) -> bool:
    """Whether two worked-out sides are equal: entry by entry, exactly or at random rational points."""
    if getattr(a, "is_Matrix", False) or getattr(b, "is_Matrix", False):
        alike = getattr(a, "shape", None) == getattr(b, "shape", None)
        return alike and all(same(p, q) for p, q in zip(a, b, strict=True))
    if not (isinstance(a, sp.Expr) and isinstance(b, sp.Expr)):
        return bool(a == b)
    if a.has(sp.oo, sp.zoo, sp.nan) or b.has(sp.oo, sp.zoo, sp.nan):
        return bool(a == b) and a is not sp.nan
    return bool(a == b) or sp.expand(a - b) == 0 or _at_random_points(a, b)


def _at_random_points(a: Any, b: Any) -> bool:
    a, b = _unknowns_as_symbols(a, b)
    symbols = sorted(a.free_symbols | b.free_symbols, key=str)
    draw = random.Random(str(symbols))
    points = ({one: _number(one, (point >> place % 2) % 2 == 1, draw) for place, one in enumerate(symbols)}
              for point in range(POINTS))  # fmt: skip
    return all(_agree(a, b, at) for at in points)


def _unknowns_as_symbols(a: Any, b: Any) -> tuple[Any, Any]:
    """Functions of which nothing is known, and their derivatives, may have any values: each one is a number to draw."""
    found = a.atoms(*_UNKNOWN) | b.atoms(*_UNKNOWN)
    drawn = {part: sp.Dummy(f"u{place}", real=True) for place, part in enumerate(sorted(found, key=str))}
    return a.xreplace(drawn), b.xreplace(drawn)


def _number(symbol: Any, negative: bool, draw: random.Random) -> Any:
    """A rational that the symbol may stand for; of either sign in turn where it may have both."""
    size = sp.Rational(draw.randint(1, 60), draw.choice((7, 20, 23)))
    return -size if symbol.is_negative or (negative and not symbol.is_positive) else size


def _agree(a: Any, b: Any, at: dict[Any, Any]) -> bool:
    p, q = (sp.N(side.xreplace(at), DIGITS + 10) for side in (a, b))
    if not (p.is_number and q.is_number) or not (p.is_finite and q.is_finite):
        return False
    return bool(abs(p - q) <= sp.Float(10) ** -DIGITS * (1 + abs(q)))
