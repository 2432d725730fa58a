"""What the proofs are written with: symbols, vectors, matrices, functions by their definition, names for values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sympy as sp
from sympy.matrices.expressions.dotproduct import DotProduct

from nnexplain.notation.tree import Leaf, Symbol, Tree, as_symbol
from nnexplain.symbolic.writing import Called, tree


def reals(names: str, **more: Any) -> Any:
    """Real symbols: ``w, b = reals("w b")``; ``reals("h", positive=True)``."""
    return sp.symbols(names, real=True, **more)


def entry(name: str, *index: int, **more: Any) -> Any:
    """One entry of a vector or matrix, counted from 0: x₁ is ``entry("x", 0)``."""
    return sp.Symbol(f"{name}[{','.join(map(str, index))}]", real=True, **more)


def vector(name: str, n: int) -> Any:
    """A column of real entries, shown by its name; ``entries`` are its symbols."""
    return sp.MatrixSymbol(name, n, 1)


def matrix(name: str, rows: int, columns: int) -> Any:
    """A matrix of real entries, shown by its name; ``entries`` are its symbols."""
    return sp.MatrixSymbol(name, rows, columns)


def entries(array: Any) -> Any:
    """The explicit matrix behind a name: a column's entries are x[0], x[1], a matrix's W[0,0], ..."""
    rows, columns = map(int, array.shape)
    place = (lambda i, j: (i,)) if columns == 1 else (lambda i, j: (i, j))
    return sp.ImmutableMatrix(rows, columns, lambda i, j: entry(array.name, *place(int(i), int(j))))


def column(values: Sequence[Any]) -> Any:
    """A column of those values."""
    return sp.ImmutableMatrix(len(values), 1, list(values))


def rows(values: Sequence[Sequence[Any]]) -> Any:
    """A matrix of those rows."""
    return sp.ImmutableMatrix([list(row) for row in values])


def dot(a: Any, b: Any) -> Any:
    """The dot product of two columns, as written: w · x."""
    return Dot(a, b)


class Dot(DotProduct):  # type: ignore[misc]
    """SymPy's dot product, which is a number: it may stand anywhere in a product."""

    is_commutative = True

    def doit(self, **hints: Any) -> Any:
        """The sum of the products, whatever the two columns are made of."""
        return sum(p * q for p, q in zip(*map(opened, self.args), strict=True))


def plus(*terms: Any) -> Any:
    """A sum that keeps the order of its terms on paper."""
    return sp.Add(*map(sp.sympify, terms), evaluate=False)


def times(*factors: Any) -> Any:
    """A product that keeps its factors and their order."""
    return sp.Mul(*map(sp.sympify, factors), evaluate=False)


class Defined(sp.Function):  # type: ignore[misc]
    """A function shown by its name and worked out by its definition."""

    @staticmethod
    def body(*args: Any) -> Any:
        raise NotImplementedError


def defined(name: str, body: Callable[..., Any]) -> Any:
    """A function with a name and a definition: ``square = defined("square", lambda x: x**2)``."""
    kind: Any = type(sp.Function)
    return kind(name, (Defined,), {"body": staticmethod(body)})


sigmoid = defined("sigmoid", lambda x: 1 / (1 + sp.exp(-x)))
relu = defined("ReLU", lambda x: sp.Piecewise((x, x > 0), (sp.Integer(0), True)))


def called(name: str, value: Any, *args: Any, index: tuple[int, ...] = ()) -> Called:
    """``called("z", w * x + b)`` is shown as z, ``called("f", x**2, x)`` as f(x); ``index`` counts from 0."""
    leaf = Leaf(symbol=as_symbol(name), index=index)
    return Called(Tree(f"function {name}", tuple(map(tree, args))) if args else leaf, value)


def sign(of: Called) -> Called:
    """The sign of a value, shown as sign(z): 1, 0 or −1 where SymPy can tell from what is positive."""
    return Called(Tree("sign", (of.shown,)), sp.sign(sp.factor(opened(of))))


def at(value: Any, place: Mapping[Any, Any]) -> Called:
    """A value where symbols take other values: (z at x₁ = 0)."""
    where = (Tree("=", (tree(symbol), tree(new))) for symbol, new in place.items())
    pairs: dict[Any, Any] = {}
    for symbol, new in place.items():
        old, other = opened(symbol), opened(new)
        pairs |= dict(zip(old, other, strict=True)) if getattr(old, "is_Matrix", False) else {old: other}
    return Called(Tree("at", (tree(value), *where)), opened(value).subs(pairs))


def solved(equation: Any, unknown: Any) -> Any:
    """Every solution of ``equation = 0``, linear in the unknown."""
    return [solution for (solution,) in sp.linsolve([opened(equation)], [unknown])]


class Named(sp.Dummy):  # type: ignore[misc]
    """A symbol that stands for a value: shown by its name, worked out by its meaning."""

    __slots__ = ("meaning",)


def stands(name: str, meaning: Any, *index: int) -> Any:
    """A symbol for a value, to write others with: p₁ is ``stands("p", exp(z1) / total, 0)``."""
    symbol = Named(f"{name}[{','.join(map(str, index))}]" if index else name, real=True)
    symbol.meaning = meaning
    return symbol


def slope(name: str, value: Any, by: Any) -> Called:
    """The derivative of a named value, shown as ∂L/∂w₁; by a named vector or matrix it has its shape."""
    if isinstance(by, sp.MatrixSymbol):
        return Called(_over(name, as_symbol(by.name), ()), _slopes(opened(value), entries(by)))
    leaf = tree(by)
    assert isinstance(leaf, Leaf)
    assert leaf.symbol is not None
    return Called(_over(name, leaf.symbol, leaf.index), sp.Derivative(value, by))


def _slopes(value: Any, symbols: Any) -> Any:
    """Of a number: by each entry, in the shape of the entries; of a column: a row for each of its entries."""
    if getattr(value, "is_Matrix", False):
        return sp.ImmutableMatrix(value.rows, len(symbols), lambda i, j: sp.diff(value[i], symbols[j]))
    return symbols.applyfunc(lambda one: sp.diff(value, one))


def _over(name: str, below: Symbol, index: tuple[int, ...]) -> Leaf:
    top = as_symbol(name)
    return Leaf(symbol=Symbol(top.base, top.sub, over=below), index=index)


def opened(value: Any) -> Any:
    """The value worked out: names replaced by their entries, functions by their definitions, nothing left undone."""
    if isinstance(value, Called):
        value = value.value
    found = sp.sympify(value)
    names = found.atoms(sp.MatrixSymbol)
    if names:
        found = found.xreplace({name: entries(name) for name in names})
    while found.atoms(Named):
        found = found.xreplace({name: opened(name.meaning) for name in found.atoms(Named)})
    while found.has(Defined):
        found = found.replace(lambda part: isinstance(part, Defined), lambda part: part.body(*part.args))
    found = found.replace(lambda part: isinstance(part, sp.Limit), _from_its_side).doit()
    return found.as_explicit() if isinstance(found, sp.MatrixExpr) else found


def _from_its_side(limit: Any) -> Any:
    """A one-sided limit walks a positive distance to the point, so that cases such as x > 0 are decided."""
    expression, variable, point, side = limit.args
    if point.is_infinite:
        return _in_powers_of_e(expression.doit(), variable, point)
    distance = sp.Dummy("d", positive=True)
    way = point + distance if str(side) == "+" else point - distance
    return sp.Limit(expression.doit().xreplace({variable: way}), distance, 0, "+")


def _in_powers_of_e(expression: Any, variable: Any, point: Any) -> Any:
    """A limit at infinity with u = e^x as the variable where that leaves a fraction: many times faster in SymPy."""
    power = sp.Dummy("u", positive=True)
    fraction = expression.rewrite(sp.exp).xreplace({variable: sp.log(power)})
    if fraction.is_rational_function(power):
        return sp.Limit(sp.cancel(fraction), power, sp.oo if point == sp.oo else 0, "+")
    return sp.Limit(expression, variable, point)
