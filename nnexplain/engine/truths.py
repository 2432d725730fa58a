"""Entries of the graph in sixty digits: whether a tiny number is what rounding left of 0. Imported only for such."""

from __future__ import annotations

from threading import Lock

from nnexplain.arrays import Index
from nnexplain.engine.carriers.digits import LONG_NUMBERS, Decimals, Long, lifted, long
from nnexplain.engine.evaluate import evaluate
from nnexplain.engine.graph import Node
from nnexplain.engine.reader import Reader, deep_recursion
from nnexplain.notation.tree import Leaf, Written

_MOST_LOOKS = 20_000  # entries, about a second's work
_NOTHING = 1e-30  # of a float64 number whose true value is 0, sixty digits leave less than this
_one_at_a_time = Lock()  # mpmath works in more digits than asked for, and puts its context back


class SpentError(Exception):
    """Looking further would take too long."""


class Truths(Reader[Decimals]):
    """Reads entries on the inputs as typed."""

    def __init__(self) -> None:
        super().__init__(LONG_NUMBERS, self._leaf)
        self._looks = _MOST_LOOKS

    def _leaf(self, node: Node, index: Index) -> Decimals | None:
        self._looks -= 1
        if self._looks < 0:
            raise SpentError
        if node.op is None and node.body is None:
            return Decimals(long(float(node.value[index])))
        return None

    def vanishes(self, node: Node, index: Index, value: float) -> bool:
        """Whether the entry is 0 where float64 has ``value``; what can't be looked into is not."""
        try:
            with _one_at_a_time, deep_recursion():
                return bool(abs(self.cell(node, index).value) < _NOTHING * abs(value))
        except (SpentError, ArithmeticError, ValueError):
            return False


def true_value(tree: Written) -> Long | None:
    """What a piece of written arithmetic truly comes to, from the entries that its numbers are; None if not known."""
    try:
        with _one_at_a_time, deep_recursion():
            return lifted(evaluate(tree, LONG_NUMBERS, _true_leaf))
    except (SpentError, ArithmeticError, ValueError, KeyError, TypeError):
        return None


def _true_leaf(leaf: Leaf) -> Decimals:
    if leaf.exact is not None:
        return Decimals(long(leaf.exact))
    if leaf.source is None:
        assert leaf.value is not None
        return Decimals(long(leaf.value))
    reader, node, index = leaf.source
    found: Decimals = reader.truths.cell(node, index)
    return found
