"""A line of arithmetic as a person works it: from the inside out, until one number is left.

0.5 − 0.1 × (−0.3) becomes 0.5 + 0.03, then 0.53. Operations of which none waits for another are worked in one go;
fractions of whole numbers stay fractions where decimals would have to round them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from nnexplain.engine.carriers.numbers import NUMBERS
from nnexplain.engine.evaluate import value_of
from nnexplain.notation.decimals import terminates
from nnexplain.notation.tree import Leaf, Tree, Written, leaves, lift

_SUMS = ("+", "-")
_FRACTIONAL = {*_SUMS, "*", "/", "neg", "^"}
_KNOWN = {*_FRACTIONAL, "pi", "e", *NUMBERS.by_name}
MOST_BELOW = 9999  # denominators that somebody would write


def reductions(tree: Written, most: int = 12) -> tuple[Written, ...]:
    """What stands between a line's arithmetic and its number; nothing where that is a single operation, or too much.

    >>> from nnexplain.notation.unicode import Unicode
    >>> half, tenth = lift(0.5), lift(0.1)
    >>> [Unicode().text(side) for side in reductions(half - tenth * (tenth - half))]
    ['0.5 − 0.1 × (−0.4)', '0.5 + 0.04']
    >>> one, three, six = lift(1), lift(3), lift(6)
    >>> [Unicode().text(side) for side in reductions(one / three + one / six)]
    ['2 / 6 + 1 / 6', '3 / 6', '1 / 2']
    """
    if not _can_be_worked(tree):
        return ()
    found: list[Written] = []
    for side in (_Fractions() if _in_fractions(tree) else _Decimals()).sides(tree):
        if len(found) == most or not all(math.isfinite(leaf.value or 0.0) for leaf in leaves(side)):
            return ()
        found.append(side)
    return tuple(found)


class _Decimals:
    """Works what is ready: an operation on numbers, a sum of numbers, a product of numbers."""

    def sides(self, tree: Written) -> Iterator[Written]:
        while not self.number(tree) and not self.ready(tree):
            tree = self.onward(tree)
            yield tree
        yield from self.ending(tree)

    def ending(self, last: Written) -> Iterator[Written]:
        """What is still written between the last operation and its result."""
        return iter(())

    def number(self, tree: Written) -> bool:
        """Whether there is nothing to work: 2, −2, π."""
        if isinstance(tree, Leaf) or not tree.args:  # type: ignore[attr-defined]
            return True
        assert isinstance(tree, Tree)
        (first, *_) = tree.args
        return tree.head == "neg" and isinstance(first, Leaf) and (first.value or 0.0) >= 0

    def ready(self, tree: Written) -> bool:
        """Whether it is worked in one go: 1 − 2 + 3 and 2 × 3 × 4 are."""
        if not isinstance(tree, Tree) or self.number(tree):
            return False
        first, *rest = tree.args
        spine = _goes_on(tree, first) and self.ready(first)
        return (spine or self.number(first)) and all(map(self.number, rest))

    def onward(self, tree: Written) -> Written:
        """One step further."""
        if self.number(tree):
            return tree
        if self.ready(tree):
            return self.worked(tree)
        assert isinstance(tree, Tree)
        return self._inside(tree)

    def _inside(self, tree: Tree) -> Written:
        first, *rest = tree.args
        # of a sum that still has a product, the terms before it wait
        waits = _goes_on(tree, first) and isinstance(first, Tree)
        head = self._waiting(first) if waits and isinstance(first, Tree) else self.onward(first)
        after = [self.onward(part) for part in rest]
        if tree.head not in _SUMS:
            return Tree(tree.head, (head, *after))
        made = head
        for before, part in zip(rest, after, strict=True):
            turned = part is not before and _is_negative(part)
            plus = (tree.head == "+") is not turned
            part = _opposite(part) if turned else part
            made = made + part if plus else made - part
        return made

    def _waiting(self, tree: Tree) -> Written:
        return tree if self.ready(tree) else self._inside(tree)

    def worked(self, tree: Written) -> Written:
        return value_of(tree)


class _Fractions(_Decimals):
    """The same in whole numbers and their fractions: 1 / 3 is a number."""

    def ending(self, last: Written) -> Iterator[Written]:
        """Fractions are added over their common denominator, and the last one is cut down."""
        if self.number(last):
            return
        spread, added = _over_one_denominator(last) or (last, last)
        end = self.worked(last)
        sides = [last, spread, added, end if isinstance(end, Tree) else added]
        yield from (side for before, side in pairwise(sides) if not _alike(before, side))

    def number(self, tree: Written) -> bool:
        return _is_fraction(tree) or super().number(tree)

    def worked(self, tree: Written) -> Written:
        found = value_of(tree)
        exact = found.exact
        return found if exact is None or exact.denominator == 1 else lift(exact.numerator) / lift(exact.denominator)


def _over_one_denominator(tree: Written) -> tuple[Written, Written] | None:
    """A sum of fractions over their common denominator, and added up there."""
    terms = _terms(tree)
    parts = [_fraction_of(term) for _, term in terms]
    exact = [part for part in parts if part is not None]
    below = math.lcm(*(bottom for _, bottom in exact)) if exact else 1
    if len(terms) < 2 or len(exact) < len(terms) or below == 1 or below > MOST_BELOW:
        return None
    tops = [top * (below // bottom) for top, bottom in exact]
    made: Written | None = None
    total = 0
    for (sign, _), top in zip(terms, tops, strict=True):
        part = lift(top) / lift(below)
        made = part if made is None else made + part if sign > 0 else made - part
        total += sign * top
    assert made is not None
    return made, lift(total) / lift(below)


def _terms(tree: Written) -> list[tuple[int, Written]]:
    """The terms of a sum, each with its sign."""
    if not isinstance(tree, Tree) or tree.head not in _SUMS:
        return [(1, tree)]
    first, *rest = tree.args
    return [*_terms(first), *((1 if tree.head == "+" else -1, part) for part in rest)]


def _fraction_of(tree: Written) -> tuple[int, int] | None:
    """A whole number or a fraction as it is written: what is above, what is below."""
    parts = tree.args if isinstance(tree, Tree) and tree.head == "/" else (tree, lift(1))
    whole = [part.exact for part in parts if isinstance(part, Leaf) and part.exact is not None]
    return (int(whole[0]), int(whole[1])) if len(whole) == 2 and all(n.denominator == 1 for n in whole) else None


def _is_fraction(tree: Written) -> bool:
    found = _fraction_of(tree) if isinstance(tree, Tree) else None
    return found is not None and found[1] != 0 and found[0] % found[1] != 0


def _in_fractions(tree: Written) -> bool:
    """Whether all its numbers are whole, and it has fractions: one that decimals would round, or a sum of several."""
    if not isinstance(tree, Tree) or not {part.head for part in _trees(tree)} <= _FRACTIONAL:
        return False
    if not all(leaf.exact is not None and leaf.exact.denominator == 1 for leaf in leaves(tree)):
        return False
    inside = [
        found for part in _trees(tree) if part is not tree and _is_fraction(part) and (found := _fraction_of(part))
    ]
    rounded = any(not terminates(Fraction(*found)) for found in inside)
    return value_of(tree).exact is not None and (rounded or (len(inside) > 1 and tree.head in _SUMS))


def _can_be_worked(tree: Written) -> bool:
    return isinstance(tree, Tree) and {part.head for part in _trees(tree)} <= _KNOWN and all(
        leaf.value is not None and math.isfinite(leaf.value) for leaf in leaves(tree)
    )  # fmt: skip


def _trees(tree: Written) -> Iterator[Tree]:
    pending = [tree]
    while pending:
        part = pending.pop()
        if isinstance(part, Tree):
            yield part
            pending.extend(part.args)


def _goes_on(tree: Tree, first: Written) -> bool:
    """Whether the first operand is the beginning of the same sum or the same product."""
    head = first.head if isinstance(first, Tree) else ""
    return (tree.head in _SUMS and head in _SUMS) or tree.head == head == "*"


def _is_negative(tree: Written) -> bool:
    top = tree.args[0] if isinstance(tree, Tree) and tree.head == "/" else tree
    return isinstance(top, Leaf) and top.value is not None and top.value < 0


def _opposite(tree: Written) -> Written:
    if isinstance(tree, Tree):
        return Tree(tree.head, (_opposite(tree.args[0]), *tree.args[1:]))
    assert isinstance(tree, Leaf)
    assert tree.value is not None
    return Leaf(-tree.value, None if tree.exact is None else -tree.exact)


def _alike(a: Written, b: Written) -> bool:
    """Whether two sides are written alike."""
    if isinstance(a, Tree) and isinstance(b, Tree):
        same = a.head == b.head and len(a.args) == len(b.args)
        return same and all(_alike(p, q) for p, q in zip(a.args, b.args, strict=True))
    return isinstance(a, Leaf) and isinstance(b, Leaf) and a.value == b.value
