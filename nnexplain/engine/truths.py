"""What written arithmetic truly comes to, in many digits. Imported only where float64 can't tell."""

from __future__ import annotations

from nnexplain.engine.carriers.digits import LONG_NUMBERS, Decimals, Long, alone, lifted, long
from nnexplain.engine.evaluate import evaluate
from nnexplain.engine.reader import SpentError, deep_recursion
from nnexplain.notation.tree import Leaf, Written


def true_value(tree: Written) -> Long | None:
    """The value from the entries of the graph that its numbers are; None where it is not known."""
    try:
        with alone, deep_recursion():
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
