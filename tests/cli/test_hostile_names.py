"""Whatever a command line or a file names is shown, never acted on: every place that such a string can come from."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nnexplain as nn
from tests.support.shown import in_format

HOSTILE = "A\x1b]0;x\x07\x9b2J\u202eb\u200bc\u2028d\x7f\re"
SHOWN = r"A\x1b]0;x\x07\x9b2J\u202eb\u200bc\u2028d\x7f\re"
FORMATS = ("table", "plain", "json")


def harmless(text: str) -> bool:
    acting = {sign for sign in text if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    return acting <= {"\n", "\t"}


@pytest.mark.parametrize(
    "words",
    [
        [HOSTILE],
        ["perceptron", f"--{HOSTILE}", "1"],
        ["perceptron", HOSTILE],
        ["perceptron", "--w", HOSTILE, "--x", "1"],
        ["perceptron", "--w", f"@{HOSTILE}.npy", "--x", "1"],
        ["perceptron", "--w", f"@{HOSTILE}", "--x", "1"],
        ["perceptron", "--w", f"-:{HOSTILE}", "--x", "1"],
        ["perceptron", "--w", "1", "--x", "1", "--activation", HOSTILE],
        ["perceptron", "--w", "1", "--x", "1", "--only", HOSTILE],
        ["perceptron", "--w", "1", "--x", "1", "--get", HOSTILE],
        ["perceptron", "--w", "1", "--x", "1", "--get", f"y[{HOSTILE}]"],
        ["perceptron", "--w", "1", "--x", "1", "--format", HOSTILE],
        ["perceptron", "--w", "1", "--x", "1", "--precision", HOSTILE],
        ["perceptron", "--w", "1", "--x", "1", "--hand", HOSTILE],
        ["perceptron", "--w", "1", "--x", "1", "--versus", HOSTILE],
        ["perceptron", "--w", "1", "--x", "1", "--versus", f"{HOSTILE}=1"],
        ["perceptron", "--w", "1", "--x", "1", "--versus", f"b={HOSTILE}"],
        ["perceptron", "--w", "1", "--x", "1", "--backward", "--upstream", HOSTILE],
        ["perceptron", "--w", "1", "--x", "1", "--output", f"{HOSTILE}/{HOSTILE}"],
        ["batches", "--examples", HOSTILE, "--batch-size", "1"],
        ["calc", HOSTILE],
        ["calc", "a", "--set", f"{HOSTILE}=1"],
        ["calc", "a", "--set", f"a={HOSTILE}"],
        ["calc", "a", "--set", HOSTILE],
        ["calc", rf"\text{{{HOSTILE}}} + "],
        ["step", "--expr", HOSTILE, "--W", "1", "--lr", "1"],
        ["loss", "--z", "1,2", "--target", HOSTILE],
        ["network", HOSTILE],
        ["network", f"{HOSTILE}.yaml"],
        ["train", f"{HOSTILE}.json"],
        ["transformer", "two-tokens", "--tokens", HOSTILE],
        ["transformer", "two-tokens", "--text", HOSTILE],
        ["transformer", "two-tokens", "--target", HOSTILE],
        ["derive", HOSTILE],
        ["derive", "--n", HOSTILE],
        ["examples", HOSTILE],
        ["examples", "show", HOSTILE],
        ["examples", "check", HOSTILE],
        ["examples", "list", "--file", HOSTILE],
        ["examples", "fit", "--inputs", HOSTILE, "--outputs", "1"],
        ["--show-completion", HOSTILE],
    ],
    ids=lambda words: " ".join("HOSTILE" if HOSTILE in word else word for word in words),
)
def test_messages_show_what_was_given(words: list[str], run: Any, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert harmless(err)
    assert err.count("\n") == 1
    assert err.startswith("nnexplain: ")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("more", [(), ("--backward",), ("--get", "inputs.tokens"), ("--versus", "target=0")], ids=str)
def test_a_vocabulary_is_shown(form: str, more: tuple[str, ...], run: Any, tmp_path: Path) -> None:
    spec = {
        "vocabulary": [HOSTILE, "B"], "embeddings": [[1, 0], [0, 1]], "blocks": [],
        "output": {"W": [[1, 0], [0, 1]]}, "tokens": ["B", HOSTILE], "target": HOSTILE,
    }  # fmt: skip
    (tmp_path / "spec.json").write_text(json.dumps(spec), "utf-8")
    code, out, err = run("transformer", str(tmp_path / "spec.json"), "--format", form, *more)
    assert (code, err) == (0, "")
    assert harmless(out)
    if form == "json" and "--get" not in more:
        assert json.loads(out)["inputs"]["tokens"] == ["B", HOSTILE]
    if form == "table" and "--get" not in more:
        assert r"\x1b]0;x\x07" in out


@pytest.mark.parametrize("key", ["layers", "activation", "W", "extra", "top"])
def test_spec_keys_and_values_are_shown(key: str, run: Any, tmp_path: Path) -> None:
    layer: dict[str, Any] = {"W": [[1]], "activation": "relu"}
    spec: dict[str, Any] = {"layers": [layer], "data": {"x": [1]}}
    if key == "layers":
        spec["layers"] = HOSTILE
    elif key == "extra":
        layer[HOSTILE] = 1
    elif key == "top":
        spec[HOSTILE] = 1
    else:
        layer[key] = HOSTILE
    for name, text in (("spec.json", json.dumps(spec)), ("spec.yaml", json.dumps(spec))):
        (tmp_path / name).write_text(text, "utf-8")
        code, out, err = run("network", str(tmp_path / name))
        assert (code, out) == (2, "")
        assert harmless(err)


def test_file_and_member_names_are_shown(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "A\x1b]0;x\x07\u202eb.npz"
    np.savez(file, **{HOSTILE: np.array([1.0]), "b": np.array([1.0])})
    (tmp_path / "v\x1b[2J.json").write_text(json.dumps({"schema": "nnexplain/1", "values": {HOSTILE: 1}, "result": 1}))
    (tmp_path / "m\x1b[2J.csv").write_text(f"{HOSTILE},2\n")
    for name in (
        f"{file}",
        f"{file}:c",
        f"{file}:{HOSTILE}x",
        f"{tmp_path}/v\x1b[2J.json:q",
        f"{tmp_path}/m\x1b[2J.csv",
    ):
        code, out, err = run("activation", "--x", f"@{name}")
        assert (code, out) == (2, ""), name
        assert harmless(err)
        assert r"\x1b" in err


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("action", ["list", "check", "show"])
def test_an_examples_file_is_shown(action: str, form: str, run: Any, tmp_path: Path) -> None:
    entry = {
        "id": f"one{HOSTILE}", "section": HOSTILE, "title": HOSTILE, "note": HOSTILE, "command": "perceptron",
        "inputs": {"w": [0.1], "x": [1]}, "printed": {"y": "0.1"}, "claim": HOSTILE,
    }  # fmt: skip
    file = tmp_path / "examples.json.yaml"
    file.write_text(json.dumps({"entries": [entry]}), "utf-8")
    words = ("examples", action, *(["one*"] if action == "show" else []), "--file", str(file), "--format", form)
    code, out, err = run(*words)
    assert code in (0, 2)
    assert harmless(out)
    assert harmless(err)
    assert (out == "") == (code == 2)


def test_mistakes_keep_a_line_each(run: Any, tmp_path: Path) -> None:
    entries = [{"id": f"{n}{HOSTILE}\nnnexplain: all is well", HOSTILE: 1} for n in range(3)]
    (tmp_path / "bad.yaml").write_text(json.dumps({"entries": entries}), "utf-8")
    code, out, err = run("examples", "check", "--file", str(tmp_path / "bad.yaml"))
    assert (code, out) == (2, "")
    assert harmless(err)
    assert not [line for line in err.splitlines()[1:] if line.startswith("nnexplain")]


def test_colours_are_ours_alone(run: Any, tmp_path: Path) -> None:
    from nnexplain.formats import Options

    spec = {
        "vocabulary": ["\x1b[31mred", "B"], "embeddings": [[1, 0], [0, 1]], "blocks": [],
        "output": {"W": [[1, 0], [0, 1]]}, "tokens": ["\x1b[31mred"],
    }  # fmt: skip
    page = in_format(nn.transformer(spec=spec), "table", Options(color=True))
    assert "\x1b[31m" not in page
    assert r"\x1b[31mred" in page
