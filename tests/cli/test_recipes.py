"""What has no command says how it is worked out, with a line that works."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections import Counter

import pytest

from nnexplain.cli.recipes import RECIPES, Recipe, recipe
from nnexplain.discovery import files


def run(*args: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "nnexplain", *args], capture_output=True, text=True, encoding="utf-8", check=False
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("row", RECIPES, ids=lambda row: row.names.split()[0])
def test_its_line_works(row: Recipe) -> None:
    code, shown, said = run(*shlex.split(row.line))
    assert (code, said) == (0, "")
    assert shown


def test_names_are_told_apart() -> None:
    names = Counter(name for row in RECIPES for name in row.names.split())
    assert [name for name, count in names.items() if count > 1] == []
    assert not names.keys() & files().keys(), "a command of its own needs no recipe"
    assert {row.line.partition(" ")[0] for row in RECIPES} <= files().keys()


@pytest.mark.parametrize(("args", "line"), [
    (["perplexity", "--p", "0.2"], 'nnexplain calc "e^(-mean(ln(p)))" --set p=0.2,0.5,0.1'),
    (["Cosine_Similarity"], 'nnexplain calc "a · b / (norm(a) * norm(b))" --set a=1,2 --set b=2,1'),
    (["cosine similarity"], "norm(a)"), (["Adam"], "sqrt(v1"), (["mean squared error"], "nnexplain loss --kind mse"),
    (["F1"], "2 * P * R / (P + R)"),
])  # fmt: skip
def test_a_command_that_is_not_there_says_how(args: list[str], line: str) -> None:
    code, shown, said = run(*args)
    assert (code, shown) == (2, "")
    first, second = said.splitlines()
    assert first.startswith("nnexplain: there is no command")
    assert first.endswith("A line to copy:")
    assert line in second


def test_what_a_recipe_comes_to() -> None:
    def result(name: str) -> float:
        found = recipe(name)
        assert found is not None
        _, shown, _ = run(*shlex.split(found.line), "--get", "result")
        return float(shown)

    assert result("perplexity") == pytest.approx((1 / (0.2 * 0.5 * 0.1)) ** (1 / 3))
    assert result("cosine") == pytest.approx(0.8)
    assert result("adam") == pytest.approx(0.6, abs=1e-6)
    assert result("f1") == pytest.approx(8 / 11)
    assert result("std") == pytest.approx(31.25**0.5)
