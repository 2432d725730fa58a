"""One line for all entries: ∂zᵢ/∂Wᵢⱼ = xⱼ in place of a line for each i and j.

The lines of the entries come first, each checked by itself; a general line says what they have in common. It stands
only where putting every entry's own indices into it gives back that entry's line, and where it says for which it holds.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from nnexplain.notation.letters import ANY
from nnexplain.notation.tree import Tree, Written
from nnexplain.symbolic.fold import folded, in_order, lettered, renamed, replaced, shape, spots

_MOST_TRIED = 256  # ways to read an entry's indices, where factors have changed places
Picked = Callable[[int], Sequence[int]]  # the places of an axis of that length at which lines were made
Values = tuple[int, ...]
_RELATIONS: dict[frozenset[int], str] = {
    frozenset([-1, 1]): "≠", frozenset([-1]): "<", frozenset([1]): ">", frozenset([-1, 0]): "≤", frozenset([1, 0]): "≥",
}  # fmt: skip


class General(NamedTuple):
    """A line (its sides), for which entries it holds (``j ≠ i``), and which of the lines it stands for.

    ``alike`` is False where no general line was found: the sides are those of the first entry.
    """

    sides: tuple[Written, ...]
    where: str
    members: list[int]
    alike: bool
    letters: str = ""


class _Letter(NamedTuple):
    name: str
    values: Values  # in each line
    size: int


def general(lines: Sequence[Sequence[Written]], picked: Picked) -> list[General]:
    """The lines (each a list of sides that are equal), those together that are alike."""
    trees = [Tree("=", tuple(map(folded, sides))) for sides in lines]
    groups: dict[str, list[int]] = {}
    for place, tree in enumerate(trees):
        groups.setdefault(shape(tree), []).append(place)
    found = []
    for members in groups.values():
        one = _Together([trees[place] for place in members], picked).line(members)
        if one is None:
            first = lettered(trees[members[0]], 0) or trees[members[0]]
            one = General(first.args, "", members, alike=False)
        found.append(one)
    return found


class _Together:
    """Lines of one shape."""

    def __init__(self, trees: Sequence[Tree], picked: Picked) -> None:
        self._trees, self._picked = trees, picked
        self._spots = [spots(tree) for tree in trees]
        self._wanted = [shape(tree, places=True) for tree in trees]
        self._left = len(spots(trees[0].args[0]))
        self._letters: list[_Letter] = []

    def line(self, members: list[int]) -> General | None:
        left = [self._named(at) for at in range(self._left)]
        where = None if None in left else self._where()
        if where is None:
            return None
        for base, right in self._ways():
            if all(self._at(place, base, right) == one for place, one in enumerate(self._wanted)):
                whole = replaced(self._trees[base], iter([*(place for place in left if place is not None), *right]))
                assert isinstance(whole, Tree)
                shown = lettered(whole, len(self._letters))
                if shown is None:
                    return None
                names = in_order(shown)
                letters = "".join(letter.name for letter in self._letters)
                sides = renamed(shown, names).args
                return General(sides, _translated(where, names), members, alike=True, letters=letters)
        return None

    def _column(self, at: int) -> tuple[int | str, ...]:
        return tuple(one[at][0] for one in self._spots)

    def _named(self, at: int) -> int | str | None:
        """An index of the left side: one for all lines, or a letter."""
        column, size = self._column(at), self._spots[0][at][1]
        if len(set(column)) == 1:
            return column[0]
        for letter in self._letters:
            if letter.values == column:
                return letter.name
        if len(self._letters) == len(ANY):
            return None
        values = tuple(int(value) for value in column)
        self._letters.append(_Letter(ANY[len(self._letters)], values, size))
        return self._letters[-1].name

    def _where(self) -> str | None:
        """Which values the letters take: "" for all; None where there is no short word for it."""
        if not self._letters:
            return ""
        found = set(zip(*(letter.values for letter in self._letters), strict=True))
        every = [self._picked(letter.size) for letter in self._letters]
        if len(found) == math.prod(map(len, every)):
            return ""
        kept, said = list(itertools.product(*every)), list[tuple[int, int, str]]()
        for a, b in itertools.combinations(range(len(self._letters)), 2):
            relation = _RELATIONS.get(frozenset(_order(one[a], one[b]) for one in found))
            if relation is not None and self._letters[a].size == self._letters[b].size:
                said.append((a, b, relation))
        signs = {sign: orders for orders, sign in _RELATIONS.items()}
        left = {one for one in kept if all(_order(one[a], one[b]) in signs[relation] for a, b, relation in said)}
        if left != found:
            return None
        names = [letter.name for letter in self._letters]
        return ", ".join(f"{names[b]} {_turned(relation)} {names[a]}" for a, b, relation in said)

    def _ways(self) -> Iterator[tuple[int, Sequence[int | str]]]:
        """The indices that the right sides may have, each with the line whose order of factors it is written in."""
        found: list[list[int | str]] = []
        letters = {letter.size for letter in self._letters}
        for at in range(self._left, len(self._spots[0])):
            column, size = self._column(at), self._spots[0][at][1]
            found.append([letter.name for letter in self._letters if (letter.values, letter.size) == (column, size)])
            found[-1] += [column[0]] if len(set(column)) == 1 else []
        read = [names[0] for names in found if names]
        if all(found) and not any(
            place == 0 or size in letters
            for place, (_, size) in zip(read, self._spots[0][self._left :], strict=True)
            if isinstance(place, int) and size > 1
        ):
            yield 0, read
            return
        # factors may stand in another order in some lines: of the line that tells most letters apart, all readings
        at = max(range(len(self._trees)), key=lambda place: len({letter.values[place] for letter in self._letters}))
        ways: list[list[int | str]] = []
        for value, size in self._spots[at][self._left :]:
            names = [letter.name for letter in self._letters if (letter.values[at], letter.size) == (value, size)]
            ways.append([*names, value])
        if math.prod(map(len, ways)) <= _MOST_TRIED:
            yield from ((at, way) for way in itertools.product(*ways))
        if all(found):
            yield 0, read

    def _at(self, place: int, base: int, right: Sequence[int | str]) -> str:
        """The general line with one entry's own indices."""
        values: dict[int | str, int] = {letter.name: letter.values[place] for letter in self._letters}
        own = [spot for spot, _ in self._spots[place][: self._left]]
        places = iter([*own, *(values.get(one, one) for one in right)])
        return shape(replaced(self._trees[base], places), places=True)


def _translated(text: str, names: Mapping[str, str]) -> str:
    return "".join(names.get(sign, sign) for sign in text)


def _order(a: int, b: int) -> int:
    return (a > b) - (a < b)


def _turned(relation: str) -> str:
    return {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}.get(relation, relation)
