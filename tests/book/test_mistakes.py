"""A file with mistakes is refused, with the place of each."""

from __future__ import annotations

import pytest

from tests.book.conftest import Book
from tests.support.program import Run

GOOD = "- id: one\n  section: s\n  command: calc\n  inputs: {expr: 1 + 1}\n  printed: {y: '2'}\n"
MISTAKES = {
    "unknown key": (GOOD.replace("printed", "prined"), "unknown key prined; did you mean printed?"),
    "no id": (GOOD.replace("id: one", "title: one"), "line 2: the entry has no id"),
    "id twice": (GOOD + GOOD, "line 7: the id one is taken by the entry of line 2"),
    "key twice": (GOOD + "  section: t\n", "line 7: one: section is given twice"),
    "no section": (GOOD.replace("section: s", "note: s"), "section is missing"),
    "unknown command": (GOOD.replace("calc", "calk"), "line 4: one: there is no calculator 'calk'; did you mean calc?"),
    "no command": (GOOD.replace("  command: calc\n", ""), "command is missing"),
    "number without quotes": (GOOD.replace("'2'", "2"), "line 6: one: printed.y is 2; write it between quotes"),
    "bad path": (GOOD.replace("{y:", "{'y[':"), "printed asks for 'y['"),
    "unknown value": (GOOD.replace("{y:", "{yy:"), "line 6: one: printed asks for 'yy'"),
    "index too large": (GOOD.replace("{y:", "{'y[3]':"), "but y is a single number"),
    "bad input": (GOOD.replace("1 + 1", "1 +"), "line 2: one: calc: the expression ends after '+'"),
    "unknown input": (GOOD.replace("expr: 1 + 1", "expr: 1 + 1, foo: 2"), "calc: "),
    "part of a list": (
        GOOD.replace("1 + 1", "'[1, 2, 3]'").replace("{y: '2'}", "{y: ['1', '2']}"),
        "printed gives 2 entries of y, which has 3",
    ),
    "one for a list": (GOOD.replace("1 + 1", "'[1, 2]'"), "gives one number for y, which is a list"),
    "unknown kind": (GOOD + "  kind: givn\n", "kind is 'givn'"),
    "given and worked": (GOOD + "  kind: given\n", "kind: given means that it follows from nothing"),
    "unknown verdict": (GOOD + "  verdict: cut\n", "verdict is 'cut'"),
    "a number for printed": (
        GOOD.replace("{y: '2'}", "3") + "  verdict: carried\n",
        "printed is '3'; write the name of",
    ),
    "actual without why": (GOOD + "  actual: {y: '3'}\n", "why is missing"),
    "actual elsewhere": (GOOD + "  actual: {z: '3'}\n  why: so\n", "actual has z, which is not under printed"),
    "nothing printed": (GOOD.replace("  printed: {y: '2'}\n", ""), "printed is missing"),
    "nothing at all": ("- id: one\n  section: s\n", "nothing to work out"),
    "unknown topic": ("- id: one\n  section: s\n  derive: tanh-derivativ\n", "derive has no topic tanh-derivativ; did"),
    "a helper of topics": ("- id: one\n  section: s\n  derive: -inner\n", "derive has no topic -inner"),
    "inputs a list": (GOOD.replace("{expr: 1 + 1}", "[1]"), "inputs is"),
    "entry a word": ("- one\n", "entry 1 is 'one'"),
    "not a list": ("  id: one\n", "has no entries"),
    "not YAML": ("- {id: one\n", "line "),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_its_place(name: str, book: Book, run: Run) -> None:
    text, message = MISTAKES[name]
    code, out, err = run("examples", "check", "--file", book(text))
    assert (code, out) == (2, "")
    assert err.startswith("nnexplain: ")
    assert "mine.yaml: " in err
    assert message in err


def test_every_mistake_is_listed_in_the_order_of_the_file(book: Book, run: Run) -> None:
    text = GOOD.replace("calc", "calk") + GOOD.replace("one", "two").replace("id:", "idd:") + "- three\n"
    code, _, err = run("examples", "check", "--file", book(text))
    lines = err.splitlines()
    assert code == 2
    assert lines[0] == "nnexplain: 4 mistakes in mine.yaml"
    assert [line.split(": ")[1] for line in lines[1:]] == ["line 1", "line 4", "line 7", "line 7"]


def test_the_file_must_be_there(run: Run) -> None:
    code, _, err = run("examples", "check", "--file", "nowhere.yaml")
    assert code == 2
    assert "--file" in err
    assert "nowhere.yaml" in err
