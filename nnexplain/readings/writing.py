"""Written arithmetic: every function makes a tree, and nothing is simplified."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from nnexplain.written import Leaf, Tree, Written, lift


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
    return line[0] if len(line) == 1 else Tree("+", tuple(line))


def max(line: Sequence[Written]) -> Written:
    return Tree("max", tuple(line))


def min(line: Sequence[Written]) -> Written:
    return Tree("min", tuple(line))


def size(line: Sequence[Written]) -> int:
    return len(line)


def dot(a: Sequence[Written], b: Sequence[Written]) -> Written:
    return reduce(lambda total, term: total + term, (p * q for p, q in zip(a, b, strict=True)))
