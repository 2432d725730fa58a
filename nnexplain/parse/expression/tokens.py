"""Text to tokens. The signs of every spelling become one sign here (``**`` → ``^``, ``−`` → ``-``, ``×`` → ``*``).

The grammar sees tokens only, so another notation needs another tokenizer and no other grammar. What
is no token becomes one of kind ``unknown``: the grammar complains only where it gets there.
"""

from __future__ import annotations

import re
from typing import NamedTuple

SIGNS = {
    "**": "^", "−": "-", "–": "-", "×": "*", "✕": "*", "⊙": "*", "∗": "*", "÷": "/", "∕": "/", "⋅": "·", "∙": "·",
    "•": "·", "′": "'", "’": "'", "^T": "T", "^⊤": "T", "ᵀ": "T", "⊤": "T",
}  # fmt: skip
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_LETTER = r"(?![⁰¹²³⁴⁵⁶⁷⁸⁹ᵀ])\w"
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+)
  | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+\-−]?[0-9]+)?|∞)
  | (?P<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
  | (?P<sign>\*\*|\^\s*[T⊤](?!\w|\s*\()|[-+−–*×✕⊙∗/÷∕^·⋅∙•@'′’ᵀ⊤√=,;()\[\]|‖⌈⌉⌊⌋])
  | (?P<name>(?![\d₀₁₂₃₄₅₆₇₈₉]){_LETTER}(?:{_LETTER})*)
  | (?P<unknown>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """``kind`` is number, raised (a superscript), sign, name, unknown or end; it stood at text[start:end]."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str, start: int = 0) -> list[Token]:
    """The tokens from ``start`` on; the last is of kind ``end``.

    >>> [token.text for token in tokens("2e − 1e−3")]
    ['2', 'e', '-', '1e-3', '']
    """
    found = []
    for match in _TOKEN.finditer(text, start):
        kind = str(match.lastgroup)
        if kind != "space":
            found.append(Token(kind, _plain(kind, match.group()), match.start(), match.end()))
    return [*found, Token("end", "", len(text), len(text))]


def _plain(kind: str, text: str) -> str:
    if kind == "number":
        return text.replace("−", "-")
    if kind == "raised":
        return text.translate(_RAISED)
    if kind == "name":
        return text.translate(_LOWERED)
    if kind == "sign":
        text = "".join(text.split())
        return SIGNS.get(text, text)
    return text
