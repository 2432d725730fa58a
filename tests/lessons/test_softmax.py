"""Softmax where float64 runs out, and the Jacobian where there is one."""

from __future__ import annotations

import numpy as np
import pytest

import nnexplain as nn
from tests.support.memory import within


@pytest.mark.parametrize("temperature", [5e-324, 1e-310, 1e-300, 1e-5])
def test_a_vanishing_temperature_is_a_choice_of_the_largest(temperature: float) -> None:
    found = nn.softmax(z=[0, 1e5, 1e5, -3], temperature=temperature, backward=True, upstream=[1, 0, 2, 0])
    assert found.shifted[1] == found.shifted[2] == 0
    assert (found.shifted[[0, 3]] < -1e9).all()
    assert found.p.tolist() == [0, 0.5, 0.5, 0]
    assert found.gradients is not None
    assert not any(np.isnan(value).any() for value in found.gradients.values())


def test_logits_as_far_apart_as_float64_goes() -> None:
    assert nn.softmax(z=[1e308, -1e308], temperature=0.5).p.tolist() == [1, 0]
    assert nn.softmax(z=[1e308, -1e308], temperature=1e308).p == pytest.approx(nn.softmax(z=[1, -1]).p)


def test_a_base_near_0_and_a_huge_one() -> None:
    small = nn.softmax(z=[0, 1, 2], base=1e-300, backward=True, upstream=[1, 0, 0])
    assert small.p.tolist() == [1, 1e-300, 0]
    assert small.gradients is not None
    assert small.gradients["z"][1] == pytest.approx(6.907755278982137e-298, rel=1e-14)
    assert nn.softmax(z=[0, 1, 2], base=1e300).p.tolist() == [0, 1e-300, 1]


def test_the_gradient_of_a_million_logits_takes_memory_for_a_million_logits() -> None:
    z = np.random.default_rng(0).normal(size=10**6)
    with within(60 * z.nbytes):
        found = nn.softmax(z=z, backward=True)
    assert any("NNEXPLAIN_MAX_JACOBIAN" in warning for warning in found.warnings)
    assert "jacobian" not in [step.id for step in found.steps]


def test_the_jacobians_limit_can_be_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    z = [0.0, 1.0, 3.0]
    monkeypatch.setenv("NNEXPLAIN_MAX_JACOBIAN", "8")
    assert "jacobian" not in [step.id for step in nn.softmax(z=z, backward=True, derive=True).steps]
    monkeypatch.setenv("NNEXPLAIN_MAX_JACOBIAN", "9")
    found = nn.softmax(z=z, backward=True)
    p = np.asarray(found.p)
    np.testing.assert_allclose(found.step("jacobian").value, np.diag(p) - np.outer(p, p), atol=1e-15)


def test_the_jacobians_diagonal_keeps_its_digits() -> None:
    found = nn.softmax(z=[40, 0], backward=True).step("jacobian").value
    assert found[0, 0] == pytest.approx(4.248354255291589e-18, rel=1e-14)
