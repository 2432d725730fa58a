"""Text to tokens. The signs of every spelling become one sign here (``**`` → ``^``, ``−`` → ``-``, ``×`` → ``*``).

The grammar sees tokens only, so another notation needs another tokenizer and no other grammar. What
is no token becomes one of kind ``unknown``: the grammar complains only where it gets there.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nnexplain.notation.letters import LOWERED, RAISED, from_lowered, from_raised

SIGNS = {
    "**": "^", "−": "-", "–": "-", "×": "*", "✕": "*", "⊙": "*", "∗": "*", "÷": "/", "∕": "/", "⋅": "·", "∙": "·",
    "•": "·", "′": "'", "’": "'", "^T": "T", "^⊤": "T", "ᵀ": "T", "⊤": "T", "≃": "≈", "≅": "≈",
}  # fmt: skip
TIMES = "\u2062"  # the invisible multiplication sign: two operands side by side
CLOSES = {"(": ")", "[": "]", "|": "|", "‖": "‖", "⌈": "⌉", "⌊": "⌋"}
_LETTER = rf"(?![{RAISED}ᵀ])\w"
NUMBER = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+\-−]?[0-9]+)?|∞"
RAISED_NUMBER = rf"[⁺⁻]?[{RAISED}]+"
SIGN = r"[-+−–*×✕⊙∗/÷∕·⋅∙•@'′’ᵀ⊤√=≈≃≅,;()\[\]|‖⌈⌉⌊⌋\u2062]"
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+)
  | (?P<number>{NUMBER})
  | (?P<raised>{RAISED_NUMBER})
  | (?P<sign>\*\*|\^\s*[T⊤](?!\w|\s*\()|\^|{SIGN})
  | (?P<name>(?![\d{LOWERED}]){_LETTER}(?:{_LETTER})*)
  | (?P<unknown>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?")
# a space may stand before %, but 10 % (3) and 10%3 look like a remainder
_PERCENT = re.compile(r"%(?![\w(.])|\s%(?!\s*[\w(.\[])")


class Token(NamedTuple):
    """It stood at text[start:end]; ``kind`` is number, raised (a superscript), sign, name, unknown or end.

    A token of kind ``refused`` has as its text what is wrong there.
    """

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of text[start:end]; the last is of kind ``end``.

    >>> [token.text for token in tokens("2e − 1e−3")]
    ['2', 'e', '-', '1e-3', '']
    >>> [token.text for token in tokens("10,000 × 60%")]
    ['10000', '*', '0.60', '']
    """
    found: list[Token] = []
    end = len(text) if end is None else end
    closers: list[bool] = []  # for each open bracket, whether commas mean something inside
    at = start
    while at < end:
        match = _TOKEN.match(text, at, end)
        assert match is not None
        kind, shown, at = str(match.lastgroup), match.group(), match.end()
        if kind == "space":
            continue
        if kind == "number":
            shown, at = _number(text, match, end, commas=bool(closers and closers[-1]))
        elif shown in ("(", "["):
            closers.append(shown == "[" or bool(found and found[-1].kind == "name"))
        elif shown in (")", "]") and closers:
            closers.pop()
        found.append(Token(kind, _plain(kind, shown), match.start(), at))
    return [*found, Token("end", "", end, end)]


def _number(text: str, match: re.Match[str], end: int, *, commas: bool) -> tuple[str, int]:
    """A number with its thousands and its percent sign: its text, and where it ends."""
    shown, at = match.group(), match.end()
    if not commas and text[at : at + 1] == ",":
        thousands = _THOUSANDS.match(text, match.start(), end)
        if thousands:
            shown, at = thousands.group().replace(",", ""), thousands.end()
    percent = _PERCENT.match(text, at, end) if text[at : at + 2].strip().startswith("%") else None
    return number_text(shown, percent=percent is not None), percent.end() if percent else at


def number_text(text: str, *, percent: bool = False) -> str:
    """A number as Python reads it, its digits kept; 60% is 0.60.

    >>> number_text("1e−3"), number_text("2.50"), number_text("60", percent=True)
    ('1e-3', '2.50', '0.60')
    """
    text = text.replace("−", "-")
    if not percent or text == "∞":
        return text
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, rest = mantissa.partition(".")
    padded = whole.zfill(3)
    return f"{padded[:-2]}.{padded[-2:]}{rest}" + (f"e{exponent}" if exponent else "")


def _plain(kind: str, text: str) -> str:
    if kind == "raised":
        return from_raised(text)
    if kind == "name":
        return from_lowered(text)
    if kind == "sign":
        text = "".join(text.split())
        return SIGNS.get(text, text)
    return text
