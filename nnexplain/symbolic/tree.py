"""A SymPy expression as written arithmetic, so that every line prints through the same notations."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

import sympy as sp

from nnexplain.engine.carriers.symbols import SYMBOLS
from nnexplain.errors import InternalCheckError
from nnexplain.limits import BudgetSpent
from nnexplain.notation.functions import FUNCTIONS
from nnexplain.notation.tree import Leaf, Tree, Written

_HEADS = {function: head for head, function in SYMBOLS.by_name.items()}
_HEADS |= {getattr(sp, row.sympy): row.name for row in FUNCTIONS if row.sympy}
_SIGNS = {sp.pi: Tree("pi", ()), sp.E: Tree("e", ()), sp.oo: Leaf(float("inf")), -sp.oo: Leaf(-float("inf"))}
_MOST = Fraction(sys.float_info.max)


def written(expression: Any, leaf_of: Mapping[Any, Leaf]) -> Written:
    """The expression as a tree.

    >>> from nnexplain.notation.unicode import Unicode
    >>> x = sp.Symbol("x")
    >>> Unicode().text(written(1 / (1 + sp.exp(-x)), {}))
    '1 / (1 + e^(−x))'
    """
    if expression in leaf_of:
        return leaf_of[expression]
    if isinstance(expression, sp.Symbol):
        from nnexplain.notation.tree import as_symbol

        return Leaf(symbol=as_symbol(str(expression)))
    if expression.is_Rational:
        return _rational(expression)
    if expression.is_Float:
        return _rational(sp.Rational(repr(float(expression))))
    if expression in _SIGNS:
        return _SIGNS[expression]
    return _compound(expression, leaf_of)


def _rational(number: Any) -> Written:
    if number < 0:
        return Tree("neg", (_rational(-number),))
    if number > _MOST:
        raise BudgetSpent("a number in it is beyond what float64 can hold")
    if number.q == 1 or _is_decimal(int(number.q)):
        return Leaf(float(number), Fraction(int(number.p), int(number.q)))
    return Tree("/", (_rational(sp.Integer(number.p)), _rational(sp.Integer(number.q))))


def _is_decimal(denominator: int) -> bool:
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator == 1


def _compound(expression: Any, leaf_of: Mapping[Any, Leaf]) -> Written:
    def parts(args: Any) -> list[Written]:
        return [written(part, leaf_of) for part in args]

    if isinstance(expression, sp.Add):
        return _sum(expression, leaf_of)
    if isinstance(expression, sp.Mul):
        return _product(expression, leaf_of)
    if isinstance(expression, sp.Pow):
        return _power(expression, leaf_of)
    if _is_step(expression):
        return Tree("step", (written(expression.args[0][1].args[0], leaf_of),))
    if expression.func in _HEADS:
        return Tree(_HEADS[expression.func], tuple(parts(expression.args)))
    raise InternalCheckError(f"{type(expression).__name__} has no written form: {str(expression)[:80]}")


def _sum(expression: Any, leaf_of: Mapping[Any, Leaf]) -> Written:
    """Terms with a minus sign are subtracted; a positive one goes first."""
    terms = sorted(expression.args, key=lambda term: term.could_extract_minus_sign())
    total = written(terms[0], leaf_of)
    for term in terms[1:]:
        total = total - written(-term, leaf_of) if term.could_extract_minus_sign() else total + written(term, leaf_of)
    return total


def _product(expression: Any, leaf_of: Mapping[Any, Leaf]) -> Written:
    """Factors in SymPy's order; negative powers go below a line, and with them a number's denominator."""
    if expression.could_extract_minus_sign():
        return Tree("neg", (written(-expression, leaf_of),))
    above, below = list[Any](), list[Any]()
    for factor in expression.args:
        is_below = factor.is_Pow and factor.exp.is_Rational and factor.exp < 0
        (below if is_below else above).append(1 / factor if is_below else factor)
    if above and above[0].is_Rational and above[0].q != 1 and (below or not _is_decimal(int(above[0].q))):
        number = above.pop(0)
        below.insert(0, sp.Integer(number.q))
        above = above if number.p == 1 else [sp.Integer(number.p), *above]
    top = _times(above, leaf_of)
    return top if not below else Tree("/", (top, _times(below, leaf_of)))


def _times(factors: Sequence[Any], leaf_of: Mapping[Any, Leaf]) -> Written:
    parts = [written(factor, leaf_of) for factor in factors]
    return reduce(lambda a, b: a * b, parts) if parts else Leaf(1.0, Fraction(1))


def _power(expression: Any, leaf_of: Mapping[Any, Leaf]) -> Written:
    base, exponent = expression.args
    if exponent == sp.Rational(1, 2):
        return Tree("sqrt", (written(base, leaf_of),))
    if exponent.is_Rational and exponent < 0:
        return Tree("/", (Leaf(1.0, Fraction(1)), written(base**-exponent, leaf_of)))
    return written(base, leaf_of) ** written(exponent, leaf_of)


def _is_step(expression: Any) -> bool:
    """1 where something is positive, else 0."""
    if not isinstance(expression, sp.Piecewise) or len(expression.args) != 2:
        return False
    (one, condition), (zero, _) = expression.args
    return one == 1 and zero == 0 and isinstance(condition, sp.StrictGreaterThan) and condition.args[1] == 0
