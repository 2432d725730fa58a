"""A lesson as a command: its options, the shared ones, and where the output goes."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from typer.core import TyperCommand

from nnexplain.cli import ROOT, option, summary
from nnexplain.errors import InputError
from nnexplain.lesson import Flag, Lesson, find
from nnexplain.shared import SHARED


def command(name: str) -> TyperCommand:
    """The command of a lesson."""
    lesson = find(name)
    params: list[Any] = [_own(parameter) for parameter in lesson.parameters.values()]
    params += [_shared(spec) for spec in SHARED if spec.name not in lesson.refuses]

    def run(**given: Any) -> int:
        return calculate(lesson, given)

    return TyperCommand(
        name, callback=run, params=params, help=lesson.help, short_help=summary(ROOT / "lessons" / f"{name}.py")
    )


def _own(parameter: Any) -> Any:
    text = parameter.help
    if parameter.required:
        text += " [required]"
    elif parameter.default is not None and not isinstance(parameter, Flag):
        text += f" (default {parameter.default})"
    if getattr(parameter, "names", None):
        text += ": " + ", ".join(parameter.names)
    return option(parameter.spellings, text, metavar=parameter.metavar, flag=isinstance(parameter, Flag))


def _shared(spec: Any) -> Any:
    from nnexplain import render

    help = spec.help.replace("{formats}", ", ".join(render.names()))
    return option(spec.spellings, help, metavar=spec.metavar, flag=spec.flag, repeat=spec.repeat)


def spell(name: str) -> str:
    return "--" + name.replace("_", "-")


def calculate(lesson: Lesson, given: dict[str, Any]) -> int:
    """Work the example and write it out; the exit status."""
    from nnexplain import render
    from nnexplain.parse.sources import Sources
    from nnexplain.run import work
    from nnexplain.settings import Settings

    own = {name: value for name, value in given.items() if name in lesson.parameters and value not in (None, False)}
    settings = Settings(**{spec.name: given[spec.name] for spec in SHARED if spec.works and spec.name in given})
    renderer = render.find(_format(given))
    options = _options(given)
    example = work(lesson, own, settings, Sources(), spell)
    if given.get("get"):
        from nnexplain.get import get

        text = get(example, given["get"]) + "\n"
    else:
        text = renderer.render(example, options)
    if given.get("get") or _format(given) == "plain":
        for warning in example.warnings:
            print(f"nnexplain: warning: {warning}", file=sys.stderr)
    write(text, given.get("output"))
    return 0


def _format(given: dict[str, Any]) -> str:
    from nnexplain import render
    from nnexplain.bind import choose

    wanted = given.get("format")
    if given.get("json") and wanted and str(wanted).casefold() != "json":
        raise InputError(f"--json is short for --format json, but --format is {wanted}; give one of them")
    return "json" if given.get("json") else choose(wanted or "table", tuple(render.names()), "--format")


def _options(given: dict[str, Any]) -> Any:
    from nnexplain.bind import whole
    from nnexplain.render import Options

    precision = 4 if given.get("precision") is None else whole(given["precision"], 0, "--precision")
    if precision > 17:
        raise InputError(f"--precision is {precision}; give a number of decimals from 0 to 17")
    to_file = given.get("output") is not None
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


def write(text: str, output: str | None) -> None:
    """To a file as UTF-8, or to standard output in its own encoding."""
    if output is None:
        try:
            sys.stdout.write(text)
        except UnicodeEncodeError:
            from nnexplain.render._text import plain_ascii

            sys.stdout.write(plain_ascii(text))
        return
    file = Path(output)
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"--output is {output}, which cannot be written: {error.strerror or error}") from None
