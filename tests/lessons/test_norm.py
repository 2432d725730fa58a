"""Layer normalisation of the largest numbers there are."""

from __future__ import annotations

import numpy as np
import pytest

import nnexplain as nn


def test_a_mean_whose_sum_is_beyond_float64() -> None:
    found = nn.norm(x=[1.7e308, 1.7e308, 1.6e308])
    assert found.mean == pytest.approx(5 / 3 * 1e308, rel=1e-15)
    np.testing.assert_allclose(found.z, [0.5**0.5, 0.5**0.5, -(2**0.5)], rtol=1e-13)
    assert nn.calc("mean([1e308, 1.5e308])").result == pytest.approx(1.25e308)
