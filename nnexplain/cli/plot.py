"""``--plot FILE``: a worked example's pictures, in a file beside its page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nnexplain.cli.options import Given
from nnexplain.cli.streams import to_file
from nnexplain.errors import InputError, quote
from nnexplain.plots.converted import converter

if TYPE_CHECKING:
    from nnexplain.worked.example import WorkedExample

_OPTION = "--plot"


def check(given: Given) -> None:
    """Refuse, before anything is worked, a file that could not be written for its name."""
    name, output = str(given["plot"]), given.get("output")
    converter(name, _OPTION)
    if output is not None and Path(name) == Path(str(output)):
        raise InputError(f"{_OPTION} and --output are both {quote(name, 80)}; give each a file of its own")


def save(example: WorkedExample, given: Given, precision: int) -> None:
    """Draw the pictures and write the file, whole or not at all."""
    from nnexplain.plots import picture

    name = str(given["plot"])
    try:
        canvas = picture(example, precision)
    except InputError as error:
        raise InputError(f"{_OPTION}: {error}") from None
    to_file([converter(name, _OPTION)(canvas)], name, _OPTION)
