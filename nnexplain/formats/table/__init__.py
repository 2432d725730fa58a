"""Tables for a terminal: what is given, every step, the pictures, the answer and how to read it.

The page is imported when it is shown: a list of what there is takes only the helpers for text, and no NumPy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnexplain.formats import Options
    from nnexplain.worked.example import WorkedExample


def render(example: WorkedExample, options: Options) -> str:
    """The whole page as text."""
    from nnexplain.formats.table.worked import render

    return render(example, options)
