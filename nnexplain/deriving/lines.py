"""Statements of a derivation in both notations."""

from __future__ import annotations

from collections.abc import Sequence

from nnexplain.example import Statement
from nnexplain.notation.base import holds_exactly
from nnexplain.notation.latex import Latex
from nnexplain.notation.unicode import Unicode
from nnexplain.written import Leaf, Written

_SYMBOLS = (Unicode(numbers=False), Latex(numbers=False))
_NUMBERS = (Unicode(numbers=True), Latex(numbers=True))


def equation(sides: Sequence[Written], because: str, *, checked: bool, numbers: Written | None = None,
             value: Leaf | None = None) -> Statement:  # fmt: skip
    """``a = b``, and where given ``= (with the numbers) = value``."""
    texts = []
    exact = value is not None and holds_exactly(numbers or value, value, 4)
    for symbolic, numeric, about in zip(_SYMBOLS, _NUMBERS, ("≈", r"\approx"), strict=True):
        text = " = ".join(symbolic.text(side) for side in sides)
        if numbers is not None:
            text += f" = {numeric.text(numbers)}"
        if value is not None:
            text += f" {'=' if exact else about} {numeric.text(value)}"
        texts.append(text)
    return Statement(texts[0], texts[1], because, checked)
