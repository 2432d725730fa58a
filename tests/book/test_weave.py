"""Worked examples inside a text: only what stands between the markers changes, and never by halves."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnexplain as nn
from nnexplain.book.weave import LineError, blocks, woven
from nnexplain.formats import Options, render
from nnexplain.pages.worked import WorkedPage
from tests.support.cases import cases

PART = Options(standalone=False)  # of another page
CLOSE = "<!-- /nnexplain -->"
NEURON = "perceptron --w 0.1,0.2 --x 1,0 --b 0.05"


def opens(command: str) -> str:
    return f"<!-- nnexplain {command} -->"


O = opens("calc 1")  # noqa: E741


@pytest.fixture
def book(tmp_path: Path) -> Any:
    """``book(text)``: a file that holds it, byte for byte."""

    def write(text: str | bytes, name: str = "book.md") -> Path:
        file = tmp_path / name
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    return write


def seen(text: str) -> list[tuple[int, str, str | None]]:
    return [(block.line, text[block.start : block.end], block.prefix) for block in blocks(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (f"{O}\n{CLOSE}\n", [(1, "", "")]),
        (f"\ufeff{O}\n{CLOSE}", [(1, "", "")]),
        (f"{O}\r\nold\r\n{CLOSE}", [(1, "old\r\n", "")]),
        (f"a\r{O}\rold\r{CLOSE}\r", [(2, "old\r", "")]),
        (f"  {O} \t\n  old\n  {CLOSE}  ", [(1, "  old\n", "  ")]),
        (f"> {O}\n> old\n> {CLOSE}", [(1, "> old\n", "> ")]),
        (f"> > {O}\n> > {CLOSE}", [(1, "", "> > ")]),
        (f"- {O}\n  {CLOSE}", [(1, "", "  ")]),
        (f"12. {O}\n    {CLOSE}", [(1, "", "    ")]),
        (f"> - {O}\n>   {CLOSE}", [(1, "", ">   ")]),
        (f"- a\n\n    {O}\n    {CLOSE}", [(3, "", "    ")]),
        (f"1. a\n   - b\n\n     {O}\n     old\n     {CLOSE}", [(4, "     old\n", "     ")]),
        (f"y is {O}1{CLOSE}.", [(1, "1", None)]),
        (f"y is {O}\n1{CLOSE}.", [(1, "\n1", None)]),
        (f"{O}1{CLOSE}", [(1, "1", None)]),
        (f"| {O}1{CLOSE} | {O}2{CLOSE} |", [(1, "1", None), (1, "2", None)]),
        ("<!-- nnexplain calc\n  1\n-->\nold\n" + CLOSE, [(1, "old\n", "")]),
        ("<!--nnexplain calc 1-->\n<!--/nnexplain-->", [(1, "", "")]),
        (f"{O}\n```\ncode `\n```\n{CLOSE}", [(1, "```\ncode `\n```\n", "")]),
    ],
)
def test_blocks_are_found(text: str, found: list[tuple[int, str, str | None]]) -> None:
    assert seen(text) == found


@pytest.mark.parametrize(
    "text",
    [
        f"```\n{O}\n```", f"~~~ md\n{O}\n```\n{O}\n~~~", f"````\n{O}\n```\n{O}\n````\n", f"```\n{O}", f"> ```\n> {O}",
        f"- ```\n  {O}\n\n  {O}\n  ```", f"`{O}`", f"`` ` {O} ``", f"a `b {O}\nc {CLOSE}` d", f"    {O}\n", f"\t{O}",
        f"- a\n\n      {O}", f"\\{O}", "<!-- nnexplain: ignore a tie -->", "<!-- nnexplained -->", f"<!--\n\n{O}\n-->",
        "<!-- another comment", "nnexplain calc 1", "<!- nnexplain calc 1 -->", "```" + O + "```",
    ],
)  # fmt: skip
def test_what_an_author_shows_is_text(text: str) -> None:
    assert blocks(text) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"```\n{O}\n```\n{O}\n{CLOSE}", 4),
        (f"> ```\n{O}\n{CLOSE}", 2),
        (f"- ```\n\n{O}\n{CLOSE}", 3),
        (f"a ` b\n\n{O}\n{CLOSE}\n`", 3),
        (f"# a `b\n{O}1{CLOSE}`", 2),
        (f"a `code` {O}1{CLOSE} `", 1),
        (f"\\`{O}1{CLOSE}\\`", 1),
        (f"<!-- a ` b --> {O}1{CLOSE} `", 1),
        (f"text\n    {O}\n    {CLOSE}", 2),
    ],
)
def test_what_only_looks_like_code_is_none(text: str, line: int) -> None:
    assert [block.line for block in blocks(text)] == [line]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (f"a\n{O}\n", 2, "never closed"),
        (f"a\n\n{CLOSE}", 3, "closes nothing"),
        (f"{O}\n\n{O}\n{CLOSE}", 3, "inside the one of line 1"),
        (f"{O}\n{CLOSE}\n{CLOSE}", 3, "closes nothing"),
        (f"{O}\n```\n{CLOSE}\n", 1, "never closed"),
        (f"a\n<!-- nnexplain -->\n{CLOSE}", 2, "names no command"),
        ("a\r\nb\r\n<!-- nnexplain calc 1", 3, "not ended by -->"),
        (f"<!-- nnexplain calc 1\n\n{CLOSE}", 1, "not ended by -->"),
        (f"b <!-- nnexplain calc 1\n\n{CLOSE}", 1, "not ended by -->"),
        (f"{O}\n<!-- /nnexplain calc -->", 2, "'calc' stands in a closing marker"),
    ],
)
def test_markers_that_are_no_pair_are_named(text: str, line: int, says: str) -> None:
    with pytest.raises(LineError, match=says) as caught:
        blocks(text)
    assert caught.value.line == line


def test_an_example_stands_between_empty_lines(run: Any, book: Any) -> None:
    file = book(f"# A\n{opens(NEURON)}\nold\n{CLOSE}\nend")
    assert run("weave", str(file), "--check") == (1, f"{file}:2: stale: {NEURON}\n", "")
    assert "old" in file.read_text("utf-8")
    assert run("weave", str(file)) == (0, f"{file}:2: rewritten: {NEURON}\n", "")
    page = render(WorkedPage(nn.perceptron(w=[0.1, 0.2], x=[1, 0], b="0.05")), "markdown", PART)
    assert file.read_text("utf-8") == f"# A\n{opens(NEURON)}\n\n{page}\n{CLOSE}\nend"
    assert run("weave", str(file)) == run("weave", str(file), "--check") == (0, "", "")


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        (f"{NEURON} --get y", "0.15"),
        ("softmax --z 1,2,0.5,0.3 --get p", "[0.2074, 0.5638, 0.1258, 0.1030]"),
        ("softmax --z 1,2,0.5,0.3 --get p[1] --precision 2", "0.56"),
        ("softmax --z 1,2,0.5,0.3 --get=p[1]", "0.5638"),
        ("loss --z 0,40 --target 1 --get loss", "4.248e-18"),
        ("loss --p 0,1 --target 0 --get loss", "Infinity"),
        ("calc -1/2 --get y", "-0.5"),
        ("calc '0 * (-1)' --get y", "0"),
        ("attention --Q 1,0;0,1 --K 1,0;0,1 --V 1,2;3,4 --causal --get masked[0]", '[0.7071, "-Infinity"]'),
        ("examples show perceptron-x10-output --get y", "0.15"),
        ("perceptron --w 1 --x 1 --backward --get gradients.w", "[1]"),
        ("perceptron --w 0.15 --x 1 --hand 1 --get hand.y", "0.2"),
    ],
)  # fmt: skip
def test_a_number_stands_inside_a_line(command: str, shown: str, run: Any, book: Any) -> None:
    file = book(f"It is {opens(command)}?{CLOSE}, as said.")
    assert run("weave", str(file)).code == 0
    assert file.read_text("utf-8") == f"It is {opens(command)}{shown}{CLOSE}, as said."


def test_every_line_goes_on_as_the_markers_do(run: Any, book: Any) -> None:
    command = "calc 1+1 --get y"
    text = f"> - {opens(command)}\r\n>   old\r\n>   {CLOSE}\r\n\r\n\t1. {opens(command)} \r\n\t   {CLOSE}"
    file = book(text.replace("\t", "   "))
    assert run("weave", str(file)).code == 0
    assert file.read_bytes().decode() == (
        f"> - {opens(command)}\r\n>\r\n>   2\r\n>\r\n>   {CLOSE}\r\n\r\n"
        f"   1. {opens(command)} \r\n\r\n      2\r\n\r\n      {CLOSE}"
    )


def test_derivations_and_entries_are_woven(run: Any, book: Any) -> None:
    file = book(
        f"{opens('derive tanh-derivative')}\n{CLOSE}\n\n{opens('examples show perceptron-x10-output')}\n{CLOSE}\n"
        f"{opens('derive --list')}\n{CLOSE}\n{opens(NEURON + ' --format markdown')}\n{CLOSE}\n"
    )
    assert run("weave", str(file)).code == 0
    text = file.read_text("utf-8")
    assert r"\tanh" in text
    assert "As printed" in text
    assert run("weave", str(file), "--check").code == 0


def test_html_has_no_empty_line_that_would_end_it(run: Any, book: Any) -> None:
    file = book(f"a\n{opens(NEURON)}\n{CLOSE}\n")
    assert run("weave", str(file), "--format", "html").code == 0
    inside = file.read_text("utf-8").split("-->\n\n")[1].split("\n\n<!--")[0]
    assert "<math" in inside
    assert "\n\n" not in inside
    assert "<html" not in inside
    assert run("weave", str(file), "--format", "HTML", "--check") == (0, "", "")


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("perceptron --w 0.1 --x 1,2", "--w has 1 entry but --x has 2"),
        ("nothing --x 1", "'nothing' is no command for a book; allowed are the calculators (activation, "),
        ("perceptrn --w 1", "did you mean perceptron?"),
        ("weave book.md", "'weave' is no command"),
        ("schema", "derive and examples show"),
        ("examples list", "'examples list' is no command"),
        ("examples check", "'examples check' is no command"),
        ("examples", "'examples' is no command"),
        ("calc '1", "a quotation is not closed"),
        ("calc 1 \\", "nothing follows a last \\"),
        ("softmax --z 1,2 --output x", "--output makes no sense in a book"),
        ("softmax --z 1,2 --json", "--json makes no sense in a book"),
        ("softmax --z 1,2 --no-color", "--no-color makes no sense in a book"),
        ("network --spec-template", "--spec-template makes no sense in a book"),
        ("softmax --z 1,2 --help", "--help makes no sense in a book"),
        ("softmax --z 1,2 --format table", "--format is 'table', but the book is woven in markdown"),
        ("softmax --z -", "--z is -, but a book has no standard input"),
        ("softmax --z -:p", "--z is -, but a book has no standard input"),
        ("softmax --z 1,2 --versus z=-", "a book has no standard input"),
        ("network -", "a book has no standard input"),
        ("examples show perceptron-x10-output --versus b=-", "a book has no standard input"),
        ("softmax --z 1,2 --nothing", "--nothing is not an option of softmax"),
        ("softmax --z", "--z needs a value"),
        ("softmax 1,2", "softmax has no place for '1,2'"),
        ("softmax --z 1,2 --precision x", "--precision is 'x'"),
        ("softmax --z 1,2 --get q", "--get asks for 'q'"),
        ("softmax --z 1,2 --get ''", "--get asks for ''"),
        ("perceptron --w 1 --x 1 --get inputs.activation", "which is no number"),
        ("softmax --z @nowhere.npy", "--z points at 'nowhere.npy', which does not exist"),
        ("examples show nothing", "there is no entry 'nothing'"),
        ("examples show", "show needs the id of an entry"),
        ("examples show 'softmax-*' --get p", "show takes one entry"),
        ("derive sigmod", "there is no topic 'sigmod'"),
        ("derive --list --n 3", "--list proves none"),
        ("> x", "'>' is no command"),
        ("$(touch x)", "'$(touch' is no command"),
        ("calc `touch x`", "calc has no place for 'x`'"),
    ],
)
def test_a_block_that_fails_is_named(command: str, says: str, run: Any, book: Any, tmp_path: Path) -> None:
    text = f"a\n\n{opens(NEURON)}\n{CLOSE}\n{opens(command)}\n{CLOSE}\n"
    file = book(text)
    for words in [("--check",), ()]:
        code, out, err = run("weave", str(file), *words, stdin="1,2")
        assert (code, out) == (2, "")
        assert err.startswith(f"nnexplain: {file}:5: ")
        assert err.count("\n") == 1
        assert says in err
    assert file.read_text("utf-8") == text
    assert [file.name for file in tmp_path.iterdir()] == ["book.md"]


@pytest.mark.parametrize("text", [f"y is {opens(NEURON)}?{CLOSE}", f"{opens(NEURON)}?\n{CLOSE}"])
def test_an_example_does_not_fit_inside_a_line(text: str, run: Any, book: Any) -> None:
    code, out, err = run("weave", str(book(text)))
    assert (code, out) == (2, "")
    assert "lines of their own" in err


def test_markers_that_would_become_code_are_refused(run: Any, book: Any) -> None:
    text = f"a\n   {O}\n{' ' * 6}b\n    {CLOSE}\n"
    file = book(text)
    code, out, err = run("weave", str(file))
    assert (code, out) == (2, "")
    assert "never closed" in err or "equally far in" in err
    assert file.read_text("utf-8") == text


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_written(run: Any, book: Any, tmp_path: Path) -> None:
    good = book(f"{opens(NEURON)}\n{CLOSE}\n", "good.md")
    bad = book(f"{opens('calc 1 +')}\n{CLOSE}\n{opens('softmax')}\n{CLOSE}\n", "bad.md")
    odd = book(f"{O}\n", "odd.md")
    binary = book(b"a\n\xff\n", "binary.md")
    nowhere = tmp_path / "nowhere.md"
    before = good.read_bytes()
    code, out, err = run("weave", *map(str, (good, bad, odd, binary, nowhere, tmp_path)), "-")
    assert (code, out) == (2, "")
    lines = err.splitlines()
    assert len(lines) == 7
    places = [f"nnexplain: {bad}:1: ", f"{bad}:3: ", f"{odd}:1: ", f"{binary}:2: is not UTF-8", *["FILE"] * 3]
    for line, start in zip(lines, places, strict=True):
        assert line.startswith(start)
    assert "is a folder" in lines[5]
    assert good.read_bytes() == before


@pytest.mark.parametrize("words", [(), ("--check",), ("x.md", "--format", "table"), ("x.md", "--format", "")])
def test_the_command_line_is_checked(words: tuple[str, ...], run: Any) -> None:
    code, out, err = run("weave", *words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


def test_files_of_an_example_stand_beside_the_book(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, numbers in (("a", "1,2"), ("b", "3,4")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.csv").write_text(numbers, "utf-8")
        spec = "layers: [{W: [[1, 1]], activation: identity}]\ndata: {x: '@x.csv'}\n"
        (tmp_path / name / "net.yaml").write_text(spec, "utf-8")
        text = f"{opens('calc sum(x) --set x=@x.csv --get y')}{CLOSE} {opens('network net.yaml --get result')}{CLOSE}"
        (tmp_path / name / "book.md").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run("weave", "a/book.md", str(tmp_path / "b/book.md")).code == 0
    assert Path.cwd() == tmp_path
    for name, total in (("a", 3), ("b", 7)):
        text = (tmp_path / name / "book.md").read_text("utf-8")
        assert f"-->{total}<!--" in text
        assert f"-->[{total}]<!--" in text


def test_mode_and_link_stay_and_a_file_is_written_once(run: Any, book: Any, tmp_path: Path) -> None:
    file = book(f"{opens(NEURON)}\n{CLOSE}\n")
    file.chmod(0o640)
    link = tmp_path / "link.md"
    link.symlink_to(file)
    out = run("weave", str(link), str(file), str(tmp_path / "." / "book.md")).out
    assert out == f"{link}:1: rewritten: {NEURON}\n"
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert "0.15" in file.read_text("utf-8")
    before = file.stat()
    run("weave", str(file))
    assert file.stat().st_ino == before.st_ino


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anything")
def test_a_file_that_may_not_be_written_is_named(run: Any, book: Any) -> None:
    file = book(f"{opens(NEURON)}\n{CLOSE}\n")
    file.chmod(0o440)
    assert run("weave", str(file)).code == 2


def test_what_the_user_names_cannot_end_a_block(run: Any, book: Any, tmp_path: Path) -> None:
    spec = (Path(nn.__file__).parent / "inputs/specs/shipped/two-tokens.yaml").read_text("utf-8")
    hostile = f"'{CLOSE} <b> `'"
    (tmp_path / "t.yaml").write_text(spec.replace("A", hostile) if "[A, B" in spec else spec, "utf-8")
    assert hostile in (tmp_path / "t.yaml").read_text("utf-8")
    file = book(f"{opens('transformer t.yaml')}\n{CLOSE}\nend")
    code, _, err = run("weave", str(file))
    assert (code, err) == (0, "")
    assert run("weave", str(file)) == (0, "", "")
    assert len(blocks(file.read_text("utf-8"))) == 1


def test_a_calculation_is_worked_once(run: Any, book: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from nnexplain.worked import work

    calls = []
    before = work.work
    monkeypatch.setattr(work, "work", lambda request: calls.append(request) or before(request))
    numbers = " ".join(f"{opens(f'{NEURON} --get {name} --precision {n}')}{CLOSE}" for n in (2, 4) for name in "yz")
    assert run("weave", str(book(f"{numbers}\n\n{opens(NEURON)}\n{CLOSE}\n"))).code == 0
    assert len(calls) == 1


def test_the_template_can_be_woven(run: Any, book: Any) -> None:
    file = book(run("weave", "--template").out)
    assert run("weave", str(file)).out.count("rewritten") == 2
    assert ">0.15<" in file.read_text("utf-8")


def test_python_weaves_too(book: Any) -> None:
    file = book(f"a {opens('calc 2 --get y')}1{CLOSE}")
    stale = [{"file": str(file), "line": 1, "command": "calc 2 --get y"}]
    assert nn.weave(file, check=True) == nn.weave(str(file)) == stale
    assert nn.weave(file) == []
    with pytest.raises(nn.InputError, match="format is 'table'"):
        nn.weave(file, format="table")


def test_a_part_is_what_the_format_renders(book: Any) -> None:
    file = book(f"{opens('softmax --z 1,2 --precision 2')}\n{CLOSE}\n")
    nn.weave(file)
    page = render(WorkedPage(nn.softmax(z=[1, 2])), "markdown", PART.but(precision=2))
    assert page in file.read_text("utf-8")


PARTS = (
    "text", "\n", "\r\n", "\n\n", "`", "``", "```\n", "~~~\n", "> ", "- ", "1. ", "    ", "\t", "# ", "| a |\n", " \\",
    "<!--", "-->", "<!-- a -->", O, opens("calc 1+1 --get y"), opens("softmax --z 1,2 --get p"), CLOSE, f"{CLOSE}\n",
    f"\n{opens('calc 1+1')}\n", f"\n{CLOSE}\n", f"\n> {opens('calc 2')}\n> {CLOSE}\n", "é", "\ufeff", "---\n", " ",
    f"{opens('calc 3 --get y')}{CLOSE}", f"\n- {opens('calc 4 --get y')}\n  {CLOSE}\n",
)  # fmt: skip


@given(text=st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
@cases(150)
def test_any_text_is_woven_once_or_refused(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever a text holds: it is refused and left alone, or weaving it again changes nothing."""
    file = tmp_path_factory.mktemp("any") / "book.md"
    file.write_bytes(text.encode())
    try:
        nn.weave(file)
    except nn.InputError:
        assert file.read_bytes() == text.encode()
        return
    made = file.read_bytes().decode()
    assert nn.weave(file, check=True) == []
    assert outside(made) == outside(text)


def outside(text: str) -> str:
    return woven(text, [(block, "") for block in blocks(text)])
