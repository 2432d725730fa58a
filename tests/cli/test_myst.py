"""The plugin of MyST: its specification, and the nodes that it answers a directive or a role with."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import nnexplain as nn
from nnexplain.book.nodes import nodes
from nnexplain.pages.worked import WorkedPage
from nnexplain.worked.lesson import find, lesson_names
from tests.cli.test_hostile_names import HOSTILE, harmless

INSIDE = {
    "root",
    "heading",
    "paragraph",
    "details",
    "summary",
    "table",
    "tableRow",
    "tableCell",
    "list",
    "listItem",
    "strong",
}
LEAVES = {"text", "math", "inlineMath"}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
PHRASES = {"text", "inlineMath", "strong"}


def directive(run: Any, arg: str | None, body: str | None = None) -> Any:
    data = {"name": "nnexplain", "arg": arg, "body": body, "options": {}, "node": {"type": "mystDirective"}}
    return run("myst", "--directive", "nnexplain", stdin=json.dumps(data))


def role(run: Any, body: str) -> Any:
    return run("myst", "--role", "nnexplain", stdin=json.dumps({"name": "nnexplain", "body": body}))


def every(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in found:
        yield node
        yield from every(node.get("children", []))


def words(found: list[dict[str, Any]]) -> str:
    return " ".join(node["value"] for node in every(found) if "value" in node)


def test_without_a_word_it_prints_its_specification(run: Any) -> None:
    code, out, err = run("myst")
    assert (code, err) == (0, "")
    spec = json.loads(out)
    assert spec == nn.myst()
    assert [part["name"] for part in (*spec["directives"], *spec["roles"])] == ["nnexplain", "nnexplain"]
    for part in (*spec["directives"], *spec["roles"]):
        assert part["doc"]
        assert all(part[key]["type"] == "string" for key in ("arg", "body") if key in part)


@pytest.mark.parametrize("name", lesson_names())
def test_every_calculator_is_a_page_of_nodes(name: str, run: Any) -> None:
    code, out, err = directive(run, f"{name} {find(name).example}")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found[0]["type"] == "heading"
    assert 1 < found[0]["depth"] <= 6
    for node in every(found):
        assert node["type"] in INSIDE | LEAVES
        assert ("children" in node) == (node["type"] in INSIDE)
        assert ("value" in node) == (node["type"] in LEAVES)
        if node["type"] in {"paragraph", "heading", "tableCell", "strong", "summary"}:
            assert {child["type"] for child in node["children"]} <= PHRASES
        if node["type"] == "table":
            assert {child["type"] for child in node["children"]} == {"tableRow"}
            assert len({len(row["children"]) for row in node["children"]}) == 1
    said = set(map(float, NUMBER.findall(words(found))))
    assert {round(float(number), 4) for number in NUMBER.findall(find(name).gives)} <= said


def test_a_command_may_go_on_in_the_body(run: Any) -> None:
    whole = directive(run, "softmax --z 1,2 --precision 2")
    assert whole.code == 0
    assert directive(run, "softmax", "--z 1,2\n--precision 2").out == whole.out
    assert directive(run, None, "softmax --z 1,2 --precision 2").out == whole.out


def test_the_backward_pass_folds(run: Any) -> None:
    found = json.loads(directive(run, 'layer --W "1,2;3,4" --x 1,1 --backward').out)
    (details,) = (node for node in found if node["type"] == "details")
    assert details["children"][0]["type"] == "summary"
    assert "Result" not in words([details])
    assert "Result" in words(found)


def test_it_says_what_the_page_of_python_says() -> None:
    found = nodes(WorkedPage(nn.softmax(z=[1, 2, 0.5])), 3)
    assert r"\frac{0.368}{1.591} \approx 0.231" in words(found)
    assert "Class 1 gets" in words(found)


def test_proofs_and_entries_are_pages_too(run: Any) -> None:
    assert r"\tanh" in words(json.loads(directive(run, "derive tanh-derivative").out))
    assert "As printed" in words(json.loads(directive(run, "examples show perceptron-x10-output").out))
    assert any(node["type"] == "list" for node in json.loads(directive(run, "derive --list").out))


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("perceptron --w 0.1,0.2 --x 1,0 --b 0.05 --get y", "0.15"),
        ("softmax --z 1,2 --get p[1] --precision 2", "0.73"),
        ("softmax --z 1,2 --get p", "[0.2689, 0.7311]"),
        ("loss --p 0,1 --target 0 --get loss", "Infinity"),
    ],
)
def test_a_role_is_a_number(body: str, number: str, run: Any) -> None:
    assert json.loads(role(run, body).out) == [{"type": "text", "value": number}]
    (paragraph,) = json.loads(directive(run, body).out)
    assert paragraph == {"type": "paragraph", "children": [{"type": "text", "value": number}]}


@pytest.mark.parametrize(
    ("words", "stdin", "says"),
    [
        ("--role nnexplan", "{}", "did you mean nnexplain?"),
        ("--directive other", "{}", "--directive is 'other', but this plugin has the directive nnexplain"),
        ("--transform any", "{}", "no transforms"),
        ("--role nnexplain --directive nnexplain", "{}", "one at a time"),
        ("--role", "{}", "--role"),
        ("--role nnexplain", "", "is not valid JSON"),
        ("--role nnexplain", "{", "is not valid JSON"),
        ("--role nnexplain", "[" * 100_000, "is not valid JSON"),
        ("--role nnexplain", "[]", "is no JSON object"),
        ("--role nnexplain", b"\xff", "not UTF-8"),
        ("--role nnexplain", "{}", "the role names no command"),
        ("--role nnexplain", '{"body": 3}', "are to be text"),
        ("--directive nnexplain", '{"arg": ["softmax"]}', "are to be text"),
        ("--directive nnexplain", '{"arg": " "}', "the directive names no command"),
        ("--directive nnexplain", '{"arg": "calc \'1"}', "a quotation is not closed"),
        ("--role nnexplain", '{"body": "softmax --z 1,2"}', "add --get NAME"),
        ("--directive nnexplain", '{"arg": "schema"}', "'schema' is no command for a book"),
        ("--directive nnexplain", '{"arg": "softmax --z -"}', "a book has no standard input"),
        ("--directive nnexplain", '{"arg": "softmax --z 1 --output x"}', "--output makes no sense in a book"),
        ("--directive nnexplain", '{"arg": "softmax --z 1 --format html"}', "--format"),
        ("--directive nnexplain", '{"arg": "perceptron --w 1,2 --x 1"}', "--w has 2 entries but --x has 1"),
        ("nnexplain", "{}", "has no place for 'nnexplain'"),
    ],
)
def test_bad_input_is_named(words: str, stdin: str | bytes, says: str, run: Any) -> None:
    code, out, err = run("myst", *shlex.split(words), stdin=stdin)
    assert (code, out) == (2, "")
    assert err.startswith("nnexplain: ")
    assert err.count("\n") == 1
    assert says in err


def test_what_a_command_names_is_only_shown(run: Any) -> None:
    for name in (HOSTILE, "<script>", r"\input{x}"):
        code, out, err = directive(run, f"calc {shlex.quote(name)}")
        assert (code, out) == (2, "")
        assert harmless(err)


def test_a_token_is_text(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = "<b>$x$</b>"
    spec = {"vocabulary": [token, "B"], "embeddings": [[1, 0], [0, 1]], "blocks": [], "tokens": [token]}
    spec |= {"output": {"W": [[1, 0], [0, 1]]}}
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.json").write_text(json.dumps(spec), "utf-8")
    code, out, _ = directive(run, "transformer t.json")
    assert code == 0
    for node in every(json.loads(out)):
        if node["type"] in {"math", "inlineMath"}:
            assert "$x" not in node["value"].replace(r"\$", "")
    assert token in words(json.loads(out))
