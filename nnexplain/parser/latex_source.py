"""LaTeX cut into its smallest pieces: commands, braces, scripts, numbers, letters and signs."""

from __future__ import annotations

import re
from typing import NamedTuple

from nnexplain.notation.letters import LOWERED, from_lowered
from nnexplain.parser.tokens import NUMBER, RAISED_NUMBER, SIGN, number_text

_PIECE = re.compile(
    rf"""
    (?P<space>\s+|~|\\[,;:!>\ ]|\\(?:displaystyle|textstyle|left|right|limits|nonumber|middle)(?![A-Za-z])\.?
        |\\[bB]ig{{1,2}}[lrm]?(?![A-Za-z]))
  | (?P<command>\\(?:[A-Za-z]+\*?|\\(?:\[[^\]\n]*\])?|.))
  | (?P<number>[0-9]{{1,3}}(?:\{{,\}}[0-9]{{3}})+(?![0-9])(?:\.[0-9]+)?|{NUMBER})
  | (?P<percent>(?:\\,)?\\?%)
  | (?P<open>\{{)
  | (?P<close>\}})
  | (?P<script>\^|_)
  | (?P<cell>&)
  | (?P<raised>{RAISED_NUMBER})
  | (?P<sign>{SIGN}|[<>≤≥≠→])
  | (?P<letter>[^\W\d_]+(?=\s*(?:\\left\s*|\\[bB]igg?l?\s*)?\()|[^\W\d_{LOWERED}][{LOWERED}]*)
  | (?P<unknown>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_PERCENT = re.compile(r"(?:\\,|\s)?(?:\\%|%(?!\s*[\w(.]))")


class Piece(NamedTuple):
    """One piece of the source, and where it stood."""

    kind: str
    text: str
    start: int
    end: int


def pieces(text: str, start: int, end: int) -> list[Piece]:
    """The pieces of text[start:end], spaces left out; the last is of kind ``end``.

    >>> [piece.text for piece in pieces(r"\\frac{1}{2} w_1", 0, 15)]
    ['\\\\frac', '{', '1', '}', '{', '2', '}', 'w', '_', '1', '']
    """
    found, at = [], start
    while at < end:
        match = _PIECE.match(text, at, end)
        assert match is not None
        kind, at = str(match.lastgroup), match.end()
        if kind == "space":
            continue
        shown = match.group()
        if kind == "number":
            percent = _PERCENT.match(text, at, end)
            at = percent.end() if percent else at
            shown = number_text(shown.replace("{,}", ""), percent=percent is not None)
        elif kind == "letter":
            shown = from_lowered(shown)
        found.append(Piece(kind, shown, match.start(), at))
    return [*found, Piece("end", "", end, end)]
