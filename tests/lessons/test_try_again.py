"""Did the update help: ``loss_new`` and ``outputs_new`` are what the lesson itself gives with the new parameters."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnexplain as nn
from nnexplain.engine.remark import Change, Figure
from nnexplain.notation.unicode import Unicode
from nnexplain.worked.example import WorkedExample
from nnexplain.worked.lesson import find
from nnexplain.worked.work import call
from tests.support.cases import cases
from tests.support.lesson_inputs import drawn

SPEC = "published-2-2-2"
BOOK = {"freeze": "b1,b2"}  # as it is often worked: the biases stay
seeds = st.integers(0, 2**32 - 1)


def with_an_update(name: str, seed: int) -> tuple[dict[str, Any], WorkedExample] | None:
    """Generated inputs with a target, given a learning rate."""
    raw, run = drawn(find(name), seed)
    if run.result.name != "loss":
        return None
    raw |= {"lr": 0.05}
    return raw, call(find(name), (), raw)


def check(raw: dict[str, Any], example: WorkedExample, name: str) -> None:
    new = {
        key.removesuffix("_new"): np.asarray(value).tolist()
        for key, value in example.values.items()
        if key.endswith("_new")
    }
    loss, outputs = new.pop("loss"), new.pop("outputs")
    again = call(find(name), (), {**{key: value for key, value in raw.items() if key != "lr"}, **new})
    np.testing.assert_allclose(loss, again.result, rtol=1e-12)
    last = [value for key, value in again.values.items() if key.startswith("a")]
    np.testing.assert_allclose(outputs, again.values["p"] if "p" in again.values else last[-1], rtol=1e-12)
    assert example.result == example.values["loss"], "the result stays the loss before the update"


@given(seed=seeds)
@cases(40)
def test_a_network_run_again_gives_the_same(seed: int) -> None:
    found = with_an_update("network", seed)
    if found is not None:
        check(*found, "network")


@given(seed=seeds)
@cases(15)
def test_a_transformer_run_again_gives_the_same(seed: int) -> None:
    found = with_an_update("transformer", seed)
    if found is not None:
        check(*found, "transformer")


def test_the_published_loss_falls_as_printed() -> None:
    example = nn.network(SPEC, **BOOK)
    assert example.loss_new == pytest.approx(0.291027924)
    np.testing.assert_allclose(example.outputs_new, [0.742088111, 0.775284968], atol=5e-9)
    assert "The update helps: loss 0.2984 → 0.2910." in example.reading
    assert list(example.values)[-3:] == ["outputs_new", "loss_new", "loss"]


def test_a_step_that_is_too_large_says_so() -> None:
    example = nn.network(W=[[1, 0], [0, 1]], activation="identity", x=[1, 1], target=[0, 0], kind="mse", lr=1)
    assert example.loss_new == pytest.approx(4.0)
    said = " ".join(example.reading)
    assert "The update does not help: loss 1 → 4." in said
    assert "a learning rate of 1 this one is too large" in said
    up = " ".join(nn.network(SPEC, lr=-1).reading)
    assert "With a negative learning rate it goes up the slope." in up
    assert "The update changes nothing: the loss stays 0.2984." in nn.network(SPEC, lr=0).reading
    assert "The update changes nothing" in " ".join(nn.network(SPEC, freeze="W1,b1,W2,b2").reading)


def test_a_small_change_is_shown_with_digits_enough() -> None:
    assert any("loss 0.298371 → 0.298368." in line for line in nn.network(SPEC, lr=1e-4).reading)
    change = Change(Figure(0.25, lambda: None), Figure(0.25 + 1e-9, lambda: None))
    assert change.read(Unicode(2)) == "0.250000000 → 0.250000001"
    assert str(Change(Figure(1.0, lambda: None), Figure(1.0, lambda: None))) == "1.0000 → 1.0000"


def test_nothing_of_the_second_run_is_told_twice() -> None:
    example = nn.network(SPEC, **BOOK, backward=True)
    assert [line for line in example.reading if "largest error" in line] == ["The largest error is ≈ 0.7414."]
    names = [step.name for step in example.steps if step.kind == "forward"]
    assert names == ["z1", "a1", "z2", "a2", "error", "loss"]
    assert example.gradients is not None
    assert set(example.gradients) == {"W1", "b1", "W2", "b2", "x", "z1", "a1", "z2", "a2", "loss"}
    np.testing.assert_array_equal(example.gradients["x"], nn.network(SPEC, backward=True).gradients["x"])
    step = example.step("loss_new")
    assert (step.kind, step.arithmetic) == ("update", False)


def test_it_goes_with_the_other_options() -> None:
    example = nn.network(SPEC, **BOOK, hand=3, derive=True, versus=["lr=5"], trace="W2[0][0]", only="loss_new")
    assert example.hand is not None
    assert example.hand["loss_new"] == 0.291
    assert any("a₂_new, L_new" in warning for warning in example.warnings)
    assert example.versus is not None
    assert example.versus[0].values["loss_new"] < example.loss_new
    batch = nn.network(SPEC, x=[[0.05, 0.1], [1, 0]], target=[[0.01, 0.99], [1, 0]])
    assert np.shape(batch.outputs_new) == (2, 2)


def test_without_an_update_there_is_none() -> None:
    assert "loss_new" not in nn.network(SPEC, backward=True, upstream=2).values
    assert "loss_new" not in nn.network(W=[[1, 2]], x=[1, 1], target=[1], kind="mse").values
