"""Every function and every gradient within 4 · (1 + condition) units in the last place, against mpmath.

``python -m tests.support.accuracy_table`` prints the whole table.
"""

from __future__ import annotations

import numpy as np
import pytest

import nnexplain as nn
from nnexplain.ops import kernels as special
from nnexplain.ops import norm_slopes
from tests.support.accuracy_table import MADE, Table, add_lessons, add_op
from tests.support.cases import TIMES
from tests.support.registry import every_op

OPS = every_op()


def _over(table: Table) -> list[str]:
    return [f"{row.name}, {row.what}, {row.kind}: {row.worst}" for row in table.over]


@pytest.mark.parametrize("name", OPS)
def test_an_operation_and_its_gradients(name: str) -> None:
    table = Table()
    for seed in range(2 * TIMES):
        add_op(table, name, OPS[name], seed)
    assert table.rows
    assert _over(table) == []


@pytest.mark.parametrize("seed", range(4 * TIMES))
def test_lessons_end_to_end(seed: int) -> None:
    table = Table()
    add_lessons(table, seed)
    assert {row.name for row in table.rows.values()} >= {"norm", "softmax", "loss binary-cross-entropy"}
    assert _over(table) == []


def test_what_is_said_to_hang_together_exists() -> None:
    assert set(MADE) <= set(OPS)


@pytest.mark.parametrize(
    ("place", "name", "plain"),
    [
        (special, "less_weighted_mean", lambda g, p, weigh=None: g - np.sum(g * p, axis=-1, keepdims=True)),
        (special, "sigmoid_less", lambda z, t: special.sigmoid(z) - t),
        (norm_slopes, "slopes", lambda h, x, eps, ddof: _plain_norm_slopes(h, x, eps, ddof)),
    ],
)
def test_the_table_sees_the_textbook_forms(
    monkeypatch: pytest.MonkeyPatch, place: object, name: str, plain: object
) -> None:
    """What the kernels are for: without them the table is over its bound."""
    monkeypatch.setattr(place, name, plain)
    table = Table()
    for seed in range(6):
        add_lessons(table, seed)
    assert table.over


def _plain_norm_slopes(h: np.ndarray, x: np.ndarray, eps: float, ddof: int) -> tuple[np.ndarray, ...]:
    over = x.shape[-1] - ddof
    d = x - x.mean(axis=-1, keepdims=True)
    sigma = np.sqrt(np.square(d).sum(axis=-1, keepdims=True) / over + eps)
    std = -(h * d).sum(axis=-1, keepdims=True) / sigma**2
    centred = h / sigma + std / sigma * d / over
    mean = -centred.sum(axis=-1, keepdims=True)
    return std[..., 0], (std / (2 * sigma))[..., 0], centred, mean[..., 0], centred + mean / x.shape[-1]


def test_two_entries_have_no_gradient_without_epsilon() -> None:
    """Two numbers are one above and one below their mean, whatever they are."""
    for x in ([1, 1.0001], [1e200, -3], [1e-200, 0], [1e308, -1e308], [0.1, 0.3]):
        for ddof in (0, 1):
            found = nn.norm(x=x, eps=0, ddof=ddof, backward=True, upstream=[1, 0])
            assert found.gradients is not None
            assert found.gradients["x"].tolist() == [0, 0], x


def test_a_normalisation_whose_squares_leave_float64() -> None:
    for size in (1e200, 1e-200, 1e-310):
        found = nn.norm(x=np.array([1, 2, 4]) * size, eps=0, backward=True, upstream=[1, 0, 0])
        plain = nn.norm(x=[1, 2, 4], eps=0, backward=True, upstream=[1, 0, 0])
        np.testing.assert_allclose(found.z, plain.z, rtol=1e-13 if size > 1e-300 else 1e-9)
        assert found.gradients is not None
        assert plain.gradients is not None
        if size > 1e-300:
            np.testing.assert_allclose(found.gradients["x"] * size, plain.gradients["x"], rtol=1e-13)
            np.testing.assert_allclose(found.std, plain.std * size, rtol=1e-13)


def test_a_soft_target_beside_its_probability() -> None:
    found = nn.loss(kind="binary-cross-entropy", z=1e-9, target=0.5, backward=True)
    assert found.gradients is not None
    assert found.gradients["z"] == pytest.approx(2.5e-10, rel=1e-15)
    assert found.gradients["p"] == pytest.approx(1e-9, rel=1e-15)
    surely = nn.loss(kind="binary-cross-entropy", z=40, target=0, backward=True)
    assert surely.gradients is not None
    assert surely.gradients["p"] == pytest.approx(2.3538526683702e17, rel=1e-13)
