"""What README tells contributors is true: the walk of an input through the files, and the places of additions."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import FrameType

import pytest

import nnexplain
from nnexplain.cli.main import run
from tests.support.readme import README

PACKAGE = Path(nnexplain.__file__).parent
TEXT = README.read_text(encoding="utf-8")
SECTION = TEXT[TEXT.index("## Contributing") :]
WALK = re.findall(r"^\d+\. (.*)$", SECTION, re.MULTILINE)
PYTHON_FILE = re.compile(r"`([a-z_]+(?:/[a-z_]+)*\.py)`")


def files_used(args: list[str]) -> list[str]:
    """The package's files in the order in which the call first runs a function of theirs."""
    found: dict[str, None] = {}

    def look(frame: FrameType, event: str, _: object) -> None:
        file = frame.f_code.co_filename
        if event == "call" and frame.f_code.co_name != "<module>" and file.startswith(str(PACKAGE)):
            found.setdefault(Path(file).relative_to(PACKAGE).as_posix())

    sys.setprofile(look)
    try:
        run(args)
    finally:
        sys.setprofile(None)
    return list(found)


def test_the_walk_has_ten_lines_that_name_files() -> None:
    assert len(WALK) == 10
    assert all(PYTHON_FILE.search(line) for line in WALK)


def test_the_walk_is_true(capsys: pytest.CaptureFixture[str]) -> None:
    used = files_used(["perceptron", "--w", "0.1,0.2", "--x", "1,0"])
    assert "0.1 × 1 + 0.2 × 0" in capsys.readouterr().out
    for line in WALK:
        assert [file for file in PYTHON_FILE.findall(line) if file not in ["cli/main.py", *used]] == []


def test_the_places_of_additions_are_there() -> None:
    rows = [line for line in SECTION.splitlines() if line.startswith("| a")]
    assert len(rows) == 8
    for row in rows:
        places = re.findall(r"`([\w/.]+)`", row.split("|")[2])
        assert places
        for place in places:
            assert (PACKAGE / place.replace("/NAME.py", "")).exists() or (README.parent / place).exists(), place
