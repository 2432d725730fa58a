"""The command line: finds lessons and commands by their files, and turns errors into messages and exit codes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from nnexplain.errors import InputError, InternalCheckError, nearest

ROOT = Path(__file__).parent


def summary(file: Path) -> str:
    """A file's docstring's first line, read without importing it."""
    with file.open(encoding="utf-8") as lines:
        return lines.readline().strip().strip('"').rstrip(".")


def _files() -> dict[str, Path]:
    """Command name → its file, for lessons and for the other commands."""
    found = [*(ROOT / "lessons").glob("[a-z]*.py"), *(ROOT / "commands").glob("[a-z]*.py")]
    return {file.stem: file for file in sorted(found, key=lambda file: (file.parent.name == "commands", file.stem))}


class Commands(TyperGroup):
    """A command is made when it is called; ``--help`` shows first lines and imports none of them."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(_files())

    def get_command(self, ctx: Any, name: str) -> Any:
        file = _files().get(name)
        if file is None:
            return None
        if (
            ctx is not None
            and not getattr(ctx, "_protected_args", None)
            and not ctx.args
            and sys.argv[1:2] != [name]
        ):
            return TyperCommand(name, help=summary(file), short_help=summary(file))
        if file.parent.name == "lessons":
            from nnexplain.calculator import command

            return command(name)
        from importlib import import_module

        return import_module(f"nnexplain.commands.{name}").command()

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in _files() and not args[0].startswith("-"):
            known = list(_files())
            hint = nearest(args[0], known)
            raise InputError(f"there is no command {args[0]}{hint or '; nnexplain --help lists them'}")
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=Commands,
    name="nnexplain",
    help="The worked-example calculator for neural networks: every step, with the numbers put in.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        from nnexplain import __version__

        print(f"nnexplain {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", help="Show the version and exit.", callback=_version, is_eager=True
    ),
) -> None:
    pass


def main() -> NoReturn:
    """Run the command line; the exit status is 0, 1, 2 or 130 (see the contract in the README)."""
    try:
        code = _run(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def _run(args: list[str]) -> int:
    from typer.exceptions import TyperException

    group = typer.main.get_command(app)
    try:
        found = group.main(args=args, prog_name="nnexplain", standalone_mode=False)
    except InputError as error:
        return complain(str(error))
    except InternalCheckError as error:
        print(f"nnexplain: internal error: {error}; please report it", file=sys.stderr)
        return 1
    except TyperException as error:
        return _usage(error, args)
    except typer.Abort:
        return 130
    return found if isinstance(found, int) else 0


def _usage(error: Any, args: list[str]) -> int:
    text = error.format_message().strip().rstrip(".")
    if not text or type(error).__name__ == "NoArgsIsHelpError":
        context = getattr(error, "ctx", None)
        print(context.get_help() if context else text)
        return 2
    command = args[0] if args and args[0] in _files() else ""
    text = text[0].lower() + text[1:]
    return complain(f"{text} (see nnexplain {command + ' ' if command else ''}--help)")


def complain(message: str) -> int:
    """One message on standard error; the exit status for bad input."""
    encoding = getattr(sys.stderr, "encoding", None) or "ascii"
    text = f"nnexplain: {message}"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        from nnexplain.render._text import plain_ascii

        text = plain_ascii(text)
    print(text, file=sys.stderr)
    return 2


def option(
    names: list[str], help: str, *, metavar: str = "TEXT", flag: bool = False, repeat: bool = False
) -> TyperOption:
    """A command-line option; values stay text, because reading them is the parser's matter."""
    dest = names[0].lstrip("-").replace("-", "_")
    if flag:
        return TyperOption(param_decls=[dest, *names], is_flag=True, default=False, help=help)
    return TyperOption(param_decls=[dest, *names], help=help, metavar=metavar, multiple=repeat, type=str)
