"""``examples list``, ``show`` and ``check`` on the file that ships and on others."""

from __future__ import annotations

import json
import re

import pytest

import nnexplain as nn
from tests.book.conftest import Book
from tests.support.program import Run, python
from tests.support.schema import held

MINE = """
- id: share-wrong
  section: Shares
  command: softmax
  inputs: {z: [1, 2]}
  printed: {p: ['0.3', '0.8']}
  actual: {p: [null, '0.73']}
  why: they must add up to one
- id: share-slope
  section: Shares
  derive: tanh-derivative
- id: share-steps
  section: Steps
  steps:
    - {command: calc, inputs: {expr: 1/4}, printed: {y: '0.25'}}
    - {command: calc, inputs: {expr: 1/2}, printed: {y: '0.5'}}
- id: size
  section: Steps
  kind: given
  printed: {words: '50,000'}
"""


def test_the_file_that_ships_is_as_recorded_in_every_format(run: Run) -> None:
    code, out, err = run("examples", "check", "--json")
    document = json.loads(out)
    assert (code, err) == (0, "")
    assert document == nn.examples("check")
    held(document)
    plain = run("examples", "check", "--format", "plain")[1].splitlines()
    assert [line.split("\t")[0] for line in plain] == [row["id"] for row in document["rows"]]
    assert f"{len(document['rows'])} numbers: " in run("examples", "check")[1]


def test_a_check_ends_with_what_differs_and_why(book: Book, run: Run) -> None:
    file = book(MINE)
    out = run("examples", "check", "--file", file)[1]
    known, count = out.index("Differs, as recorded"), out.index("4 numbers: 3 reproduced, 1 differs as recorded")
    assert known < out.index("share-wrong · Shares") < out.index("they must add up to one") < count
    assert "printed  0.8  computed  ≈ 0.7311" in out
    assert "share-steps" not in out
    assert out.endswith("all as recorded (--all lists\n  them).\n")
    every = run("examples", "check", "--file", file, "--all")[1]
    assert re.search(r"1\.y +0\.25  = 0\.25 +✓ reproduced", every)
    assert every.endswith(out[known:count] + "4 numbers: 3 reproduced, 1 differs as recorded; all as recorded.\n")
    for form in ("plain", "json"):
        short = run("examples", "check", "--file", file, "--format", form)[1]
        assert short == run("examples", "check", "--file", file, "--format", form, "--all")[1]
        assert "share-steps" in short


def test_what_is_not_as_recorded_stands_last_with_what_to_do(book: Book, run: Run) -> None:
    text = MINE.replace("  actual: {p: [null, '0.73']}\n", "") + (
        "- {id: cut, section: S, command: softmax, inputs: {z: [1, 2]}, printed: {'p[1]': '0.7'}, verdict: truncated}\n"
        "- id: no\n  section: S\n  command: layer\n  inputs: {W: [[1, 2]], x: [1]}\n  refused: W has 3\n  why: so\n"
    )
    code, out, _ = run("examples", "check", "--file", book(text))
    assert code == 1
    assert "p[1]: does not come out; correct it, or give actual and why" in out
    assert "p[1]: recorded as truncated, but it comes out as printed; leave verdict out" in out
    assert "refused: W has 2 columns but x has 1 entry" in out
    assert "refused: it should be refused with: W has 3" in out
    assert out.index("Not as recorded") < out.index("3 not as recorded (--all lists")


def test_a_list_says_what_each_entry_is(book: Book, run: Run) -> None:
    more = (
        "- {id: said, section: S, claim: Both are halves., command: calc, inputs: {expr: 1/2}, shows: {y: '0.5'}}\n"
        "- {id: long, section: S, command: layer, inputs: {W: [[0.125, 0.25], [0.5, 1]], x: [1, 0], b: [0.375, 0.625], "
        "backward: true}, printed: {'y[0]': '0.5'}}\n"
    )
    lines = run("examples", "list", "--file", book(MINE + more))[1].splitlines()
    assert "  share-wrong  softmax --z 1,2 (wrong in print)" in lines
    assert "  share-slope  derive tanh-derivative" in lines
    assert "  share-steps  calc 1/4 and 1 more" in lines
    assert "  said         Both are halves." in lines
    assert "  size         words 50,000 (given)" in lines
    assert "  long         layer --W 0.125,0.25;0.5,1 --x 1,0 --b 0.375…" in lines


def test_options_of_another_action_are_refused() -> None:
    with pytest.raises(nn.InputError, match="examples check takes no hand"):
        nn.examples("check", "share-*", hand=2)
    assert nn.examples("check", "perceptron-x10-dot", all=True)["rows"]


def test_ids_and_globs_select(book: Book, run: Run) -> None:
    file = book(MINE)
    for words, expected in (
        (["share-*"], {"share-wrong", "share-steps"}),
        (["share-steps"], {"share-steps"}),
        (["*wrong", "size"], {"share-wrong"}),
    ):
        rows = json.loads(run("examples", "check", *words, "--file", file, "--json")[1])["rows"]
        assert {row["id"] for row in rows} == expected
    code, _, err = run("examples", "check", "share-wrng", "--file", file)
    assert code == 2
    assert "did you mean share-wrong?" in err


def test_list_shows_every_entry_by_section_with_its_status(book: Book, run: Run) -> None:
    file = book(MINE)
    code, out, _ = run("examples", "list", "--file", file)
    assert code == 0
    assert out.index("Shares") < out.index("share-wrong") < out.index("Steps") < out.index("size")
    assert "4 entries" in out
    document = json.loads(run("examples", "list", "--file", file, "--json")[1])
    held(document)
    assert [entry["status"] for entry in document["entries"]] == ["wrong, recorded", "formula", "worked", "given"]
    assert document["entries"][3]["printed"] == {"words": "50,000"}
    assert len(run("examples", "list", "--file", file, "--format", "plain")[1].splitlines()) == 4


def test_show_is_the_command_with_what_is_printed_beside(book: Book, run: Run) -> None:
    file = book(MINE)
    page = run("softmax", "--z", "1,2")[1]
    code, out, _ = run("examples", "show", "share-wrong", "--file", file)
    assert code == 0
    assert page in out
    assert "p[1]: printed 0.8 · computed ≈ 0.7311 · differs as recorded" in out
    assert "Why: they must add up to one" in out
    assert (
        run("examples", "show", "share-wrong", "--file", file, "--json")[1] == run("softmax", "--z", "1,2", "--json")[1]
    )
    assert run("examples", "show", "share-wrong", "--file", file, "--get", "p[0]")[1] == "0.2689414213699951\n"
    assert "Backward pass" in run("examples", "show", "share-wrong", "--file", file, "--backward")[1]
    document = json.loads(run("examples", "show", "share-steps", "--file", file, "--json")[1])
    held(document)
    assert [example["result"] for example in document["examples"]] == [0.25, 0.5]
    assert "tanh(x)" in run("examples", "show", "share-slope", "--file", file)[1]
    assert "50,000" in run("examples", "show", "size", "--file", file)[1]


def test_what_is_not_worked_is_shown_as_plain_text_too(book: Book, run: Run) -> None:
    """A formula has its proof, a figure that follows from nothing its title."""
    file = str(book(MINE))
    assert "tanh(x)" in run("examples", "show", "share-slope", "--file", file, "--format", "plain")[1]
    assert run("examples", "show", "size", "--file", file, "--format", "plain")[1].startswith("size\tgiven\t")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["chek"], "did you mean check?"),
        (["show"], "show needs the id of an entry"),
        (["show", "share-*"], "show takes one entry"),
        (["show", "share-steps", "--get", "y"], "--get needs one calculation"),
        (["check", "--fil", "x"], "not an option of examples check; did you mean --file?"),
        (["check", "--format", "yaml"], "--format is 'yaml'"),
        (["list", "--precision", "x"], "--precision"),
    ],
)
def test_bad_usage_is_said(args: list[str], message: str, book: Book, run: Run) -> None:
    file = [] if "--fil" in args or args == ["chek"] else ["--file", book(MINE)]
    code, out, err = run("examples", *args, *file)
    assert (code, out) == (2, "")
    assert message in err


def test_a_check_needs_neither_sympy_nor_rich() -> None:
    code = (
        "import sys; from nnexplain.cli.main import run as _run; assert _run(['examples', 'check']) == 0; "
        "sys.exit(', '.join({'sympy', 'rich.console', 'matplotlib'} & set(sys.modules)) or 0)"
    )
    ended = python("-c", code)
    assert ended.code == 0, ended.err
