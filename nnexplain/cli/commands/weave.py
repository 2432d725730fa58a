"""Worked examples inside a book, computed: what stands between its markers is rewritten where it is stale."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import chdir, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

from nnexplain.cli.options import argument, opened, option
from nnexplain.cli.streams import save, write
from nnexplain.discovery import summary
from nnexplain.errors import InputError, InputErrors, InternalCheckError, quote
from nnexplain.worked.declared import Declared

if TYPE_CHECKING:
    from nnexplain.book.weave import Block
    from nnexplain.cli.line import Lines
    from nnexplain.cli.options import Param

FORMATS = ("markdown", "html")
TEMPLATE = """\
# A neuron

Its answer is <!-- nnexplain perceptron --w 0.1,0.2 --x 1,0 --b 0.05 --get y --><!-- /nnexplain -->, because:

<!-- nnexplain perceptron --w 0.1,0.2 --x 1,0 --b 0.05 -->
<!-- /nnexplain -->
"""
_TEXT = """\
<!-- nnexplain COMMAND OPTIONS --> on a line of its own, and <!-- /nnexplain --> on a later one, hold the worked
example between them; with --get NAME the two hold a number, inside a line too, with the digits that --precision asks
for. Every sign outside the markers stays as it is, and markers in code are text. COMMAND is a calculator, derive or
examples show; its options are split as a shell would split them, but no shell runs anything, and the names of files
are relative to the book's folder.

Prints which blocks it rewrote. Where one of them fails, nothing is written, in no file: exit status 2."""


def weave(*files: object, check: bool = False, format: str = "markdown") -> list[dict[str, object]]:
    """Rewrite the stale blocks of those files; ``check`` writes nothing. Gives each stale block's place and command.

    A block that fails is an ``InputError`` that names its file and line, and nothing is written in any file.

    >>> import nnexplain as nn, pathlib, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> book = pathlib.Path(folder.name, "book.md")
    >>> _ = book.write_text("It is <!-- nnexplain calc 1+1 --get y -->3<!-- /nnexplain -->.")
    >>> [(block["line"], block["command"]) for block in nn.weave(book)], book.read_text()[-22:]
    ([(1, 'calc 1+1 --get y')], '>2<!-- /nnexplain -->.')
    >>> nn.weave(book, check=True)
    []
    >>> folder.cleanup()
    """
    plans = planned(list(map(str, files)), format)
    if not check:
        for plan in plans:
            plan.save()
    return [{"file": plan.name, "line": block.line, "command": block.command} for plan in plans for block in plan.stale]


class Plan(Declared):
    """What becomes of a file: what it holds, what it is to hold, and which of its blocks are stale."""

    name: str
    file: Path
    data: bytes
    text: str
    stale: Sequence[Block]

    def save(self) -> None:
        """Write the file, whole or not at all, unless it is as it should be or somebody else has written it."""
        if not self.stale:
            return
        try:
            if self.file.read_bytes() != self.data:
                raise InputError(f"{self.name} was changed while its examples were worked; weave it again")
            save([self.text], self.file)
        except OSError as error:
            raise InputError(f"{self.name} cannot be written: {error.strerror or error}") from None

    def lines(self, what: str) -> str:
        """``book.md:5: rewritten: softmax --z 1,2``."""
        commands = ((block.line, quote(" ".join(block.command.split()), 100)[1:-1]) for block in self.stale)
        return "".join(f"{self.name}:{line}: {what}: {command}\n" for line, command in commands)


def planned(files: Sequence[str], format: object) -> list[Plan]:
    """What becomes of each file; all that is wrong with any of them is said at once."""
    from nnexplain.cli.line import Lines
    from nnexplain.inputs.choices import choose

    lines = Lines(choose(format, FORMATS, "--format"))
    if not files:
        raise InputError("weave needs a FILE, such as chapter.md; --template prints one to start from")
    found: dict[Path, Plan] = {}
    wrong: list[str] = []
    for name in files:
        try:
            file = _existing(name)
            if file.resolve() not in found:
                found[file.resolve()] = _plan(name, file, lines, wrong)
        except OSError as error:
            wrong.append(f"{name} cannot be read: {error.strerror or error}")
        except InputError as error:
            wrong.append(str(error))
    if wrong:
        raise InputErrors("\n".join(wrong))
    return list(found.values())


def _existing(name: str) -> Path:
    from nnexplain.inputs.texts import existing

    if name == "-":
        raise InputError("FILE is -, but weave rewrites files; give the name of one")
    if Path(name).is_dir():
        raise InputError(f"FILE points at {quote(name, 80)}, which is a folder; write {name.rstrip('/')}/*.md")
    try:
        return existing(name)
    except InputError as error:
        raise InputError(f"FILE {error}") from None


def _plan(name: str, file: Path, lines: Lines, wrong: list[str]) -> Plan:
    from nnexplain.book.weave import LineError, blocks, woven

    data = file.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(f"{name}:{line}: is not UTF-8 text") from None
    try:
        found = blocks(text)
    except LineError as error:
        raise InputError(f"{name}:{error.line}: {error.text}") from None
    changes: list[tuple[Block, str]] = []
    with chdir(file.parent) if found and file.parent != Path() else nullcontext():
        for block in found:
            try:
                changes.append((block, _inside(block, lines, str(file.parent.resolve()))))
            except LineError as error:
                wrong.append(f"{name}:{error.line}: {error.text}")
            except InputError as error:
                wrong.append(f"{name}:{block.line}: {error}")
            except InternalCheckError as error:
                raise InternalCheckError(f"{name}:{block.line}: {error}") from None
    made = woven(text, changes)
    if made != text and len(changes) == len(found):
        _check(name, made, found)
    return Plan(name, file, data, made, [block for block, inside in changes if text[block.start : block.end] != inside])


def _check(name: str, text: str, found: Sequence[Block]) -> None:
    """What is put between the markers leaves them markers, so that weaving once more finds what it wrote.

    A marker four columns further in than the other, say, is code as soon as an empty line stands before it.
    """
    from nnexplain.book.weave import LineError, blocks

    try:
        held = [block.command for block in blocks(text)]
    except LineError:
        held = []
    if held != [block.command for block in found]:
        block = next((old for old, new in zip(found, held, strict=False) if old.command != new), found[0])
        raise InputError(f"{name}:{block.line}: with something between the markers they would not be markers any "
                         "more; write both of them equally far in")  # fmt: skip


def _inside(block: Block, lines: Lines, where: str) -> str:
    """What stands between the block's markers when it is worked anew."""
    from nnexplain.book.weave import LineError

    words = block.words
    text = lines.text(words, where, alone=block.prefix is not None)
    if block.prefix is not None and lines.form == "html":
        text = "\n".join(line for line in text.split("\n") if line.strip())  # an empty line ends HTML in Markdown
    if not text.strip():
        raise LineError(block.line, "the command shows nothing")
    return block.filled(text)


def command() -> TyperCommand:
    """``nnexplain weave FILE ...``."""
    params: list[Param] = [
        argument("files", "the Markdown files to rewrite", metavar="FILE ...", many=True),
        option(["--check"], "write nothing; exit status 1 where something is stale", flag=True),
        option(["--format"], f"how examples are written: {', '.join(FORMATS)} (default markdown)", metavar="NAME",
               choices=FORMATS),
        option(["--template"], "print a file with markers to start from", flag=True),
    ]  # fmt: skip
    help_line = f"{summary(Path(__file__))}."
    full = opened(f"{help_line}\n\n{_TEXT}", "weave --template")
    return TyperCommand("weave", callback=_run, params=params, help=full, short_help=help_line.rstrip("."))


def _run(**given: Any) -> int:
    if given["template"]:
        write(TEMPLATE)
        return 0
    plans = planned(given["files"], given["format"] or FORMATS[0])
    for plan in plans:
        if not given["check"]:
            plan.save()
        write(plan.lines("stale" if given["check"] else "rewritten"))
    return int(given["check"] and any(plan.stale for plan in plans))
