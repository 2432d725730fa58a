"""What a proof says of its letters: functions of the calculators, names for values, slopes, limits worked out."""

from __future__ import annotations

import math
import types
from collections.abc import Callable, Iterable, Mapping

import numpy as np
import sympy as sp
from sympy.matrices.expressions.dotproduct import DotProduct

from nnexplain.engine.carriers.symbols import SYMBOLS, Cornered
from nnexplain.engine.graph import Node, Op, given
from nnexplain.notation.functions import CARRIED
from nnexplain.notation.tree import Leaf, Symbol, Tree, as_symbol
from nnexplain.ops.activation import find
from nnexplain.symbolic.letters import entries, entry
from nnexplain.symbolic.table import SymbolTable
from nnexplain.symbolic.tree import Called, Defined, Side, tree, unnamed


class Dot(DotProduct):  # type: ignore[misc]
    """The dot product of two columns, as written: w · x. SymPy's, which is a number: it may stand within a product."""

    is_commutative = True

    def doit(self, **hints: bool) -> sp.Expr:
        """The calculators' sum of products, whatever the two columns are made of."""
        return SYMBOLS.dot(*map(opened, self.args))


dot = Dot


def defined(name: str, body: Callable[..., sp.Expr]) -> type[Defined]:
    """A function with a name and a definition: ``square = defined("square", lambda x: x**2)``."""
    return types.new_class(name, (Defined,), exec_body=lambda own: own.update(body=staticmethod(body)))


def formula(name: str, op: Op) -> type[Defined]:
    """A function whose definition is the very formula that the calculators work with."""
    return defined(name, lambda *args: op.formula(SYMBOLS, *args))


sigmoid, relu = formula("sigmoid", find("sigmoid").op), formula("ReLU", find("relu").op)
tanh, identity = formula("tanh", find("tanh").op), formula("identity", find("identity").op)


def worked(operation: Callable[..., Node], *inputs: sp.Basic, **params: object) -> sp.Basic:
    """What an operation of the calculators makes of matrices, columns and numbers: its graph, read in symbols.

    >>> worked(find("softplus").op, sp.Symbol("x"))
    log(exp(x) + 1)
    """
    shapes = [() if not is_matrix(one) else one.shape[: 1 if one.cols == 1 else 2] for one in inputs]
    nodes = [given("", np.arange(1.0, math.prod(shape) + 1).reshape(shape)) for shape in shapes]
    result, table = operation(*nodes, **params), SymbolTable(nodes)
    entry_of = {node.serial: one for node, one in zip(nodes, inputs, strict=True)}

    def cell(*index: int) -> sp.Expr:
        found = table.cell(result, tuple(map(int, index[: result.ndim])))
        entries = {symbol: (entry_of[node.serial], place) for symbol, (node, place) in table.places.items()}
        return found.xreplace({symbol: one[(*at, 0)[:2]] if at else one for symbol, (one, at) in entries.items()})

    return sp.ImmutableMatrix(*(*result.shape, 1)[:2], cell) if result.ndim else cell()


def called(name: str, value: sp.Basic, *args: Side, index: tuple[int, ...] = ()) -> Called:
    """``called("z", w * x + b)`` is shown as z, ``called("f", x**2, x)`` as f(x); ``index`` counts from 0."""
    leaf = Leaf(symbol=as_symbol(name), index=index)
    return Called(Tree(f"function {name}", (Tree(",", tuple(map(tree, args))),)) if args else leaf, value)


def sign(of: Called) -> Called:
    """The sign of a value, shown as sign(z): 1, 0 or −1 where SymPy can tell from what is positive."""
    return Called(Tree("sign", (of.shown,)), sp.sign(sp.factor(opened(of))))


def at(value: Side, place: Mapping[sp.Basic, sp.Basic | int]) -> Called:
    """A value where symbols take other values: (z at x₁ = 0)."""
    where = (Tree("=", (tree(symbol), tree(new))) for symbol, new in place.items())
    pairs: dict[sp.Basic, sp.Basic] = {}
    for symbol, new in place.items():
        old, other = opened(symbol), opened(new)
        pairs |= dict(zip(old, other, strict=True)) if is_matrix(old) else {old: other}
    return Called(Tree("at", (tree(value), Tree(",", tuple(where)))), opened(value).subs(pairs))


def solved(equation: sp.Expr, unknown: sp.Symbol) -> list[sp.Expr]:
    """Every solution of ``equation = 0``, linear in the unknown."""
    return [solution for (solution,) in sp.linsolve([opened(equation)], [unknown])]


class Named(sp.Dummy):  # type: ignore[misc]
    """A symbol that stands for a value: shown by its name, worked out by its meaning."""

    __slots__ = ("meaning",)


def stands(name: str, meaning: sp.Expr, *index: int) -> Named:
    """A symbol for a value, to write others with: p₁ is ``stands("p", exp(z1) / total, 0)``."""
    symbol = Named(entry(name, *index).name if index else name, real=True)
    symbol.meaning = meaning
    return symbol


def numbered(name: str, meanings: Iterable[sp.Expr]) -> list[Named]:
    """A symbol for each of some values: p₁, p₂, ..."""
    return [stands(name, meaning, place) for place, meaning in enumerate(meanings)]


def slope(name: str, value: sp.Basic, by: sp.Symbol | sp.MatrixSymbol, *, at: sp.Expr | None = None) -> Called:
    """The derivative of a named value, shown as ∂L/∂w₁; by a named vector or matrix it has its shape.

    ``at`` is where it is taken, if not at the symbol itself.
    """
    top, leaf = as_symbol(name), tree(by)
    assert isinstance(leaf, Leaf)
    shown = Leaf(symbol=Symbol(top.base, top.sub, over=leaf.symbol), index=leaf.index)
    if isinstance(by, sp.MatrixSymbol):
        return Called(shown, _slopes(opened(value), entries(by)))
    found = sp.Derivative(value, by)
    return Called(shown, found if at is None else sp.Subs(opened(found), by, at))


def _slopes(value: sp.Basic, symbols: sp.MatrixBase) -> sp.MatrixBase:
    """Of a number: by each entry, in the shape of the entries; of a column: a row for each of its entries."""
    if is_matrix(value):
        return sp.ImmutableMatrix(value.rows, len(symbols), lambda i, j: sp.diff(value[i], symbols[j]))
    return symbols.applyfunc(lambda one: sp.diff(value, one))


def is_matrix(value: sp.Basic) -> bool:
    return bool(getattr(value, "is_Matrix", False))


# a proof's symbols are few: of them SymPy's own functions with corners can tell which is positive
_EXACT = {
    kind: getattr(sp, row.sympy)
    for row in CARRIED
    if row.sympy and isinstance(kind := SYMBOLS.by_name[row.name], type) and issubclass(kind, Cornered)
}


def opened(value: Side) -> sp.Basic:
    """The value worked out: names replaced by their entries, functions by their definitions, nothing left undone."""
    found = sp.sympify(unnamed(value))
    found = found.xreplace({name: entries(name) for name in found.atoms(sp.MatrixSymbol)})
    while found.atoms(Named):
        found = found.xreplace({name: opened(name.meaning) for name in found.atoms(Named)})
    while found.has(Defined):
        found = found.replace(lambda part: isinstance(part, Defined), lambda part: part.body(*part.args))
    for ours, sympys in _EXACT.items():
        found = found.replace(ours, sympys)
    found = found.replace(lambda part: isinstance(part, sp.Limit), _from_its_side).doit()
    return found.as_explicit() if isinstance(found, sp.MatrixExpr) else found


def _from_its_side(limit: sp.Limit) -> sp.Limit:
    """A one-sided limit walks a positive distance to the point, so that cases such as x > 0 are decided."""
    expression, variable, point, side = limit.args
    if point.is_infinite:
        return _in_powers_of_e(expression.doit(), variable, point)
    distance = sp.Dummy("d", positive=True)
    way = point + distance if str(side) == "+" else point - distance
    return sp.Limit(expression.doit().xreplace({variable: way}), distance, 0, "+")


def _in_powers_of_e(expression: sp.Expr, variable: sp.Symbol, point: sp.Expr) -> sp.Limit:
    """A limit at infinity with u = e^x as the variable where that leaves a fraction: many times faster in SymPy."""
    power = sp.Dummy("u", positive=True)
    fraction = expression.rewrite(sp.exp).xreplace({variable: sp.log(power)})
    if fraction.is_rational_function(power):
        return sp.Limit(sp.cancel(fraction), power, sp.oo if point == sp.oo else 0, "+")
    return sp.Limit(expression, variable, point)
