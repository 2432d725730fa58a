"""A file of examples, and the command line run on it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from nnexplain.cli import main as cli

Result = tuple[int, str, str]  # the exit status, and what stands on standard output and on standard error
Run = Callable[..., Result]
Book = Callable[[str], str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """``run("examples", "check")`` → a result."""

    def call(*args: str) -> Result:
        code = cli.run(list(args))
        sys.stdout.flush()
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Writes a file of examples; its name."""

    def write(text: str) -> str:
        file = tmp_path / "mine.yaml"
        file.write_text("entries:\n" + dedent(text), encoding="utf-8")
        return str(file)

    return write
