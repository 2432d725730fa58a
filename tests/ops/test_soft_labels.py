"""Cross-entropy with soft labels: its digits, its page, and what is no target."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

import nnexplain as nn
from nnexplain.engine.backward import Backward
from nnexplain.engine.graph import Node, constant
from nnexplain.engine.graph import given as given_node
from nnexplain.ops.soft import soft_cross_entropy_of_logits
from nnexplain.ops.softmax import softmax
from tests.support.cases import cases
from tests.support.precise import misses

SCALES = (1e-300, 1e-17, 1e-9, 1e-4, 0.05, 0.6, 0.8, 2.0, 30.0, 700.0)


def gradient(z: Any, t: Any) -> Node:
    """The gradient's node for logits and a target (without a name: what it costs to change t is not asked)."""
    logits = given_node("z", z)
    with np.errstate(all="ignore"):
        loss = soft_cross_entropy_of_logits(softmax(logits), constant(t), logits)
        return Backward(loss).of[logits.serial]


def near_shares(draw: Any, z: Any) -> Any:
    """Shares that are even, random, or so near to the softmax that p − t cancels."""
    kind = draw(st.sampled_from(["even", "random", "near"]))
    if kind == "even":
        return np.full(len(z), 1 / len(z))
    if kind == "random":
        shares = np.array(draw(st.lists(st.floats(0, 1), min_size=len(z), max_size=len(z)))) + 1e-9
    else:
        powers = np.exp(np.array(z) - max(z))
        shares = powers * (1 + draw(st.sampled_from([0, 1e-15, 1e-12, 1e-6])))
    return shares / shares.sum()


@given(data=st.data())
@cases(150)
def test_p_less_t_keeps_its_digits_where_they_cancel(data: Any) -> None:
    scale, shift = data.draw(st.sampled_from(SCALES)), data.draw(st.sampled_from([0.0, 0.0, 3.0]))
    z = [scale * x + shift for x in data.draw(st.lists(st.floats(-1, 1), min_size=2, max_size=6))]
    assert list(misses([gradient(z, near_shares(data.draw, z))])) == []


@pytest.mark.parametrize(("z", "t"), [([1e-9, 0], [0.5, 0.5]), ([1e-9, 0, 0], [1 / 3] * 3), ([1e-12, 0], [0.5, 0.5])])
def test_near_equal_logits(z: list[float], t: list[float]) -> None:
    with mp.workdps(60):
        powers = [mp.exp(mpf(x)) for x in z]
        wanted = [power / sum(powers) - mpf(share) for power, share in zip(powers, t, strict=True)]
    for found, true in zip(gradient(z, t).value, wanted, strict=True):
        assert abs(float((mpf(float(found)) - true) / true)) < 1e-14


def test_the_loss_of_the_contract() -> None:
    example = nn.loss(z=[0.4, -1.1, 2.3], target=[0.2, 0.5, 0.3], backward=True)
    assert example.loss == 2.248004462219975
    np.testing.assert_allclose(example.gradients["p"], -np.array([0.2, 0.5, 0.3]) / example.p, rtol=1e-15)
    np.testing.assert_allclose(example.gradients["z"], example.p - np.array([0.2, 0.5, 0.3]), rtol=1e-14)


@pytest.mark.parametrize("given_as", ["z", "p"])
def test_a_target_of_one_class_is_what_it_was(given_as: str) -> None:
    numbers = {"z": [0.4, -1.1, 2.3], "p": [0.2, 0.5, 0.3]}[given_as]
    hot, index = (nn.loss(**{given_as: numbers}, target=target, backward=True) for target in ([0, 1, 0], 1))
    assert hot.loss == index.loss
    assert [step.id for step in hot.steps] == [step.id for step in index.steps]
    assert all((hot.gradients[name] == index.gradients[name]).all() for name in (given_as, "p"))
    assert "t is 1 for the target class and 0 for the others." in str(hot)


def test_rows_of_a_batch_and_the_mean_over_them() -> None:
    z, t = [[0.4, -1.1], [1.0, 2.0]], [[0.2, 0.8], [0.0, 1.0]]
    rows = [nn.loss(z=row, target=target).loss for row, target in zip(z, t, strict=True)]
    both = nn.loss(z=z, target=t, backward=True)
    assert both.loss == pytest.approx(np.mean(rows), rel=1e-15)
    np.testing.assert_allclose(both.gradients["z"], (both.p - np.array(t)) / 2, rtol=1e-14)


def test_a_share_of_0_adds_nothing_even_to_a_probability_of_0() -> None:
    example = nn.loss(p=[0.2, 0.8, 0], target=[0.5, 0.5, 0], backward=True, derive=True)
    assert example.loss == pytest.approx(-0.5 * np.log(0.2) - 0.5 * np.log(0.8), rel=1e-15)
    assert example.gradients["p"].tolist() == [-2.5, -0.625, 0]
    assert nn.loss(p=[1, 0], target=[0.5, 0.5]).loss == np.inf


def test_the_page_has_every_term() -> None:
    page = str(nn.loss(z=[0.4, -1.1, 2.3], target=[0.2, 0.5, 0.3], backward=True))
    for words in ("−(0.2 × ln(0.1264)", "+ 0.5 × ln(0.0282)", "∂L/∂z = p − t", "own entropy, 1.0297"):
        assert words in page
    assert "∂L/∂p" not in page  # nothing uses it: the short way goes from the loss to the logits


def test_by_hand_and_derived() -> None:
    example = nn.loss(z=[0.4, -1.1, 2.3], target=[0.2, 0.5, 0.3], hand=2, derive=True, backward=True)
    assert example.hand["p"].tolist() == [0.13, 0.03, 0.85]
    assert example.hand["loss"] == pytest.approx(
        round(-(0.2 * np.log(0.13) + 0.5 * np.log(0.03) + 0.3 * np.log(0.85)), 2)
    )
    assert all(line.checked for line in example.derivation)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ([0.2, 0.5, 0.4], "^target sums to 1.1, not 1"),
        ([-0.1, 0.5, 0.6], "^target has -0.1; a probability lies between 0 and 1"),
        ([0.5, 0.5], "2 entries but z has 3; give a class index, or a one-hot vector or probabilities of 3"),
    ],
)
def test_what_is_no_target(target: list[float], message: str) -> None:
    with pytest.raises(nn.InputError, match=message):
        nn.loss(z=[0.4, -1.1, 2.3], target=target)


def test_a_sum_that_is_a_little_off_is_warned_of_and_counts() -> None:
    """The gradient stays that of the loss shown."""
    z, t = np.array([0.4, -1.1, 2.3]), np.array([0.333, 0.333, 0.333])
    example = nn.loss(z=z, target=t, backward=True, derive=True)
    assert example.warnings == ["the target's probabilities sum to 0.999, not to 1"]
    step = 1e-6
    for place in range(3):
        moved = [nn.loss(z=z + sign * step * np.eye(3)[place], target=t).loss for sign in (1, -1)]
        assert example.gradients["z"][place] == pytest.approx((moved[0] - moved[1]) / (2 * step), rel=1e-6)
    assert nn.loss(z=z, target=[1 / 3, 1 / 3, 1 / 3]).warnings == []


def test_a_hinge_still_wants_one_class() -> None:
    with pytest.raises(nn.InputError, match="not one-hot"):
        nn.loss(z=[0.4, -1.1, 2.3], target=[0.2, 0.5, 0.3], kind="hinge")


NET = {"layers": [{"W": [[0.1, 0.2], [0.3, -0.4]]}], "loss": "cross-entropy", "lr": 0.1, "epochs": 3}
SOFT = [[0.3, 0.7], [1.0, 0.0], [0.5, 0.5]]
X = [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]


@pytest.mark.parametrize("batch_size", [1, 2, 3])
def test_training_is_the_network_s_own_updates(batch_size: int) -> None:
    """Batches whose rows are all one-hot too (the second example alone is one)."""
    spec = NET | {"data": {"x": X, "target": SOFT}, "batch_size": batch_size, "epochs": 2}
    trained = nn.train(spec)
    W, b = np.array(NET["layers"][0]["W"]), np.zeros(2)  # type: ignore[index, call-overload]
    for _ in range(2):
        for start in range(0, 3, batch_size):
            rows = slice(start, start + batch_size)
            step = nn.network(W=[W], b=[b], x=X[rows], target=SOFT[rows], lr=0.1)
            W, b = step.W1_new, step.b1_new
    np.testing.assert_allclose(trained.W1, W, rtol=1e-12)
    np.testing.assert_allclose(trained.b1, b, rtol=1e-12)
    assert trained.losses[-1] == pytest.approx(nn.network(W=[W], b=[b], x=X, target=SOFT).loss, rel=1e-12)


def test_training_refuses_and_warns_as_the_loss_does() -> None:
    with pytest.raises(nn.InputError, match=r"data.target sums to 1.2"):
        nn.train(NET | {"data": {"x": X, "target": [[0.3, 0.9], [1, 0], [0.5, 0.5]]}})
    warned = nn.train(NET | {"data": {"x": X, "target": [[0.3, 0.705], [1, 0], [0.5, 0.5]]}}).warnings
    assert "the target's probabilities sum to 1.005, not to 1" in warned
