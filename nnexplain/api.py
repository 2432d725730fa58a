"""The Python face: a calculator is called with numbers, and the worked example that it gives shows itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nnexplain.errors import public
from nnexplain.formats import render, watched
from nnexplain.formats.json.arrays import plain_data
from nnexplain.pages.worked import WorkedPage
from nnexplain.worked.document import document
from nnexplain.worked.example import WorkedExample
from nnexplain.worked.lesson import find
from nnexplain.worked.signature import documentation, signature
from nnexplain.worked.work import call


class Answer(WorkedExample):
    """A worked example that shows itself: ``str`` and ``repr`` are its page, ``to_dict`` its JSON."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON object, as plain Python data."""
        return {key: plain_data(part) for key, part in document(self).items()}

    def __str__(self) -> str:
        return render(WorkedPage(self), "table").rstrip("\n")

    __repr__ = __str__


def answer(example: WorkedExample) -> Answer:
    """The example, able to show itself."""
    return Answer(**vars(example))


def calculator(name: str) -> Callable[..., Answer]:
    """The calculator of that name: a lesson as a function of the same name and inputs."""
    lesson = find(name)

    @public
    def calculate(*args: object, **kwargs: object) -> Answer:
        return answer(call(lesson, args, kwargs, watched))

    calculate.__name__ = calculate.__qualname__ = lesson.name
    calculate.__module__, calculate.__doc__ = "nnexplain", documentation(lesson)
    vars(calculate)["__signature__"] = signature(lesson, WorkedExample)
    return calculate
