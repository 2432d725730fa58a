"""Networks: the published one, the order of the chain rule, the collapse, batches, and what cannot be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nnexplain as nn
from nnexplain.errors import InputError

PUBLISHED: dict[str, Any] = {
    "W": [[[0.15, 0.20], [0.25, 0.30]], [[0.40, 0.45], [0.50, 0.55]]],
    "b": [[0.35, 0.35], [0.60, 0.60]],
    "activation": "sigmoid",
    "x": [0.05, 0.10],
    "target": [0.01, 0.99],
    "kind": "half-sse",
    "lr": 0.5,
}


def test_the_published_network() -> None:
    example = nn.network(**PUBLISHED)
    assert example.loss == pytest.approx(0.298371109, abs=5e-10)
    np.testing.assert_allclose(example.W2_new, [[0.35891648, 0.408666186], [0.511301270, 0.561370121]], atol=5e-9)
    np.testing.assert_allclose(example.W1_new, [[0.149780716, 0.19956143], [0.24975114, 0.29950229]], atol=5e-9)
    assert nn.network("published-2-2-2").to_dict()["values"] == example.to_dict()["values"]


def test_the_backward_pass_goes_layer_by_layer() -> None:
    ids = [step.id.removeprefix("gradients.") for step in nn.network(**PUBLISHED).steps if step.kind == "backward"]
    assert ids == ["error", "a2", "z2", "W2", "b2", "a1", "z1", "W1", "b1", "x"]
    kinds = [step.kind for step in nn.network(**PUBLISHED).steps]
    assert kinds == sorted(kinds, key=["given", "forward", "backward", "update"].index)


def test_gradients_are_in_the_document_when_they_are_asked_for() -> None:
    assert nn.network(**PUBLISHED).gradients is None
    found = nn.network(**PUBLISHED, backward=True).gradients
    assert list(found) == ["W1", "b1", "W2", "b2", "x", "z1", "a1", "z2", "a2", "loss"]
    np.testing.assert_allclose(
        nn.network(**PUBLISHED).W1_new, np.array(PUBLISHED["W"][0]) - 0.5 * np.asarray(found["W1"]), atol=1e-16
    )


def test_frozen_parameters_are_not_updated() -> None:
    values = nn.network(**PUBLISHED, freeze="b1,b2").values
    assert [name for name in values if name.endswith("_new")] == ["W1_new", "W2_new", "outputs_new", "loss_new"]


@pytest.mark.parametrize("x", [[1, -2], [[1, -2], [0.5, 3]]])
def test_layers_of_identities_collapse(x: Any) -> None:
    W, b = [[[1, 2], [3, 4], [0, -1]], [[1, 0, 2], [0.5, 1, 1]]], [[1, 2, 3], 0.5]
    example = nn.network(W=W, b=b, activation="identity", x=x)
    np.testing.assert_allclose(example.W_combined, np.array(W[1]) @ np.array(W[0]))
    np.testing.assert_allclose(example.b_combined, np.array(W[1]) @ b[0] + b[1])
    np.testing.assert_allclose(example.step("y_combined").value, example.result)
    assert example.step("W_combined").kind == "check"
    assert any("collapse" in text for text in example.reading)
    assert "W_combined" not in nn.network(W=W, b=b, x=x).values


def test_the_usual_activations() -> None:
    assert nn.network(W=[[[1]], [[1]], [[1]]], x=[1]).inputs["activation"] == ["relu", "relu", "identity"]


def test_a_batch_averages_and_says_so() -> None:
    W, x, targets = [[[0.1, 0.2], [0.3, -0.4]], [[0.5, 0.6], [-0.7, 0.8]]], [[1, 2], [3, -1], [0, 1]], [0, 1, 1]
    batch = nn.network(W=W, x=x, target=targets, backward=True)
    single = [nn.network(W=W, x=row, target=t, backward=True) for row, t in zip(x, targets, strict=True)]
    assert batch.loss == pytest.approx(np.mean([example.loss for example in single]))
    for name in ("W1", "b1", "W2", "b2"):
        np.testing.assert_allclose(
            batch.gradients[name], np.mean([e.gradients[name] for e in single], axis=0), atol=1e-15
        )
    assert any("mean over the 3 examples" in text for text in batch.conventions)


def test_a_shared_bias_has_the_sum_of_the_gradients() -> None:
    given: dict[str, Any] = {"W": [[[1, 2], [3, 4]]], "x": [1, 1], "activation": "identity", "backward": True}
    assert nn.network(**given, b=[0.5]).gradients["b1"] == 2


def test_the_result_is_the_loss_the_shares_or_the_last_activation() -> None:
    given: dict[str, Any] = {"W": [[[1, 2], [3, 4]]], "x": [1, 1]}
    assert nn.network(**given).result.tolist() == [3, 7]
    np.testing.assert_allclose(nn.network(**given, softmax=True).result, nn.softmax([3, 7]).p)
    assert nn.network(**given, target=1).result == nn.loss(z=[3, 7], target=1).loss
    assert nn.network(**given, target=[1, 1], kind="mse").result == 20


def test_binary_cross_entropy_of_a_sigmoid_keeps_its_digits() -> None:
    example = nn.network(W=[[[1]]], x=[40], activation="sigmoid", target=[0], kind="binary-cross-entropy")
    assert example.loss == 40


@pytest.mark.parametrize(
    ("activation", "word"), [("relu", "dead ReLU in layer 1"), ("tanh", "saturated tanh in layer 1")]
)
def test_warnings_name_the_layer(activation: str, word: str) -> None:
    example = nn.network(W=[[[-9, -9]], [[1]]], x=[1, 1], activation=[activation, "identity"])
    assert any(word in text for text in example.warnings)


def test_a_comparison_changes_one_parameter() -> None:
    example = nn.network(**PUBLISHED, versus={"W1": [[1, 2], [3, 4]], "lr": 1})
    first, second = example.versus
    assert first.values["loss"] == nn.network(**{**PUBLISHED, "W": [[[1, 2], [3, 4]], PUBLISHED["W"][1]]}).loss
    assert second.values["W1_new"].tolist() == nn.network(**PUBLISHED | {"lr": 1}).W1_new.tolist()


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no network": ({"x": [1]}, "the network is missing"),
    "no input": ({"W": [[1, 2]]}, "x is missing"),
    "layers that do not fit": (
        {"W": [[[1, 2]], [[1, 2, 3]]], "x": [1, 2]},
        r"W \(layer 2\) has 3 columns but layer 1 has 1 output",
    ),
    "a transpose that fits": ({"W": [[[1], [2]], [[1], [2]]], "x": [1]}, r"the transpose of W \(layer 2\) would fit"),
    "an input that does not fit": ({"W": [[1, 2]], "x": [1, 2, 3]}, "x has 3 entries but W of layer 1 has 2 columns"),
    "too many biases": ({"W": [[1, 2]], "b": [[1], [2], [3]], "x": [1, 2]}, "b is given 3 times for 1 layer"),
    "too few activations": (
        {"W": [[[1]], [[1]], [[1]]], "activation": ["relu", "tanh"], "x": [1]},
        "activation is given 2 times for 3 layers",
    ),
    "a bias that does not fit": ({"W": [[1, 2]], "b": [[1, 2]], "x": [1, 2]}, "W has 1 row but b has 2 entries"),
    "an unknown activation": (
        {"W": [[1, 2]], "x": [1, 2], "activation": "rleu"},
        "activation is 'rleu'.*did you mean relu",
    ),
    "an update without a loss": ({"W": [[1, 2]], "x": [1, 2], "lr": 1}, "without target there is no loss"),
    "a frozen stranger": ({"W": [[1, 2]], "x": [1, 2], "freeze": "W2"}, "freeze names 'W2'; the parameters are W1, b1"),
    "a target of another shape": (
        {"W": [[1, 2]], "x": [1, 2], "target": [1, 2], "kind": "mse"},
        "target is a vector of 2 entries, but the network's output is a vector of 1 entry",
    ),
    "a target out of range": (
        {"W": [[1, 2], [3, 4]], "x": [1, 2], "target": 2},
        "target is 2, but the last layer's output has 2 entries",
    ),
    "an output that is no probability": (
        {"W": [[1, 2]], "x": [1, 2], "target": [1], "kind": "binary-cross-entropy"},
        "the last layer's output has 5; a probability lies between 0 and 1",
    ),
    "two sources": ({"spec": "xor", "W": [[1, 2]]}, "spec and W are both given"),
    "an unknown comparison": (
        {"W": [[1, 2]], "x": [1, 2], "versus": {"b2": 1}},
        "^versus changes b2, but network takes W1, b1, x",
    ),
    "an unknown input": ({"W": [[1, 2]], "x": [1, 2], "weight": 1}, "network takes no weight"),
    "an incoming gradient beside an update": (
        PUBLISHED | {"backward": True, "upstream": 2},
        "upstream does not go with an update",
    ),
}


@pytest.mark.parametrize("mistake", BAD)
def test_a_mistake_is_named(mistake: str) -> None:
    given, message = BAD[mistake]
    with pytest.raises(InputError, match=message):
        nn.network(**given)
