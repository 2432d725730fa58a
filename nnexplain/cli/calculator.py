"""A lesson as a command: its options, the shared ones, and where the output goes."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

from nnexplain.cli.options import Given, argument, opened, option
from nnexplain.cli.output import format_name, send, shared_option, show_options
from nnexplain.cli.streams import tell
from nnexplain.discovery import TEMPLATES, files, summary
from nnexplain.errors import InputError, nearest
from nnexplain.worked.lesson import Choice, Flag, Lesson, Parameter, Text, find, spelling
from nnexplain.worked.shared import SHARED

if TYPE_CHECKING:
    from nnexplain.cli.options import Context, Param
    from nnexplain.formats import Options
    from nnexplain.inputs.sources import Sources
    from nnexplain.worked.example import WorkedExample
    from nnexplain.worked.request import Request

_TEMPLATE = "--spec-template"


def command(name: str) -> TyperCommand:
    lesson = find(name)
    params: list[Param] = [_own(parameter) for parameter in lesson.parameters.values()]
    if lesson.template:
        params.append(option([_TEMPLATE], "print a commented spec file to start from", flag=True))
    params += [shared_option(spec, hidden=spec.name in lesson.refuses) for spec in SHARED]

    def run(**given: Any) -> int:
        return calculate(lesson, given)

    words = [
        parameter for parameter in lesson.parameters.values() if parameter.argument and isinstance(parameter, Text)
    ]
    made = _Command if words else TyperCommand
    help = opened(lesson.help, f"{name} {lesson.example}")
    return made(name, callback=run, params=params, help=help, short_help=summary(files()[name]))


class _Command(TyperCommand):
    """Takes text that begins with a minus for what it is: ``calc "-1 + 2"``."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
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


def _own(parameter: Parameter) -> Param:
    text = parameter.help
    if parameter.required:
        text += " [required]"
    elif parameter.default is not None and not isinstance(parameter, Flag):
        text += f" (default {parameter.usually})"
    names = getattr(parameter, "names", ())
    if isinstance(parameter, Choice):
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


def spell(name: str, lesson: Lesson | None = None) -> str:
    """How an input is written: as an option, or as the word that stands for itself."""
    parameter = lesson.parameters.get(name) if lesson else None
    return parameter.metavar if parameter and parameter.argument else spelling(name)


def calculate(lesson: Lesson, given: Given) -> int:
    """Work the example and write it out; the exit status."""
    from nnexplain.engine.reader import deep_recursion
    from nnexplain.inputs.sources import Sources
    from nnexplain.worked.work import work

    if given.get("spec_template"):
        send([(TEMPLATES / lesson.template).read_text(encoding="utf-8")], given)
        return 0
    asked = request(lesson, given, Sources(tell))
    form, options = format_name(given), show_options(given)
    if given.get("plot") is not None:
        from nnexplain.cli import plot

        plot.check(given)
    example = work(asked)
    with deep_recursion():  # a name that is used a thousand times has a gradient of as many terms
        if given.get("plot") is not None:
            plot.save(example, given, options.precision)
        show_worked(example, given, form, options)
    return example.exit_code


def request(lesson: Lesson, given: Given, sources: Sources) -> Request:
    """What the options ask for; ``sources`` read what they point at."""
    from nnexplain.formats import watched
    from nnexplain.worked.request import Request, Settings

    for name, reason in lesson.refuses.items():
        if given.get(name):
            raise InputError(f"{spell(name)} does not fit {lesson.name}: {reason}")
    own = {name: given[name] for name in lesson.parameters if given[name] not in (None, False, [], ())}
    settings = Settings(**{spec.name: given[spec.name] for spec in SHARED if spec.works and spec.name in given})
    return Request(lesson, own, settings, sources, lambda name: spell(name, lesson), watched)


def show_worked(example: WorkedExample, given: Given, form: str, options: Options) -> None:
    """The example, or the one value of it that ``--get`` asks for; warnings that it would lack, as messages."""
    from nnexplain.formats import find
    from nnexplain.pages.worked import WorkedPage

    wanted = given.get("get")
    pieces = find(form).pieces(WorkedPage(example), options) if wanted is None else [_value(example, wanted)]
    if wanted is not None or form == "plain" or example.exit_code:
        for warning in example.warnings:
            tell(f"warning: {warning}")
    if wanted is not None and form == "json" and options.ascii:
        from nnexplain.formats.json import ascii_json

        pieces = map(ascii_json, pieces)
    send(pieces, given, safe=form == "json" and wanted is None)


def _value(example: WorkedExample, name: str) -> str:
    from nnexplain.worked.get import get

    try:
        return get(example, name) + "\n"
    except InputError as error:
        raise InputError(f"--get {error}") from None
