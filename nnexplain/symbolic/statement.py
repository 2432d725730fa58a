"""A line of a derivation, which every format writes in its notation; made without SymPy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nnexplain.notation.printer import Notation
from nnexplain.notation.sides import Side, line, side_text
from nnexplain.symbolic.notation import (
    DerivedLatex,
    DerivedMathml,
    DerivedUnicode,
    ProofLatex,
    ProofMathml,
    ProofUnicode,
)

_DERIVED = {"unicode": DerivedUnicode, "latex": DerivedLatex, "mathml": DerivedMathml}
_PROVED = {"unicode": ProofUnicode, "latex": ProofLatex, "mathml": ProofMathml}
_DIGITS, _ALL_DIGITS, _PROOF_DIGITS = 4, 17, 12  # in symbols a constant is not rounded


class Statement(NamedTuple):
    """One line of a derivation, and why it holds; ``checked`` is set by the check itself.

    ``part`` is the heading that it stands under, ``note`` what of its reason is not said there already; ``proved`` is
    a line of a proof, which has signs of its own (limits, sets, relations).
    """

    sides: Sequence[Side]
    because: str
    checked: bool = False
    part: str = ""
    note: str = ""
    proved: bool = False

    @property
    def unicode(self) -> str:
        """As a terminal shows it."""
        return line(self.sides, *self._notations("unicode"))

    @property
    def latex(self) -> str:
        """For papers."""
        return line(self.sides, *self._notations("latex"))

    def texts(self, notation: str) -> list[str]:
        """Each side behind its sign."""
        numbers, symbols = self._notations(notation)
        return [side_text(side, numbers, symbols) for side in self.sides]

    def _notations(self, name: str) -> tuple[Notation, Notation]:
        """The one that puts numbers in, and the one that does not."""
        if self.proved:
            found = _PROVED[name](_PROOF_DIGITS, numbers=False)
            return found, found
        return _DERIVED[name](_DIGITS), _DERIVED[name](_ALL_DIGITS, numbers=False)

    def to_dict(self) -> dict[str, object]:
        statement = {"unicode": self.unicode, "latex": self.latex}
        return {"statement": statement, "because": self.because, "checked": self.checked}
