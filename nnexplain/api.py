"""The Python face: a calculator is called with numbers, and the worked example that it gives shows itself."""

from __future__ import annotations

from typing import Any

from nnexplain.formats import render, watched
from nnexplain.formats.json.arrays import plain_data
from nnexplain.pages.worked import WorkedPage
from nnexplain.worked.document import document
from nnexplain.worked.example import WorkedExample
from nnexplain.worked.lesson import Lesson, find
from nnexplain.worked.work import call


class Answer(WorkedExample):
    """A worked example that shows itself: ``str`` is its page, ``to_dict`` its JSON."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON object, as plain Python data."""
        return {key: plain_data(part) for key, part in document(self).items()}

    def __str__(self) -> str:
        return render(WorkedPage(self), "table").rstrip("\n")


class Calculator:
    """A lesson as a function of the same name and inputs."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.__name__, self.__doc__ = lesson.name, lesson.help

    def __call__(self, *args: object, **kwargs: object) -> Answer:
        return answer(call(self.lesson, args, kwargs, watched))

    def __repr__(self) -> str:
        return f"<calculator {self.__name__}>"


def answer(example: WorkedExample) -> Answer:
    """The example, able to show itself."""
    return Answer(**vars(example))


def calculator(name: str) -> Calculator:
    """The calculator of that name."""
    return Calculator(find(name))
