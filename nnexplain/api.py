"""The Python face: a calculator is called with numbers, and the worked example that it gives shows itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nnexplain.errors import public
from nnexplain.formats import Options, render, watched
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

    def to_markdown(self, precision: int = 4) -> str:
        """The page in Markdown, its mathematics between ``$``.

        >>> import nnexplain as nn
        >>> print(nn.perceptron(w=[0.1, 0.2], x=[1, 0], b=0.05).to_markdown().splitlines()[2])
        **Given:** $w = [0.1, 0.2]$, $x = [1, 0]$, $b = 0.05$, f = relu
        """
        return render(WorkedPage(self), "markdown", Options(precision))

    def to_latex(self, precision: int = 4, *, standalone: bool = False) -> str:
        """The page in LaTeX: a part of a document that uses amsmath, or (``standalone``) a document."""
        return render(WorkedPage(self), "latex", Options(precision, standalone=standalone))

    def to_html(self, precision: int = 4, *, standalone: bool = True) -> str:
        """The page for a browser: whole, or (``standalone=False``) an element to stand in another page."""
        return render(WorkedPage(self), "html", Options(precision, standalone=standalone))

    def to_svg(self, precision: int = 4) -> str:
        """Its pictures as SVG, below each other."""
        from nnexplain.plots import picture

        return public(picture)(self, precision).svg()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook shows: the richest of these that it can."""
        return {
            "text/plain": str(self),
            "text/html": self.to_html(standalone=False),
            "text/latex": self.to_latex(),
            "text/markdown": self.to_markdown(),
        }

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
