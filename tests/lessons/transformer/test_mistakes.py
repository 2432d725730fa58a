"""What cannot be, in the spec or the options, is one message that names the place."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import nnexplain as nn
from tests.lessons.transformer.specs import TEMPLATE

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
