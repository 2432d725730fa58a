"""Output formats: one file each, with ``render(example, options) -> str``. They show; they never compute."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from nnexplain.record import Record
from nnexplain.rooms import modules

ALIASES = {"terminal": "table"}


class Options(Record):
    """How to show: decimals, width in columns, colour, and whether only ASCII signs may be used."""

    precision: int = 4
    width: int = 80
    color: bool = False
    ascii: bool = False


def names() -> list[str]:
    """The formats there are; ``table`` first, because it is the default."""
    return sorted(modules(Path(__path__[0])), key=lambda name: (name != "table", name))


def find(name: str) -> Any:
    """The renderer's module; imported only when it is used."""
    return import_module(f"{__name__}.{name}")
