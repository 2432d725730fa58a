"""Sums that go over a whole axis, written with Σ: W₁₁ x₁ + W₁₂ x₂ is Σⱼ W₁ⱼ xⱼ."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from nnexplain.notation.letters import ANY
from nnexplain.notation.tree import Leaf, Place, Symbol, Tree, Written

_SIGNS = {"+": "Σ", "max": "max", "min": "min"}
_BOUND = "*"  # begins the letter of a sum until it gets one of its own


class Entry(Leaf):
    """An entry of an array of that shape, whose indices may be letters."""

    __slots__ = ("shape",)

    def __init__(
        self, value: float | None, exact: Fraction | None, symbol: Symbol | None, index: Place, shape: tuple[int, ...]
    ) -> None:
        super().__init__(value, exact, symbol, index)
        self.shape = shape


def spots(tree: Written) -> list[tuple[int | str, int]]:
    """Every index in the tree, left to right, and how long its axis is."""
    return [spot for leaf in _entries(tree) for spot in zip(leaf.index, leaf.shape, strict=True)]


def _entries(tree: Written) -> Iterator[Entry]:
    if isinstance(tree, Tree):
        for part in tree.args:
            yield from _entries(part)
    elif isinstance(tree, Entry) and tree.symbol is not None:
        yield tree


def replaced(tree: Written, places: Iterator[int | str]) -> Written:
    """The tree with other indices, left to right."""
    if isinstance(tree, Tree):
        return Tree(tree.head, tuple(replaced(part, places) for part in tree.args))
    if isinstance(tree, Entry) and tree.symbol is not None:
        index = tuple(itertools.islice(places, len(tree.index)))
        return tree if index == tree.index else Entry(None, None, tree.symbol, index, tree.shape)
    return tree


def shape(tree: Written, *, places: bool = False) -> str:
    """What two trees share that differ in indices alone (with ``places``: that are one up to the order of factors)."""
    if isinstance(tree, Tree):
        parts = [shape(part, places=places) for part in _factors(tree)]
        return f"{tree.head}({';'.join(sorted(parts) if tree.head in '*+' else parts)})"
    assert isinstance(tree, Leaf)
    if tree.symbol is None:
        return repr(tree.value)
    text = _name(tree.symbol)
    return f"{text}{tree.index if places else ''}{tree.shape if isinstance(tree, Entry) else ''}"


def _name(symbol: Symbol) -> str:
    return f"{symbol.base} {symbol.sub}" if symbol.over is None else f"{symbol.base} {symbol.sub}/{_name(symbol.over)}"


def _factors(tree: Tree) -> Sequence[Written]:
    """The parts of a tree; of a product of products all factors."""
    if tree.head != "*":
        return tree.args
    found: list[Written] = []
    for part in tree.args:
        found += _factors(part) if isinstance(part, Tree) and part.head == "*" else [part]
    return found


def folded(tree: Written) -> Written:
    """The tree with every sum (and maximum) that goes over a whole axis written as one term."""
    if not isinstance(tree, Tree):
        return tree
    args = tuple(map(folded, tree.args))
    if tree.head not in _SIGNS or len(args) < 2:
        return Tree(tree.head, args)
    alike: dict[str, list[Written]] = {}
    for part in args:
        alike.setdefault(shape(part), []).append(part)
    terms = [term for group in alike.values() for term in _one(tree.head, group)]
    return terms[0] if len(terms) == 1 and len(args) > 1 else Tree(tree.head, tuple(terms))


def _one(head: str, terms: list[Written]) -> list[Written]:
    """Terms that differ in indices alone as one, where these go over whole axes; else as they are."""
    places = [spots(term) for term in terms]
    columns = list(zip(*([place for place, _ in one] for one in places), strict=True))
    sizes = [size for _, size in places[0]]
    running: dict[tuple[int | str, ...], int] = {}
    for column, size in zip(columns, sizes, strict=True):
        if len(set(column)) > 1 and running.setdefault(column, size) != size:
            return terms
    if not running or math.prod(running.values()) != len(terms):
        return terms
    if set(zip(*running, strict=True)) != set(itertools.product(*map(range, running.values()))):
        return terms
    level = 1 + max((int(str(place)[1:-1]) for place, _ in places[0] if str(place).startswith(_BOUND)), default=0)
    letters = {column: f"{_BOUND}{level}{'abcdef'[at]}" for at, column in enumerate(running)}
    body = replaced(terms[0], iter([letters.get(column, column[0]) for column in columns]))
    return [Tree(f"{_SIGNS[head]} {' '.join(letters.values())}", (body,))]


def lettered(tree: Tree, taken: int) -> Tree | None:
    """The tree with letters for what its sums go over, after those that are taken; None where they run out."""
    bound = sorted({str(place) for place, _ in spots(tree) if str(place).startswith(_BOUND)})
    if taken + len(bound) > len(ANY):
        return None
    return renamed(tree, dict(zip(bound, ANY[taken:], strict=False)))


def in_order(tree: Tree) -> dict[str, str]:
    """New names for a line's letters: in the order in which its slope has them, so that every line of one agrees."""
    slope = next(_slopes(tree), tree)
    found = dict.fromkeys(str(place) for place, _ in [*spots(slope), *spots(tree)] if isinstance(place, str))
    return dict(zip(found, ANY, strict=False))


def _slopes(tree: Written) -> Iterator[Tree]:
    if isinstance(tree, Tree):
        if tree.head == "∂":
            yield tree
        for part in tree.args:
            yield from _slopes(part)


def renamed(tree: Tree, names: dict[str, str]) -> Tree:
    """The tree with other names for its letters."""
    head, *bound = tree.head.split(" ")
    letters = [names.get(letter, letter) for letter in (bound if bound and bound[0][0] == _BOUND else "".join(bound))]
    shown = f"{head} {''.join(sorted(letters))}" if letters else head
    return Tree(shown, tuple(_renamed(part, names) for part in tree.args))


def _renamed(part: Written, names: dict[str, str]) -> Written:
    if isinstance(part, Tree):
        return renamed(part, names)
    return replaced(part, iter([names.get(str(place), place) for place, _ in spots(part)]))
