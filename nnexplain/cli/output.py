"""How a command's report is shown: the format, the digits, the width, the colour, and where it goes."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from nnexplain.cli.options import Given, option
from nnexplain.cli.streams import fits, write
from nnexplain.errors import InputError
from nnexplain.formats import Options, find, names
from nnexplain.worked.shared import SHARED, Shared

if TYPE_CHECKING:
    from nnexplain.cli.options import Param
    from nnexplain.pages.blocks import Report


def report_options(*more: str, precision: bool = True) -> list[Param]:
    """The options of a command that shows a report; ``more`` are formats that it alone has."""
    wanted = {"format", "json", "output", "no_color", "standalone"} | ({"precision"} if precision else set())
    return [shared_option(spec, *more) for spec in SHARED if spec.name in wanted]


def shared_option(spec: Shared, *more: str, hidden: bool = False) -> Param:
    formats = (*names(), *more) if spec.name == "format" else ()
    return option(
        spec.spellings,
        spec.help.replace("{formats}", ", ".join(formats)) + " (repeatable)" * spec.repeat,
        metavar=spec.metavar,
        flag=spec.flag,
        repeat=spec.repeat,
        choices=formats,
        hidden=hidden,
    )


def show(report: Report, given: Given) -> None:
    """Write the report in the format that is asked for."""
    form, options = format_name(given), show_options(given)
    send(find(form).pieces(report, options), given, safe=form == "json")


def send(pieces: Iterable[str], given: Given, *, safe: bool = False) -> None:
    """Write pieces of text where they are asked for; ``safe`` ones hold nothing that a terminal acts on."""
    output = given.get("output")
    write(pieces, None if output is None else str(output), safe=safe)


def format_name(given: Given, *more: str) -> str:
    """The format that is asked for; ``more`` are those that the command alone has."""
    wanted, known = given.get("format"), (*names(), *more)
    if given.get("json") and wanted and str(wanted).casefold() != "json":
        raise InputError(f"--json is short for --format json, but --format is {wanted}; give one of them")
    if given.get("json"):
        return "json"
    if not wanted or wanted in known:
        return str(wanted or "table")
    from nnexplain.inputs.choices import choose  # brings NumPy

    return choose(str(wanted), known, "--format")


def show_options(given: Given) -> Options:
    """How to show: the digits that are asked for, and what the terminal can do."""
    if given.get("standalone") and format_name(given) not in ("latex", "html"):
        raise InputError("--standalone makes a whole document, which only --format latex and html give")
    precision = 4
    if given.get("precision") is not None:
        from nnexplain.inputs.choices import whole  # brings NumPy

        precision = whole(given["precision"], 0, "--precision", 17)
    to_file = given.get("output") not in (None, "-")
    return Options(
        precision=precision,
        width=shutil.get_terminal_size((80, 24)).columns,
        color=not to_file and not given.get("no_color") and wants_color(),
        ascii=not to_file and not fits("≈×₁ᵀ╭█", sys.stdout),
        full=bool(given.get("full")),
        standalone=True if given.get("standalone") else None,
    )


def wants_color() -> bool:
    """Colour only on a terminal that can show it, unless NO_COLOR asks for none."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
