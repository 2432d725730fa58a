"""What README shows is what the program prints."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from nnexplain.cli.line import read
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


TEXT = README.read_text("utf-8")
BOOK = TEXT[TEXT.index("## In a book") : TEXT.index("## In Python")]


def fenced(language: str) -> list[str]:
    """The section's blocks of code in that language."""
    return [part.partition("\n```")[0] for part in BOOK.split(f"```{language}\n")[1:]]


def test_the_hook_is_there() -> None:
    hooks = yaml.safe_load((README.parent / ".pre-commit-hooks.yaml").read_text("utf-8"))
    (used,) = yaml.safe_load(fenced("yaml")[0])["repos"][0]["hooks"]
    assert [(hook["id"], hook["entry"]) for hook in hooks] == [(used["id"], "nnexplain weave")]


def test_a_block_that_a_page_runs_works(run: Any) -> None:
    (line,) = fenced('bash exec="on"')
    assert "$$" in run(*shlex.split(line)[1:]).out


def test_the_plugin_answers_what_is_written(run: Any, tmp_path: Path) -> None:
    program, *words = shlex.split(fenced("sh")[0].splitlines()[1])
    assert (program, words) == ("exec", ["nnexplain", "myst", "$@"])
    (plugin,) = yaml.safe_load(fenced("yaml")[1])["project"]["plugins"]
    assert plugin == {"type": "executable", "path": "nnexplain.sh"}
    role = next(part for part in fenced("markdown") if "{nnexplain}" in part)
    number, example = role.split("`")[1], role.split(":::{nnexplain} ")[1].splitlines()[0]
    assert json.loads(run("myst", "--role", "nnexplain", stdin=json.dumps({"body": number})).out)[0]["value"] == "0.1"
    assert json.loads(run("myst", "--directive", "nnexplain", stdin=json.dumps({"arg": example})).out)
    assert read(shlex.split(example)).name == "softmax"
