"""What README shows is what the program prints."""

from __future__ import annotations

import shutil

import pytest

from nnexplain.worked.lesson import lesson_names
from tests.support.readme import README, blocks, run

SHOWN = blocks(README.read_text("utf-8"))


def test_readme_shows_every_calculator() -> None:
    commands = " ".join(command for command, _ in SHOWN)
    for name in lesson_names():
        assert f"nnexplain {name} " in commands


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[command[:60] for command, _ in SHOWN])
def test_output_is_as_shown(command: str, output: str) -> None:
    if "jq" in command and shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    assert run(command) == output
