"""A SymPy expression as written arithmetic, so that every line prints through the same notations.

One translator, and two orders: a derivation keeps SymPy's, a proof the one in which its author wrote a line down.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partialmethod, reduce
from operator import add, mul, sub, truediv
from typing import ClassVar, TypeAlias

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import BooleanFalse, BooleanTrue
from sympy.matrices.expressions.dotproduct import DotProduct
from sympy.matrices.expressions.matexpr import MatrixElement

from nnexplain.engine.carriers.symbols import SYMBOLS
from nnexplain.errors import InternalCheckError
from nnexplain.limits import BudgetSpent
from nnexplain.notation.functions import FUNCTIONS
from nnexplain.notation.tree import Leaf, Tree, Written, as_symbol

_ONE = Leaf(1.0, Fraction(1))
_MOST = Fraction(sys.float_info.max)
_SHORT = 10**12  # a number with more decimals than these is written as a fraction
# SymPy's class of each function of the table, and the carrier's own where it has one → the function's name
NAMES: dict[type[sp.Basic], str] = {kind: name for name, kind in SYMBOLS.by_name.items() if isinstance(kind, type)}
NAMES |= {getattr(sp, row.sympy): row.name for row in FUNCTIONS if row.sympy}


class Called:
    """A value under the name by which a reader knows it; what is worked with it is written with that name."""

    def __init__(self, shown: Written, value: sp.Basic) -> None:
        self.shown, self.value = shown, value

    def _both(self, other: Side, sign: Callable[..., Written]) -> Called:
        return Called(sign(self.shown, tree(other)), sign(self.value, unnamed(other)))

    __add__, __sub__ = partialmethod(_both, sign=add), partialmethod(_both, sign=sub)
    __mul__, __truediv__ = partialmethod(_both, sign=mul), partialmethod(_both, sign=truediv)

    def __matmul__(self, other: Called) -> Called:
        return Called(Tree("matmul", (self.shown, other.shown)), self.value * other.value)

    @property
    def T(self) -> Called:
        return Called(Tree("T", (self.shown,)), self.value.T)


Side: TypeAlias = sp.Basic | Called | int  # of a line of a proof: an expression, a matrix, a set, a truth value


class Defined(sp.Function):  # type: ignore[misc]
    """A function shown by its name and worked out by its definition."""

    body: ClassVar[Callable[..., sp.Expr]]


Writer = Callable[["Translator", sp.Basic], Written]


class Translator:
    """Writes expressions; ``leaf_of`` has the leaves of symbols that stand for a run's values. SymPy's order is kept.

    >>> from nnexplain.notation.unicode import Unicode
    >>> x = sp.Symbol("x")
    >>> Unicode().text(Translator()(1 / (1 + sp.exp(-x))))
    '1 / (1 + e^(−x))'
    """

    writers: ClassVar[dict[type[sp.Basic], Writer]]

    def __init__(self, leaf_of: Mapping[sp.Symbol, Leaf] | None = None) -> None:
        self._leaf_of = {} if leaf_of is None else leaf_of  # a table fills its own as it goes

    def __call__(self, value: sp.Basic) -> Written:
        """The expression as a tree."""
        if value in self._leaf_of:
            return self._leaf_of[value]
        for kind in type(value).__mro__:
            if kind in self.writers:
                return self.writers[kind](self, value)
        raise InternalCheckError(f"{type(value).__name__} has no written form: {str(value)[:80]}")

    def all(self, head: str, value: sp.Basic) -> Tree:
        """An operator or a function of everything that the value is made of."""
        return Tree(head, tuple(map(self, value.args)))

    def sum(self, total: sp.Add) -> Written:
        """Terms with a minus sign are subtracted; a sum in brackets is added as it stands."""
        first, *rest = self.terms(total)
        found = self(first)
        for term in rest:
            less = _has_minus(term) and not isinstance(term, sp.Add)
            found = found - self(_positive(term)) if less else found + self(term)
        return found

    def product(self, product: sp.Mul) -> Written:
        """Factors, after a minus sign of the whole; those with a negative power below a line."""
        unsigned = self.unsigned(product)
        if unsigned is not None:
            return Tree("neg", (self(unsigned),))
        above, below = self.fraction(product)
        top = self.times(above)
        return Tree("/", (top, self.times(below))) if below else top

    def times(self, factors: Sequence[sp.Expr]) -> Written:
        return reduce(lambda a, b: a * b, map(self, factors)) if factors else _ONE

    def terms(self, total: sp.Add) -> list[sp.Expr]:
        """The terms of a sum in order, a positive one first."""
        return sorted(total.args, key=_has_minus)

    def unsigned(self, product: sp.Mul) -> sp.Expr | None:
        """What is written after the minus sign of a product, if it has one."""
        return -product if _has_minus(product) else None

    def fraction(self, product: sp.Mul) -> tuple[list[sp.Expr], list[sp.Expr]]:
        """The factors above and below the line; with others, or where it has no decimals, a number's denominator."""
        above, below = _divided(product.args, lambda f: bool(f.is_Pow and f.exp.is_Rational and f.exp < 0))
        if above and above[0].is_Rational and above[0].q != 1 and (below or not _is_decimal(int(above[0].q))):
            number = above.pop(0)
            below.insert(0, sp.Integer(number.q))
            above = above if number.p == 1 else [sp.Integer(number.p), *above]
        return above, below

    def power(self, power: sp.Pow) -> Written:
        base, exponent = power.args
        if exponent == sp.Rational(1, 2):
            return Tree("sqrt", (self(base),))
        if exponent.is_Rational and exponent < 0:
            return Tree("/", (_ONE, self(base**-exponent)))
        return self(base) ** self(exponent)


class Textbook(Translator):
    """Writes proofs: also matrices, limits, derivatives, sets, relations, functions of which nothing is known.

    Keeps the order in which sums and products were written; where SymPy chose it, takes a textbook's.
    """

    def terms(self, total: sp.Add) -> list[sp.Expr]:
        """Where SymPy chose the order, the longest products first."""
        return sorted(total.args, key=_term_place) if total.args == sp.Add(*total.args).args else list(total.args)

    def unsigned(self, product: sp.Mul) -> sp.Expr | None:
        """A number's minus sign stands before the whole."""
        first, *rest = _factors(product)
        if not (first.is_Rational and first < 0):
            return None
        return _of(rest) if first == -1 else sp.Mul(-first, *rest, evaluate=False)

    def fraction(self, product: sp.Mul) -> tuple[list[sp.Expr], list[sp.Expr]]:
        """Below go 1/x and 1/√x; of numbers those that are no short decimal, as 1/3; but e^(−x) stays as it is."""
        above, below = _divided(_factors(product), _goes_below)
        return above, [_of(below)] if below else []


_textbook = Textbook()


def tree(side: Side) -> Written:
    """A side of a proof's line as a tree."""
    return side.shown if isinstance(side, Called) else _textbook(sp.sympify(side))


def unnamed(side: Side) -> sp.Basic:
    """The value itself."""
    return side.value if isinstance(side, Called) else side


def _has_minus(term: sp.Expr) -> bool:
    return bool(term.could_extract_minus_sign())


def _positive(term: sp.Expr) -> sp.Expr:
    """−a without its sign, its factors as they are."""
    return _of(list(term.args[1:])) if isinstance(term, sp.Mul) and term.args[0] == -1 else -term


def _of(factors: Sequence[sp.Expr]) -> sp.Expr:
    return factors[0] if len(factors) == 1 else sp.Mul(*factors, evaluate=False)


def _divided(factors: Sequence[sp.Expr], goes_below: Callable[[sp.Expr], bool]) -> tuple[list[sp.Expr], list[sp.Expr]]:
    above = [factor for factor in factors if not goes_below(factor)]
    return above, [1 / factor for factor in factors if goes_below(factor)]


def _goes_below(factor: sp.Expr) -> bool:
    if factor.is_Rational:
        return bool(abs(factor.p) == 1 and factor.q != 1 and sp.Integer(_SHORT) % factor.q != 0)
    return bool(isinstance(factor, sp.Pow) and _has_minus(factor.exp) and factor.base != sp.E)


def _term_place(term: sp.Expr) -> tuple[bool, int, bool, str]:
    """What is added before what is taken away, e^x before e^(−x)."""
    return _has_minus(term), -_degree(term), not term.is_number, str(term).replace("-", "~")


def _degree(term: sp.Expr) -> int:
    """How many letters a term multiplies; powers of e count as numbers, as in 1 + e^(−x)."""
    powers = (f.as_base_exp() for f in sp.Mul.make_args(term) if not f.is_number and not isinstance(f, sp.exp))
    return sum(int(power) if power.is_Integer else 1 for _, power in powers)


def _factors(product: sp.Mul) -> list[sp.Expr]:
    """As they are given; where SymPy chose the order: numbers, letters, the rest."""
    if product.args != sp.Mul(*product.args).args:
        return list(product.args)
    return sorted(product.args, key=lambda f: (not f.is_number, not f.is_Symbol, f.name if f.is_Symbol else str(f)))


def _rational(to: Translator, number: sp.Rational) -> Written:
    if number < 0:
        return Tree("neg", (to(-number),))
    if number > _MOST:
        raise BudgetSpent("a number in it is beyond what float64 can hold")
    if number.q == 1 or _is_decimal(int(number.q)):
        return Leaf(float(number), Fraction(int(number.p), int(number.q)))
    return Tree("/", (to(sp.Integer(number.p)), to(sp.Integer(number.q))))


def _is_decimal(denominator: int) -> bool:
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator == 1


def _symbol(to: Translator, one: sp.Symbol | sp.MatrixSymbol) -> Written:
    """``w[0,1]`` is an entry of w."""
    name, _, index = one.name.partition("[")
    return Leaf(symbol=as_symbol(name), index=tuple(map(int, index.rstrip("]").split(","))) if index else ())


def _element(to: Translator, one: MatrixElement) -> Written:
    array, i, j = one.args
    return Leaf(symbol=as_symbol(array.name), index=(int(i),) if array.cols == 1 else (int(i), int(j)))


def _matmul(to: Translator, product: sp.MatMul) -> Written:
    number, matrices = product.as_coeff_matrices()
    whole: Written = reduce(lambda a, b: Tree("matmul", (a, b)), map(to, matrices))
    if _has_minus(number):
        return Tree("neg", (whole if number == -1 else to(-number) * whole,))
    return whole if number == 1 else to(number) * whole


def _matadd(to: Translator, total: sp.MatAdd) -> Written:
    """What is added before what is taken away, the longest products first."""

    def place(term: sp.MatrixExpr) -> tuple[bool, int]:
        product = isinstance(term, sp.MatMul)
        return product and _has_minus(term.as_coeff_matrices()[0]), -len(term.args) if product else 0

    def joined(before: Written, term: Written) -> Written:
        return before - term.args[0] if isinstance(term, Tree) and term.head == "neg" else before + term

    return reduce(joined, map(to, sorted(total.args, key=place)))


def _explicit(to: Translator, array: sp.MatrixBase) -> Written:
    if array.cols == 1:
        return Tree("column", tuple(map(to, array)))
    rows = (Tree("row", tuple(to(array[i, j]) for j in range(array.cols))) for i in range(array.rows))
    return Tree("matrix", tuple(rows))


def _derivative(to: Translator, one: sp.Derivative) -> Written:
    (variable, order), *_ = one.variable_count
    head = "partial" if len(one.expr.free_symbols) > 1 else "slope"
    return Tree(head, (to(one.expr), to(variable), Leaf(float(order))))


def _limit(to: Translator, one: sp.Limit) -> Written:
    expression, variable, point, side = one.args
    return Tree(f"limit {side}" if point.is_finite else "limit", (to(expression), to(variable), to(point)))


def _interval(to: Translator, one: sp.Interval) -> Written:
    return Tree(f"interval {'(' if one.left_open else '['}{')' if one.right_open else ']'}",
                (to(one.start), to(one.end)))  # fmt: skip


def _all(head: str) -> Writer:
    return lambda to, one: to.all(head, one)


def _fixed(leaf: Leaf) -> Writer:
    return lambda to, one: leaf


Translator.writers = {kind: _all(name) for kind, name in NAMES.items()} | {
    type(sp.pi): _all("pi"), type(sp.E): _all("e"),
    sp.Add: Translator.sum, sp.Mul: Translator.product, sp.Pow: Translator.power,
    sp.Symbol: _symbol, sp.Rational: _rational, sp.Float: lambda to, one: to(sp.Rational(repr(float(one)))),
    type(sp.oo): _fixed(Leaf(float("inf"))), type(-sp.oo): _fixed(Leaf(-float("inf"))),
}  # fmt: skip
Textbook.writers = Translator.writers | {
    Defined: lambda to, one: to.all(one.func.__name__, one),
    AppliedUndef: lambda to, one: Tree(f"function {one.func.__name__}", (to.all(",", one),)),
    sp.MatrixSymbol: _symbol, MatrixElement: _element, sp.MatMul: _matmul, sp.MatAdd: _matadd,
    sp.MatrixBase: _explicit, sp.Inverse: lambda to, one: to(one.arg) ** to(sp.Integer(-1)),
    sp.Transpose: _all("T"), sp.Determinant: _all("det"), DotProduct: _all("dot"),
    sp.Derivative: _derivative, sp.Limit: _limit,
    sp.Interval: _interval, sp.FiniteSet: lambda to, one: Tree("set", (to.all(",", one),)), sp.Tuple: _all("list"),
    sp.GreaterThan: _all("≥"), sp.StrictGreaterThan: _all(">"), sp.LessThan: _all("≤"), sp.StrictLessThan: _all("<"),
    sp.Equality: _all("="),
    BooleanTrue: _fixed(Leaf(symbol=as_symbol("true"))), BooleanFalse: _fixed(Leaf(symbol=as_symbol("false"))),
}  # fmt: skip
