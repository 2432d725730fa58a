"""Every document that is written as JSON is held to the JSON Schema that ships, and the schema refuses broken ones."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

import nnexplain as nn
from nnexplain.worked.lesson import find, lesson_names
from tests.support.lesson_inputs import inputs
from tests.support.schema import VALIDATOR, held

X = [[1, 0], [0.5, -0.25]]

# beside the generated inputs of every lesson, some that are awkward
RUNS: dict[str, list[dict[str, Any]]] = {
    "perceptron": [
        {"w": [0.1, 0.2], "x": [1, 0]},
        {"w": [0.1, 0.2], "x": [1, 0], "b": -1, "activation": "gelu"},
        {"w": [-1], "x": [2], "activation": "step"},
    ],
    "layer": [
        {"W": [[0.1, 0.2], [0.3, 0.4]], "x": [1, 0]},
        {"W": [[0.1, 0.2], [0.3, 0.4]], "x": X, "b": 0.5, "activation": "sigmoid"},
        {"W": [0.1, 0.2], "x": [1, 0], "b": [1]},
    ],
    "ffn": [
        {"W1": [[0.1, 0.2], [0.3, 0.4]], "W2": [[1, 0], [0, 1]], "x": [1, 0]},
        {"W1": [[0.1, 0.2]] * 2, "W2": [[1, 0], [0, 1]], "x": X, "b1": [1, 2], "b2": [0, 1], "residual": True},
    ],
    "softmax": [
        {"z": [1, 2, 0.5, 0.3]},
        {"z": [[1, 2], [1000, -1000]], "temperature": 2},
        {"z": [3]},
    ],
    "loss": [
        {"p": [0.1, 0.2, 0.6, 0.1], "target": 2},
        {"p": [1, 0], "target": 1},  # the log of 0: Infinity
        {"z": [[0, 40], [1, 2]], "target": [1, 0]},
        {"z": [0.5, -0.5], "target": [1, 0], "kind": "binary-cross-entropy"},
        {"y": [0.5, 1], "target": [1, 1], "kind": "mse"},
        {"y": [0.5, 1], "target": [1, 1], "kind": "half-sse"},
    ],
    "step": [
        {"W": 0.5, "grad": -0.3, "lr": 0.1},
        {"W": [[0.1, 0.2], [0.3, 0.4]], "grad": [[-0.5, -0.3], [-0.2, -0.1]], "lr": 0.1, "loss": 2},
        {"expr": "(W-2)^2", "W": 0.5, "lr": 0.1, "steps": 5},
        {"expr": "(W-2)^2", "W": 0.5, "lr": 1.5, "steps": 3},
    ],
    "attention": [
        {"Q": [[1, 0]], "K": [[1, 0], [0, 1]], "V": [[1, 2], [3, 4]]},
        {"X": X, "WQ": X, "WK": X, "WV": X, "WO": X, "heads": 2, "causal": True},
        {"Q": X, "K": X, "V": X, "mask": [[1, 0], [1, 1]]},
    ],
}
ASKED: list[dict[str, Any]] = [{}, {"backward": True}, {"hand": 2}, {"derive": True}, {"backward": True, "hand": 0}]


def runs(name: str) -> list[dict[str, Any] | int]:
    """Inputs to run a lesson with; a number is the seed of generated ones."""
    return [*RUNS.get(name, []), 0, 1]


def example(name: str, given: dict[str, Any], asked: dict[str, Any]) -> Any:
    lesson = getattr(nn, name)
    for option in asked:
        if option in find(name).refuses:
            pytest.skip(f"{name} refuses {option}")
    return lesson(**given, **asked)


def test_the_schema_is_a_schema() -> None:
    VALIDATOR.check_schema(nn.schema())
    assert nn.schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: "+".join(asked) or "plain")
@pytest.mark.parametrize(("name", "given"), [(name, run) for name in lesson_names() for run in runs(name)])
def test_every_lesson_writes_what_the_schema_says(name: str, given: Any, asked: dict[str, Any]) -> None:
    raw = inputs(find(name), given, typed=True) if isinstance(given, int) else given
    document = example(name, raw, asked).to_dict()
    held(document)
    keys = {"backward": "gradients", "hand": "hand", "derive": "derivation"}
    assert all((key in document) == (option in asked) for option, key in keys.items())


@pytest.mark.parametrize("name", lesson_names())
def test_a_comparison_is_described_too(name: str) -> None:
    given = inputs(find(name), seed=3, typed=True)
    inputs_ = example(name, given, {}).inputs  # those of a spec have names of their own
    first = next(key for key in (*given, "embeddings", "x") if key in inputs_)
    asked: dict[str, Any] = {"versus": [{first: given[first] if first in given else inputs_[first].tolist()}]}
    if "backward" not in find(name).refuses:
        asked["backward"] = True
    document = example(name, given, asked).to_dict()
    held(document)
    assert len(document["versus"]) == 1
    assert ("gradients" in document["versus"][0]) == ("backward" in asked)


def test_infinity_is_a_string() -> None:
    document = nn.loss(p=[1, 0], target=1).to_dict()
    assert document["result"] == "Infinity"
    held(document)


DOCUMENT = nn.perceptron(w=[0.1, 0.2], x=[1, 0], backward=True, hand=2, versus=["b=1"]).to_dict()


def test_the_document_to_break_is_whole() -> None:
    held(DOCUMENT)


@pytest.mark.parametrize("key", [k for k in DOCUMENT if k not in ("gradients", "hand", "versus")])
def test_no_key_may_be_missing(key: str) -> None:
    assert not VALIDATOR.is_valid({k: v for k, v in DOCUMENT.items() if k != key})


@pytest.mark.parametrize("key", list(DOCUMENT["steps"][0]))
def test_no_key_of_a_step_may_be_missing(key: str) -> None:
    broken = deepcopy(DOCUMENT)
    del broken["steps"][0][key]
    assert not VALIDATOR.is_valid(broken)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema", "nnexplain/2"),
        ("extra", 1),
        ("command", "two words"),
        ("inputs.w", None),
        ("steps.0.kind", "sideways"),
        ("steps.0.extra", 1),
        ("steps.0.shape", []),
        ("steps.0.shape", [1, 2]),
        ("steps.0.value", [[0.1, 0.2]]),
        ("steps.0.value", 0.1),
        ("steps.0.formula", "w"),
        ("steps.0.formula.unicode", ""),
        ("steps.3.arithmetic", ["0.1 × 1 = 0.1"] * 10),
        ("steps.3.uses", ["w", "w"]),
        ("values", {}),
        ("values.y", "0.1"),
        ("values.y", "infinity"),
        ("values.y", [0.1, [0.2]]),
        ("values.y", []),
        ("result", None),
        ("result", True),
        ("gradients.w", None),
        ("gradients", {}),
        ("hand.y", "0.1"),
        ("versus", []),
        ("versus.0.changed", {}),
        ("versus.0.changed", {"b": 1.0, "w": [1.0]}),
        ("versus.0.result", "NaNs"),
        ("derivation", [{"statement": {"unicode": "a", "latex": "a"}, "because": "so", "checked": False}]),
        ("derivation", [{"statement": "a", "because": "so", "checked": True}]),
        ("warnings", "none"),
        ("warnings", [""]),
    ],
)
def test_a_broken_document_is_refused(path: str, value: Any) -> None:
    broken = deepcopy(DOCUMENT)
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = broken
    for part in way:
        place = place[part]
    place[last] = value
    assert not VALIDATOR.is_valid(broken)


LINE = {"statement": {"unicode": "1 = 1", "latex": "1 = 1"}, "because": "a number is itself", "checked": True}
ROW = {"id": "s1", "name": "y", "printed": ["0.1", ["0.2"]], "computed": [0.1, 0.2], "verdict": "reproduced"}
TOPIC = {"id": "one", "statement": "1 = 1", "condition": None, "checked": True, "derivation": [LINE]}
FINDING = {"line": 3, "claim": "0.2 + 0.1 = 0.4", "left": 0.3, "right": 0.4, "difference": 0.1}
FILE = {"file": "a.md", "checked": 2, "skipped": 0, "findings": [FINDING]}
OTHERS = {
    "examples": {"schema": "nnexplain-examples/1", "rows": [ROW]},
    "derive": {"schema": "nnexplain-derive/1", "topics": [TOPIC]},
    "check": {"schema": "nnexplain-check/1", "files": [FILE]},
}


@pytest.mark.parametrize("name", OTHERS)
def test_the_other_documents_are_described(name: str) -> None:
    held(OTHERS[name])


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("examples", {"rows": [ROW | {"verdict": "fine"}]}),
        ("examples", {"rows": [ROW | {"printed": 0.1}]}),
        ("examples", {"extra": 1}),
        ("derive", {"topics": [TOPIC | {"checked": False}]}),
        ("derive", {"topics": [TOPIC | {"derivation": []}]}),
        ("check", {"files": [FILE | {"checked": -1}]}),
        ("check", {"files": [FILE | {"findings": [FINDING | {"line": 0}]}]}),
        ("check", {"schema": "nnexplain-examples/1"}),
    ],
)
def test_the_other_documents_are_refused_when_broken(name: str, wrong: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(OTHERS[name] | wrong)
