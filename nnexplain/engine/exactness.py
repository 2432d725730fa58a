"""Whether = may stand on a line: where every number of it is shown as all that it is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from nnexplain.engine.evaluate import value_of
from nnexplain.notation.decimals import shown_exactly
from nnexplain.notation.tree import Leaf, Tree, Written, leaves

if TYPE_CHECKING:
    from nnexplain.worked.example import Cell


def holds_exactly(tree: Written, result: Leaf, precision: int) -> bool:
    """Whether ``=`` may stand between a line's arithmetic and its result at that precision."""
    if _is_cut(tree):
        return False  # what is left out may have been rounded
    numbers = [leaf for leaf in leaves(tree) if leaf.value is not None]
    if not all(leaf.value == -math.inf or shown_exactly(leaf.exact, precision) for leaf in numbers):
        return False  # −∞ is what a mask puts there; +∞ may be what has outgrown float64 on a line before
    if _is_infinite(result):
        return any(map(_is_infinite, numbers)) or _has_pole(tree)
    return shown_exactly(result.exact, precision)


def shown_whole(cell: Cell, precision: int) -> bool:
    """Whether an entry is shown as all that it is; an infinity is, where its own line says so."""
    if _is_infinite(cell.result):
        return holds_exactly(cell.written, cell.result, precision)
    return shown_exactly(cell.result.exact, precision)


def _has_pole(tree: Written) -> bool:
    """Whether somewhere a number is divided by 0, or the logarithm or a negative power of 0 is taken."""
    if not isinstance(tree, Tree):
        return False
    logs = dict.fromkeys(("ln", "log2", "log10"), tree.args)
    zeroed = {"/": tree.args[1:], "^": tree.args[:1], **logs}.get(tree.head, ())
    return any(value_of(part).value == 0 for part in zeroed) or any(map(_has_pole, tree.args))


def _is_infinite(leaf: Leaf) -> bool:
    return leaf.value is not None and math.isinf(leaf.value)


def _is_cut(tree: Written) -> bool:
    return isinstance(tree, Tree) and (tree.head == "omitted" or any(map(_is_cut, tree.args)))
