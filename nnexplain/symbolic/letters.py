"""What proofs are written with: letters, vectors and matrices of them, sums and products in the order of the paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sympy as sp

from nnexplain.symbolic.tree import Side


def real(name: str, **more: bool) -> sp.Symbol:
    """A real symbol: ``real("x")``, ``real("h", positive=True)``."""
    return sp.Symbol(name, real=True, **more)


def reals(names: str, **more: bool) -> tuple[sp.Symbol, ...]:
    """Real symbols: ``w, b = reals("w b")``."""
    return tuple(real(name, **more) for name in names.split())


def entry(name: str, *index: int, **more: bool) -> sp.Symbol:
    """One entry of a vector or matrix, counted from 0: x₁ is ``entry("x", 0)``."""
    return real(f"{name}[{','.join(map(str, index))}]", **more)


def vector(name: str, n: int) -> sp.MatrixSymbol:
    """A column of real entries, shown by its name; ``entries`` are its symbols."""
    return sp.MatrixSymbol(name, n, 1)


def matrix(name: str, rows: int, columns: int) -> sp.MatrixSymbol:
    """A matrix of real entries, shown by its name; ``entries`` are its symbols."""
    return sp.MatrixSymbol(name, rows, columns)


def entries(array: sp.MatrixSymbol) -> sp.ImmutableMatrix:
    """The explicit matrix behind a name: a column's entries are x[0], x[1], a matrix's W[0,0], ..."""
    rows, columns = map(int, array.shape)
    place = (lambda i, j: (i,)) if columns == 1 else (lambda i, j: (i, j))
    return sp.ImmutableMatrix(rows, columns, lambda i, j: entry(array.name, *place(int(i), int(j))))


def column(values: Sequence[sp.Expr]) -> sp.ImmutableMatrix:
    return sp.ImmutableMatrix(len(values), 1, list(values))


def rows(values: Sequence[Sequence[sp.Expr]]) -> sp.ImmutableMatrix:
    return sp.ImmutableMatrix([list(row) for row in values])


def plus(*terms: Side) -> sp.Expr:
    """A sum that keeps the order of its terms on paper."""
    return sp.Add(*map(sp.sympify, terms), evaluate=False)


def times(*factors: Side) -> sp.Expr:
    """A product that keeps its factors and their order."""
    return sp.Mul(*map(sp.sympify, factors), evaluate=False)


def products(a: Iterable[sp.Expr], b: Iterable[sp.Expr]) -> list[sp.Expr]:
    """The products of matching entries, as written."""
    return [times(p, q) for p, q in zip(a, b, strict=True)]
