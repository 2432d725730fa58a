"""The command line's outer shell: runs a command and turns errors into messages and exit statuses.

It imports nothing heavy itself, so that even an interruption during start-up ends quietly.
"""

from __future__ import annotations

import gc
import os
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from nnexplain import streams
from nnexplain.errors import InputError, InternalCheckError, nearest, quote
from nnexplain.rooms import modules

if TYPE_CHECKING:
    from typer.core import TyperArgument, TyperOption

ROOT = Path(__file__).parent
INTERRUPTED = 130


def summary(file: Path) -> str:
    """A file's docstring's first line, read without importing it."""
    with file.open(encoding="utf-8") as lines:
        return lines.readline().strip().strip('"').rstrip(".")


def files() -> dict[str, Path]:
    """Command name → its file, for lessons and for the other commands."""
    return modules(ROOT / "lessons") | modules(ROOT / "commands")


def main() -> NoReturn:
    """Run the command line; the exit status is 0, 1, 2 or 130 (see the contract in the README)."""
    # Loading NumPy, Rich or SymPy makes many objects and hardly any garbage: collecting it less often, and not once
    # more when the process ends anyway, saves a fifth of a short run.
    gc.set_threshold(100_000, 50, 50)
    _one_thread()
    _guard()
    try:
        code = _run(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        code = 0
        streams.silence(sys.stdout)
    except OSError as error:
        streams.silence(sys.stdout)
        code = complain(f"standard output cannot be written: {error.strerror or error}")
    except KeyboardInterrupt:
        code = INTERRUPTED
    gc.freeze()
    sys.exit(code)


_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def _one_thread() -> None:
    """NumPy starts a thread for each processor as it is imported, which takes longer than a worked example does.

    Beside other work, small products wait for each other in them; whoever sets one of the variables has chosen.
    """
    if not any(name in os.environ for name in _THREADS):
        os.environ.update(dict.fromkeys(_THREADS, "1"))


def _guard() -> None:
    """Ctrl-C ends quietly, wherever it comes; streams exist; a sign that a terminal lacks becomes an ASCII one."""
    import codecs
    import signal

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupted)
    codecs.register_error("nnexplain-ascii", _ascii_signs)
    streams.exist()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and "utf" not in (stream.encoding or "").lower():
            stream.reconfigure(errors="nnexplain-ascii")


def _interrupted(*_: object) -> None:
    streams.abandon()
    os._exit(INTERRUPTED)


def _ascii_signs(error: UnicodeError) -> tuple[str, int]:
    from nnexplain.render._text import plain_ascii

    if not isinstance(error, UnicodeEncodeError):
        raise error
    return plain_ascii(error.object[error.start : error.end]), error.end


def _run(args: list[str]) -> int:
    from typer import Abort, Exit
    from typer.exceptions import TyperException

    from nnexplain.group import commands

    group = commands()
    try:
        if "_NNEXPLAIN_COMPLETE" in os.environ:
            from typer._completion_classes import completion_init

            completion_init()
            group.main(args, prog_name="nnexplain")
        with group.make_context("nnexplain", list(args) or ["--help"]) as context:
            found = group.invoke(context)
    except InputError as error:
        return complain(error)
    except InternalCheckError as error:
        streams.tell(f"internal check failed: {error}; please report it")
        return 1
    except TyperException as error:
        return complain(_usage(error, args))
    except Exit as ended:
        return ended.exit_code
    except Abort:
        return INTERRUPTED
    return found if isinstance(found, int) else 0


def _usage(error: Any, args: list[str]) -> str:
    """What is wrong with the words of the command line, in one sentence."""
    command = _called(args)
    options = _options_of(command)
    empty = _without_value(args, options)
    if empty:
        return f"{empty[0]} needs a value, but the next word is {empty[1]}; {_usual(options[empty[0]], empty[0])}"
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return _no_such_option(error.option_name, command, list(options))
    if kind == "BadOptionUsage" and error.option_name in options:
        param = options[error.option_name]
        if param.is_flag:
            return f"{error.option_name} takes no value: it is given, or not"
        return f"{error.option_name} needs a value; {_usual(param, error.option_name)}"
    text = error.format_message().strip().rstrip(".")
    extra = re.fullmatch(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", text, re.DOTALL)
    if extra:
        return (
            f"{command} has no place for {quote(extra.group(1))}; every input follows its option, and a value "
            f'with spaces stands in quotes, as in "1, 0" (see nnexplain {command} --help)'
        )
    where = "" if command == "nnexplain" else f"{command} "
    return f"{text[:1].lower()}{text[1:]} (see nnexplain {where}--help)"


def _called(args: list[str]) -> str:
    """The command's name, with the one under it where there is one: ``examples check``."""
    if not args or args[0] not in files():
        return "nnexplain"
    from nnexplain.group import make

    under = getattr(make(args[0]), "commands", {})
    return " ".join(args[: 2 if len(args) > 1 and args[1] in under else 1])


def _options_of(command: str) -> dict[str, Any]:
    from typer import Context

    from nnexplain.group import commands, make

    name, _, under = command.partition(" ")
    made = commands() if command == "nnexplain" else make(name)
    made = made.commands[under] if under else made
    return {name: param for param in made.get_params(Context(made)) for name in param.opts if name.startswith("-")}


def _without_value(args: list[str], options: dict[str, Any]) -> tuple[str, str] | None:
    """An option that wants a value, directly followed by another option."""
    for one, after in pairwise(args):
        if one in options and after.startswith("--") and after in options and not getattr(options[one], "is_flag", 1):
            return one, after
    return None


def _usual(param: Any, name: str) -> str:
    shown = {"VECTOR": "1,0", "NUMBERS": "1,0", "MATRIX": '"1,2;3,4"', "NUMBER": "0.5", "N": "2", "NAME=VALUE": "b=0.1"}
    return f"write {name} {shown.get(param.metavar or '', param.metavar or 'VALUE')}"


def _no_such_option(name: str, command: str, known: list[str]) -> str:
    words = {known.lstrip("-"): known for known in reversed(known)}
    hint = nearest(name.lstrip("-"), words).replace("mean ", "mean --")
    if command == "nnexplain" and (not hint or name in _shared_options()):
        hint = "; a command's options come after its name"
    where = "" if command == "nnexplain" else f"{command} "
    return f"{name} is not an option of {command}{hint or f'; nnexplain {where}--help lists them'}"


def _shared_options() -> set[str]:
    from nnexplain.shared import SHARED

    return {spelling for spec in SHARED for spelling in spec.spellings}


def complain(message: object) -> int:
    """One message on standard error; the exit status for bad input."""
    streams.tell(message)
    return 2


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
    from typer.core import TyperOption

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


def argument(name: str, help: str, *, metavar: str) -> TyperArgument:
    """A word of its own on the command line; it may be left out, and the parser of its value says when it may not."""
    from typer.core import TyperArgument

    return TyperArgument(param_decls=[name], help=help, metavar=metavar, required=False, type=str)
