"""What long runs have found, each by its own small example."""

from __future__ import annotations

from typing import Any

import pytest

import nnexplain as nn
from nnexplain.errors import InputError

XOR: dict[str, Any] = {
    "layers": [{"W": [[0.5, -0.4], [0.3, 0.8]], "activation": "tanh"}],
    "data": {"x": [[1, 0], [0, 1], [1, 1]], "target": [[1, 0], [0, 1], [1, 1]]},
    "loss": "mse",
}


@pytest.mark.parametrize("name", ["a b", r"\sqrt{x}", "block1", "block9.WQ", "output.W.x", "1", ""])
def test_an_input_that_is_no_place_in_the_spec_is_named(name: str) -> None:
    with pytest.raises(InputError, match=r"transformer has no input|: unknown key"):
        nn.transformer(spec="two-tokens", **{name: 1})


def test_epochs_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"epochs has over 1,0.*NNEXPLAIN_MAX_EPOCHS"):
        nn.train(spec=XOR | {"lr": 0.1, "epochs": 1e308})
    monkeypatch.setenv("NNEXPLAIN_MAX_EPOCHS", "2")
    with pytest.raises(InputError, match="epochs has 3 epochs, and at most 2 are taken"):
        nn.train(spec=XOR | {"lr": 0.1, "epochs": 3})


def test_a_training_that_overflows_says_so_in_words_alone() -> None:
    """Warnings of NumPy's are errors here."""
    example = nn.train(spec=XOR | {"lr": 1e308, "epochs": 2, "loss": "half-sse", "layers": [{"W": [[5, -4], [3, 8]]}]})
    assert "stopped being finite" in example.warnings[0]


def test_a_slope_that_rounding_decides_is_left_out() -> None:
    """1 − p of a p beside 1: p as a float64 number has not the digits that the gradient here has."""
    example = nn.loss(
        kind="binary-cross-entropy", z=[11.86, 21.99, -0.63], target=[0.89, 0.08, 0.09], derive=True
    )  # fmt: skip
    assert all(line.checked for line in example.derivation)
    assert any("rounding decides" in warning for warning in example.warnings)


def test_only_an_input_that_is_no_number_is_a_document_without_steps() -> None:
    from tests.fuzz.invocations import Invocation
    from tests.fuzz.trial import faults, run

    call = Invocation(["layer", "--W", "1,2;3,4", "--x", "1,0", "--only", "activation", "--json"])
    assert faults(call, run(call)) == []


def test_shares_that_are_no_numbers_end_their_backward_pass() -> None:
    """Scores that outgrow float64 make shares without a value; halving the gradients until they fit never ends."""
    example = nn.attention(
        X=[[1e308, 0.04], [-0.5, -0.2]], WQ=[[5.0, 1.0], [0.2, -0.5]], WK=[[3.0, -0.2], [0.4, 2.0]],
        WV=[[-0.1, 0.1], [0.2, 0.5]], backward=True,
    )  # fmt: skip
    assert example.gradients is not None
    assert example.warnings
