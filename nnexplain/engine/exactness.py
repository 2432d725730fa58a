"""Whether = may stand on a line: where every number of it is shown as all that it is."""

from __future__ import annotations

import math

from nnexplain.engine.evaluate import value_of
from nnexplain.notation.decimals import shown_exactly
from nnexplain.notation.tree import Kept, Leaf, Tree, Written, leaves


def holds_exactly(tree: Written, result: Leaf, precision: int) -> bool:
    """Whether ``=`` may stand between a line's arithmetic and its result at that precision."""
    if is_cut(tree):
        return False  # what is left out may have been rounded
    numbers = [leaf for leaf in leaves(tree) if leaf.value is not None]
    if not all(
        leaf.value == -math.inf or isinstance(leaf, Kept) or shown_exactly(leaf.exact, precision) for leaf in numbers
    ):
        return False  # −∞ is what a mask puts there; +∞ may be what has outgrown float64 on a line before
    if is_infinite(result):
        return any(map(is_infinite, numbers)) or has_pole(tree)
    return shown_exactly(result.exact, precision)


def has_pole(tree: Written) -> bool:
    """Whether somewhere a number is divided by 0, or the logarithm or a negative power of 0 is taken."""
    if not isinstance(tree, Tree):
        return False
    logs = dict.fromkeys(("ln", "log2", "log10"), tree.args)
    zeroed = {"/": tree.args[1:], "^": tree.args[:1], **logs}.get(tree.head, ())
    return any(value_of(part).value == 0 for part in zeroed) or any(map(has_pole, tree.args))


def is_infinite(leaf: Leaf) -> bool:
    return leaf.value is not None and math.isinf(leaf.value)


def is_cut(tree: Written) -> bool:
    return isinstance(tree, Tree) and (tree.head == "omitted" or any(map(is_cut, tree.args)))
