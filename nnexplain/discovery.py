"""What is there to find: the modules of a folder, by their file names alone, and what their docstrings say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from nnexplain.errors import InputError, nearest, quote

ROOT = Path(__file__).parent
TEMPLATES = ROOT / "inputs" / "specs" / "templates"


@cache
def modules(folder: Path) -> dict[str, Path]:
    """The public modules and packages of a folder: name → the file that holds the docstring (looked up once).

    >>> import nnexplain
    >>> modules(Path(nnexplain.__file__).parent / "ops")["matrix"].name
    'matrix.py'
    """
    found = {}
    for file in sorted(folder.iterdir()):
        if file.name[0].isalpha():
            start = file if file.suffix == ".py" else file / "__init__.py"
            if start is file or start.is_file():
                found[file.stem] = start
    return found


@cache
def choices(folder: str) -> tuple[str, ...]:
    """The names that a folder's files are chosen by, in the order that its docstring has ("In order: ...").

    >>> choices("ops/activations")[:3]
    ('identity', 'relu', 'sigmoid')
    """
    said = (ROOT / folder / "__init__.py").read_text(encoding="utf-8")
    order = " ".join(said.partition("In order: ")[2].partition(".")[0].split()).split(", ")
    found = [name.replace("_", "-") for name in modules(ROOT / folder)]
    return tuple(sorted(found, key=lambda name: order.index(name) if name in order else len(order)))


def chosen(
    wanted: Sequence[object], known: Collection[str], what: str, shown_by: str, also: Collection[str] = ()
) -> list[str]:
    """Those of the names that are wanted, in that order; none: all. ``*`` and ``?`` are what they are in file names.

    A word that is none of them may be near to one, or to one of what is understood ``also``.

    >>> chosen(["re*", "tanh"], ["tanh", "relu", "gelu"], "activation", "--help")
    ['relu', 'tanh']
    """
    found: dict[str, None] = {}
    for word in wanted or ["*"]:
        pattern = str(word).strip()
        matches = [name for name in known if fnmatchcase(name, pattern)]
        if not matches:
            hint = nearest(pattern, known) or nearest(pattern, also) or f"; {shown_by}"
            raise InputError(f"there is no {what} {quote(word)}{hint}")
        found |= dict.fromkeys(matches)
    return list(found)


def summary(file: Path) -> str:
    """A file's docstring's first line, read without importing it."""
    with file.open(encoding="utf-8") as lines:
        return lines.readline().strip().strip('"').rstrip(".")


def files() -> dict[str, Path]:
    """Command name → its file, for lessons and for the other commands."""
    return modules(ROOT / "lessons") | modules(ROOT / "cli" / "commands")


def doc(function: Callable[..., Any]) -> str:
    """The docstring, without its indentation: ours are what help, titles and rules are written in.

    >>> doc(doc).splitlines()[0]
    'The docstring, without its indentation: ours are what help, titles and rules are written in.'
    """
    function = getattr(function, "__wrapped__", function)
    text = function.__doc__
    if text is None and hasattr(function, "__code__"):
        text = _of_file(function.__code__.co_filename).get((function.__name__, function.__code__.co_firstlineno))
    from inspect import cleandoc

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
