"""Python, and the program, as processes of their own: real pipes, environments and exit statuses."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

PROGRAM = (sys.executable, "-m", "nnexplain")


class Outcome(NamedTuple):
    """The exit status, and what stands on standard output and on standard error."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]  # of the program with some words


def python(
    *words: str, stdin: str | bytes = "", env: Mapping[str, str | None] | None = None, cwd: Path | None = None
) -> Outcome:
    """An interpreter; ``env`` adds to the environment (None takes a variable out of it)."""
    changed = os.environ | {"PYTHONIOENCODING": "utf-8"} | dict(env or {})
    done = subprocess.run(
        [sys.executable, *words],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        timeout=60,
        env={name: value for name, value in changed.items() if value is not None},
        cwd=cwd,
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def process(*args: str, stdin: str | bytes = "", env: Mapping[str, str | None] | None = None) -> Outcome:
    """``nnexplain ARGS``."""
    return python(*PROGRAM[1:], *args, stdin=stdin, env=env)
