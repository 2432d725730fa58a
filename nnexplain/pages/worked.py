"""A worked example as a report; the layout of its page is imported when it is shown as one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from nnexplain.arrays import Index, indices
from nnexplain.inputs.paths import indexed
from nnexplain.notation.decimals import as_typed, show
from nnexplain.worked.declared import Declared
from nnexplain.worked.document import document
from nnexplain.worked.example import WorkedExample

if TYPE_CHECKING:
    from nnexplain.pages.blocks import Block, Record


class WorkedPage(Declared):
    """A worked example as a report."""

    example: WorkedExample

    def blocks(self) -> Iterator[Block]:
        """The page, from top to bottom."""
        from nnexplain.pages.layout import blocks

        return blocks(self.example)

    def records(self, precision: int) -> Iterator[Record]:
        """Every value, gradient and hand value; indices count from 0."""
        example = self.example
        groups = [
            ("", example.values, example.exact),
            ("gradients.", example.gradients, lambda name, index: example.exact(f"gradients.{name}", index)),
            ("hand.", example.hand, lambda name, index: _hand_exact(example, name, index)),
        ]
        groups += [(f"versus[{i}].", variant.values, variant.exact) for i, variant in enumerate(example.versus or [])]
        for prefix, values, exact in groups:
            for name, value in (values or {}).items():
                array = np.asarray(value, dtype=float)
                for index in indices(array.shape):
                    yield indexed(prefix + name, index), show(float(array[index]), exact(name, index), precision)
        for claim in example.claims:
            yield "claim", claim.text, "holds" if claim.holds else f"does not hold: {claim.should or 'no'}"
        if example.trace is not None:
            yield from example.trace.records(precision)
        for line in example.derivation or []:
            yield "derivation", line.unicode, line.because

    def document(self, precision: int) -> dict[str, object]:
        """The JSON object."""
        return document(self.example, precision)


def _hand_exact(example: WorkedExample, name: str, index: Index) -> Fraction | None:
    assert example.hand is not None
    return as_typed(float(np.asarray(example.hand[name])[index]))
