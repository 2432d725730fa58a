"""A line of a derivation, as every format shows it; made without SymPy."""

from __future__ import annotations

from typing import NamedTuple


class Statement(NamedTuple):
    """One line of a derivation, and why it holds; ``checked`` is set by the check itself."""

    unicode: str
    latex: str
    because: str
    checked: bool = False

    def to_dict(self) -> dict[str, object]:
        statement = {"unicode": self.unicode, "latex": self.latex}
        return {"statement": statement, "because": self.because, "checked": self.checked}
