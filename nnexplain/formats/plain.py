"""Plain text for scripts and screen readers: a record a line, its fields between tabs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nnexplain.visible import visible

if TYPE_CHECKING:
    from nnexplain.formats import Options
    from nnexplain.pages.blocks import Report


def pieces(report: Report, options: Options) -> Iterator[str]:
    """Every record of the report; an empty one is an empty line."""
    for record in report.records(options.precision):
        yield "\t".join(map(visible, record)) + "\n"
