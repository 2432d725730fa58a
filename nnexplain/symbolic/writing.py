"""The two sides of a line as text, in Unicode and in LaTeX."""

from __future__ import annotations

from functools import reduce
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.dotproduct import DotProduct
from sympy.matrices.expressions.matexpr import MatrixElement

from nnexplain.notation.tree import Leaf, Tree, Written, as_symbol
from nnexplain.symbolic.notation import ProofLatex, ProofUnicode
from nnexplain.symbolic.tree import written

_UNICODE, _LATEX = ProofUnicode(12, numbers=False), ProofLatex(12, numbers=False)


class Called:
    """A value under the name by which a reader knows it."""

    def __init__(self, name: Written, value: Any) -> None:
        self.shown, self.value = name, value


def shown(left: Any, right: Any, sign: str = "=") -> tuple[str, str]:
    """``left = right`` in both notations."""
    sides = tree(left), tree(right)
    unicode = f" {sign} ".join(map(_UNICODE.text, sides))
    return unicode, (r" \approx " if sign == "≈" else f" {sign} ").join(map(_LATEX.text, sides))


def tree(value: Any) -> Written:
    """A side as written arithmetic."""
    return value.shown if isinstance(value, Called) else written(sp.sympify(value), _OWN)


class _Own(dict[Any, Any]):
    """What proofs hold beyond a calculation's expressions: matrices, derivatives, limits, sums kept in order."""

    def __contains__(self, value: object) -> bool:
        return _writer(value) is not None

    def __getitem__(self, value: Any) -> Written:
        write = _writer(value)
        assert write is not None
        found: Written = write(value)
        return found


_OWN = _Own()


def _writer(value: Any) -> Any:
    if value in (sp.oo, -sp.oo):
        return lambda one: Leaf(float(one))
    if isinstance(value, sp.Expr) and not isinstance(value, sp.MatrixExpr):
        if isinstance(value, sp.Add):
            return _sum
        if isinstance(value, sp.Mul):
            return _product
    if hasattr(type(value), "body"):  # a function by its definition: shown by its name
        return _all(type(value).__name__)
    return next((write for kind, write in _WRITERS.items() if isinstance(value, kind)), None)


def _symbol(one: Any) -> Written:
    name, _, index = one.name.partition("[")
    return Leaf(symbol=as_symbol(name), index=tuple(map(int, index.rstrip("]").split(","))) if index else ())


def _sum(total: Any) -> Written:
    """Terms in the order given; where SymPy chose the order, the longest products first."""
    terms = list(total.args)
    if total.args == sp.Add(*terms).args:
        terms.sort(key=_term_place)
    found = tree(terms[0])
    for term in terms[1:]:
        found = found - tree(_positive(term)) if _is_taken_away(term) else found + tree(term)
    return found


def _is_taken_away(term: Any) -> bool:
    """Whether a term is written after a minus sign; a sum in brackets is added as it stands."""
    return bool(not isinstance(term, sp.Add) and term.could_extract_minus_sign())


def _element(one: Any) -> Written:
    name, i, j = one.args
    return Leaf(symbol=as_symbol(name.name), index=(int(i),) if name.cols == 1 else (int(i), int(j)))


def _term_place(term: Any) -> tuple[bool, int, bool, str]:
    """What is added before what is taken away, e^x before e^(−x)."""
    name = str(term).replace("-", "~")
    return term.could_extract_minus_sign(), -_degree(term), not term.is_number, name


def _positive(term: Any) -> Any:
    """−a without its sign, its factors as they are."""
    if isinstance(term, sp.Mul) and term.args[0] == -1:
        return _of(list(term.args[1:]))
    return -term


def _degree(term: Any) -> int:
    """How many letters a term multiplies; powers of e count as numbers, as in 1 + e^(−x)."""
    powers = (f.as_base_exp() for f in sp.Mul.make_args(term) if not f.is_number and not isinstance(f, sp.exp))
    return sum(int(power) if power.is_Integer else 1 for _, power in powers)


def _product(product: Any) -> Written:
    """Factors in the order given; where SymPy chose it: numbers, letters, the rest. Negative powers go below a line."""
    if product.args == sp.Mul(*product.args).args:
        product = _of(sorted(product.args, key=_place))
    if product.args[0].is_Rational and product.args[0] < 0:
        number, *rest = product.args
        return Tree("neg", (tree(sp.Mul(-number, *rest, evaluate=False) if number != -1 else _of(rest)),))
    below = [factor for factor in product.args if _is_below(factor)]
    above = [factor for factor in product.args if not _is_below(factor)]
    if not below:
        return reduce(lambda a, b: a * b, map(tree, above))
    top = reduce(lambda a, b: a * b, map(tree, above)) if above else tree(sp.Integer(1))
    return Tree("/", (top, tree(_of([1 / factor for factor in below]))))


def _of(factors: list[Any]) -> Any:
    return factors[0] if len(factors) == 1 else sp.Mul(*factors, evaluate=False)


def _place(factor: Any) -> tuple[bool, bool, str]:
    return not factor.is_number, not factor.is_Symbol, factor.name if factor.is_Symbol else str(factor)


def _is_below(factor: Any) -> bool:
    """1/x and 1/√x; of numbers those that are no short decimal, as 1/3; but e^(−x) stays as it is."""
    if factor.is_Rational:
        return bool(abs(factor.p) == 1 and factor.q != 1 and sp.Integer(10**12) % factor.q != 0)
    return bool(isinstance(factor, sp.Pow) and factor.exp.could_extract_minus_sign() and factor.base != sp.E)


def _matmul(product: Any) -> Written:
    number, matrices = product.as_coeff_matrices()
    whole: Written = reduce(lambda a, b: Tree("matmul", (a, b)), map(tree, matrices))
    if number.could_extract_minus_sign():
        return Tree("neg", (whole if number == -1 else tree(-number) * whole,))
    return whole if number == 1 else tree(number) * whole


def _matadd(total: Any) -> Written:
    terms = sorted(total.args, key=lambda term: (_is_less(term), -len(term.args) if isinstance(term, sp.MatMul) else 0))
    first, *rest = map(tree, terms)
    return reduce(_joined, rest, first)


def _joined(before: Written, term: Written) -> Written:
    """A further matrix of a sum; one with a minus sign is taken away."""
    return before - term.args[0] if isinstance(term, Tree) and term.head == "neg" else before + term


def _is_less(term: Any) -> bool:
    return bool(isinstance(term, sp.MatMul) and term.as_coeff_matrices()[0].could_extract_minus_sign())


def _explicit(array: Any) -> Written:
    lines = [tuple(tree(array[i, j]) for j in range(array.cols)) for i in range(array.rows)]
    if array.cols == 1:
        return Tree("column", tuple(cell for (cell,) in lines))
    return Tree("matrix", tuple(Tree("list", line) for line in lines))


def _all(head: str) -> Any:
    return lambda one: Tree(head, tuple(map(tree, one.args)))


def _derivative(one: Any) -> Written:
    (variable, order), *_ = one.variable_count
    head = "partial" if len(one.expr.free_symbols) > 1 else "slope"
    return Tree(head, (tree(one.expr), tree(variable), Leaf(float(order))))


def _limit(one: Any) -> Written:
    expression, variable, point, side = one.args
    sign = str(side) if point.is_finite else ""
    return Tree(f"limit{sign}", (tree(expression), tree(variable), tree(point)))


def _interval(one: Any) -> Written:
    return Tree(f"interval {'(' if one.left_open else '['}{')' if one.right_open else ']'}",
                (tree(one.start), tree(one.end)))  # fmt: skip


_WRITERS: dict[Any, Any] = {
    sp.Symbol: _symbol,
    sp.MatrixSymbol: _symbol,
    MatrixElement: _element,
    sp.MatMul: _matmul,
    sp.MatAdd: _matadd,
    sp.Transpose: _all("T"),
    sp.Inverse: lambda one: tree(one.arg) ** tree(sp.Integer(-1)),
    sp.Determinant: _all("det"),
    sp.MatrixBase: _explicit,
    DotProduct: _all("dot"),
    sp.Derivative: _derivative,
    sp.Limit: _limit,
    sp.Interval: _interval,
    sp.FiniteSet: _all("set"),
    sp.Tuple: _all("list"),
    sp.GreaterThan: _all("≥"),
    sp.StrictGreaterThan: _all(">"),
    sp.LessThan: _all("≤"),
    sp.StrictLessThan: _all("<"),
    sp.Equality: _all("="),
    sp.logic.boolalg.BooleanTrue: lambda one: Leaf(symbol=as_symbol("true")),
    sp.logic.boolalg.BooleanFalse: lambda one: Leaf(symbol=as_symbol("false")),
    AppliedUndef: lambda one: Tree(f"function {one.func.__name__}", tuple(map(tree, one.args))),
}
