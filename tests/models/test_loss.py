"""The losses as their files describe them, and targets in another shape than their prediction's."""

from __future__ import annotations

import numpy as np
import pytest

import nnexplain as nn
from nnexplain.engine.graph import constant, given
from nnexplain.errors import InputError
from nnexplain.models.loss import Case, find
from nnexplain.worked.lesson import LOSS_NAMES


@pytest.mark.parametrize("name", LOSS_NAMES)
def test_a_loss_says_what_it_takes(name: str) -> None:
    loss = find(name)
    assert set(loss.takes) <= {"p", "z", "y"}
    assert loss.output in loss.takes
    assert loss.classes or not loss.shares
    unfit = next(form for form in "pzy" if form not in loss.takes)
    with pytest.raises(InputError, match=rf"^{unfit} does not go with kind='{name}'"):
        nn.loss(**{unfit: [0.5, 0.5], "target": [1, 0], "kind": name})


@pytest.mark.parametrize("kind", ["mse", "half-sse"])
@pytest.mark.parametrize(("y", "target"), [(2, [1]), ([2], 1), ([[2]], [1])])
def test_a_lone_number_is_taken_in_the_predictions_shape(kind: str, y: object, target: object) -> None:
    example = nn.loss(y=y, target=target, kind=kind, backward=True)
    assert np.shape(example.inputs["target"]) == np.shape(y)
    assert example.loss == (1 if kind == "mse" else 0.5)


def test_a_target_stays_as_it_was_given() -> None:
    target = given("target", [1.0])
    find("mse").measure(Case(given("y", 2.0), target, "y"))
    assert target.shape == (1,)


def test_probabilities_of_known_logits_keep_the_losss_digits() -> None:
    """As where a network's last layer is a sigmoid: 1 − p has no digits left, its logarithm has them all."""
    z, target = constant([40.0]), constant([1.0])
    p = constant(1 / (1 + np.exp(-z.value)))
    measure = find("binary-cross-entropy").measure
    assert float(measure(Case(p, target, "p", logits=z)).value) == pytest.approx(4.248354255291589e-18, rel=1e-15)
    assert float(measure(Case(p, target, "p")).value) == 0
