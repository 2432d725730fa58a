"""A command line worked in this process: its words to a report, with nothing shown and nothing written.

Books name command lines in their text. What may stand there is what shows a worked example, a proof or an entry, with
the options that change what is worked or how many digits it has; all others are refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from typer.exceptions import Exit, TyperException

from nnexplain.cli.options import Given
from nnexplain.cli.usage import in_a_sentence
from nnexplain.discovery import ROOT, modules
from nnexplain.errors import InputError, listed, nearest, quote
from nnexplain.inputs.sources import Sources
from nnexplain.worked.declared import Declared
from nnexplain.worked.shared import SHARED

if TYPE_CHECKING:
    from nnexplain.book.showing import EntryPage
    from nnexplain.cli.options import Command
    from nnexplain.formats import Options
    from nnexplain.pages.proofs import Proofs, Topics
    from nnexplain.pages.worked import WorkedPage
    from nnexplain.worked.example import WorkedExample

_SHOWS = ("get", "precision", "full", "format")  # how it is shown; what is worked is the same
_TAKEN = {spec.name for spec in SHARED if spec.works} | {*_SHOWS}
_REASONS = {
    "output": "it is put between the markers",
    "spec_template": "it prints a file to start from, not an example",
}


class Line(Declared):
    """A command (``examples show``), and what its options were given."""

    name: str
    given: Given

    @property
    def key(self) -> tuple[object, ...]:
        """Lines of one key work the same; of an entry, a number takes less than the page."""
        whole = self.name != "examples show" or self.given["get"] is None
        return self.name, whole, *sorted((name, value) for name, value in self.given.items() if name not in _SHOWS)


class _NoStandardInput(Sources):
    """A book is no pipe: ``-`` means nothing in it."""

    def standard_input(self, option: str) -> str:
        raise InputError("is -, but a book has no standard input; write the numbers, or @FILE")


class Lines:
    """Works command lines, each calculation once however often it is asked for, and shows them in one format."""

    def __init__(self, form: str) -> None:
        self.form = form
        self._worked: dict[tuple[object, ...], WorkedPage | EntryPage | Proofs | Topics] = {}
        self._shown: dict[tuple[str, ...], str] = {}

    def text(self, words: Sequence[str], where: str = "", *, alone: bool = True) -> str:
        """What the words come to: the report, or the number that ``--get`` asks for.

        ``where`` tells apart places whose files differ; ``alone`` says whether there is room for a whole example.
        """
        key = (where, str(alone), *words)
        if key not in self._shown:
            line = self.read(words)
            if not alone and line.given.get("get") is None:
                raise InputError("an example needs its markers on lines of their own; inside a line write --get NAME")
            self._shown[key] = self._show(line, where)
        return self._shown[key]

    def read(self, words: Sequence[str]) -> Line:
        """The line that the words are, where it is one that a book may have."""
        line = read(words)
        for name, value in line.given.items():
            if name in _REFUSED and value not in (None, False):
                reason = _REASONS.get(name, "a book shows pages and numbers")
                raise InputError(f"--{name.replace('_', '-')} makes no sense in a book: {reason}")
        asked = line.given.get("format")
        if asked and str(asked).casefold() != self.form:
            raise InputError(f"--format is {quote(asked)}, but the book is woven in {self.form}; leave it out")
        return line

    def report(self, line: Line, where: str = "") -> WorkedPage | EntryPage | Proofs | Topics:
        """The worked example, the proofs or the entry of the line."""
        key = (where, *line.key)
        if key not in self._worked:
            self._worked[key] = _report(line)
        return self._worked[key]

    def number(self, line: Line, where: str = "") -> str:
        """The number that ``--get`` asks for, with the digits of a page."""
        from nnexplain.worked.get import rounded

        report = self.report(line, where)
        try:
            example: WorkedExample = report.example  # type: ignore[union-attr]  # none but these have a --get
            return rounded(example, line.given["get"], options(line).precision)
        except InputError as error:
            text = str(error)
            raise InputError(text if text.startswith("--get") else f"--get {text}") from None

    def _show(self, line: Line, where: str) -> str:
        from nnexplain.engine.reader import deep_recursion
        from nnexplain.formats import render

        with deep_recursion():
            if line.given.get("get") is not None:
                return self.number(line, where)
            return render(self.report(line, where), self.form, options(line))


def read(words: Sequence[str]) -> Line:
    """The command and its options, as the command line would read them.

    >>> read(["perceptron", "--w", "0.1,0.2", "--x", "1,0"]).given["w"]
    '0.1,0.2'
    """
    name, command, rest = _command(list(words))
    if "--help" in rest:
        raise InputError("--help makes no sense in a book")
    try:
        with command.make_context(name, rest) as context:
            return Line(name, dict(context.params))
    except TyperException as error:
        raise InputError(in_a_sentence(error, list(words))) from None
    except Exit:
        raise InputError(f"{quote(' '.join(words), 80)} shows no example") from None


def _command(words: list[str]) -> tuple[str, Command, list[str]]:
    name = words[0] if words else ""
    if name in modules(ROOT / "lessons") or name == "derive":
        return name, _made(name), words[1:]
    if words[:2] == ["examples", "show"]:
        show: Command = getattr(_made("examples"), "commands", {})["show"]
        return "examples show", show, words[2:]
    known = [*modules(ROOT / "lessons"), "derive", "examples"]
    said = " ".join(words[:2]) if name == "examples" else name
    hint = "" if name == "examples" else nearest(name, known)
    raise InputError(
        f"{quote(said)} is no command for a book{hint}; allowed are the calculators "
        f"({listed(modules(ROOT / 'lessons'), most=40)}), derive and examples show"
    )


@cache
def _made(name: str) -> Command:
    from nnexplain.cli.group import make

    return make(name)


def _report(line: Line) -> WorkedPage | EntryPage | Proofs | Topics:
    if line.name == "derive":
        from nnexplain.cli.commands.derive import report

        return report(line.given)
    if line.name == "examples show":
        from nnexplain.cli.commands.examples import shown

        return shown(line.given, _NoStandardInput())
    from nnexplain.cli.calculator import request
    from nnexplain.pages.worked import WorkedPage
    from nnexplain.worked.lesson import find
    from nnexplain.worked.work import work

    return WorkedPage(work(request(find(line.name), line.given, _NoStandardInput())))


def options(line: Line) -> Options:
    """How a line's report is shown: as a part of another page, with the digits that it asks for."""
    from nnexplain.formats import Options
    from nnexplain.inputs.choices import whole

    precision = line.given.get("precision")
    digits = 4 if precision is None else whole(precision, 0, "--precision", 17)
    return Options(digits, full=bool(line.given.get("full")), standalone=False)


_REFUSED = {spec.name for spec in SHARED} - _TAKEN | {"spec_template"}
