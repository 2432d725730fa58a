"""The worked-example calculator for neural networks.

Every command is a function of the same name and arguments; it returns a worked example:

>>> import nnexplain as nn
>>> example = nn.perceptron(w=[0.1, 0.2], x=[1, 0], b=0.05)
>>> round(example.y, 12)
0.15
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nnexplain.errors import InputError

if TYPE_CHECKING:
    from nnexplain.example import WorkedExample as WorkedExample
    from nnexplain.lesson import Lesson

__version__ = "0.1.0"
__all__ = ["InputError", "WorkedExample", "__version__"]


def __getattr__(name: str) -> Any:
    if name == "WorkedExample":
        from nnexplain.example import WorkedExample

        return WorkedExample
    return _lesson(name)


def _lesson(name: str) -> Lesson:
    from nnexplain.lesson import find, lesson_names

    if name in lesson_names():
        return find(name)
    raise AttributeError(f"module 'nnexplain' has no attribute {name!r}")


def __dir__() -> list[str]:
    from nnexplain.lesson import lesson_names

    return sorted([*__all__, *lesson_names()])
