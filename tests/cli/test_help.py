"""Every ``--help`` opens with a line that works, and names what there is to choose from."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest

from nnexplain.cli.group import make
from nnexplain.discovery import files
from nnexplain.errors import InputError
from nnexplain.inputs.specs.document import shipped
from nnexplain.worked.lesson import Spec, find, lesson_names
from nnexplain.worked.work import call
from tests.support.program import python

UNDER = [f"{name} {action}" for name in files() for action in getattr(make(name), "commands", {})]
WITH_SPEC = [name for name in lesson_names() if isinstance(find(name).parameters.get("spec"), Spec)]
COMMANDS = ["", *files(), *UNDER]


@pytest.mark.parametrize("command", COMMANDS)
def test_it_opens_with_an_example_that_works(command: str, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    page = run(*command.split(), "--help").out
    usage, title, example, *_ = page.split("\n\n")
    assert usage.startswith(f"Usage: nnexplain {command}".rstrip())
    assert title.strip()
    program, *words = shlex.split(example)
    assert program == "nnexplain"
    assert "\n" not in example, "the example stands on one line"
    assert " ".join(words).startswith(command)
    code, out, err = run(*words)
    assert (code, err) == (0, "")
    assert out


@pytest.mark.parametrize("name", files())
def test_it_needs_none_of_what_calculates(name: str) -> None:
    program = (
        "import sys; from nnexplain.cli.main import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    )
    done = python("-c", program, name, "--help")
    assert (done.code, {"numpy", "sympy", "mpmath", "msgspec", "yaml"} & set(done.err.split())) == (0, set())


@pytest.mark.parametrize("name", WITH_SPEC)
def test_a_command_names_the_specs_that_it_takes(name: str, run: Any) -> None:
    page = " ".join(run(name, "--help").out.split())
    named = re.search(r"one that ships: ((?:[\w-]+, )*[\w-]+)", page)
    assert named
    assert sorted(named[1].split(", ")) == [spec for spec in shipped() if _takes(name, spec)]


def _takes(name: str, spec: str) -> bool:
    try:
        call(find(name), (), {"spec": spec})
    except InputError:
        return False
    return True


def test_a_choice_is_listed_once(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    page = run("attention", "--help").out
    assert "(default sqrt)" in " ".join(page.split())
    assert "(default sqrt):" not in " ".join(page.split())
