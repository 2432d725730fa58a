"""What somebody says that two sides are, and whether it is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnexplain.worked.declared import Declared

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from nnexplain.arrays import Index, Number


class Claim(Declared):
    """``text`` as it was typed: ``0.39 = 0.4``.

    It is ``exact``, or ``holds`` to the digits printed; where it does neither, ``should`` has what would be right
    on the right side, as far as that can be written down.
    """

    text: str
    left: Number
    right: Number
    holds: bool = True
    exact: bool = False
    should: str = ""
    exact_left: Callable[[Index], Fraction | None] = staticmethod(lambda index: None)

    def to_dict(self) -> dict[str, object]:
        """As the JSON has it."""
        found: dict[str, object] = {"claim": self.text, "left": self.left, "right": self.right, "holds": self.holds}
        return found | ({"should": self.should} if self.should else {})
