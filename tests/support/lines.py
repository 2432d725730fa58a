"""Lines of arithmetic, read back: what the left side comes to, and how far its rounded operands let it stray."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from nnexplain.parser.expression import value

NUMBER = re.compile(r"(?<![\w.₀-₉])\d+(?:\.\d+)?(?:e[−-]?\d+)?")
_RAISED = str.maketrans("−", "-")


class Line:
    """``left = right`` or ``left ≈ right``; of a line that shows every operation, the last two sides.

    Words that say why no calculator can work it are passed over.
    """

    def __init__(self, text: str) -> None:
        found = re.fullmatch(r"(?:.* [=≈] )?(.*?)(?: \((?:two nearly|beyond a)[^()]*\))? ([=≈]) (\S+)", text)
        assert found, f"no line of arithmetic: {text!r}"
        self.text = text
        self.left, self.sign, self.right = found.groups()

    @property
    def whole(self) -> bool:
        """Whether no term was left out."""
        return "…" not in self.left

    @property
    def result(self) -> float:
        return number(self.right)

    def value(self, left: str | None = None) -> float:
        return float(value(left if left is not None else self.left))

    def operands(self) -> Iterator[tuple[int, int, str]]:
        return ((found.start(), found.end(), found.group()) for found in NUMBER.finditer(self.left))

    def play(self) -> float:
        """How far the left side moves when every operand moves by half a unit of its last printed digit."""
        return self._moves(lambda text: unit(text) / 2)

    def pull(self) -> float:
        """Σ|xᵢ ∂f/∂xᵢ| over the printed operands, by differences."""
        share = 1e-6
        return self._moves(lambda text: abs(number(text)) * share) / share

    def _moves(self, change: object) -> float:
        here, total = self.value(), 0.0
        for start, end, text in self.operands():
            size = change(text)  # type: ignore[operator]
            ways = []
            for sign in (1, -1):
                moved = f"({number(text) + sign * size!r})"
                there = self.value(self.left[:start] + moved + self.left[end:])
                ways.append(abs(there - here) if math.isfinite(there) else 0.0)
            total += max(ways)
        return total


def number(text: str) -> float:
    text = text.translate(_RAISED)
    return float({"∞": "inf", "-∞": "-inf"}.get(text, text))


def unit(text: str) -> float:
    """One in the last printed digit."""
    mantissa, _, exponent = text.translate(_RAISED).partition("e")
    return float(10.0 ** ((int(exponent) if exponent else 0) - len(mantissa.partition(".")[2])))
