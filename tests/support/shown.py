"""A worked example in a format, as its reader sees it."""

from __future__ import annotations

from nnexplain.formats import Options, render
from nnexplain.pages.worked import WorkedPage
from nnexplain.worked.example import WorkedExample


def in_format(example: WorkedExample, format: str = "table", options: Options | None = None) -> str:
    """The whole text."""
    return render(WorkedPage(example), format, options)
