"""``versus``: which input is meant, which values, and what the page makes of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

import nnexplain as nn
from nnexplain.errors import InputError
from nnexplain.notation.unicode import symbol_text
from nnexplain.worked.lesson import find, lesson_names
from nnexplain.worked.work import call
from tests.support.lesson_inputs import inputs
from tests.support.shown import in_format

EYE = [[1, 0], [0, 1]]
GIVEN: dict[str, dict[str, Any]] = {
    "softmax": {"z": [1, 2]},
    "norm": {"x": [1, 2, 4]},
    "activation": {"x": 0.5},
    "step": {"W": 0.5, "grad": 0.2, "lr": 0.1},
    "batches": {"examples": 100, "batch_size": 32},
    "attention": {"X": EYE, "WQ": EYE, "WK": EYE, "WV": EYE},
    "network": {"spec": "published-2-2-2"},
    "train": {"spec": "xor", "epochs": 2},
    "transformer": {"spec": "two-tokens"},
    "loss": {"p": [0.2, 0.3, 0.5], "target": 1},
    "layer": {"W": EYE, "x": [1, 2], "b": 0.5},
    "calc": {"expr": "a * lr_1", "set": {"a": 2, "lr_1": 3}},
}


@pytest.mark.parametrize(
    ("command", "change", "changed"),
    [
        ("softmax", "T=2", [{"temperature": 2}]),
        ("softmax", "temperature=0.5,1, 2", [{"temperature": 0.5}, {"temperature": 1}, {"temperature": 2}]),
        ("softmax", "base=2,3", [{"base": 2}, {"base": 3}]),
        ("softmax", "logits=3,4", [{"z": [3, 4]}]),
        ("norm", "ε=0,0.1", [{"eps": 0}, {"eps": 0.1}]),
        ("norm", "epsilon=1", [{"eps": 1}]),
        ("norm", "γ=2", [{"gamma": 2}]),
        ("activation", "f=tanh,sigmoid", [{"activation": "tanh"}, {"activation": "sigmoid"}]),
        ("activation", "x=1,2", [{"x": 1}, {"x": 2}]),
        ("activation", "x=[1, 2]", [{"x": [1, 2]}]),
        ("step", "η=0.5,1", [{"lr": 0.5}, {"lr": 1}]),
        ("step", "learning-rate=1", [{"lr": 1}]),
        ("step", "∂L/∂W=1", [{"grad": 1}]),
        ("batches", "B=10,20", [{"batch_size": 10}, {"batch_size": 20}]),
        ("batches", "batch-size=3", [{"batch_size": 3}]),
        ("attention", "W_Q=1,2;3,4", [{"WQ": [[1, 2], [3, 4]]}]),
        ("attention", "causal=yes,no", [{"causal": True}, {"causal": False}]),
        ("attention", "scale=none,2", [{"scale": "none"}, {"scale": 2}]),
        ("network", "eta=1,2", [{"lr": 1}, {"lr": 2}]),
        ("network", "W_1=1,2;3,4", [{"W1": [[1, 2], [3, 4]]}]),
        ("network", "t=0,1", [{"target": [0, 1]}]),
        ("network", "activation=relu,tanh", [{"activation": ["relu", "tanh"]}]),
        ("train", "η=1,2", [{"lr": 1}, {"lr": 2}]),
        ("train", "epochs=1,3", [{"epochs": 1}, {"epochs": 3}]),
        ("transformer", "target=A,B", [{"target": "A"}, {"target": "B"}]),
        ("transformer", "target=0.1,0.2,0.3,0.4", [{"target": [0.1, 0.2, 0.3, 0.4]}]),
        ("transformer", "block1.heads=1,2", [{"block1.heads": 1}, {"block1.heads": 2}]),
        ("transformer", "block1.residual=no", [{"block1.residual": False}]),
        ("loss", "t=0,2", [{"target": 0}, {"target": 2}]),
        ("loss", "target=[0, 1, 0]", [{"target": [0, 1, 0]}]),
        ("loss", "p=0.1,0.2,0.7", [{"p": [0.1, 0.2, 0.7]}]),
        ("layer", "b=1,2", [{"b": 1}, {"b": 2}]),
        ("calc", "a=1,2", [{"a": 1}, {"a": 2}]),
        ("calc", "lr1=5", [{"lr_1": 5}]),
        ("calc", "expr=max(a, lr_1)", [{"expr": "max(a, lr_1)"}]),
    ],
)
def test_an_input_is_called_as_on_the_page_and_one_value_may_be_several(
    command: str, change: str, changed: list[dict[str, object]]
) -> None:
    example = call(find(command), (), GIVEN[command] | {"versus": [change]})
    assert [entry["changed"] for entry in json.loads(in_format(example, "json"))["versus"]] == changed


def test_each_value_is_a_run_of_its_own() -> None:
    several = nn.softmax(z=[1, 2], versus=["T=0.5,3"]).versus or []
    for variant, temperature in zip(several, (0.5, 3), strict=True):
        alone = nn.softmax(z=[1, 2], temperature=temperature)
        assert variant.values["p"].tolist() == alone.p.tolist()
    assert len(nn.softmax(z=[1, 2], versus={"temperature": [1, 2, 3]}).versus or []) == 3


def test_what_cannot_be_changed_is_said() -> None:
    with pytest.raises(InputError, match="changes q, but"):
        nn.softmax(z=[1, 2], versus=["q=1"])
    with pytest.raises(InputError, match="causal of versus is 'maybe'; choose one of yes"):
        nn.attention(Q=EYE, K=EYE, V=EYE, versus=["causal=maybe"])


@pytest.mark.parametrize("name", lesson_names())
def test_what_stands_before_a_sign_under_given_is_a_name(name: str) -> None:
    lesson = find(name)
    raw = inputs(lesson, 3, typed=True)
    example = call(lesson, (), raw)
    shown = {step.name: symbol_text(step.symbol) for step in example.given if "." not in step.name}
    for key, symbol in shown.items():
        if list(shown.values()).count(symbol) > 1:
            continue
        if "only" not in lesson.refuses:
            assert call(lesson, (), raw | {"only": symbol}).asked == [key]
        if name != "train" or key in lesson.parameters:
            (variant,) = call(lesson, (), raw | {"versus": {symbol: example.inputs[key]}}).versus or []
            assert list(variant.changed) == [key]


def test_what_does_not_differ_is_counted() -> None:
    page = in_format(nn.perceptron(w=[0.1, 0.2], x=[1, 0], b=0.05, versus=["b=-0.1", "f=tanh"]))
    table = page[page.index("Side by side") :]
    assert "weighted_sum │" not in table
    assert "1 value is as given: weighted_sum." in table
    assert "0 (−0.15)" in table
    assert "│ b = −0.1 " in table
    assert "│ f = tanh" in table


def test_nothing_may_differ() -> None:
    page = in_format(nn.perceptron(w=[0.1, 0.2], x=[1, 0], versus=["activation=relu"]))
    assert "Nothing changes: all 3 values are as given." in page


def test_dust_is_no_difference() -> None:
    """0.1 + 0.2 and 0.3 are one number, whatever float64 makes of them."""
    page = in_format(
        nn.calc("y = a + b; z = y + c", a=0.1, b=0.2, c=1, versus={"expr": "y = 0.3 + a - a + b - b; z = y + c"})
    )
    assert "Nothing changes" in page


def test_arrays_of_other_shapes_differ() -> None:
    page = in_format(nn.softmax(z=[1, 2], versus=["z=1,2,3"]))
    assert "z = [1, 2, 3]" in page
    assert "In brackets" in page  # the sum is one number in both
