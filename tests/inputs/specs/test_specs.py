"""Specs as a reader writes them: every way in, and every mistake with its place."""

from __future__ import annotations

import itertools
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nnexplain as nn
from nnexplain.book.placed import entries_of
from nnexplain.discovery import TEMPLATES
from nnexplain.errors import InputError
from nnexplain.inputs.sources import Sources
from nnexplain.inputs.specs.document import load, shipped
from nnexplain.worked.lesson import find, lesson_names
from tests.support.memory import within
from tests.support.program import Run

WITH_TEMPLATE = [name for name in lesson_names() if find(name).template]
MODEL = "layers:\n  - {W: [[1, 2]], b: 0.5}\ndata: {x: [1, 2]}\n"


def model(text: str, tmp_path: Path, name: str = "net.yaml") -> Any:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return nn.network(str(file))


@pytest.mark.parametrize("name", WITH_TEMPLATE)
def test_a_template_is_valid_as_it_stands(name: str) -> None:
    text = (TEMPLATES / find(name).template).read_text(encoding="utf-8")
    assert text.startswith("#")
    assert np.isfinite(getattr(nn, name)(str(TEMPLATES / find(name).template)).result)


@pytest.mark.parametrize("name", WITH_TEMPLATE)
def test_a_template_is_printed(name: str, run: Run) -> None:
    assert run(name, "--spec-template") == (0, (TEMPLATES / find(name).template).read_text(encoding="utf-8"), "")


def test_every_shipped_spec_is_found_by_name() -> None:
    assert {"xor", "published-2-2-2"} <= set(shipped())
    for name in shipped():
        assert load(name, Sources(), "SPEC").data


def test_a_file_of_that_name_comes_before_the_shipped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("xor").write_text("a: 1", encoding="utf-8")
    assert load("xor", Sources(), "SPEC").data == {"a": 1}


def test_json_yaml_and_a_mapping_are_the_same(tmp_path: Path) -> None:
    spec = {"layers": [{"W": [[1, 2]], "b": 0.5}], "data": {"x": [1, 2]}}
    assert model(MODEL, tmp_path).result == model(json.dumps(spec), tmp_path).result == nn.network(spec).result == [5.5]


def test_numbers_are_read_as_they_are_typed(tmp_path: Path) -> None:
    """1e-3 is a word in YAML 1.1, and 1/3 in every YAML."""
    example = model('layers: [{W: [[1e-3, 1/3]], b: "0.5"}]\ndata: {x: "3, 3"}\n', tmp_path)
    assert example.inputs["W1"].tolist() == [[0.001, 1 / 3]]
    assert example.inputs["b1"] == 0.5
    assert example.inputs["x"].tolist() == [3, 3]


def test_words_stay_words() -> None:
    data = load(Path(__file__).parent / "words.yaml", Sources(), "SPEC").data
    assert data == {"words": ["no", "on", "y", "1:30", "2020-01-01", "1_000"], "flag": True, "twelve": 12, "none": None}


def test_files_stand_beside_the_spec(tmp_path: Path) -> None:
    np.save(tmp_path / "W.npy", np.array([[1.0, 2.0]]))
    (tmp_path / "x.csv").write_text("a,b\n1,2\n3,4\n")
    example = model('layers: [{W: "@W.npy"}]\ndata: {x: "@x.csv"}\n', tmp_path)
    assert example.result.tolist() == [[5], [11]]


BAD: dict[str, tuple[str, str]] = {
    "an unknown key": (
        "layers: [{W: 1}, {W: 1, activaton: relu}]",
        "layers[1].activaton: unknown key; did you mean activation?",
    ),
    "an unknown key at the top": ("layer: [{W: 1}]", "layer: unknown key; did you mean layers?"),
    "an unknown key in data": ("layers: [{W: 1}]\ndata: {y: 1, x: 1}", "data.y: unknown key"),
    "a missing key": ("data: {x: [1]}", "layers is missing"),
    "a missing W": ("layers: [{b: 1}]", "layers[0].W is missing"),
    "an empty W": ("layers: [{W: }]", "layers[0].W is empty"),
    "no layers": ("layers: []", "layers is empty; give at least one"),
    "layers that are no list": ("layers: 3", "layers is '3'; give a list"),
    "a layer that is no mapping": ("layers: [3]", "layers[0] is '3'; give keys with their values"),
    "ragged rows": (
        "layers: [{W: [[1, 2], [3]]}]",
        "layers[0].W has rows of different lengths: row 1 has 2 entries, row 2 has 1",
    ),
    "text in an array": ("layers: [{W: [[1, x]]}]", "layers[0].W has 'x', which is not a number"),
    "a number that is not finite": ("layers: [{W: [[.inf]]}]", "layers[0].W has inf; every number must be finite"),
    "too many axes": ("layers: [{W: [[[1]]]}]", "layers[0].W is an array of 1 × 1 × 1; give a matrix"),
    "an unknown activation": (
        "layers: [{W: [[1, 2]], activation: rleu}]\ndata: {x: [1, 2]}",
        "layers[0].activation is 'rleu'; choose one of",
    ),
    "an activation that is a number": ("layers: [{W: 1, activation: 3}]", "layers[0].activation is '3'; give text"),
    "an unknown loss": ("layers: [{W: [[1, 2]]}]\nloss: cross\ndata: {x: [1, 2]}", "loss is 'cross'; choose one of"),
    "layers that do not fit": (
        "layers: [{W: [[1, 2]]}, {W: [[1, 2]]}]\ndata: {x: [1, 2]}",
        "layers[1].W has 2 columns but layer 1 has 1 output",
    ),
    "a bias that does not fit": ("layers: [{W: [[1, 2]], b: [1, 2]}]", "layers[0].W has 1 row but"),
    "an input that does not fit": (
        "layers: [{W: [[1, 2]]}]\ndata: {x: [1, 2, 3]}",
        "data.x has 3 entries but W of layer 1 has 2 columns",
    ),
    "a file that is not there": ('layers: [{W: "@no.npy"}]', "layers[0].W points at 'no.npy', which does not exist"),
    "a key given twice": ("layers: [{W: 1}]\nlr: 1\nlr: 2", "line 3, column 1: lr is given twice"),
    "a key given twice in JSON": ('{"lr": 1, "lr": 2}', "lr is given twice"),
    "YAML that is none": ("layers: [{W: 1}\nlr: 2", "line 2, column "),
    "a tab": ("layers:\n\t- 1", "line 2, column 1: found character that cannot start any token"),
    "another document": ("a: 1\n---\nb: 2", "line 2, column 1: "),
    "a Python object": ("a: !!python/object:os.x {}", "line 1, column 4: !!python/object:os.x has no meaning here"),
    "a key that is a list": ("? [1, 2]\n: 3", "line 1, column 3: a key must be a word"),
    "a key that is a number": ("1: 2", "has a key that is not a word"),
    "a list": ("- 1", "is a list; a spec is keys with their values"),
    "just a word": ("relu", "is just 'relu'; a spec is keys"),
    "nothing": ("", "is empty; --spec-template prints a spec"),
    "comments": ("# nothing", "holds nothing but comments"),
    "too deep": ("a: " + "[" * 5000, "net.yaml: "),
    "a frozen stranger": (
        "layers: [{W: [[1, 2]]}]\ndata: {x: [1, 2]}\nfreeze: b3",
        "freeze names 'b3'; the parameters are W1, b1",
    ),
    "a learning rate that is a word": (
        "layers: [{W: [[1, 2]]}]\ndata: {x: [1, 2], target: 0}\nlr: fast",
        "lr has 'fast', which is not a number",
    ),
    "a target out of range": (
        "layers: [{W: [[1, 2]]}]\ndata: {x: [1, 2], target: 3}",
        "target is 3, but the last layer's output has 1 entry",
    ),
    "no input": ("layers: [{W: [[1, 2]]}]", "x is missing"),
}


@pytest.mark.parametrize("mistake", BAD)
def test_a_mistake_is_named_with_its_place(mistake: str, tmp_path: Path) -> None:
    text, message = BAD[mistake]
    with pytest.raises(InputError) as caught:
        model(text, tmp_path)
    assert message in str(caught.value)
    if ":" not in message[:12] and not message.startswith(("target is", "x is missing")):
        assert "net.yaml: " in str(caught.value)


def test_a_spec_that_is_not_there_names_what_is_near_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b.yaml", "data.csv"):
        (tmp_path / name).write_text("")
    with pytest.raises(InputError, match=r"xro\.yaml', which does not exist; did you mean xor, which ships\?$"):
        nn.network("xro.yaml")
    for far in ("foo.yaml", "a.yaml"):
        with pytest.raises(InputError, match=rf"{far}', which does not exist; help\(\) names the specs that ship$"):
            nn.network(far)
    (tmp_path / "xor.py").write_text("")
    with pytest.raises(InputError, match=r"does not exist; did you mean xor, which ships\?$"):
        nn.network("xro")
    (tmp_path / "fooo.yml").write_text("")
    with pytest.raises(InputError, match=r"which does not exist; did you mean fooo\.yml\?$"):
        nn.network("foo.yaml")


BOMB = "a: &a [1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n" for before, after in itertools.pairwise("abcdefghi")
)
MERGES = "a: &a {k: 1}\n" + "".join(
    f"{after}: &{after} {{<<: [{', '.join([f'*{before}'] * 9)}]}}\n"
    for before, after in itertools.pairwise("abcdefghi")
)
EXPANDS = {
    "lists": BOMB + "layers: *i\n",
    "merges": MERGES + "layers: [{W: 1}]\n",
    "itself": "layers: &a [*a]\n",
    "itself among its keys": "layers: &a {<<: *a}\n",
}


@pytest.mark.parametrize("what", EXPANDS)
def test_aliases_are_counted_before_they_are_written_out(what: str, tmp_path: Path) -> None:
    began = time.perf_counter()
    refused = r"NNEXPLAIN_MAX_YAML_ENTRIES=\d+ raises the limit|an alias stands inside"
    with within(2**24):
        with pytest.raises(InputError, match=refused):
            model(EXPANDS[what], tmp_path)
        with pytest.raises(InputError, match=refused):
            entries_of(EXPANDS[what], "mine.yaml")
    assert time.perf_counter() - began < 5


def test_aliases_of_a_sane_size_are_written_out(tmp_path: Path) -> None:
    example = model("layers:\n  - &l {W: [[2]], b: &b [1]}\n  - *l\n  - {<<: *l, b: *b}\ndata: {x: [1]}\n", tmp_path)
    assert example.result == [15]


TAGS = {
    "!!float abc": "'abc' is no float",
    "!!bool maybe": "'maybe' is neither true nor false",
    "!!int 1.5": "'1.5' is no whole number",
    "!!null x": "'x' is no null",
    "!!map [1]": "!!map stands before what is no keys with their values",
    "!!seq {a: 1}": "!!seq stands before what is no list",
    "!!str [1]": "!!str stands before what is no single word or number",
    "!!float [1]": "!!float stands before what is no single word or number",
    "!!set [1]": "!!set has no meaning here",
    "!!set {a}": "!!set has no meaning here",
    "!!timestamp x": "!!timestamp has no meaning here",
    "!!binary x": "!!binary has no meaning here",
    "!!omap [1]": "!!omap has no meaning here",
    "!!pairs [[1]]": "!!pairs has no meaning here",
    "!own 1": "!own has no meaning here",
}


@pytest.mark.parametrize("tag", TAGS)
def test_a_tag_that_does_not_fit_is_named_with_its_line(tag: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"net.yaml: line 2, column 5: ") as caught:
        model(f"layers: [{{W: [[1]]}}]\nlr: {tag}\n", tmp_path)
    assert TAGS[tag] in str(caught.value)
    with pytest.raises(InputError, match=r"mine.yaml: line 1, column 7: ") as caught:
        entries_of(f"- id: {tag}\n", "mine.yaml")
    assert TAGS[tag] in str(caught.value)


def test_tags_that_fit_are_read(tmp_path: Path) -> None:
    example = model("layers: !!seq [!!map {W: [[!!float 2]], b: [!!int 012]}]\ndata: {x: [!!str 1/2]}\n", tmp_path)
    assert example.result == [13]
