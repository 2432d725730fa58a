"""What should come next: as a token, a number or shares; and the gradients and updates that it begins."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nnexplain as nn
from tests.lessons.transformer.specs import TEMPLATE, TWO


def test_without_a_target_the_probabilities_are_the_result() -> None:
    example = nn.transformer({key: value for key, value in TEMPLATE.items() if key not in ("target", "lr")})
    assert example.result_name == "p"
    assert example.gradients is None
    assert "loss" not in example.values


@pytest.mark.parametrize("target", ["C", 2, "2", [0, 0, 1, 0], "0,0,1,0", "[0, 0, 1, 0]", ["C"]])
def test_a_target_as_token_number_or_shares(target: Any) -> None:
    named = nn.transformer(TWO, target="C")
    assert nn.transformer(TWO, target=target).loss == named.loss
    assert nn.transformer(TWO | {"target": target}).loss == named.loss


def test_a_target_of_shares_is_the_soft_loss_of_the_logits() -> None:
    shares = [0.1, 0.2, 0.3, 0.4]
    example = nn.transformer(TWO, target=shares, backward=True)
    assert example.loss == nn.loss(z=example.logits, target=shares).loss
    np.testing.assert_allclose(example.gradients["logits"], example.p - np.array(shares), atol=1e-16)
    assert list(example.inputs["target"]) == shares


def test_predict_all_takes_tokens_or_rows_of_shares() -> None:
    spec = TWO | {"predict": "all"}
    tokens = nn.transformer(spec | {"target": ["B", "C"]})
    assert nn.transformer(spec | {"target": "B C"}).loss == tokens.loss
    assert nn.transformer(spec | {"target": [[0, 1, 0, 0], [0, 0, 1, 0]]}).loss == tokens.loss
    rows = [[0.5, 0.5, 0, 0], [0.1, 0.2, 0.3, 0.4]]
    soft = nn.transformer(spec | {"target": rows})
    assert soft.loss == nn.loss(z=soft.logits, target=rows).loss
    with pytest.raises(nn.InputError, match="for each of the 4 tokens of the vocabulary in each row"):
        nn.transformer(spec, target="0.5,0.5")


def test_numbers_in_a_vocabulary_stay_tokens() -> None:
    spec = TWO | {"vocabulary": ["7", "8", "9", "0"], "tokens": [7, 8], "target": 9}
    assert nn.transformer(spec).inputs["target"] == "9"


def test_another_incoming_gradient_scales_the_pass_that_a_target_begins() -> None:
    """And the file's learning rate, which would use the loss's own gradient, is set aside with a word."""
    own, scaled = (nn.transformer(TWO, backward=True, upstream=g) for g in (1, 4))
    assert "output.W_new" in nn.transformer(TWO).values
    assert "output.W_new" not in scaled.values
    assert any("lr is set aside" in text for text in scaled.warnings)
    assert own.gradients.keys() == scaled.gradients.keys()
    for name, gradient in own.gradients.items():
        np.testing.assert_allclose(scaled.gradients[name], 4 * np.asarray(gradient), rtol=1e-14)
    changed = nn.transformer(TWO, backward=True, upstream=4, versus=["target=A"]).versus[0]
    assert changed.gradients["loss"] == 4


def test_only_what_is_trainable_moves() -> None:
    def moved(trainable: Any) -> list[str]:
        values = nn.transformer(TEMPLATE | {"trainable": trainable}).values
        new = [name.removesuffix("_new") for name in values if name.endswith("_new")]
        assert new[-2:] == ["outputs", "loss"]
        return new[:-2]

    assert moved(["output.W"]) == ["output.W"]
    assert moved("output") == ["output.W", "output.b"]
    assert moved(["block1.attention.WQ", "block1.ffn"]) == ["block1.WQ"] + [
        f"block1.ffn.{name}" for name in ("W1", "b1", "W2", "b2")
    ]
    assert moved([]) == []
    assert "embeddings" in moved("all")
