"""Written arithmetic: every function makes a tree, and nothing is simplified."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nnexplain.notation.tree import Leaf, Tree, Written, lift


def _function(head: str) -> Any:
    def call(*args: object) -> Written:
        return Tree(head, tuple(lift(argument) for argument in args))

    return call


exp, log, sqrt, tanh = (_function(head) for head in ("exp", "ln", "sqrt", "tanh"))
sin, cos, absolute, floor, ceil, erf = (_function(head) for head in ("sin", "cos", "abs", "floor", "ceil", "erf"))
maximum = _function("max")
minimum = _function("min")
power = _function("^")
positive = _function("step")
sign = _function("sign")
pi, e = Tree("pi", ()), Tree("e", ())


def known(x: Any) -> float | None:
    return x.value if isinstance(x, Leaf) else None


def sum(line: Sequence[Written]) -> Written:
    return line[0] if size(line) == 1 else Tree("+", (*line, *_omitted(line)))


def _omitted(line: Sequence[Written]) -> list[Written]:
    """Stands for the terms that a cut line leaves out."""
    left_out = size(line) - len(line)
    return [Tree("omitted", (lift(left_out),))] if left_out else []


def max(line: Sequence[Written]) -> Written:
    return Tree("max", (*line, *_omitted(line)))


def min(line: Sequence[Written]) -> Written:
    return Tree("min", (*line, *_omitted(line)))


def size(line: Sequence[Written]) -> int:
    return getattr(line, "length", len(line))


def dot(a: Sequence[Written], b: Sequence[Written]) -> Written:
    products = [p * q for p, q in zip(a, b, strict=True)]
    return products[0] if size(a) == 1 else Tree("+", (*products, *_omitted(a)))
