"""What the terminal's page says is said in Markdown, LaTeX and HTML too, and their numbers are the calculation's."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from nnexplain.formats import Options
from nnexplain.worked.work import call
from tests.formats.paper.reading import PAPER, numbers, text_of, words
from tests.golden import COMMANDS
from tests.support.lesson_inputs import asked, every_choice, inputs
from tests.support.registry import every_lesson
from tests.support.shown import in_format

LESSONS = every_lesson()
SWITCHES = [*every_choice(LESSONS), *((name, "", "") for name in LESSONS)]
# words of a layout; mathematics says "elsewhere" where a line of text says "else"
LAYOUT = words(
    "given step what formula with the numbers value more entry entries worked works every same full head else"
)
LAYOUT |= {"Result", "Given"}


@pytest.mark.parametrize(("name", "parameter", "choice"), SWITCHES)
def test_numbers_and_words_of_the_terminal(name: str, parameter: str, choice: str) -> None:
    lesson = LESSONS[name]
    raw = inputs(lesson, 3, typed=True, choices={parameter: choice} if parameter else {})
    example = call(lesson, (), raw | asked(lesson, backward=True, hand=3))
    terminal = in_format(example, "table", Options(width=200))
    for form in PAPER:
        text = text_of(in_format(example, form), form)
        assert numbers(terminal) - numbers(text) == set(), form
        assert words(terminal) - words(text) - LAYOUT == set(), form


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("form", PAPER)
def test_of_every_page_that_is_kept(command: str, form: str, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    argv = shlex.split(COMMANDS[command])
    terminal = run(*argv).out
    text = text_of(run(*argv, "--format", form).out, form)
    assert numbers(terminal) - numbers(text) == set()
    assert words(terminal) - words(text) - LAYOUT == set()
