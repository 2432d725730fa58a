"""Written arithmetic without what changes nothing: terms of 0, factors of 1, products with 0."""

from __future__ import annotations

from collections.abc import Callable

from nnexplain.notation.tree import Tree, Written

Test = Callable[[Written], bool]


def folded(tree: Written, zero: Test, one: Test) -> Written:
    """The tree without the parts that ``zero`` and ``one`` say are such; 0 − a as −a.

    >>> from nnexplain.notation.tree import lift
    >>> from nnexplain.notation.unicode import Unicode
    >>> nothing, single, a = lift(0), lift(1), lift(7)
    >>> tree = nothing * a + single * a + (nothing - a)
    >>> Unicode().text(folded(tree, lambda part: part is nothing, lambda part: part is single))
    '7 + (−7)'
    """
    if not isinstance(tree, Tree):
        return tree
    args = tuple(folded(part, zero, one) for part in tree.args)
    match tree.head:
        case "+":
            kept = tuple(part for part in args if not zero(part))
            return Tree("+", kept) if len(kept) > 1 else (*kept, args[0])[0]
        case "-" if zero(args[1]):
            return args[0]
        case "-" if zero(args[0]):
            return Tree("neg", args[1:])
        case "*" if zero(args[0]) or one(args[1]):
            return args[0]
        case "*" if zero(args[1]) or one(args[0]):
            return args[1]
        case "neg" | "/" if zero(args[0]):
            return args[0]
        case "/" if one(args[1]):
            return args[0]
    return Tree(tree.head, args)
