"""For every test: generated cases that are the same on every run, and the command line in this process."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import HealthCheck, settings

from nnexplain.cli.main import run as _run
from tests.support.program import Outcome, Run

# ``tests.support.cases`` looks further
settings.register_profile(
    "same", deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
settings.load_profile("same")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """``run("perceptron", "--w", ...)``, quicker than a process; ``stdin`` is what is piped in."""

    def runner(*args: str, stdin: str | bytes = "") -> Outcome:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        return Outcome(_run(list(args)), *capsys.readouterr())

    return runner
