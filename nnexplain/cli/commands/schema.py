"""The JSON Schema (2020-12) of everything written as JSON."""

from __future__ import annotations

from pathlib import Path

from typer.core import TyperCommand

from nnexplain.cli.options import opened
from nnexplain.cli.streams import write
from nnexplain.discovery import ROOT, summary

FILE = ROOT / "schema.json"


def schema() -> dict[str, object]:
    """The schema as plain data; it describes ``to_dict()`` and the JSON of every command.

    >>> import nnexplain as nn
    >>> nn.schema()["$schema"]
    'https://json-schema.org/draft/2020-12/schema'
    """
    import json

    found: dict[str, object] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def command() -> TyperCommand:
    """``nnexplain schema`` prints the file that ships with the package."""
    return TyperCommand("schema", callback=_print, help=opened(f"{summary(Path(__file__))}.", "schema"))


def _print() -> int:
    write(FILE.read_text(encoding="utf-8"))
    return 0
