"""Symbols: SymPy expressions over the reals. Imported only where a derivation is asked for."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Any

import sympy as sp

exp, log, sqrt, tanh, sin, cos = sp.exp, sp.log, sp.sqrt, sp.tanh, sp.sin, sp.cos
absolute, floor, ceil, erf, sign = sp.Abs, sp.floor, sp.ceiling, sp.erf, sp.sign
pi, e = sp.pi, sp.E
power = sp.Pow


def maximum(*args: Any) -> Any:
    """The larger; of two it is piecewise, because ``sp.Max`` differentiates to ½ at a tie.

    With a constant first, as in max(0, x), the derivative at the tie is the constant's: 0.
    """
    if len(args) == 2:
        a, b = map(sp.sympify, args)
        return sp.Piecewise((b, b > a), (a, True))
    return sp.Max(*args)


def minimum(*args: Any) -> Any:
    if len(args) == 2:
        a, b = map(sp.sympify, args)
        return sp.Piecewise((b, b < a), (a, True))
    return sp.Min(*args)


def positive(x: Any) -> Any:
    return sp.Piecewise((sp.Integer(1), sp.sympify(x) > 0), (sp.Integer(0), True))


def known(x: Any) -> float | None:
    return float(x) if getattr(x, "is_number", False) else None


def sum(line: Sequence[Any]) -> Any:
    return sp.Add(*line)


def max(line: Sequence[Any]) -> Any:
    return line[0] if len(line) == 1 else sp.Max(*line)


def min(line: Sequence[Any]) -> Any:
    return line[0] if len(line) == 1 else sp.Min(*line)


def size(line: Sequence[Any]) -> Any:
    return sp.Integer(len(line))


def dot(a: Sequence[Any], b: Sequence[Any]) -> Any:
    return sp.Add(*(p * q for p, q in builtins.zip(a, b, strict=True)))
