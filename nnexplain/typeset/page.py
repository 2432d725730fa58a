"""Blocks, one after the other, as elements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nnexplain.notation.unicode import Unicode
from nnexplain.pages.blocks import (
    Abreast,
    Answer,
    Block,
    Curve,
    Definitions,
    Drawing,
    Equation,
    Gap,
    Given,
    Heading,
    Listing,
    Matrix,
    Paragraph,
    Picture,
    Proved,
    Steps,
    Table,
)  # fmt: skip
from nnexplain.typeset import arrays
from nnexplain.typeset.elements import Element
from nnexplain.typeset.prose import equation, prose, tables
from nnexplain.typeset.steps import Typist
from nnexplain.worked.arithmetic import MOST_TERMS


def typeset(blocks: Iterable[Block], precision: int, *, full: bool = False) -> Iterator[Element]:
    """The page, from top to bottom, its numbers with so many decimals."""
    notation = Unicode(precision, most_terms=MOST_TERMS)
    typist = Typist(notation, full=full)
    for block in blocks:
        yield from _set(block, typist, notation)


def _set(block: Block, typist: Typist, notation: Unicode) -> Iterable[Element]:
    match block:
        case Paragraph() | Listing():
            return prose(block, notation)
        case Steps():
            return typist.steps(block)
        case Abreast():
            return typist.abreast(block)
        case Equation():
            return [equation(block, notation)]
        case Table() | Picture():
            return tables(block, notation)
        case Given():
            return arrays.given(block, notation)
        case Answer():
            return [arrays.answer(block, notation)]
        case Matrix():
            return [arrays.whole(block, notation)]
        case Curve():
            return [arrays.curve(block)]
        case Heading() | Gap() | Definitions() | Proved() | Drawing():
            return [block]


def ends_fold(element: Element) -> bool:
    """Whether what was folded away ends before an element: at another thought, or at a part of the page."""
    return isinstance(element, Gap) or (isinstance(element, Heading) and element.level < 3)
