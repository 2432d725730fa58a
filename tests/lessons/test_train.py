"""Training: the same numbers as a loop in plain NumPy, where it stops, and what it tells."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nnexplain as nn
from nnexplain.engine.graph import given
from nnexplain.errors import InputError
from nnexplain.models.loss import find
from nnexplain.models.network import Layer
from nnexplain.models.training import Plan, train
from nnexplain.worked.lesson import ACTIVATION_NAMES, LOSS_NAMES
from tests.support.program import PROGRAM, process

RNG = np.random.default_rng(5)
SPEC: dict[str, Any] = {
    "layers": [
        {"W": RNG.normal(size=(3, 2)).round(2).tolist(), "b": [0.1, 0, -0.1], "activation": "tanh"},
        {"W": RNG.normal(size=(2, 3)).round(2).tolist(), "activation": "identity"},
    ],
    "data": {"x": RNG.normal(size=(5, 2)).round(2).tolist(), "target": [0, 1, 1, 0, 1]},
    "lr": 0.3,
    "epochs": 4,
    "batch_size": 2,
    "shuffle": True,
    "seed": 7,
}


def by_numpy() -> tuple[list[float], list[Any]]:
    """The loop as one writes it by hand; W of the first layer and its biases, then the second's."""
    (W1, b1), (W2, b2) = ((np.array(layer["W"]), np.array(layer.get("b", [0.0, 0.0]))) for layer in SPEC["layers"])
    x, t = np.array(SPEC["data"]["x"]), np.array(SPEC["data"]["target"])
    rng = np.random.default_rng(SPEC["seed"])

    def forward(x: Any) -> Any:
        a = np.tanh(x @ W1.T + b1)
        powers = np.exp(a @ W2.T + b2)
        return a, powers / powers.sum(axis=1, keepdims=True)

    def loss() -> float:
        return float(-np.log(forward(x)[1][np.arange(len(x)), t]).mean())

    losses = [loss()]
    for _ in range(SPEC["epochs"]):
        order = rng.permutation(len(x))
        for start in range(0, len(x), SPEC["batch_size"]):
            rows = order[start : start + SPEC["batch_size"]]
            a, p = forward(x[rows])
            g = (p - np.eye(2)[t[rows]]) / len(rows)
            back = (g @ W2) * (1 - a**2)
            W2, b2 = W2 - SPEC["lr"] * g.T @ a, b2 - SPEC["lr"] * g.sum(axis=0)
            W1, b1 = W1 - SPEC["lr"] * back.T @ x[rows], b1 - SPEC["lr"] * back.sum(axis=0)
        losses.append(loss())
    return losses, [W1, b1, W2, b2]


def test_the_numbers_of_a_loop_written_by_hand() -> None:
    example = nn.train(SPEC)
    losses, parameters = by_numpy()
    np.testing.assert_allclose(example.losses, losses, rtol=1e-12)
    assert example.result == example.losses[-1]
    for name, value in zip(("W1", "b1", "W2", "b2"), parameters, strict=True):
        np.testing.assert_allclose(example.values[name], value, rtol=1e-10)
    assert list(example.values) == ["batches_per_epoch", "W1", "b1", "W2", "b2", "outputs", "losses"]
    assert example.batches_per_epoch == 3
    net = nn.network(W=[example.W1, example.W2], b=[example.b1, example.b2], activation=["tanh", "identity"],
                     x=SPEC["data"]["x"])  # fmt: skip
    np.testing.assert_allclose(example.outputs, net.a2, rtol=1e-12)


@pytest.mark.parametrize("kind", LOSS_NAMES)
@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
def test_a_replayed_step_is_the_step_of_the_network_command(activation: str, kind: str) -> None:
    """Two batches and a shorter one, beside ``nn.network`` one update at a time: nothing of the first batch stays."""
    rng = np.random.default_rng(len(activation) * 10 + len(kind))
    W, b = [rng.normal(size=(3, 2)), rng.normal(size=(2, 3))], [rng.normal(size=3), rng.normal(size=2)]
    last = "sigmoid" if find(kind).output == "p" else activation
    x = rng.normal(size=(5, 2))
    target: Any = rng.integers(0, 2, 5) if find(kind).classes else rng.uniform(size=(5, 2))
    layers = [Layer(given("W", w), given("b", c), f) for w, c, f in zip(W, b, (activation, last), strict=True)]
    history = train(Plan(layers, x, target, kind, lr=0.2, epochs=2, batch_size=2))
    for _ in range(2):
        for rows in (slice(0, 2), slice(2, 4), slice(4, 5)):
            example = nn.network(
                W=W, b=b, activation=[activation, last], x=x[rows], target=target[rows], kind=kind, lr=0.2
            )
            W, b = [example.W1_new, example.W2_new], [example.b1_new, example.b2_new]
    for layer, w, c in zip(history.layers, W, b, strict=True):
        np.testing.assert_allclose(layer.W.value, w, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(layer.b.value, c, rtol=1e-9, atol=1e-12)


def test_xor_is_learned() -> None:
    example = nn.train("xor")
    assert [round(float(value)) for value in np.ravel(example.outputs)] == [0, 1, 1, 0]
    assert "4 of 4 examples come out right." in example.reading
    assert len(example.losses) == 1001


def test_options_override_the_file() -> None:
    example = nn.train(SPEC, lr=0.1, epochs=2, batch_size=5, seed=1)
    assert (example.inputs["lr"], example.inputs["epochs"], example.inputs["batch_size"]) == (0.1, 2, 5)
    assert len(example.losses) == 3


def test_no_epochs_leave_everything_as_it_is() -> None:
    example = nn.train(SPEC, epochs=0)
    assert example.W1.tolist() == SPEC["layers"][0]["W"]
    assert len(example.losses) == 1


def test_frozen_parameters_stay() -> None:
    example = nn.train(SPEC | {"freeze": ["b1", "W2"]})
    assert example.b1.tolist() == SPEC["layers"][0]["b"]
    assert example.W2.tolist() == SPEC["layers"][1]["W"]
    assert example.W1.tolist() != SPEC["layers"][0]["W"]


def test_one_example_may_be_a_vector() -> None:
    example = nn.train(SPEC | {"data": {"x": [1, 2], "target": 1}, "batch_size": 1})
    assert np.shape(example.outputs) == (2,)
    assert example.losses[-1] < example.losses[0]


def test_data_from_files(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.array(SPEC["data"]["x"]))
    (tmp_path / "t.csv").write_text("class\n" + "\n".join(map(str, SPEC["data"]["target"])))
    spec = {**SPEC, "data": {"x": f"@{tmp_path / 'x.npy'}", "target": f"@{tmp_path / 't.csv'}"}}
    assert nn.train(spec).losses.tolist() == nn.train(SPEC).losses.tolist()


DIVERGES = {"layers": [{"W": [[1, 1]], "activation": "identity"}], "loss": "mse", "lr": 10, "epochs": 500,
            "data": {"x": [[1, 2], [3, 4]], "target": [[1], [2]]}}  # fmt: skip


def test_a_training_that_diverges_stops_and_says_why() -> None:
    example = nn.train(DIVERGES)
    assert example.exit_code == 1
    assert 2 < len(example.losses) < 500
    assert np.isinf(example.losses[-1])
    assert any("learning rate, 10, is too large; try 1" in text for text in example.warnings)
    assert all(word in example.to_dict() for word in ("values", "result"))


def test_the_command_writes_what_a_diverged_training_has(tmp_path: Path) -> None:
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(DIVERGES))
    code, out, err = process("train", str(file), "--json")
    assert code == 1
    assert json.loads(out)["result"] == "Infinity"
    assert "learning rate" in err


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_keeps_the_results_so_far() -> None:
    command = [*PROGRAM, "train", "xor", "--epochs", "10000000", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        time.sleep(3)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
    assert child.returncode == 130
    document = json.loads(out)
    assert len(document["values"]["losses"]) > 2
    assert "interrupted" in err


@pytest.mark.parametrize("option", ["backward", "derive", "hand"])
def test_what_makes_no_sense_is_refused(option: str) -> None:
    with pytest.raises(InputError, match=f"{option} does not fit train"):
        nn.train(SPEC, **{option: 1})


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no data": ({"data": None}, "data.x is missing"),
    "no target": ({"data": {"x": [[1, 2]]}}, "data.target is missing"),
    "no learning rate": ({"lr": None}, "lr is missing"),
    "no epochs": ({"epochs": None}, "epochs is missing"),
    "half an epoch": ({"epochs": 2.5}, "epochs is '2.5'; give a whole number"),
    "an empty batch": ({"batch_size": 0}, "batch_size is '0'; give a whole number of at least 1"),
    "a shuffle that is a word": ({"shuffle": "maybe"}, "shuffle is 'maybe'; give true or false"),
    "too few targets": ({"data": {"x": [[1, 2], [3, 4]], "target": [1]}}, "data.target has 1 row for 2 examples"),
    "a class out of range": ({"data": {"x": [[1, 2], [3, 4]], "target": [1, 2]}}, "classes count from 0 to 1"),
}


@pytest.mark.parametrize("mistake", BAD)
def test_a_mistake_is_named(mistake: str) -> None:
    change, message = BAD[mistake]
    with pytest.raises(InputError, match=message):
        nn.train(SPEC | change)


def outcome(spec: Any) -> tuple[dict[str, Any], str]:
    """The steps by name, and the rows of the table of examples."""
    example = nn.train(spec)
    table = str(example).partition("each example now")[2]
    return {step.name: step for step in example.steps}, table.partition("╰")[0]


def test_it_ends_with_each_example_right_or_wrong() -> None:
    spec = SPEC | {"layers": [{"W": [[1, 0], [0, 1]], "activation": "identity"}], "epochs": 0, "batch_size": 3}
    spec |= {"data": {"x": [[2, 1], [0, 3], [5, 4]], "target": [0, 1, 1]}}
    steps, table = outcome(spec)
    assert steps["chosen"].value.tolist() == [0, 1, 0]
    assert steps["right"].value.tolist() == [1, 1, 0]
    assert [row.split("│")[-2].strip() for row in table.splitlines() if "│" in row][1:] == ["right", "right", "wrong"]
    assert "2 of 3 examples come out right." in nn.train(spec).reading
    soft = spec | {"data": {"x": [[2, 1], [0, 3]], "target": [[0.1, 0.9], [0.2, 0.8]]}}
    assert outcome(soft)[0]["right"].value.tolist() == [0, 1]
    one = spec | {"data": {"x": [2, 1], "target": 0}}
    assert "1 of 1 example comes out right." in nn.train(one).reading
    assert "[2, 1]" in outcome(one)[1]


def test_a_threshold_of_one_half_chooses_0_or_1() -> None:
    spec = {"layers": [{"W": [[1]], "activation": "sigmoid"}], "loss": "binary-cross-entropy", "lr": 1, "epochs": 0}
    steps, table = outcome(spec | {"data": {"x": [[2], [-1], [3]], "target": [[1], [1], [0]]}})
    assert steps["chosen"].value.tolist() == [[1], [0], [1]]
    assert steps["right"].value.tolist() == [1, 0, 0]
    assert table.count("wrong") == 2


def test_a_regression_shows_its_errors() -> None:
    spec = {"layers": [{"W": [[2]], "activation": "identity"}], "loss": "mse", "lr": 1, "epochs": 0}
    steps, table = outcome(spec | {"data": {"x": [[1], [2]], "target": [[1.5], [4]]}})
    assert steps["errors"].value.tolist() == [[0.5], [0]]
    assert "≈ error" in table
    assert "right" not in steps


def test_many_examples_are_counted() -> None:
    many = {"x": [[float(k), 1] for k in range(30)], "target": [k % 2 for k in range(30)]}
    _, table = outcome(SPEC | {"data": many, "batch_size": 30, "epochs": 1})
    assert "│      30 │" in table
    assert "│ …" in table


def test_what_diverged_has_no_outcomes() -> None:
    layers = [{"W": [[1e200]], "activation": "identity"}]
    spec = {"layers": layers, "loss": "mse", "lr": 1e200, "epochs": 3, "data": {"x": [[1e100]], "target": [[0]]}}
    steps, _ = outcome(spec)
    assert "right" not in steps
