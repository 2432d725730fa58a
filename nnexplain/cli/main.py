"""The command line's outer shell: runs a command and turns errors into messages and exit statuses.

It imports nothing heavy itself, so that even an interruption during start-up ends quietly.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

from nnexplain.cli import streams
from nnexplain.errors import InputError, InternalCheckError

INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command line; the exit status is 0, 1, 2 or 130 (see the contract in the README)."""
    # Loading NumPy, Rich or SymPy makes many objects and hardly any garbage: collecting it less often, and not once
    # more when the process ends anyway, saves a fifth of a short run.
    gc.set_threshold(100_000, 50, 50)
    # NumPy starts a thread for each processor as it is imported, which takes longer than a worked example does, and
    # small products wait for each other in them beside other work; whoever sets one of the variables has chosen.
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    if not threads.keys() & os.environ.keys():
        os.environ.update(threads)
    _guard()
    try:
        code = run(sys.argv[1:])
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
    from nnexplain.formats.table.text import plain_ascii

    if not isinstance(error, UnicodeEncodeError):
        raise error
    return plain_ascii(error.object[error.start : error.end]), error.end


def run(args: list[str]) -> int:
    from typer import Abort, Exit
    from typer.exceptions import TyperException

    from nnexplain.cli.group import commands
    from nnexplain.cli.usage import in_a_sentence

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
        return complain(in_a_sentence(error, args))
    except Exit as ended:
        return ended.exit_code
    except Abort:
        return INTERRUPTED
    return found if isinstance(found, int) else 0


def complain(message: object) -> int:
    """One message on standard error; the exit status for bad input."""
    streams.tell(message)
    return 2
