"""What a page says of a part of a line that no calculator can work: the difference of two nearly equal numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nnexplain.engine.remark import Arithmetic, Remark
from nnexplain.engine.retyped import NEARLY_EQUAL, why
from nnexplain.pages.blocks import Block, Paragraph
from nnexplain.worked.arithmetic import MOST_LINES, MOST_TERMS
from nnexplain.worked.example import Step

_DECIMALS = 4  # what cancels does so with any number of them
_MOST_TOLD = 4


def cancellations(steps: Sequence[Step]) -> Iterator[Block]:
    """A sentence for each part that stands on a line as the number it comes to."""
    told: dict[str, Remark] = {}
    for step in steps:
        if step.arithmetic and step.kind != "given":
            for cell in step.cells(MOST_LINES):
                for part, value in cell.line(_DECIMALS, MOST_TERMS).replaced:
                    what = Arithmetic(part, value, _DECIMALS)
                    reason = f"{why(part)}, worked in more digits than a calculator has"
                    said = f"{{part}} comes to {{value}}: {reason if why(part) == NEARLY_EQUAL else why(part)}."
                    number = Arithmetic(value, value, _DECIMALS)
                    told.setdefault(str(what), Remark(said, {"part": what, "value": number}))
    yield from (Paragraph(remark, "faint") for remark in list(told.values())[:_MOST_TOLD])
