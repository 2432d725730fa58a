"""A line of a derivation, as every format shows it; made without SymPy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a derivation, and why it holds; ``checked`` is set by the check itself."""

    unicode: str
    latex: str
    because: str
    checked: bool = False
