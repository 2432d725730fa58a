"""Written arithmetic: every function makes a tree, and nothing is simplified."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from nnexplain.engine.carriers import Lines
from nnexplain.notation.functions import Function
from nnexplain.notation.tree import Leaf, Tree, Written, lift


def _tree(head: str, *args: Written | float) -> Written:
    return Tree(head, tuple(lift(argument) for argument in args))


class Writing(Lines[Written, Sequence[Written]]):
    """A line that was cut short (see ``reader.Cut``) says how many terms it leaves out."""

    pi, e = Tree("pi", ()), Tree("e", ())

    def function(self, row: Function) -> Callable[..., Written]:
        return partial(_tree, row.name)

    def power(self, base: Written | float, exponent: Written | float) -> Written:
        return _tree("^", base, exponent)

    def known(self, x: Written) -> float | None:
        return x.value if isinstance(x, Leaf) else None

    def sum(self, line: Sequence[Written]) -> Written:
        return line[0] if self.size(line) == 1 else self._of("+", line)

    def max(self, line: Sequence[Written]) -> Written:
        return self._of("max", line)

    def min(self, line: Sequence[Written]) -> Written:
        return self._of("min", line)

    def size(self, line: Sequence[Written]) -> int:
        return getattr(line, "length", len(line))

    def dot(self, a: Sequence[Written], b: Sequence[Written]) -> Written:
        products = [p * q for p, q in zip(a, b, strict=True)]
        return products[0] if self.size(a) == 1 else self._of("+", products, self.size(a))

    def _of(self, head: str, terms: Sequence[Written], length: int | None = None) -> Written:
        """The terms, and one that stands for those left out."""
        left_out = (self.size(terms) if length is None else length) - len(terms)
        omitted = (Tree("omitted", (lift(left_out),)),) if left_out else ()
        return Tree(head, (*terms, *omitted))


WRITING = Writing()
