"""A lesson as a command: its options, the shared ones, and where the output goes."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Collection, Iterable
from typing import Any

from typer.core import TyperCommand

from nnexplain.cli.options import argument, option
from nnexplain.cli.streams import tell, write
from nnexplain.discovery import TEMPLATES, files, summary
from nnexplain.errors import InputError, nearest
from nnexplain.worked.lesson import Flag, Lesson, Text, find
from nnexplain.worked.shared import SHARED

_TEMPLATE = "--spec-template"


def command(name: str) -> TyperCommand:
    """The command of a lesson."""
    lesson = find(name)
    params: list[Any] = [_own(parameter) for parameter in lesson.parameters.values()]
    if lesson.template:
        params.append(option([_TEMPLATE], "print a commented spec file to start from", flag=True))
    params += [_shared(spec, hidden=spec.name in lesson.refuses) for spec in SHARED]

    def run(**given: Any) -> int:
        return calculate(lesson, given)

    words = [parameter for parameter in lesson.parameters.values() if parameter.argument and type(parameter) is Text]
    made = _Command if words else TyperCommand
    return made(name, callback=run, params=params, help=lesson.help, short_help=summary(files()[name]))


class _Command(TyperCommand):
    """Takes text that begins with a minus for what it is: ``calc "-1 + 2"``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        options = [(name, param) for param in self.get_params(ctx) for name in param.opts]
        takes_value = {name: not getattr(param, "is_flag", True) for name, param in options}
        free = [place for place in range(len(args)) if place == 0 or not takes_value.get(args[place - 1])]
        place = next((place for place in free if _is_text(args[place], takes_value)), None)
        if place is None and self.name == "calc" and all(args[place].startswith("-") for place in free):
            place = next((place for place in free if _is_no_slip(args[place], takes_value)), None)
        if place is not None and "--" not in args:
            args = [*args[:place], *args[place + 1 :], "--", args[place]]
        return super().parse_args(ctx, args)


def _is_text(word: str, options: Collection[str]) -> bool:
    """Whether a word with a minus in front is text: no option, and nothing like an option."""
    return word[:1] == "-" and word not in options and len(word) > 1 and not re.match("--[A-Za-z]", word)


def _is_no_slip(word: str, options: Collection[str]) -> bool:
    """Whether a word such as --a is no misspelt option either: where an expression is missing, it is that."""
    bare = [name.lstrip("-") for name in options]
    name = word.lstrip("-").partition("=")[0]
    return word.startswith("--") and word not in options and name not in bare and not nearest(name, bare)


def _own(parameter: Any) -> Any:
    text = parameter.help
    if parameter.required:
        text += " [required]"
    elif parameter.default is not None and not isinstance(parameter, Flag):
        text += f" (default {parameter.default})"
    names = getattr(parameter, "names", ())
    if names:
        text += ": " + ", ".join(names)
    if parameter.argument:
        return argument(parameter.name, text, metavar=parameter.metavar)
    if parameter.repeat:
        text += " (repeatable)"
    return option(
        parameter.spellings,
        text,
        metavar=parameter.metavar,
        flag=isinstance(parameter, Flag),
        repeat=parameter.repeat,
        choices=names,
    )


def _shared(spec: Any, *, hidden: bool) -> Any:
    from nnexplain import formats as render

    formats = tuple(render.names())
    return option(
        spec.spellings,
        spec.help.replace("{formats}", ", ".join(formats)),
        metavar=spec.metavar,
        flag=spec.flag,
        repeat=spec.repeat,
        choices=formats if spec.name == "format" else (),
        hidden=hidden,
    )


def spell(name: str, lesson: Lesson | None = None) -> str:
    """How an input is written: as an option, or as the word that stands for itself."""
    parameter = lesson.parameters.get(name) if lesson else None
    return parameter.metavar if parameter and parameter.argument else "--" + name.replace("_", "-")


def calculate(lesson: Lesson, given: dict[str, Any]) -> int:
    """Work the example and write it out; the exit status."""
    from nnexplain.engine.reader import deep_recursion
    from nnexplain.inputs.sources import Sources
    from nnexplain.worked.request import Request, Settings
    from nnexplain.worked.work import work

    if given.get("spec_template"):
        write((TEMPLATES / lesson.template).read_text(encoding="utf-8"), given.get("output"))
        return 0
    for name, reason in lesson.refuses.items():
        if given.get(name):
            raise InputError(f"{spell(name)} does not fit {lesson.name}: {reason}")
    own = {name: given[name] for name in lesson.parameters if given[name] not in (None, False, [], ())}
    settings = Settings(**{spec.name: given[spec.name] for spec in SHARED if spec.works and spec.name in given})
    form, options = _format(given), _options(given)
    example = work(Request(lesson, own, settings, Sources(tell), lambda name: spell(name, lesson)))
    with deep_recursion():  # a name that is used a thousand times has a gradient of as many terms
        pieces = shown(example, given, form, options)
        write(pieces, given.get("output"), safe=form == "json" and not given.get("get"))
    return example.exit_code


def shown(example: Any, given: dict[str, Any], form: str, options: Any) -> Iterable[str]:
    """The example as pieces of text, or the one value of it that ``--get`` asks for; warnings that it would lack, as
    messages."""
    from nnexplain import formats as render

    wanted = given.get("get")
    if wanted is None:
        format = render.find(form)
        pieces: Iterable[str] = (
            format.pieces(example, options) if hasattr(format, "pieces") else [format.render(example, options)]
        )
    else:
        from nnexplain.worked.get import get

        pieces = [_named("--get", get, example, wanted) + "\n"]
    if wanted is not None or form == "plain" or example.exit_code:
        for warning in example.warnings:
            tell(f"warning: {warning}")
    return map(_escaped, pieces) if form == "json" and options.ascii else pieces


def _named(option: str, function: Any, *args: Any) -> Any:
    """The function's result; its errors begin with the option's name."""
    try:
        return function(*args)
    except InputError as error:
        raise InputError(f"{option} {error}") from None


def _escaped(text: str) -> str:
    r"""JSON in ASCII: every other sign as ``\uXXXX``, which means the same.

    >>> print(_escaped('"×"'))
    "\u00d7"
    """
    import json

    if text.isascii():
        return text
    return re.sub(r"[^\x00-\x7f]", lambda sign: json.dumps(sign.group())[1:-1], text)


def _format(given: dict[str, Any], formats: tuple[str, ...] = ()) -> str:
    from nnexplain import formats as render

    wanted, known = given.get("format"), formats or tuple(render.names())
    if given.get("json") and wanted and str(wanted).casefold() != "json":
        raise InputError(f"--json is short for --format json, but --format is {wanted}; give one of them")
    if given.get("json"):
        return "json"
    if not wanted or wanted in known:
        return wanted or "table"
    from nnexplain.inputs.choices import choose  # brings NumPy

    return choose(wanted, known, "--format")


def _options(given: dict[str, Any]) -> Any:
    from nnexplain.formats import Options

    precision = 4
    if given.get("precision") is not None:
        from nnexplain.inputs.choices import whole  # brings NumPy

        precision = whole(given["precision"], 0, "--precision", 17)
    to_file = given.get("output") not in (None, "-")
    return Options(
        precision=precision,
        width=shutil.get_terminal_size((80, 24)).columns,
        color=not to_file and not given.get("no_color") and wants_color(),
        ascii=not to_file and not _knows_unicode(),
    )


def wants_color() -> bool:
    """Colour only on a terminal that can show it, unless NO_COLOR asks for none."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _knows_unicode() -> bool:
    try:
        "≈×₁ᵀ╭█".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
