"""A line of a derivation, as every format shows it; made without SymPy."""

from __future__ import annotations

from nnexplain.record import Record


class Statement(Record):
    """One line of a derivation, and why it holds; ``checked`` is set by the check itself."""

    unicode: str
    latex: str
    because: str
    checked: bool = False
