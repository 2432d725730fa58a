"""Every operation and every lesson there is, found the way a reader would: by looking into the rooms."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import nnexplain.ops
from nnexplain.engine.graph import Op
from nnexplain.worked.lesson import Lesson, find, lesson_names


def every_op() -> dict[str, Op]:
    """``file.name`` → operation, each once, under the module that defines it."""
    rooms = [module.name for module in pkgutil.walk_packages(nnexplain.ops.__path__, "nnexplain.ops.")]
    found: dict[str, Op] = {}
    for module in ("nnexplain.engine.arithmetic", *rooms):
        for value in vars(import_module(module)).values():
            if isinstance(value, Op) and value.__module__ == module:
                found[f"{module.rpartition('.')[2]}.{value.name}"] = value
    return dict(sorted(found.items()))


def every_lesson() -> dict[str, Lesson]:
    """Every lesson that runs as one graph (a training does not: tests/lessons/test_train.py is about it)."""
    found = {name: find(name) for name in sorted(lesson_names())}
    return {name: lesson for name, lesson in found.items() if lesson.show is None}
