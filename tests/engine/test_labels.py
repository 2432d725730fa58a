"""The names of places go where the entries go."""

from __future__ import annotations

import numpy as np
import pytest

from nnexplain.engine.graph import Node, given
from nnexplain.engine.labels import Labelling
from nnexplain.ops.matrix import matmul, transpose
from nnexplain.ops.reduce import mean, total
from nnexplain.ops.select import pick, rows
from nnexplain.ops.shape import join_heads, split_heads
from nnexplain.ops.softmax import softmax

TOKENS, WORDS = ("A", "B", "C"), ("x", "y")


def named_rows(name: str = "X") -> Node:
    """Three rows with names, two columns without."""
    node = given(name, np.arange(6.0).reshape(3, 2))
    node.labels = (TOKENS, ())
    return node


def named_columns() -> Node:
    node = given("W", np.arange(4.0).reshape(2, 2))
    node.labels = ((), WORDS)
    return node


CASES = {
    "a product has the rows of the first and the columns of the second": (
        lambda: matmul(named_rows(), named_columns()), (TOKENS, WORDS)),
    "queries with keys": (lambda: matmul(named_rows(), transpose(named_rows("K"))), (TOKENS, TOKENS)),
    "a transpose": (lambda: transpose(named_rows()), ((), TOKENS)),
    "entry by entry": (lambda: 2 * named_rows() + 1, (TOKENS, ())),
    "a row for all": (lambda: matmul(named_rows(), named_columns()) + given("b", np.ones(2)), (TOKENS, WORDS)),
    "along a line": (lambda: mean(named_rows()), (TOKENS,)),
    "over everything": (lambda: total(named_rows(), over="all"), ()),
    "a composite": (lambda: softmax(matmul(named_rows(), named_columns())), (TOKENS, WORDS)),
    "rows by their numbers": (lambda: rows(named_rows(), ids=(2, 0)), (("C", "A"), ())),
    "one row by its number, in a list": (lambda: rows(named_rows(), ids=(1,)), (("B",), ())),
    "one row": (lambda: rows(matmul(named_rows(), named_columns()), ids=1), (WORDS,)),
    "each row's target": (lambda: pick(matmul(named_rows(), named_columns()), targets=[0, 1, 0]), (TOKENS,)),
    "heads": (lambda: split_heads(named_rows(), heads=2), ((), TOKENS, ())),
    "heads side by side": (lambda: join_heads(split_heads(named_rows(), heads=2)), (TOKENS, ())),
    "nothing named": (lambda: given("x", np.ones(3)) * 2, ((),)),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_names_follow_entries(case: str) -> None:
    make, wanted = CASES[case]
    assert Labelling().of(make()) == wanted
