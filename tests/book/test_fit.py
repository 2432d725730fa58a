"""Fitted layers really give the trace that they were fitted to."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import nnexplain as nn
from nnexplain.book.check import check
from nnexplain.book.entry import entries
from nnexplain.book.fit import places
from nnexplain.book.fitting import Fitted, as_yaml, fit
from nnexplain.book.judge import Judgement
from nnexplain.book.placed import entries_of
from nnexplain.errors import InputError
from tests.support.cases import cases
from tests.support.program import Run


def rows(fitted: Fitted) -> list[Judgement]:
    return check(entries(entries_of("entries:\n" + as_yaml(fitted), "fit"), "fit"), "fit")


def tenths(draw: random.Random, count: int) -> str:
    return ",".join(str(draw.randint(-20, 20) / 10) for _ in range(count))


@pytest.mark.parametrize("seed", range(6))
def test_traces_of_every_depth_come_out_exactly_forward_and_backward(seed: int) -> None:
    draw = random.Random(seed)
    sizes = [draw.randint(1, 4) for _ in range(draw.randint(2, 4))]
    outputs = [tenths(draw, size) for size in sizes[1:]]
    gradients = [tenths(draw, size) for size in sizes[:-1]]
    upstream = ",".join(str(draw.choice((1, -2, 0.5))) for _ in range(sizes[-1]))
    ones = [",".join(str(draw.choice((1, -0.5, 0.2))) for _ in gradient.split(",")) for gradient in gradients]
    fitted = fit(tenths(draw, sizes[0]), outputs, upstream=upstream, gradient=ones, seed=seed)
    assert fitted.exact
    found = rows(fitted)
    assert len(found) == sum(sizes[1:]) + sum(sizes[:-1])
    assert all(row.computed == Decimal(row.figure.printed) for row in found)


def test_weights_have_the_decimals_that_are_asked_for() -> None:
    for decimals in (0, 1, 2):
        (layer,) = fit("0.5,0.3,0.2", "0.3,0.7,0.4,-0.2", decimals=decimals).layers
        assert max(places(weight) for row in layer.W for weight in row) <= decimals


def test_another_seed_gives_other_weights_and_the_same_seed_the_same() -> None:
    first, again, other = (fit("0.5,0.3", "0.3,0.7", seed=seed).layers for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_relu_holds_a_zero_back_with_a_negative_preactivation() -> None:
    fitted = fit("1,0.5", "0,0.8", activation="relu", upstream="1,2", gradient="0.2,0.6")
    example = nn.layer(**fitted.entry["inputs"])
    assert example.z[0] < 0
    assert [row.computed for row in rows(fitted)] == [Decimal("0"), Decimal("0.8"), Decimal("0.2"), Decimal("0.6")]


@pytest.mark.parametrize(
    ("activation", "outputs"),
    [("sigmoid", "0.30,0.99"), ("tanh", "-0.7,0.76"), ("gelu", "-0.10,0.8"), ("silu", "2.50"), ("softplus", "0.05"),
     ("leaky-relu", "-0.02,0.4"), ("step", "0,1")],
)  # fmt: skip
def test_other_activations_give_the_digits_printed(activation: str, outputs: str) -> None:
    fitted = fit("0.5,0.3", outputs, activation=activation)
    assert fitted.exact is (activation in ("leaky-relu", "step"))
    assert all(row.as_recorded for row in rows(fitted))
    assert [row.figure.printed for row in rows(fitted)] == outputs.split(",")


def test_a_gradient_alone() -> None:
    fitted = fit(upstream="0.3,-0.1", gradient="0.2,0.5,-0.1")
    assert fitted.layers[0].b is None
    assert [row.computed for row in rows(fitted)] == [Decimal("0.2"), Decimal("0.5"), Decimal("-0.1")]


IMPOSSIBLE = {
    "relu below 0": (["--inputs", "1", "--outputs", "-0.2", "--activation", "relu"], "−0.2, which relu cannot give"),
    "sigmoid above 1": (["--inputs", "1", "--outputs", "1.7", "--activation", "sigmoid"], "from 0 to 1"),
    "step between": (["--inputs", "1", "--outputs", "0.5", "--activation", "step"], "its outputs are 0 and 1"),
    "a third": (["--upstream", "0.3", "--gradient", "0.2"], "no weights of up to 6 decimals"),
    "from nothing": (["--upstream", "0", "--gradient", "0.2"], "nothing flows back"),
    "curved slope": (
        ["--inputs", "1", "--outputs", "0.5", "--activation", "tanh", "--upstream", "1", "--gradient", "0.2"],
        "tanh, whose slope is no decimal",
    ),
    "nothing": ([], "needs --inputs and --outputs"),
    "no inputs": (["--outputs", "1"], "--outputs needs --inputs"),
    "no outputs": (["--inputs", "1"], "--inputs needs --outputs"),
    "no gradient": (["--inputs", "1", "--outputs", "1", "--upstream", "1"], "--upstream needs --gradient"),
    "no upstream": (["--inputs", "1", "--outputs", "1", "--gradient", "1"], "--gradient needs --upstream"),
    "upstream too long": (
        ["--inputs", "1", "--outputs", "1", "--gradient", "1", "--upstream", "1,2"],
        "--upstream has 2 entries, but the output has 1",
    ),
    "gradient too long": (
        ["--inputs", "1", "--outputs", "1", "--gradient", "1,2", "--upstream", "1"],
        "--gradient has 2 entries, but the input has 1",
    ),
    "gradients": (
        ["--inputs", "1", "--outputs", "1", "--gradient", "1", "--gradient", "1", "--upstream", "1"],
        "--gradient is given 2 times, but there is 1 layer",
    ),
    "no number": (["--inputs", "1,x", "--outputs", "1"], "--inputs has 'x'"),
    "activation": (["--inputs", "1", "--outputs", "1", "--activation", "rleu"], "did you mean relu?"),
    "activations": (
        ["--inputs", "1", *["--outputs", "1"] * 3, *["--activation", "relu"] * 2],
        "--activation is given 2 times, but there are 3 layers",
    ),
    "decimals": (["--inputs", "1", "--outputs", "1", "--decimals", "x"], "--decimals is 'x'"),
    "option": (
        ["--inputs", "1", "--outputs", "1", "--activaton", "relu"],
        "examples fit; did you mean --activation",
    ),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_is_impossible_is_said(name: str, run: Run) -> None:
    args, message = IMPOSSIBLE[name]
    code, out, err = run("examples", "fit", *args)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_every_format_says_the_same(run: Run) -> None:
    args = ("examples", "fit", "--inputs", "0.5,0.3", "--outputs", "0.30,-0.7")
    document = json.loads(run(*args, "--json")[1])
    (layer,) = document["fit"]["layers"]
    assert nn.examples("fit", inputs="0.5,0.3", outputs="0.30,-0.7") == document
    (entry,) = yaml.safe_load(run(*args, "--format", "yaml")[1])
    assert entry == document["fit"]["entry"]
    assert entry["printed"] == {"y": ["0.30", "-0.7"]}
    assert f"W[0][0]\t{layer['W'][0][0]:g}" in run(*args, "--format", "plain")[1]
    assert "y = [0.30, −0.7]" in run(*args)[1]


@pytest.mark.parametrize(
    ("inputs", "outputs", "message"),
    [
        ("0.1", "9007199254740993", "--outputs has '9007199254740993', which has more digits than float64 holds"),
        ("0.1", "9007199254740991", "the bias that would do, '9007199254740990.91', has more digits"),
        ("0.1", "1e999999999", "write decimal numbers"),
        ("0.1", "1e50000", "write decimal numbers"),
        ("1e-300", "1", "a trace has numbers between"),
        ("234270358818", "0.5", "cancel so far that float64 gives"),
    ],
)
def test_what_float64_cannot_hold_is_refused(inputs: str, outputs: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        fit(inputs=inputs, outputs=outputs, activation="relu")


def test_an_empty_list_is_nothing_given() -> None:
    for name in ("upstream", "gradient"):
        with pytest.raises(InputError, match=f"needs --{name}"):
            fit(inputs=[1], outputs=[1], **{"upstream": [1], "gradient": [1], name: []})


DECIMALS = st.decimals(-(10**9), 10**9, places=6, allow_nan=False).map(lambda value: f"{value.normalize():f}")


@given(inputs=st.lists(DECIMALS, min_size=1, max_size=3), outputs=st.lists(DECIMALS, min_size=1, max_size=3))
@cases(40)
def test_any_decimals_are_fitted_or_refused(inputs: list[str], outputs: list[str]) -> None:
    with suppress(InputError):
        fit(inputs=",".join(inputs), outputs=",".join(outputs))
