"""A file of examples, and the command line run on it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from nnexplain.cli import main as cli

Result = tuple[int, str, str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """``run("examples", "check")`` → the exit status, and what stands on standard output and on standard error."""

    def call(*args: str) -> Result:
        code = cli.run(list(args))
        sys.stdout.flush()
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def book(tmp_path: Path) -> Callable[[str], Any]:
    """Writes a file of examples; its name."""

    def write(text: str) -> str:
        file = tmp_path / "mine.yaml"
        file.write_text("entries:\n" + dedent(text), encoding="utf-8")
        return str(file)

    return write
