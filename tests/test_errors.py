"""What is suggested is near: a slip away, a word of the name, or where it begins; else nothing is."""

from __future__ import annotations

import pytest

from nnexplain.discovery import files
from nnexplain.errors import near
from nnexplain.worked.lesson import ACTIVATION_NAMES, LOSS_NAMES, find


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("rleu", ACTIVATION_NAMES, "relu"),
        ("sigmoyd", ACTIVATION_NAMES, "sigmoid"),
        ("gel", ACTIVATION_NAMES, "gelu"),
        ("leaky", ACTIVATION_NAMES, "leaky-relu"),
        ("entropy", LOSS_NAMES, "cross-entropy"),
        ("sse", LOSS_NAMES, "half-sse"),
        ("mes", LOSS_NAMES, "mse"),
        ("netwrok", files(), "network"),
        ("perceptrn", files(), "perceptron"),
        ("temp", find("softmax").parameters, "temperature"),
        ("Wq", ("WQ", "WK"), "WQ"),
        ("b3", ("W1", "b1"), "b1"),
        ("lrate", ("lr", "layers"), "lr"),
        ("banana", ACTIVATION_NAMES, None),
        ("maybe", ("yes", "no"), None),
        ("layers", ("lr", "epochs"), None),
        ("perplexity", files(), None),
        ("softmax-derivative", ("tanh-derivative", "relu-range"), None),
        ("q", ("w", "x", "b"), None),
        ("x" * 1000, ("x",), None),
        ("", ("x", "relu"), None),
    ],
)
def test_what_is_near(name: str, known: tuple[str, ...], meant: str | None) -> None:
    assert near(name, known) == meant


def test_the_nearest_comes_first() -> None:
    assert near("weight", ["height", "weights", "weight_decay"]) == "weights"
    assert near("loss", ["loss_new", "losses", "loss"]) == "loss"
