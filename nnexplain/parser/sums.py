r"""A sum over an index as a tree: ``\sum_{i=1}^{3} w_i x_i`` over vectors w and x, ``\sum_i x_i`` over all of one.

The sum is ``Σ i`` of its body (and of its limits), ``entry i`` the entry of a vector at that index, and ``index i``
the index itself.
"""

from __future__ import annotations

from nnexplain.parser.tree import Apply, Expression, Name, Span


def over_index(index: str, body: Expression, limits: tuple[Expression, ...], span: Span) -> Apply:
    """The sum as a tree: in its body ``w_i`` is an entry of w, and what stands side by side is multiplied."""
    found = _indexed(body, index)
    depth = 1 + max(part.depth if isinstance(part, Apply) else 0 for part in (found, *limits))
    return Apply(f"Σ {index}", (found, *limits), span, depth)


def _indexed(tree: Expression, index: str) -> Expression:
    if isinstance(tree, Name):
        if tree.name == index:
            return Apply(f"index {index}", (), tree.span)
        base, line, below = tree.name.rpartition("_")
        if not line or not base or not below.endswith(index) or (below != index and not below.isalpha()):
            return tree
        rest = below.removesuffix(index)
        return Apply(f"entry {index}", (Name(f"{base}_{rest}" if rest else base, tree.span),), tree.span)
    if not isinstance(tree, Apply):
        return tree
    head = "*" if tree.head == "·" else tree.head
    return tree._replace(head=head, args=tuple(_indexed(part, index) for part in tree.args))


def is_place(tree: Expression) -> bool:
    """Whether a part is an entry of a vector or an index: nothing to work out."""
    return isinstance(tree, Apply) and tree.head.partition(" ")[0] in ("entry", "index")
