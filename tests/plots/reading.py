"""An SVG read back: its texts with where they stand, and the numbers in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from nnexplain.plots.canvas import measured

SVG = "{http://www.w3.org/2000/svg}"


class Text(NamedTuple):
    words: str
    left: float
    top: float
    right: float
    bottom: float
    kind: str


def tree(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(part: ElementTree.Element, across: float = 0.0, down: float = 0.0) -> Iterator[Text]:
    """Every text with about the room that it takes; none of ours is turned."""
    for child in part:
        if child.tag == f"{SVG}g":
            moved = re.fullmatch(r"translate\((\S+) (\S+)\)", child.get("transform", ""))
            assert moved
            yield from texts(child, across + float(moved[1]), down + float(moved[2]))
        elif child.tag == f"{SVG}text":
            assert not child.get("transform")
            size, words = float(child.get("font-size", "0")), "".join(child.itertext())
            width = measured(words, size, bold=child.get("font-weight") == "bold")
            left = float(child.get("x", "nan")) + across
            left -= {"start": 0.0, "middle": width / 2, "end": width}[child.get("text-anchor", "")]
            base = float(child.get("y", "nan")) + down
            yield Text(words, left, base - size * 0.8, left + width, base + size * 0.25, child.get("class", ""))


# counted things, which are no values: row 2, head 1, … and 6 smaller ones, 1 right
_COUNTED = re.compile(
    r"\b(?:row|query|key|head|block|step|class|epoch|example) \d+|… (?:and )?\d+|\b\d+ (?:more|right|wrong|steps)\b"
    r"|ln\(1 − p\)"
)
_NUMBER = re.compile(r"(?<![\w₀-₉.])−?(?:\d+(?:\.\d+)?(?:e−?\d+)?|∞)(?![\w.]*\w)")


def numbers(words: str) -> list[str]:
    """The values in a text, as Python reads numbers.

    >>> numbers("row 2: W₁ = −0.25, L = 1e−7")
    ['-0.25', '1e-7']
    """
    return [found.replace("−", "-").replace("∞", "inf") for found in _NUMBER.findall(_COUNTED.sub("", words))]
