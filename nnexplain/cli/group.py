"""The group of commands: found by their files, listed without importing them, made when they are called."""

from __future__ import annotations

from importlib import import_module
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from nnexplain.cli.options import opened
from nnexplain.cli.streams import write
from nnexplain.discovery import ROOT, files, modules, summary
from nnexplain.errors import InputError, InputErrors, nearest, quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nnexplain.cli.options import Command, Context

SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
_THIS_SHELL = "this shell"


class _Help(typer.Context.formatter_class):  # type: ignore[misc, valid-type]
    """Help that keeps to a narrow terminal too: by itself it takes 50 columns, and 30 of them for an option's name."""

    def __init__(self, **given: Any) -> None:
        from nnexplain.formats import LEAST_WIDTH

        columns = get_terminal_size((80, 24)).columns
        super().__init__(**(given | {"width": max(columns, LEAST_WIDTH) - 2} if columns < 52 else given))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl(rows, min(col_max, self.width * 3 // 5), col_spacing)


class _Context(typer.Context):
    formatter_class = _Help


class Commands(TyperGroup):
    """``get_command`` is what help and completion list; ``resolve_command`` makes the command that was called."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        if args in (["--show-completion"], ["--install-completion"]):
            args = [*args, _THIS_SHELL]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: Context) -> list[str]:
        return list(files())

    def get_command(self, ctx: Context, name: str) -> Command | None:
        """The command's name and first line."""
        file = files().get(name)
        return None if file is None else TyperCommand(name, help=summary(file), short_help=summary(file))

    def resolve_command(self, ctx: Context, args: list[str]) -> Any:
        name, rest = args[0], args[1:]
        if name not in files():
            if ctx.resilient_parsing:
                return None, None, rest
            raise _unknown(name)
        return name, make(name), rest


def _unknown(name: str) -> InputError:
    """What has no command: a line that works it out, or a name that is near."""
    from nnexplain.cli.recipes import recipe

    found, message = recipe(name), f"there is no command {quote(name)}"
    if found is None:
        return InputError(message + (nearest(name, files()) or "; nnexplain --help lists them"))
    command = found.line.partition(" ")[0]
    how = f"but {command} works it out: {found.means}. A line to copy:"
    return InputErrors(f"{message}, {how}\n  nnexplain {found.line}")  # the line stands alone


def make(name: str) -> Command:
    """The command itself; imports its own file and no other command's."""
    if name in modules(ROOT / "lessons"):
        from nnexplain.cli.calculator import command

        made: Command = command(name)
    else:
        made = import_module(f"nnexplain.cli.commands.{name}").command()
    for each in (made, *getattr(made, "commands", {}).values()):
        each.rich_markup_mode = None  # plain help: it reads the same piped, narrow and without colours; [..] is text
        each.context_class = _Context
    return made


def commands() -> Command:
    made = typer.main.get_command(app)
    made.context_class = _Context
    return made


def _version(value: bool) -> None:
    if value:
        from nnexplain import __version__

        write(f"nnexplain {__version__}\n")
        raise typer.Exit


def _shell(name: str) -> str:
    """A shell that completion is written for; the one in use where none is named."""
    if name == _THIS_SHELL:
        from typer._completion_shared import _get_shell_name

        name = _get_shell_name() or "unknown"
    if name.casefold() not in SHELLS:
        raise InputError(f"completion is made for {', '.join(SHELLS)}, not for {quote(name)}{nearest(name, SHELLS)}")
    return name.casefold()


def _show_completion(name: str | None) -> None:
    if name:
        from typer._completion_shared import get_completion_script

        script = get_completion_script(prog_name="nnexplain", complete_var="_NNEXPLAIN_COMPLETE", shell=_shell(name))
        write(f"{script}\n")
        raise typer.Exit


def _install_completion(name: str | None) -> None:
    if name:
        from typer._completion_shared import install

        shell, path = install(shell=_shell(name), prog_name="nnexplain", complete_var="_NNEXPLAIN_COMPLETE")
        write(f"{shell} completion installed in {path}; it works in shells started from now on\n")
        raise typer.Exit


app = typer.Typer(
    cls=Commands,
    name="nnexplain",
    help=opened(
        "The worked-example calculator for neural networks: every step, with the numbers put in.",
        "perceptron --w 0.1,0.2 --x 1,0 --b 0.05",
    ),
    rich_markup_mode=None,
    add_completion=False,  # typer's own options take no shell's name
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", help="Show the version and exit.", callback=_version, is_eager=True
    ),
    show_completion: str = typer.Option(
        None, metavar="[SHELL]", help="Show the completion script for a shell.", callback=_show_completion
    ),
    install_completion: str = typer.Option(
        None, metavar="[SHELL]", help="Install completion for a shell.", callback=_install_completion
    ),
) -> None:
    pass
