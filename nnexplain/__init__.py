"""The worked-example calculator for neural networks.

Every command is a function of the same name and arguments; it returns a worked example:

>>> import nnexplain as nn
>>> example = nn.perceptron(w=[0.1, 0.2], x=[1, 0], b=0.05)
>>> round(example.y, 12)
0.15
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nnexplain.errors import InputError as InputError

if TYPE_CHECKING:
    from nnexplain.worked.example import WorkedExample as WorkedExample

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """``__all__`` is the public surface, found by file names: what is not in it is free to change."""
    if name == "__all__":
        return __dir__()
    if name == "WorkedExample":
        from nnexplain.worked.example import WorkedExample

        return WorkedExample
    if not name.startswith("_"):
        from nnexplain.worked.lesson import lesson_names

        if name in lesson_names():
            from nnexplain.api import calculator

            return globals().setdefault(name, calculator(name))
        if name in _command_names():
            return globals().setdefault(name, _command(name))
    raise AttributeError(f"module 'nnexplain' has no attribute {name!r}")


def _command_names() -> list[str]:
    """The commands that are not calculators."""
    from nnexplain.discovery import ROOT, modules

    return list(modules(ROOT / "cli" / "commands"))


def _command(name: str) -> Any:
    """A command's module defines the function of its own name."""
    from importlib import import_module

    from nnexplain.errors import public

    return public(getattr(import_module(f"nnexplain.cli.commands.{name}"), name))


def __dir__() -> list[str]:
    from nnexplain.worked.lesson import lesson_names

    return sorted(["InputError", "WorkedExample", "__version__", *lesson_names(), *_command_names()])
