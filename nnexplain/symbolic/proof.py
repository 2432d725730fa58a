"""A line of a proof, and the check that it holds: exactly where algebra shows it, else at random points.

Each line says that two sides are equal. Its left side is what is asked (a derivative, a limit, a product of
matrices, left as it is written); the check works it out and compares it with the right side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import sympy as sp
from sympy.core.function import AppliedUndef

from nnexplain.errors import InternalCheckError
from nnexplain.notation.sides import Side as Shown
from nnexplain.symbolic.agreement import equal
from nnexplain.symbolic.numeric import Numeric
from nnexplain.symbolic.statement import Statement
from nnexplain.symbolic.terms import is_matrix, opened
from nnexplain.symbolic.tree import Side, tree

DIGITS = 30
_UNKNOWN = (sp.Subs, sp.Derivative, AppliedUndef)

if TYPE_CHECKING:
    from nnexplain.proofs import Topic


class Line(NamedTuple):
    """``left = right``, and why; with ``places`` the right side is rounded to so many decimals (≈)."""

    left: Side
    right: Side
    because: str
    places: int | None = None
    unequal: bool = False  # the left side is a difference that must not vanish


Proof = Callable[..., Iterator[Line]]


def topic(*, condition: str = "", refuted: bool = False) -> Callable[[Proof], Proof]:
    """Marks a proof as a topic; the marks are read from the source, see ``nnexplain.proofs.topics``."""
    return lambda prove: prove


def about(left: Side, right: str, because: str) -> Line:
    """The left side rounds to the decimal: ``about(sigmoid(0), "0.5", ...)``."""
    return Line(left, sp.Rational(right), because, places=len(right.partition(".")[2]))


def differs(left: sp.Expr, right: sp.Expr, by: str, because: str) -> Line:
    """A counter-example: the difference of the two sides rounds to ``by`` and is not 0."""
    gap = sp.Add(left, sp.Mul(-1, right, evaluate=False), evaluate=False)
    return about(gap, by, because)._replace(unequal=True)


def prove(topic: Topic, n: int, change: Callable[[int, Side], Side] | None = None) -> list[Statement]:
    """The proof's lines as text, each one checked; one that fails is an ``InternalCheckError``.

    ``change(place, right)`` puts another right side in a line: tests show that the check notices.
    """
    lines = topic.lines(n)
    if topic.refuted and not any(one.unequal for one in lines):
        raise InternalCheckError(f"{topic.id} is refuted, but no line of it is a counter-example")
    proved = []
    for place, one in enumerate(lines):
        if change is not None:
            one = one._replace(right=change(place, one.right))
        if not holds(one):
            wrong = f"{one.left} = {one.right}"
            raise InternalCheckError(f"line {place + 1} of the topic {topic.id}, {wrong}, does not hold")
        proved.append(_shown(one))
    return proved


def _shown(one: Line) -> Statement:
    sign = "=" if one.places is None else "≈"
    sides = Shown(tree(one.left), numbers=False), Shown(tree(one.right), sign, numbers=False)
    return Statement(sides, one.because, checked=True, proved=True)


def holds(one: Line) -> bool:
    """Whether a line is true.

    >>> x = sp.Symbol("x", real=True)
    >>> holds(Line(sp.Derivative(x**2, x), 2 * x, "power rule")), holds(Line(sp.Derivative(x**2, x), x, "no"))
    (True, False)
    """
    left, right = opened(one.left), opened(one.right)
    if one.places is None:
        return same(left, right)
    if one.unequal and (same(left, sp.Integer(0)) or right == 0):
        return False
    off = Numeric({}, DIGITS)(left - right) if not (left - right).free_symbols else None
    return off is not None and bool(2 * abs(off) * 10**one.places <= 1)


def same(a: sp.Basic, b: sp.Basic) -> bool:
    """Whether two worked-out sides are equal: entry by entry, exactly or at random points."""
    if is_matrix(a) or is_matrix(b):
        alike = getattr(a, "shape", None) == getattr(b, "shape", None)
        return alike and all(same(p, q) for p, q in zip(a, b, strict=True))
    if not (isinstance(a, sp.Expr) and isinstance(b, sp.Expr)):
        return bool(a == b)
    if a.has(sp.oo, sp.zoo, sp.nan) or b.has(sp.oo, sp.zoo, sp.nan):
        return bool(a == b) and a is not sp.nan
    return bool(a == b) or sp.expand(a - b) == 0 or equal(*_unknowns_as_symbols(a, b))


def _unknowns_as_symbols(a: sp.Expr, b: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Functions of which nothing is known, and their derivatives, may have any values: each one is a number to draw."""
    found = a.atoms(*_UNKNOWN) | b.atoms(*_UNKNOWN)
    drawn = {part: sp.Dummy(f"u{place}", real=True) for place, part in enumerate(sorted(found, key=str))}
    return a.xreplace(drawn), b.xreplace(drawn)
