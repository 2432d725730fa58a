"""What is wrong with the words of a command line, in a sentence."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from typer import Context
from typer.exceptions import TyperException

from nnexplain.cli.group import commands, make
from nnexplain.discovery import files
from nnexplain.errors import nearest, quote
from nnexplain.worked.shared import SHARED

if TYPE_CHECKING:
    from nnexplain.cli.options import Param


def in_a_sentence(error: TyperException, args: list[str]) -> str:
    """What is wrong with the words of the command line, in one sentence."""
    command, options = _called(args)
    empty = _without_value(args, options)
    if empty:
        return f"{empty[0]} needs a value, but the next word is {empty[1]}; {_usual(options[empty[0]], empty[0])}"
    kind, name = type(error).__name__, str(getattr(error, "option_name", ""))
    if kind == "NoSuchOption":
        return _no_such_option(name, command, list(options))
    if kind == "BadOptionUsage" and name in options:
        if getattr(options[name], "is_flag", False):
            return f"{name} takes no value; leave out what stands after the ="
        return f"{name} needs a value; {_usual(options[name], name)}"
    text = error.format_message().strip().rstrip(".")
    extra = re.fullmatch(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", text, re.DOTALL)
    if extra:
        return (
            f"{command} has no place for {quote(extra.group(1))}; every input follows its option, and a value "
            f'with spaces stands in quotes, as in "1, 0" (see {_help(command)})'
        )
    return f"{text[:1].lower()}{text[1:]} (see {_help(command)})"


def _called(args: list[str]) -> tuple[str, dict[str, Param]]:
    """The command's name, with the one under it where there is one (``examples check``), and its options."""
    name, made = (args[0], make(args[0])) if args and args[0] in files() else ("nnexplain", commands())
    under = getattr(made, "commands", {})
    if name != "nnexplain" and len(args) > 1 and args[1] in under:
        name, made = f"{name} {args[1]}", under[args[1]]
    return name, {name: param for param in made.get_params(Context(made)) for name in param.opts if name[:1] == "-"}


def _without_value(args: list[str], options: dict[str, Param]) -> tuple[str, str] | None:
    """An option that wants a value, directly followed by another option."""
    for one, after in pairwise(args):
        if one in options and after.startswith("--") and after in options and not getattr(options[one], "is_flag", 1):
            return one, after
    return None


def _usual(param: Param, name: str) -> str:
    shown = {"VECTOR": "1,0", "NUMBERS": "1,0", "MATRIX": '"1,2;3,4"', "NUMBER": "0.5", "N": "2", "NAME=VALUE": "b=0.1"}
    return f"write {name} {shown.get(param.metavar or '', param.metavar or 'VALUE')}"


def _no_such_option(name: str, command: str, known: list[str]) -> str:
    words = {known.lstrip("-"): known for known in reversed(known)}
    hint = nearest(name.lstrip("-"), words).replace("mean ", "mean --")
    if command == "nnexplain" and (not hint or any(name in spec.spellings for spec in SHARED)):
        hint = "; a command's options come after its name"
    return f"{name} is not an option of {command}{hint or f'; {_help(command)} lists them'}"


def _help(command: str) -> str:
    return f"nnexplain {'' if command == 'nnexplain' else f'{command} '}--help"
