"""The tree as a graph: every operator and function becomes an operation, so that its steps, its exact
value and its gradient come from the engine."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from nnexplain.arrays import by
from nnexplain.engine.arithmetic import multiply, same
from nnexplain.engine.graph import OPERATORS, Node, Op, constant
from nnexplain.errors import InputError, nearest, quote
from nnexplain.inputs.floats import Inexact, nearest_float
from nnexplain.ops import elementary
from nnexplain.ops.matrix import matmul, outer, transpose
from nnexplain.ops.shape import stack
from nnexplain.parser.functions import CONSTANTS, function
from nnexplain.parser.tree import Apply, Expression, Name, Number, Program, Statement, where

if TYPE_CHECKING:
    from nnexplain.parser.summing import Sums

Naming = Callable[[str, Node], Node]
Noting = Callable[[Apply, Node], Node]
# what is done entry by entry, as a message says it of two operands
_EACH = {
    "+": ("adds", "and"), "-": ("takes", "less"), "*": ("multiplies entry by entry", "and"), "/": ("divides", "by"),
    "^": ("raises", "to"),
}  # fmt: skip
_LINES = ("sum", "mean", "max", "min", "norm")


class Builder:
    """Builds the sub-steps of a program one after another; each may use the ones before it.

    ``noting(tree, node)`` sees every operation as it is made, and may give it a name.
    """

    def __init__(
        self, program: Program, names: Mapping[str, Node], naming: Naming | None = None, noting: Noting | None = None
    ) -> None:
        self.program, self.names, self.naming, self.noting = program, dict(names), naming, noting
        self.place = program.place
        self._sums: Sums | None = None

    def statements(self) -> list[tuple[str | None, Node]]:
        return [(statement.name, self._statement(statement)) for statement in self.program.statements]

    def _statement(self, statement: Statement) -> Node:
        node = self.expression(statement.expression)
        if statement.name is None:
            return node
        if statement.name in self.names:
            self.fail(f"names a sub-step {statement.name}, which is given already; choose another name")
        if node.op is None:
            node = same(node)  # a step of its own: `a = 2`
        if self.naming is not None:
            node = self.naming(statement.name, node)
        self.names[statement.name] = node
        return node

    def fail(self, message: str) -> NoReturn:
        raise InputError(f"{self.program.option} {message}")

    def expression(self, tree: Expression) -> Node:
        """The node of one expression."""
        if isinstance(tree, Number):
            return self._number(tree)
        if isinstance(tree, Name):
            return self._name(tree)
        node = self._apply(tree)
        return node if self.noting is None else self.noting(tree, node)

    def _number(self, tree: Number, *, negative: bool = False) -> Node:
        number = math.inf if tree.text == "∞" else nearest_float(tree.text)
        if math.isinf(number) and tree.text != "∞":
            self.fail(f"has {quote(tree.text)} {where(tree.span)}, which is too large for a float64 number")
        return constant(-number + 0.0 if negative else number, inexact=[()] if isinstance(number, Inexact) else ())

    def _name(self, tree: Name) -> Node:
        if tree.name in self.names:
            return self.names[tree.name]
        if tree.name in CONSTANTS:
            return elementary.euler() if CONSTANTS[tree.name] == "e" else elementary.pi()
        place = where(tree.span)
        if function(tree.name) is not None:
            self.fail(f"has {tree.name} {place}, which is a function; write {tree.name}(...)")
        known = [*self.names, *CONSTANTS]
        hint = nearest(tree.name, known) or f"; the names here are {', '.join(known)}"
        return self.fail(f"has {tree.name} {place}, which is not given{hint}")

    def _apply(self, tree: Apply) -> Node:
        if " " in tree.head:
            return self._indexed(tree)
        if tree.head == "list":
            return self._list(tree)
        if tree.head == "neg" and isinstance(tree.args[0], Number):
            return self._number(tree.args[0], negative=True)
        base = tree.args[0]
        if tree.head == "^" and isinstance(base, Name) and base.name == "e" and "e" not in self.names:
            return elementary.exp(self.expression(tree.args[1]))
        parts = [self.expression(part) for part in tree.args]
        if tree.head in _EACH:
            a, b = parts
            self._fits(tree, a, b)
            return OPERATORS[tree.head](a, b)
        if tree.head in ("·", "@"):
            return self._product(tree, *parts)
        if tree.head == "T":
            self._refuse_power_of_t(tree)
            return transpose(parts[0]) if parts[0].ndim > 1 else parts[0]
        return self._function(tree, parts)

    def _indexed(self, tree: Apply) -> Node:
        """What has to do with the index of a sum."""
        if self._sums is None:
            from nnexplain.parser.summing import Sums

            self._sums = Sums(self)
        return self._sums.read(tree)

    def _refuse_power_of_t(self, tree: Apply) -> None:
        if "T" in self.names and self.program.text[tree.span.end - 1] == "T":
            self.fail(
                f"has ^T at character {tree.span.end - 1}, but T is also a name here; "
                "write ' for the transpose, or ^(T) for the power"
            )

    # products

    def _product(self, tree: Apply, a: Node, b: Node) -> Node:
        """``·`` and ``@``: of scalars (· only), of vectors, of matrices; x @ y' of two vectors is the outer product."""
        if a.ndim == 0 or b.ndim == 0:
            if tree.head == "@":
                self.fail(
                    f"multiplies {_shape(a)} and {_shape(b)} with @ {self.place(tree)}; use * where one is a number"
                )
            return multiply(a, b)
        if a.ndim == b.ndim == 1 and _is_transposed(tree.args[1]) and not _is_transposed(tree.args[0]):
            return outer(a, b)
        if a.shape[-1] != b.shape[0]:
            self.fail(f"multiplies {_shape(a)} and {_shape(b)} {self.place(tree)}: {_inner(a, b)}")
        return matmul(a, b)

    def _fits(self, tree: Apply, a: Node, b: Node) -> None:
        """Equal shapes, a number with anything, or a matrix with a vector for its rows; nothing else is meant."""
        if 0 in (a.ndim, b.ndim) or a.shape == b.shape:
            return
        if {a.ndim, b.ndim} == {1, 2} and a.shape[-1] == b.shape[-1]:
            return
        verb, joint = _EACH[tree.head]
        self.fail(f"{verb} {_shape(a)} {joint} {_shape(b)} {self.place(tree)}; their shapes must be equal")

    # functions and lists

    def _function(self, tree: Apply, parts: list[Node]) -> Node:
        if tree.head in _LINES:
            return self._over_all(tree, parts)
        if tree.head in elementary.BY_NAME:
            return elementary.BY_NAME[tree.head](*parts)
        if tree.head == "softmax":
            from nnexplain.ops.softmax import softmax

            if parts[0].ndim == 0:
                lone = f"takes the softmax of a single number {self.place(tree)}"
                self.fail(f"{lone}; give it a vector, as in softmax([1, 2])")
            return softmax(parts[0])
        from nnexplain.ops.activation import find

        return find(tree.head).op(*parts)

    def _over_all(self, tree: Apply, parts: list[Node]) -> Node:
        """A sum, mean, extreme or norm of every entry of one argument, or of several arguments."""
        if len(parts) == 1:
            return _over(tree.head)(parts[0], over="all")
        if tree.head in ("max", "min"):
            first = parts[0]
            for part in parts[1:]:
                if 0 not in (first.ndim, part.ndim) and first.shape != part.shape:
                    unequal = f"compares {_shape(first)} with {_shape(part)}"
                    self.fail(f"{unequal} {self.place(tree)}; their shapes must be equal")
            return (elementary.maximum if tree.head == "max" else elementary.minimum)(*parts)
        if any(part.ndim for part in parts):
            self.fail(f"gives {tree.head} several arguments {self.place(tree)}, of which one is not a number")
        return _over(tree.head)(stack(*parts), over="all")

    def _list(self, tree: Apply) -> Node:
        parts = [self.expression(part) for part in tree.args]
        for place, part in enumerate(parts):
            if part.shape != parts[0].shape:
                self.fail(
                    f"has entries of different shapes {self.place(tree)}: entry 1 is {_shape(parts[0])}, "
                    f"entry {place + 1} is {_shape(part)}"
                )
        if parts[0].ndim > 1:
            self.fail(f"nests lists more than two deep {self.place(tree)}; a matrix is [[1, 2], [3, 4]]")
        if all(part.constant and part.op is None for part in parts):
            inexact = [(k, *index) for k, part in enumerate(parts) for index in part.inexact]
            return constant(np.stack([part.value for part in parts]), inexact=inexact)
        return stack(*parts)


def _over(head: str) -> Op:
    """The operation that makes one number of many."""
    from nnexplain.ops.reduce import largest, mean, norm, smallest, total

    return {"sum": total, "mean": mean, "max": largest, "min": smallest, "norm": norm}[head]


def _is_transposed(tree: Expression) -> bool:
    return isinstance(tree, Apply) and tree.head == "T" and not _is_transposed(tree.args[0])


def _shape(node: Node) -> str:
    if node.ndim == 0:
        return "a number"
    size = by(node.shape)
    return f"a vector of {size}" if node.ndim == 1 else f"a matrix of {size}"


def _inner(a: Node, b: Node) -> str:
    words = f"{a.shape[-1]} and {b.shape[0]} must be equal"
    if b.ndim == 2 and b.shape[1] == a.shape[-1]:
        return f"{words}; the transpose of the second would fit"
    if a.ndim == 2 and a.shape[0] == b.shape[0]:
        return f"{words}; the transpose of the first would fit"
    return words
