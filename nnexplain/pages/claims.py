"""The part of a page that holds each claimed equality against the calculation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nnexplain.pages.blocks import Block, Cell, Column, Heading, Table, Values
from nnexplain.worked.claim import Claim


def claims(found: Sequence[Claim]) -> Iterator[Block]:
    """A row for each pair of sides."""
    yield Heading("Check · each side against the next, to the digits printed")
    heads = ("claim", "", "left side", "should be")
    rows = tuple((each.text, _verdict(each), _left(each), each.should) for each in found)
    kept = [place for place in range(len(heads)) if place < 2 or any(row[place] for row in rows)]
    columns = tuple(Column(heads[place], right=False) for place in kept)
    yield Table(columns, tuple(tuple(row[place] for place in kept) for row in rows))


def _verdict(claim: Claim) -> str:
    if claim.holds:
        return "✓ holds" if claim.exact else "✓ holds, rounded"
    return "✗ does not hold"


def _left(claim: Claim) -> Cell:
    """What the left side comes to, where the right side says it otherwise."""
    return "" if claim.exact else Values(claim.left, claim.exact_left)
