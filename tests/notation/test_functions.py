"""The table of functions: whatever is typed, worked, read or written finds them there, each by one name."""

from __future__ import annotations

from fractions import Fraction

import pytest

from nnexplain.engine.carriers.exact import EXACT, ROUNDED
from nnexplain.notation.functions import FUNCTIONS, TYPED, Function
from nnexplain.notation.latex import Latex
from nnexplain.notation.tree import Leaf, Tree
from nnexplain.notation.unicode import Unicode
from nnexplain.parser.expression import value
from nnexplain.parser.functions import function
from nnexplain.parser.latex_source import pieces

typed = pytest.mark.parametrize("row", TYPED, ids=lambda row: row.name)


def test_names_are_told_apart() -> None:
    names = [name for row in FUNCTIONS for name in (row.name, row.sign, *row.aliases) if name]
    assert len(names) == len(set(names))
    assert len({row.called for row in TYPED}) == len(TYPED)


@typed
def test_every_spelling_is_read(row: Function) -> None:
    assert {function(name) for name in (row.name, row.sign, *row.aliases) if name} == {row.name}


@typed
def test_what_is_printed_is_read_again_with_the_same_value(row: Function) -> None:
    tree = Tree(row.name, (Leaf(0.5, None),))
    wanted = float(value(f"{row.name}(0.5)"))
    for text in (Unicode().text(tree), Latex().text(tree)):
        assert float(value(text)) == pytest.approx(wanted, abs=1e-15), text


@typed
def test_it_has_points_only_where_it_is_rational_there(row: Function) -> None:
    for x, y in row.points.items():
        assert float(value(f"{row.name}({x})")) == y


@typed
def test_its_latex_is_one_command(row: Function) -> None:
    """One command, or one and its subscript."""
    bare, _, _ = row.latex.partition("_")
    assert not bare or [piece.text for piece in pieces(bare, 0, len(bare))] == [bare, ""]


def test_logarithms_are_exact_at_powers_of_their_base() -> None:
    found = [EXACT.by_name[name](Fraction(x)) for name, x in (("log2", 8), ("log2", "1/4"), ("log10", "0.001"))]
    assert found == [3, -2, -3]
    assert EXACT.by_name["log2"](Fraction(3)) is EXACT.by_name["log10"](Fraction(-10)) is ROUNDED
    assert float(value("log2(8)")) == float(value("log_2(8)")) == float(value(r"\log_2 8")) == 3
    assert float(value("log₁₀(100)")) == float(value(r"\log_{10}(100)")) == 2
    assert float(value(r"\log_3(9)")) == pytest.approx(2)
