"""A file of examples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

Book = Callable[[str], str]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Writes a file of examples; its name."""

    def write(text: str) -> str:
        file = tmp_path / "mine.yaml"
        file.write_text("entries:\n" + dedent(text), encoding="utf-8")
        return str(file)

    return write
