"""Output formats: one file each, with ``render(example, options) -> str``. They show; they never compute.

May import: discovery, engine, notation, record, visible, worked.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from nnexplain.discovery import modules
from nnexplain.record import Record

# Narrower than this no matrix of two columns fits, nor a bracket beside its number: what is shown there is laid out
# as for so many columns, and the terminal breaks the lines as it would any text's.
LEAST_WIDTH = 20


class Options(Record):
    """How to show: decimals, width in columns (at least 20), colour, and whether only ASCII signs may be used."""

    precision: int = 4
    width: int = 80
    color: bool = False
    ascii: bool = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.width = max(self.width, LEAST_WIDTH)


def names() -> list[str]:
    """The formats there are; ``table`` first, because it is the default."""
    return sorted(modules(Path(__path__[0])), key=lambda name: (name != "table", name))


def find(name: str) -> Any:
    """The renderer's module; imported only when it is used."""
    return import_module(f"{__name__}.{name}")
