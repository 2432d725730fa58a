"""A command line inside another text: what it gives, without writing it anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from nnexplain.discovery import ROOT, modules
from nnexplain.errors import InputError, listed, nearest, quote

if TYPE_CHECKING:
    from nnexplain.cli.options import Given
    from nnexplain.formats import Options
    from nnexplain.pages.blocks import Report

ALLOWED = "a calculator, derive or examples show"
_OUTSIDE = ("output", "json", "format", "no_color", "standalone", "spec_template", "plot")  # the text's own matters


def rendered(words: Sequence[str], form: str) -> str:
    """What a command line gives as a part of a text in that format; with ``--get`` the number, as a page shows it."""
    given = parsed(words)
    options = _options(given)
    if given.get("get"):
        return _value(words, given, options)
    from nnexplain.engine.reader import deep_recursion
    from nnexplain.formats import render

    with deep_recursion():
        return render(_report(words, given), form, options)


def parsed(words: Sequence[str]) -> Given:
    """The options of a command line that may stand in a text."""
    from typer.exceptions import TyperException

    from nnexplain.cli.group import make
    from nnexplain.cli.usage import in_a_sentence

    name, rest = _command(words)
    if any(word == "-" or word.startswith("-:") for word in rest):
        raise InputError("an example in a text cannot read standard input (-); write the numbers, or @FILE")
    command = make(name)
    if name == "examples":
        command, rest = command.commands["show"], rest[1:]  # type: ignore[attr-defined]
    try:
        with command.make_context(name, list(rest)) as context:
            given: Given = dict(context.params)
    except TyperException as error:
        raise InputError(in_a_sentence(error, list(words))) from None
    for option in _OUTSIDE:
        if given.get(option):
            spelled = f"--{option.replace('_', '-')}"
            raise InputError(f"{spelled} does not fit an example in a text, which is shown where it stands")
    return given


def _command(words: Sequence[str]) -> tuple[str, Sequence[str]]:
    name = words[0] if words else ""
    known = modules(ROOT / "lessons")
    allowed = name in known or name == "derive" or list(words[:2]) == ["examples", "show"]
    if not allowed:
        hint = nearest(name, [*known, "derive"]) or f"; the calculators are {listed(sorted(known), 20)}"
        raise InputError(f"{quote(name)} is not {ALLOWED}{hint}")
    if {"--help", "-h"} & set(words):
        raise InputError("--help does not fit an example in a text; leave it out")
    return name, words[1:]


def _options(given: Given) -> Options:
    from nnexplain.formats import Options
    from nnexplain.inputs.choices import whole

    precision = 4 if given.get("precision") is None else whole(given["precision"], 0, "--precision", 17)
    return Options(precision, full=bool(given.get("full")), standalone=False)


def _report(words: Sequence[str], given: Given) -> Report:
    if words[0] == "derive":
        from nnexplain.cli.commands.derive import asked

        return asked(given)
    if words[0] == "examples":
        from nnexplain.cli.commands.examples import shown

        return shown(given)
    from nnexplain.cli.calculator import worked
    from nnexplain.pages.worked import WorkedPage
    from nnexplain.worked.lesson import find

    return WorkedPage(worked(find(words[0]), given))


def _value(words: Sequence[str], given: Given, options: Options) -> str:
    from nnexplain.cli.calculator import worked
    from nnexplain.notation.unicode import Unicode
    from nnexplain.worked.get import get
    from nnexplain.worked.lesson import find

    if words[0] in ("derive", "examples"):
        raise InputError(f"--get needs a calculator, and {words[0]} is none")
    example = worked(find(words[0]), given)
    try:
        return get(example, given["get"], partial(Unicode.number, Unicode(options.precision)))
    except InputError as error:
        raise InputError(f"--get {error}") from None
