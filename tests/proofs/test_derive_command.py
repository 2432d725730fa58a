"""The command ``derive``: which topics, which format, what it imports, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import nnexplain as nn
from nnexplain import formats
from nnexplain.proofs import select, topics
from tests.support.program import process, python
from tests.support.schema import held

PLAIN: dict[str, str | None] = {"COLUMNS": None, "NO_COLOR": None}
REPORT = (
    "import sys\nfrom nnexplain.cli.main import main\n"
    "try:\n    main()\nfinally:\n    print('sympy' in sys.modules, file=sys.stderr)"
)


def out(*args: str, **env: str) -> str:
    done = process("derive", *args, env=PLAIN | env)
    assert (done.code, done.err) == (0, "")
    return done.out


def test_the_list_names_every_topic_and_imports_no_sympy() -> None:
    code, out, err = python("-c", REPORT, "derive", "--list", env=PLAIN)
    assert (code, err.split()) == (0, ["False"])
    assert [id for id in topics() if f"  {id} " not in out] == []


def test_the_list_as_plain_text_has_the_conditions() -> None:
    rows = [row.split("\t") for row in out("--list", "--format", "plain").splitlines()]
    assert [row[0] for row in rows] == list(topics())
    assert {row[0]: row[2] for row in rows}["hyperplane-1d"] == "w₁ ≠ 0"


def test_a_page_has_statement_condition_lines_reasons_and_verdict() -> None:
    page = out("hyperplane-1d")
    for part in ("hyperplane-1d\n", "a single point.\n", "Condition: w₁ ≠ 0\n", "  x₁ = −b / w₁  ✓\n",
                 "      solved for x₁\n", "Holds with a condition · proved under its condition.\n"):  # fmt: skip
        assert part in page
    assert page.endswith("1 statement proved; 3 lines, each checked by SymPy in this run.\n")


def test_what_is_false_is_shown_false() -> None:
    page = out("bias-translates-graph")
    assert "sigmoid(0.1 + 0.05) ≈ 0.53743  ✓\n" in page
    assert "sigmoid(0.1) + 0.05 ≈ 0.574979  ✓\n" in page
    assert "Refuted · false in general: the counter-example above.\n" in page
    assert "1 refuted; 4 lines" in page


def test_names_and_globs_select_each_topic_once() -> None:
    found = json.loads(out("tanh-range", "tanh-*", "relu-kink", "--json"))
    assert [topic["id"] for topic in found["topics"]] == [
        "tanh-range", "tanh-definition", "tanh-sinh-cosh", "tanh-derivative", "tanh-from-sigmoid", "relu-kink",
    ]  # fmt: skip
    held(found)
    assert {topic["verdict"] for topic in found["topics"]} == {"holds"}


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("sigmoid", ["sigmoid-definition", "sigmoid-saturates", "tanh-from-sigmoid"]),
        ("Saturates", ["sigmoid-saturates"]),
        ("softmax", ["softmax-properties", "softmax-jacobian", "softmax-cross-entropy-gradient"]),
        ("the chain rule", ["chain-rule"]),
    ],
)
def test_a_word_selects_every_topic_that_has_it(words: str, ids: list[str]) -> None:
    """In its id, its statement or its condition; several words have to be there together."""
    found = [topic.id for topic in select([words])]
    assert [id for id in found if id in ids] == ids
    have = {id: f"{id} {topic.statement} {topic.condition}".casefold() for id, topic in topics().items()}
    assert all(word in have[id] for id in found for word in words.casefold().split())


def test_an_id_is_an_id_before_it_is_a_word() -> None:
    assert [topic.id for topic in select(["tanh-range"])] == ["tanh-range"]


def test_python_has_the_same_document() -> None:
    assert nn.derive("hyperplane-nd", n=5) == json.loads(out("hyperplane-nd", "--n", "5", "--json"))
    (topic,) = nn.derive("hyperplane-nd", n=5)["topics"]
    assert topic["derivation"][-1]["statement"]["unicode"] == "dimension = 4"
    assert topic["condition"] == "w ≠ 0"


def test_the_size_is_three_unless_it_is_said() -> None:
    assert out("dot-product-formula") == out("dot-product-formula", "--n", "3")
    assert "w₄ × x₄" in out("dot-product-formula", "--n", "4")


def test_plain_text_has_a_line_for_each_line() -> None:
    rows = [row.split("\t") for row in out("relu-kink", "--format", "plain").splitlines()]
    assert {len(row) for row in rows} == {3}
    assert rows[0][:2] == ["relu-kink", "statement"]
    assert rows[-1] == ["relu-kink", "verdict", "holds"]
    assert rows[1][1] == "lim(h → 0⁺) (ReLU(h) − ReLU(0)) / h = 1"


@pytest.mark.parametrize("width", ["40", "80", "200"])
def test_the_page_keeps_to_the_width(width: str) -> None:
    lines = out("matvec-formula", "zero-init-symmetry", "hyperplane-3d", COLUMNS=width).splitlines()
    assert max(map(len, lines)) <= int(width)


def test_ascii_where_the_terminal_knows_no_other_signs() -> None:
    for args in (("hyperplane-sides",), ("hyperplane-sides", "--json"), ("--list",)):
        assert out(*args, PYTHONIOENCODING="ascii").isascii()
    assert json.loads(out("relu-kink", "--json", PYTHONIOENCODING="ascii")) == nn.derive("relu-kink")


def test_output_goes_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "proofs.json"
    assert out("relu-kink", "--json", "--output", str(file)) == ""
    assert json.loads(file.read_text(encoding="utf-8")) == nn.derive("relu-kink")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["tanh-dervative"], "there is no topic 'tanh-dervative'; did you mean tanh-derivative?"),
        (["sigmod"], "there is no topic 'sigmod'; did you mean sigmoid?"),
        (["gelu"], "there is no topic 'gelu'; nnexplain derive --list shows them"),  # relu is near, but another thing
        (["zzz*"], "there is no topic 'zzz*'; nnexplain derive --list shows them"),
        ([""], "there is no topic ''"),
        (["--n", "1"], "--n is '1'; give a whole number from 2 to 8"),
        (["--n", "many"], "--n is 'many'; give a whole number from 2 to 8"),
        (["--n", "2.5"], "--n is '2.5'"),
        (["relu-kink", "--n", "4"], "--n is a size, but relu-kink takes none"),
        (["--list", "--n", "4"], "--list proves none"),
        (["--list", "--json"], "--list is shown as a table or as plain text"),
        (["--format", "htm"], f"--format is 'htm'; choose one of {', '.join(formats.names())}"),
        (["--json", "--format", "plain"], "--json is short for --format json"),
        (["relu-kink", "--output", "/no/such/folder/x"], "there is no folder"),
        (["--proof"], "--proof is not an option of derive"),
    ],
)
def test_bad_input_is_named(args: list[str], message: str) -> None:
    code, out, err = process("derive", *args, env=PLAIN)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_python_refuses_the_same() -> None:
    with pytest.raises(nn.InputError, match="did you mean tanh-range"):
        nn.derive("tanh-rang")
    with pytest.raises(nn.InputError, match=r"^n is"):
        nn.derive("dot-product-formula", n=99)
