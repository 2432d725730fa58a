"""Running the command line: in this process (quick), or as a process of its own (real pipes and terminals)."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from nnexplain.cli.main import run as _run


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """``run("perceptron", "--w", ...)`` in this process; ``stdin`` is what is piped in."""

    def runner(*args: str, stdin: str | bytes = "") -> Outcome:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        code = _run(list(args))
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return runner


@pytest.fixture
def process() -> Callable[..., Outcome]:
    """The same as a process; ``env`` adds to the environment (None takes a variable out of it)."""

    def runner(*args: str, stdin: str | bytes = "", env: dict[str, str | None] | None = None) -> Outcome:
        changed = os.environ | {"PYTHONIOENCODING": "utf-8"} | (env or {})
        done = subprocess.run(
            [sys.executable, "-m", "nnexplain", *args],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            timeout=60,
            env={name: value for name, value in changed.items() if value is not None},
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    return runner
