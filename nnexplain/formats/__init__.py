"""Output formats: one file each, with ``pieces(report, options)``, the text of a report. They show; they never compute.

May import: arrays, discovery, engine, notation, pages, plots, typeset, visible, worked.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from nnexplain.discovery import modules
from nnexplain.worked.declared import Declared

if TYPE_CHECKING:
    from typing import Protocol

    from nnexplain.pages.blocks import Report

    class Format(Protocol):
        """What a format's file has."""

        def pieces(self, report: Report, options: Options) -> Iterator[str]:
            """The report as text, piece by piece, each with its line breaks."""
            ...


# Narrower than this no matrix of two columns fits, nor a bracket beside its number: what is shown there is laid out
# as for so many columns, and the terminal breaks the lines as it would any text's.
LEAST_WIDTH = 20


class Options(Declared):
    """How to show: decimals, columns, colour, whether only ASCII signs may be used; ``full`` works every entry.

    ``standalone`` asks for a document that stands by itself, or (False) a part of another; None: as the format does.
    """

    precision: int = 4
    width: int = 80
    color: bool = False
    ascii: bool = False
    full: bool = False
    standalone: bool | None = None


def watched(total: int) -> AbstractContextManager[Callable[[int, float], None]]:
    """A bar of so many parts, where someone is looking and it takes long."""
    if sys.stderr is None or not sys.stderr.isatty():
        from nnexplain.worked.request import unwatched

        return unwatched(total)
    from nnexplain.formats.table.progress import bar

    return bar(total)


def names() -> list[str]:
    """The formats there are; ``table`` first, because it is the default."""
    return sorted(modules(Path(__path__[0])), key=lambda name: (name != "table", name))


def find(name: str) -> Format:
    """The format's module; imported only when it is used."""
    found: Format = import_module(f"{__name__}.{name}")
    return found


def render(report: Report, name: str, options: Options | None = None) -> str:
    """The whole report as one text."""
    return "".join(find(name).pieces(report, options or Options()))
