"""A function's docstring, also where Python was told to leave docstrings out (``-OO``, ``PYTHONOPTIMIZE=2``)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from inspect import cleandoc
from typing import Any


def doc(function: Callable[..., Any]) -> str:
    """The docstring, without its indentation: ours are what help, titles and rules are written in.

    >>> doc(doc).splitlines()[0]
    'The docstring, without its indentation: ours are what help, titles and rules are written in.'
    """
    text = function.__doc__
    if text is None and hasattr(function, "__code__"):
        text = _of_file(function.__code__.co_filename).get((function.__name__, function.__code__.co_firstlineno))
    return cleandoc(text or "")


@cache
def _of_file(file: str) -> dict[tuple[str, int], str]:
    """The docstrings that stand in a source file, by function and first line (its decorators' too)."""
    import ast
    import tokenize

    try:
        with tokenize.open(file) as source:
            tree = ast.parse(source.read())
    except OSError:  # a package without its sources
        return {}
    found = {}
    for part in ast.walk(tree):
        if isinstance(part, ast.FunctionDef):
            first = min([part.lineno, *(mark.lineno for mark in part.decorator_list)])
            found[part.name, first] = ast.get_docstring(part, clean=False) or ""
    return found
