"""A transformer worked out: its values by place, its page, its options, and the single commands one after the other."""

from __future__ import annotations

import copy
import json
from typing import Any

import numpy as np
import pytest

import nnexplain as nn
from nnexplain.formats import Options
from tests.lessons.transformer.specs import TEMPLATE, TWO
from tests.support.program import process
from tests.support.schema import held
from tests.support.shown import in_format


def test_values_and_gradients_go_by_place() -> None:
    example = nn.transformer(TEMPLATE, backward=True)
    values = ["ids", "X", *(f"block1.{name}" for name in ("Q", "K", "V", "scores", "scaled", "masked", "weights",
              "context", "attention.sum", "ffn.z1", "ffn.h", "ffn.sum", "y")), "logits", "p", "loss"]  # fmt: skip
    assert [name for name in example.values if name in values] == values
    assert example.ids.tolist() == [0, 1]
    assert list(example.values)[-1] == "loss"
    assert example.result == example.values["loss"]
    assert {"block1.WQ", "output.W", "embeddings", "X", "logits"} <= set(example.gradients)
    assert {"block1.WQ_new", "output.W_new", "embeddings_new", "block1.ffn.b1_new"} <= set(example.values)
    for name in ("block1.WQ", "output.W", "embeddings", "block1.ffn.W1"):
        moved = np.array(example.inputs[name]) - 0.1 * np.array(example.gradients[name])
        np.testing.assert_allclose(example.values[f"{name}_new"], moved, atol=1e-15)


def test_options_override_the_file() -> None:
    assert nn.transformer(TEMPLATE, tokens="sat .").ids.tolist() == [2, 3]
    assert nn.transformer(TEMPLATE, text="the cat.").ids.tolist() == [0, 1, 3]
    assert nn.transformer(TEMPLATE, target="3").loss == nn.transformer(TEMPLATE, target=".").loss
    numbers = TEMPLATE | {"vocabulary": [3, 2, 1, 0], "tokens": [1, 0], "target": 0}
    assert nn.transformer(numbers).ids.tolist() == [2, 3]
    assert nn.transformer(numbers).inputs["target"] == "0"  # a token before it is an index


def test_gamma_may_belong_to_the_block_or_to_a_part() -> None:
    def loss(**block: Any) -> Any:
        spec = copy.deepcopy(TEMPLATE)
        spec["blocks"][0] |= block
        return nn.transformer(spec, backward=True)

    own = copy.deepcopy(TEMPLATE["blocks"][0])
    own["attention"]["gamma"] = own["ffn"]["gamma"] = [2, 0.5]
    whole = loss(norm={"pre": {"gamma": [2, 0.5], "eps": 0.1}})
    parts = loss(**(own | {"norm": "pre", "eps": 0.1}))
    assert whole.loss == loss(norm="pre", gamma=[2, 0.5], eps=0.1).loss == parts.loss
    shared = parts.gradients["block1.attention.gamma"] + parts.gradients["block1.ffn.gamma"]
    np.testing.assert_allclose(whole.gradients["block1.gamma"], shared, rtol=1e-12)


def test_shared_options_work() -> None:
    example = nn.transformer(TWO, backward=True, hand=2, versus=["lr=0.5", "tokens=B A", "block1.heads=2"], derive=True)
    assert all(line.checked for line in example.derivation)
    assert example.hand["p"].tolist() == [0.29, 0.26, 0.24, 0.21]
    slow, turned, _ = example.versus
    np.testing.assert_allclose(
        slow.values["output.W_new"] - example.inputs["output.W"],
        5 * (example.values["output.W_new"] - example.inputs["output.W"]),
        atol=1e-15,
    )
    assert turned.values["ids"].tolist() == [1, 0]
    assert set(slow.gradients) == set(example.gradients)
    held(example.to_dict())


def test_what_versus_changed_is_what_was_given() -> None:
    example = nn.transformer(TWO, versus=["text=A B"])
    assert example.to_dict()["versus"][0]["changed"] == {"text": "A B"}


def test_the_page_reads_part_by_part_its_answer_first() -> None:
    text = in_format(nn.transformer(TEMPLATE), "table", Options(width=80))
    headings = ["L ≈ 1.4693", "given ", "Input", "Block 1 · attention", "Block 1 · feed-forward", "Output",
                "Backward · output", "Backward · block 1", "Backward · input", "Update"]  # fmt: skip
    places = [text.index(f"\n{heading}") for heading in headings]
    assert places == sorted(places)
    assert max(map(len, text.splitlines())) <= 80


def test_every_number_of_the_small_one_is_written_out() -> None:
    """Forward and backward, each value that the JSON has is on the page."""
    example = nn.transformer(TWO)
    text = in_format(example, "table", Options(width=200))
    shown = {step.id for step in example.steps}
    assert set(example.values) <= shown
    for name in ("W_Q", "W_K", "W_V", "W_O", "W_out", "E", "X", "Q", "K", "V", "scores", "scaled", "context", "y", "z"):
        assert f"∂L/∂{name} " in text


def cli(*args: str, given: str = "") -> str:
    done = process(*args, stdin=given)
    assert done.code == 0, done.err
    return done.out


def test_the_single_commands_give_the_same_numbers_one_after_the_other() -> None:
    """attention → calc (residual, logits) → softmax → loss, each reading the JSON of the one before."""
    whole = json.loads(cli("transformer", "two-tokens", "--json"))["values"]
    tenth, W = "0.1,0;0,0.1", "0.1,0.2,0.3,0.4;0.4,0.3,0.2,0.1"
    maps = [part for name in ("WQ", "WK", "WV", "WO") for part in (f"--{name}", tenth)]
    attention = cli("attention", "--X", "1,0;0,1", *maps, "--json")
    for name in ("Q", "K", "V", "scores", "scaled", "weights", "context"):
        np.testing.assert_array_equal(json.loads(attention)["values"][name], whole[f"block1.{name}"])
    last = cli("calc", "c @ WO + x", "--set", "c=-:context[1]", "--set", f"WO={tenth}", "--set", "x=0,1", "--json",
               given=attention)  # fmt: skip
    np.testing.assert_array_equal(json.loads(last)["result"], whole["block1.y"][1])
    logits = cli("calc", "r @ W", "--set", "r=-", "--set", f"W={W}", "--json", given=last)
    np.testing.assert_array_equal(json.loads(logits)["result"], whole["logits"])
    shares = cli("softmax", "--z", "-", "--json", given=logits)
    np.testing.assert_array_equal(json.loads(shares)["result"], whole["p"])
    assert json.loads(cli("loss", "--z", "-", "--target", "2", "--json", given=logits))["result"] == whole["loss"]
    surprise = json.loads(cli("loss", "--p", "-:p", "--target", "2", "--json", given=shares))["result"]
    assert surprise == pytest.approx(whole["loss"], rel=1e-15)
