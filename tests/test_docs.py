"""Help, titles and rules are docstrings, and they stay where Python leaves docstrings out; so does every check."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import nnexplain
from nnexplain.worked.lesson import find, lesson_names
from tests.support.program import python
from tests.support.readme import README, blocks, run
from tests.support.registry import every_op

BARE = {"PYTHONOPTIMIZE": "2", "COLUMNS": "80"}


def bare(code: str) -> str:
    """What a program prints where neither docstrings nor asserts are."""
    done = python("-c", code, env=BARE)
    assert done.code == 0, done.err
    return done.out


def test_every_help_reads_the_same() -> None:
    code = (
        "from nnexplain.worked.lesson import *; "
        "print(__debug__, *(find(name).help for name in lesson_names()), sep='\\n')"
    )
    helps = [find(name).help for name in lesson_names()]
    assert all(helps)
    assert bare(code) == "\n".join(["False", *helps]) + "\n"


def test_every_rule_reads_the_same() -> None:
    code = "from tests.support.registry import every_op; print(*(op.rule for op in every_op().values()), sep='\\n')"
    done = python("-c", code, env=BARE, cwd=README.parent)
    assert done.out == "".join(f"{op.rule}\n" for op in every_op().values()), done.err
    assert all(op.rule for op in every_op().values())


@pytest.mark.parametrize("command", [command for command, _ in blocks(README.read_text("utf-8"))], ids=lambda c: c[:60])
def test_readme_prints_the_same(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = dict(blocks(README.read_text("utf-8")))[command]
    monkeypatch.setenv("PYTHONOPTIMIZE", "2")
    if "jq " not in command:
        assert run(command) == shown


def test_no_assert_is_a_check() -> None:
    """An assert may tell a type checker what holds; what has to be found out is raised."""
    for file in Path(nnexplain.__file__).parent.rglob("*.py"):
        for part in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(part, ast.Assert):
                said = ast.unparse(part.test)
                assert said.endswith(" is not None") or said.startswith("isinstance("), f"{file.name}: assert {said}"
