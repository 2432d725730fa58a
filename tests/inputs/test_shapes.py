"""Shapes: axes that must agree, and what is said where they do not."""

from __future__ import annotations

import numpy as np
import pytest

from nnexplain.arrays import Shape, normal
from nnexplain.errors import InputError
from nnexplain.inputs.numbers import Quantity
from nnexplain.inputs.shapes import Axes, fit


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (("n", (2,)), ("n", (3,)), "--a has 2 entries but --b has 3"),
        (("n", (1,)), ("rows n", (2, 3)), "--a has 1 entry but --b has 3 columns"),
        (("rows n", (2, 3)), ("n", (4,)), "--a has 3 columns but --b has 4 entries"),
        (("m n", (2, 3)), ("n k", (2, 3)), "--a has 3 columns but --b has 2 rows; the transpose of --b would fit"),
        (("m n", (2, 3)), ("n k", (2, 2)), "--a has 3 columns but --b has 2 rows; the transpose of --a would fit"),
    ],
)
def test_axes_that_do_not_agree(first: tuple[str, Shape], second: tuple[str, Shape], message: str) -> None:
    axes = Axes()
    axes.agree("--a", *first)
    with pytest.raises(InputError, match=f"^{message}$"):
        axes.agree("--b", *second)


def test_any_length_will_do_where_a_form_says_so() -> None:
    axes = Axes()
    axes.agree("--a", "*rows 2", (3, 2))
    axes.agree("--b", "*rows n", (5, 4))
    assert axes.shape("n") == (4,)
    assert axes.shape("n m") is None


@pytest.mark.parametrize(
    ("shape", "ranks", "fitted"), [((), {1}, (1,)), ((3,), {2}, (1, 3)), ((), {0, 1}, ()), ((2, 3), {1, 2}, (2, 3))]
)
def test_as_many_axes_as_are_taken(shape: Shape, ranks: set[int], fitted: Shape) -> None:
    inexact = frozenset({tuple(size - 1 for size in shape)})
    found = fit(Quantity(np.ones(shape), inexact), ranks, "--a")
    assert found.array.shape == fitted
    (place,) = found.inexact
    assert len(place) == len(fitted)


def test_nothing_is_minus_nothing() -> None:
    assert str(normal(np.asarray(-0.0))) == "0.0"
    assert not np.signbit(normal(np.asarray([-0.0, 1]))).any()
