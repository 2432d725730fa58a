"""``examples list``, ``show`` and ``check`` on the file that ships and on others."""

from __future__ import annotations

import json

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
