"""One line for all entries: it says what every entry's own line says, and nothing where they have nothing in common."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable

import pytest

from nnexplain.notation.tree import Symbol, Tree, Written, lift
from nnexplain.symbolic.fold import Entry, folded
from nnexplain.symbolic.general import general
from nnexplain.symbolic.notation import DerivedLatex, DerivedUnicode

UNICODE, LATEX = DerivedUnicode(numbers=False), DerivedLatex(numbers=False)
SIZES = {"z": (2,), "W": (2, 3), "x": (3,), "b": (2,), "p": (3,), "s": (3, 3), "k": (3, 3)}


def at(name: str, *index: int) -> Entry:
    return Entry(None, None, Symbol(name), index, SIZES[name])


def slope(top: Written, by: Written) -> Tree:
    return Tree("∂", (top, by))


def said(lines: Iterable[tuple[Written, ...]], picked: Callable[[int], range] = range) -> list[str]:
    found = general(list(lines), picked)
    return [" = ".join(map(UNICODE.text, one.sides)) + (f", {one.where}" if one.where else "") for one in found]


def everywhere(*sizes: int) -> Iterable[tuple[int, ...]]:
    return itertools.product(*map(range, sizes))


def weighted(i: int) -> Written:
    return Tree("+", (*(at("W", i, j) * at("x", j) for j in range(3)), at("b", i)))


def test_a_sum_over_an_axis() -> None:
    assert said((at("z", i), weighted(i)) for i in range(2)) == ["zᵢ = Σⱼ Wᵢⱼ × xⱼ + bᵢ"]
    assert UNICODE.text(folded(Tree("+", (at("x", 0), at("x", 1))))) == "x₁ + x₂"  # not all of it
    assert UNICODE.text(folded(Tree("max", tuple(at("x", i) for i in range(3))))).startswith("max")


def test_a_slope_for_any_entries() -> None:
    lines = [(slope(at("z", i), at("W", i, j)), at("x", j)) for i, j in everywhere(2, 3)]
    assert said(lines) == ["∂zᵢ/∂Wᵢⱼ = xⱼ"]
    (one,) = general(lines, range)
    assert LATEX.text(one.sides[0]) == r"\frac{\partial z_{i}}{\partial W_{ij}}"


def test_on_and_beside_the_diagonal_whatever_the_order_of_factors() -> None:
    def right(i: int, j: int) -> Written:
        if i == j:
            return at("p", i) * (1 - at("p", i))
        return -(at("p", min(i, j)) * at("p", max(i, j)))

    lines = [(slope(at("p", i), at("x", j)), right(i, j)) for i, j in everywhere(3, 3)]
    assert said(lines) == ["∂pᵢ/∂xᵢ = pᵢ × (1 − pᵢ)", "∂pᵢ/∂xⱼ = −pᵢ × pⱼ, j ≠ i"]


@pytest.mark.parametrize(
    ("sees", "where"),
    [(lambda i, j: j <= i, ", j ≤ i"), (lambda i, j: j < i, ", j < i"), (lambda i, j: j > i, ", j > i"),
     (lambda i, j: j >= i, ", j ≥ i"), (lambda i, j: j != i, ", j ≠ i"), (lambda i, j: True, "")],
)  # fmt: skip
def test_for_which_entries_it_holds(sees: Callable[[int, int], bool], where: str) -> None:
    lines = [(at("s", i, j), at("k", i, j)) for i, j in everywhere(3, 3) if sees(i, j)]
    assert said(lines) == [f"sᵢⱼ = kᵢⱼ{where}"]


def test_letters_are_those_of_the_slope_in_it() -> None:
    lines = [
        (at("x", j), Tree("+", tuple(at("b", i) * slope(at("z", i), at("x", j)) for i in range(2)))) for j in range(3)
    ]
    assert said(lines) == ["xⱼ = Σᵢ bᵢ × ∂zᵢ/∂xⱼ"]


def test_one_entry_that_differs_is_not_spoken_for() -> None:
    wrong = {(1, 2): at("x", 0)}
    lines = [(slope(at("z", i), at("W", i, j)), wrong.get((i, j), at("x", j))) for i, j in everywhere(2, 3)]
    (one,) = general(lines, range)
    assert not one.alike
    other = {(1, 2): lift(2)}
    lines = [(slope(at("z", i), at("W", i, j)), other.get((i, j), at("x", j))) for i, j in everywhere(2, 3)]
    assert [one.alike for one in general(lines, range)] == [False, True]  # the second says its one entry
    assert said(lines)[1] == "∂z₂/∂W₂₃ = 2"
    holes = [line for place, line in enumerate(lines) if place not in (1, 5)]
    assert [one.alike for one in general(holes, range)] == [False]


@pytest.mark.parametrize("place", range(6))
def test_every_entry_counts(place: int) -> None:
    """Whichever entry is another, no line says that all are alike."""
    lines = [(slope(at("z", i), at("W", i, j)), at("x", j)) for i, j in everywhere(2, 3)]
    lines[place] = (lines[place][0], at("x", (place + 1) % 3))
    assert not any(one.alike for one in general(lines, range))
