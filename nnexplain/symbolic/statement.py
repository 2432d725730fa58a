"""A line of a derivation, as every format shows it; made without SymPy."""

from __future__ import annotations

from typing import NamedTuple


class Statement(NamedTuple):
    """One line of a derivation, and why it holds; ``checked`` is set by the check itself.

    ``part`` is the heading that it stands under, ``note`` what of its reason is not said there already.
    """

    unicode: str
    latex: str
    because: str
    checked: bool = False
    part: str = ""
    note: str = ""

    def to_dict(self) -> dict[str, object]:
        statement = {"unicode": self.unicode, "latex": self.latex}
        return {"statement": statement, "because": self.because, "checked": self.checked}
