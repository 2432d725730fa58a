"""The transformer: every part against finite differences, a small one against the single commands, and bad specs."""

from __future__ import annotations

import copy
import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from jsonschema import Draft202012Validator

import nnexplain as nn
from nnexplain.engine.backward import Backward
from nnexplain.formats import Options
from nnexplain.lessons.transformer.inputs import where
from nnexplain.worked.lesson import find
from nnexplain.worked.request import Request
from nnexplain.worked.run import run as run_of
from tests.support.shown import in_format

SPECS = Path(nn.__file__).parent / "inputs" / "specs"
TEMPLATE = yaml.safe_load((SPECS / "templates" / "transformer.yaml").read_text(encoding="utf-8"))
TWO = yaml.safe_load((SPECS / "shipped" / "two-tokens.yaml").read_text(encoding="utf-8"))

OPTIONS = list(
    itertools.product((1, 2), (1, 2), (False, True), ("none", "pre", "post"), ("none", "sinusoidal", "matrix"))
)


def drawn(seed: int, blocks: int, heads: int, causal: bool, norm: str, positions: str) -> dict[str, Any]:
    """A spec with those options; biases, WO, ffn, residual, γ and β, and what is predicted go by the seed's bits."""
    rng = np.random.default_rng(seed)
    bias, WO, ffn, residual, scaled, every = (bool(bit) for bit in rng.integers(0, 2, 6))
    d, size = 2, 3

    def weights(*shape: int) -> Any:
        return rng.uniform(-0.9, 0.9, shape).tolist()

    def block() -> dict[str, Any]:
        attention: dict[str, Any] = {name: weights(d, d) for name in ("WQ", "WK", "WV")}
        attention |= {"heads": heads, "causal": causal} | ({"WO": weights(d, d)} if WO else {})
        found: dict[str, Any] = {"attention": attention, "residual": residual, "norm": norm}
        if ffn:
            found["ffn"] = {"W1": weights(d, 3), "W2": weights(3, d), "activation": "tanh"}
            found["ffn"] |= {"b1": weights(3), "b2": weights(d)} if bias else {}
        if norm != "none":
            found |= {"eps": 0.1} | ({"gamma": weights(d), "beta": weights(d)} if scaled else {})
        return found

    return {
        "vocabulary": ["A", "B", "C"],
        "embeddings": weights(size, d),
        "positions": weights(4, d) if positions == "matrix" else positions,
        "blocks": [block() for _ in range(blocks)],
        "output": {"W": weights(d, size)} | ({"b": weights(size)} if bias else {}),
        "tokens": ["B", "A", "B"],
        "predict": "all" if every else "last",
        "target": ["A", "C", 0] if every else "C",
    }


def transformed(spec: dict[str, Any]) -> float:
    """The loss, by plain NumPy."""
    E, ids = np.array(spec["embeddings"]), [spec["vocabulary"].index(token) for token in spec["tokens"]]
    n, d = len(ids), E.shape[1]
    X = E[ids]
    if isinstance(spec["positions"], str) and spec["positions"] == "sinusoidal":
        X = X + [[(np.cos if j % 2 else np.sin)(i / 10_000 ** (j // 2 * 2 / d)) for j in range(d)] for i in range(n)]
    elif not isinstance(spec["positions"], str):
        X = X + np.array(spec["positions"])[:n]
    for block in spec["blocks"]:
        X = _block(X, block)
    X = X if spec["predict"] == "all" else X[-1:]
    z = X @ np.array(spec["output"]["W"]) + np.array(spec["output"].get("b", 0))
    targets = spec["target"] if spec["predict"] == "all" else [spec["target"]]
    wanted = [t if isinstance(t, int) else spec["vocabulary"].index(t) for t in targets]
    shares = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return float(np.mean([-np.log(row[t]) for row, t in zip(shares, wanted, strict=True)]))


def _block(X: Any, block: dict[str, Any]) -> Any:
    attention, ffn = block["attention"], block.get("ffn")

    def norm(x: Any) -> Any:
        z = (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + block["eps"])
        return np.array(block.get("gamma", 1)) * z + np.array(block.get("beta", 0))

    def attend(x: Any) -> Any:
        Q, K, V = (x @ np.array(attention[name]) for name in ("WQ", "WK", "WV"))
        parts = []
        for q, k, v in zip(*(np.split(part, attention["heads"], axis=1) for part in (Q, K, V)), strict=True):
            scores = q @ k.T / np.sqrt(q.shape[1])
            if attention["causal"]:
                scores = np.where(np.tri(len(x)) > 0, scores, -np.inf)
            shares = np.exp(scores)
            parts.append(shares / shares.sum(axis=1, keepdims=True) @ v)
        context = np.hstack(parts)
        return context @ np.array(attention["WO"]) if "WO" in attention else context

    def forward(x: Any) -> Any:
        h = np.tanh(x @ np.array(ffn["W1"]) + np.array(ffn.get("b1", 0)))
        return h @ np.array(ffn["W2"]) + np.array(ffn.get("b2", 0))

    for part in (attend, forward) if ffn else (attend,):
        y = part(norm(X) if block["norm"] == "pre" else X)
        y = X + y if block["residual"] else y
        X = norm(y) if block["norm"] == "post" else y
    return X


@pytest.mark.parametrize(("blocks", "heads", "causal", "norm", "positions"), OPTIONS)
def test_forward_and_backward_with_every_option(
    blocks: int, heads: int, causal: bool, norm: str, positions: str
) -> None:
    index = OPTIONS.index((blocks, heads, causal, norm, positions))
    spec = drawn(index, blocks, heads, causal, norm, positions)
    run = run_of(Request(find("transformer"), {"spec": spec}))
    assert float(run.result.value) == pytest.approx(transformed(spec), rel=1e-12)
    back = Backward(run.result)
    for name, node in run.bound.nodes.items():
        if node.constant:
            continue
        np.testing.assert_allclose(back.gradient(node), differences(spec, name), rtol=1e-6, atol=1e-8, err_msg=name)


def differences(spec: dict[str, Any], name: str, step: float = 1e-3) -> Any:
    """The slopes of the plain loss by every entry of a weight, to the fourth order."""
    spec = copy.deepcopy(spec)
    *path, last = re.findall(r"\d+|[A-Za-z]\w*", where(name))
    part: Any = spec
    for key in path:
        part = part[int(key)] if key.isdigit() else part[key]
    weight = part[last] = np.array(part[last], dtype=float)
    found = np.zeros(weight.shape)
    for index in np.ndindex(weight.shape):
        before, losses = weight[index], {}
        for times in (-2, -1, 1, 2):
            weight[index] = before + times * step
            losses[times] = transformed(spec)
        weight[index] = before
        found[index] = (8 * (losses[1] - losses[-1]) - (losses[2] - losses[-2])) / (12 * step)
    return found


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


def test_without_a_target_the_probabilities_are_the_result() -> None:
    example = nn.transformer({key: value for key, value in TEMPLATE.items() if key not in ("target", "lr")})
    assert example.result_name == "p"
    assert example.gradients is None
    assert "loss" not in example.values


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
    Draft202012Validator(nn.schema()).validate(json.loads(json.dumps(example.to_dict(), allow_nan=False)))


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


def cli(*args: str, given: str | None = None) -> str:
    env = os.environ | {"PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "nnexplain", *args]
    done = subprocess.run(command, input=given, capture_output=True, encoding="utf-8", check=False, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout


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


ATTENTION = ("blocks", 0, "attention")
FFN = ("blocks", 0, "ffn")
BAD: list[tuple[tuple[Any, ...], Any, str]] = [
    (("vocabulary",), None, "vocabulary is missing"),
    (("vocabulary",), [], "vocabulary is empty"),
    (("vocabulary",), ["a", "a", "b", "c"], "vocabulary has 'a' twice"),
    (("vocabulary",), ["the", "cat"], "embeddings has 4 rows, but the vocabulary has 2 tokens"),
    (("embeddings",), [[1, 2], [3]], "embeddings has rows of different lengths"),
    (("embeddings",), "x", "embeddings has 'x', which is not a number"),
    (("positions",), "sinusodial", "positions is 'sinusodial'.*did you mean sinusoidal"),
    (("positions",), {"sinusoidal": {"base": 0}}, r"positions.sinusoidal.base is 0"),
    (("positions",), {"sinusoidal": {"bse": 1}}, r"positions.sinusoidal.bse: unknown key; did you mean base"),
    (("positions",), [[1, 2]], "positions has 1 row, but there are 2 tokens"),
    (("positions",), [[1], [2]], "positions has 1 column, but the embeddings have 2 columns"),
    (("blocks",), None, "blocks is missing"),
    ((*ATTENTION, "WQ"), None, r"blocks\[0\].attention.WQ is missing"),
    ((*ATTENTION, "WQ"), [[1, 2]], r"blocks\[0\].attention.WQ has 1 row.*transpose would fit"),
    ((*ATTENTION, "WQ"), [[1, 2, 3]] * 2, r"blocks\[0\].attention.WK has 2 columns, but WQ has 3"),
    ((*ATTENTION, "WV"), [[1, 2, 3]] * 2, r"blocks\[0\].attention.WO has 2 rows, but WV has 3 columns"),
    ((*ATTENTION, "WO"), [[1], [2]], r"blocks\[0\].attention.WO has 1 column, but the block adds its input"),
    ((*ATTENTION, "heads"), 3, r"blocks\[0\].attention.heads is 3, but WQ has 2 columns"),
    ((*ATTENTION, "heads"), 0, r"blocks\[0\].attention.heads is '0'; give a whole number"),
    ((*ATTENTION, "causal"), "maybe", r"blocks\[0\].attention.causal is 'maybe'; give true or false"),
    ((*ATTENTION, "scale"), "sqr", r"blocks\[0\].attention.scale is 'sqr'.*did you mean sqrt"),
    ((*ATTENTION, "Wq"), [[1]], r"blocks\[0\].attention.Wq: unknown key; did you mean WQ"),
    (("blocks", 0, "norm"), "prae", r"blocks\[0\].norm is 'prae'.*did you mean pre"),
    (("blocks", 0, "norm"), {"pre": {}, "post": {}}, r"blocks\[0\].norm takes pre or post"),
    (("blocks", 0, "norm"), {"pre": {"eps": -1}}, r"blocks\[0\].eps is -1"),
    (("blocks", 0, "norm"), {"post": {"gamma": [1]}}, r"blocks\[0\].gamma has 1 entry"),
    (("blocks", 0, "gamma"), [1, 1], r"blocks\[0\].gamma goes with norm"),
    (("blocks", 0, "eps"), 1, r"blocks\[0\].eps goes with norm"),
    ((*FFN, "W1"), [[1, 2]], r"blocks\[0\].ffn.W1 has 1 row"),
    ((*FFN, "b1"), [1], r"blocks\[0\].ffn.b1 has 1 entry, but W1 has 3 columns"),
    ((*FFN, "W2"), [[1, 2]], r"blocks\[0\].ffn.W2 has 1 row, but W1 has 3 columns"),
    ((*FFN, "b2"), [1], r"blocks\[0\].ffn.b2 has 1 entry"),
    ((*FFN, "activation"), "rleu", r"blocks\[0\].ffn.activation is 'rleu'.*did you mean relu"),
    ((*FFN, "activaton"), "relu", r"blocks\[0\].ffn.activaton: unknown key; did you mean activation"),
    (("output",), None, "output is missing"),
    (("output", "W"), [[1, 2]], "output.W has 1 row"),
    (("output", "W"), [[1, 2], [3, 4]], "output.W has 2 columns, but the vocabulary has 4 tokens"),
    (("output", "b"), [1], "output.b has 1 entry"),
    (("predict",), "first", "predict is 'first'; choose one of last, all"),
    (("predict",), "all", "target has 1 entry; predict: all takes a target for each of the 2 tokens"),
    (("tokens",), None, "tokens is missing"),
    (("tokens",), [], "tokens has no tokens"),
    (("tokens",), ["The"], r"tokens has 'The', which is not in the vocabulary \(the, cat, sat, \.\); did you mean the"),
    (("text",), "the cat", "tokens and text are both given"),
    (("target",), "dog", "target is 'dog', which is not in the vocabulary.*index from 0 to 3"),
    (("target",), 4, "target is 4, but the vocabulary has 4 tokens: indices run from 0 to 3"),
    (("target",), ["the", "cat"], "target has 2 entries; predict: last takes one target"),
    (("lr",), "x", "lr has 'x', which is not a number"),
    (("lr",), [1, 2], "lr is a vector of 2 entries"),
    (("trainable",), "outptu.W", "trainable has 'outptu.W', which is no weight here; did you mean output.W"),
    (("lrate",), 1, "lrate: unknown key; did you mean lr"),
]


@pytest.mark.parametrize(("path", "value", "message"), BAD, ids=lambda part: str(part)[:40])
def test_a_bad_spec_is_one_message_that_names_the_place(path: tuple[Any, ...], value: Any, message: str) -> None:
    spec = copy.deepcopy(TEMPLATE)
    spot = spec
    for key in path[:-1]:
        spot = spot[key]
    if value is None:
        del spot[path[-1]]
    else:
        spot[path[-1]] = value
    with pytest.raises(nn.InputError, match=message) as caught:
        nn.transformer(spec)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"tokens": "the dog"}, "tokens has 'dog'"),
        ({"tokens": "the", "text": "the"}, "tokens and text are both given"),
        ({"text": "Cat."}, "text has 'Cat', which is not in the vocabulary.*did you mean cat"),
        ({"tokens": " "}, "tokens has no tokens"),
        ({"target": "Sat"}, "target is 'Sat'.*did you mean sat"),
        ({"lr": "fast"}, "lr has 'fast'"),
        ({"upstream": 2, "backward": True, "lr": 0.1}, "upstream does not go with an update"),
        ({"versus": ["block1.heads=5"]}, "heads is 5"),
        ({"versus": ["block1.Wq=5"]}, "takes.*did you mean block1.WQ"),
    ],
)
def test_a_bad_option_is_named(options: dict[str, Any], message: str) -> None:
    with pytest.raises(nn.InputError, match=message):
        nn.transformer(TEMPLATE, **options)


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


def test_a_learning_rate_needs_a_target() -> None:
    spec = {key: value for key, value in TEMPLATE.items() if key != "target"}
    assert nn.transformer(spec).result_name == "p"  # the file's lr waits for a target
    with pytest.raises(nn.InputError, match="lr updates the weights by the gradient of the loss; give a target"):
        nn.transformer(spec, lr=0.1)


def test_a_constant_row_is_named() -> None:
    spec = copy.deepcopy(TEMPLATE)
    spec["blocks"][0] |= {"norm": "pre", "eps": 0}
    with pytest.raises(nn.InputError, match=r"blocks\[0\].eps is 0, but row 1 of X is constant"):
        nn.transformer(spec, tokens="sat cat")
    spec["blocks"][0]["eps"] = 1e-5
    assert any("row 1 of X is constant" in text for text in nn.transformer(spec, tokens="sat cat").warnings)


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


def test_what_versus_changed_is_what_was_given() -> None:
    example = nn.transformer(TWO, versus=["text=A B"])
    assert example.to_dict()["versus"][0]["changed"] == {"text": "A B"}
