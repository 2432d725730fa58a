"""Options and words of a command line, as Typer has them; their values stay text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from typer.core import TyperArgument, TyperOption

if TYPE_CHECKING:  # Typer has no public names for these
    from typer._click import core

    Command: TypeAlias = core.Command
    Context: TypeAlias = core.Context
    Param: TypeAlias = core.Parameter

Given: TypeAlias = dict[str, Any]  # what Typer hands a command: of an option its text, several texts, or whether


def opened(help: str, example: str) -> str:
    """A command's help, its example right after its first line: a line to copy, which a test runs."""
    title, *text = help.split("\n\n")
    return "\n\n".join([title, f"nnexplain {example}", *text])


def option(
    names: list[str],
    help: str,
    *,
    metavar: str = "TEXT",
    flag: bool = False,
    repeat: bool = False,
    choices: tuple[str, ...] = (),
    hidden: bool = False,
) -> TyperOption:
    """A command-line option; values stay text, because reading them is the parser's matter.

    ``choices`` are what a shell completes the value to; ``hidden`` options do not stand in the help.
    """
    dest = names[0].lstrip("-").replace("-", "_")
    if flag:
        return TyperOption(param_decls=[dest, *names], is_flag=True, default=False, help=help, hidden=hidden)
    return TyperOption(
        param_decls=[dest, *names],
        help=help,
        metavar=metavar,
        multiple=repeat,
        type=str,
        autocompletion=(lambda *_: list(choices)) if choices else None,  # typer keeps those that begin as typed
        hidden=hidden,
    )


def argument(name: str, help: str, *, metavar: str, many: bool = False, complete: Any = None) -> TyperArgument:
    """A word of its own on the command line; it may be left out, and the parser of its value says when it may not."""
    return TyperArgument(
        param_decls=[name], nargs=-1 if many else 1, help=help, metavar=metavar, required=False, type=str,
        autocompletion=complete,
    )  # fmt: skip
