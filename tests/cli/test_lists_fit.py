"""Lists, verdicts, proofs and help: no line wider than the terminal."""

from __future__ import annotations

from typing import Any

import pytest

from nnexplain.discovery import files
from tests.support.program import process

LISTS = [
    ("derive", "--list"), ("derive", "relu-*"), ("examples", "list"), ("examples", "check", "perceptron-*"),
    ("examples", "show", "perceptron-x10-dot"), ("examples", "fit", "--inputs", "0.1,0.2", "--outputs", "0.3,0.4"),
    ("examples", "check", "layer-*"),
]  # fmt: skip


@pytest.mark.parametrize("width", [20, 27, 40, 60, 80, 100, 200])
@pytest.mark.parametrize("words", LISTS, ids=" ".join)
def test_a_list_fits(words: tuple[str, ...], width: int, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    code, out, err = run(*words)
    assert (code, err) == (0, "")
    assert [line for line in out.splitlines() if len(line) > width] == []


def test_a_narrow_list_says_the_same_words(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in (words for words in LISTS if words[:2] != ("examples", "show")):  # that has a lesson's page in it
        pages = []
        for width in ("20", "200"):
            monkeypatch.setenv("COLUMNS", width)
            pages.append("".join(run(*words).out.split()))
        assert pages[0] == pages[1], words


@pytest.mark.parametrize("width", [40, 51, 52, 80, 200])
@pytest.mark.parametrize("name", [*files(), "examples check", "examples show", "examples fit", ""])
def test_help_fits(name: str, width: int, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    code, out, err = run(*name.split(), "--help")
    assert (code, err) == (0, "")
    assert [line for line in out.splitlines() if len(line) > width] == []


@pytest.mark.parametrize("width", ["1", "5", "9", "12", "0", "-3", "x"])
def test_any_width_ends(width: str) -> None:
    for words in (("perceptron", "--w", "1", "--x", "1"), ("train", "xor", "--epochs", "3"), ("perceptron", "--help")):
        code, out, err = process(*words, env={"COLUMNS": width})
        assert (code, err) == (0, "")
        assert out
