"""Text to tokens, tokens to ids; what is not in the vocabulary is named, with what is nearest."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nnexplain.errors import InputError, listed, nearest, quote

_PIECE = r"\w+(?:['’-]\w+)*|[^\w\s]"


def split_text(text: str, vocabulary: Sequence[str]) -> list[str]:
    """Words and signs; what the vocabulary has whole (``<s>``, ``e.g.``) stays whole.

    >>> split_text("The cat sat. <end>", ["<end>"])
    ['The', 'cat', 'sat', '.', '<end>']
    """
    known = set(vocabulary)
    pieces = ([word] if word in known else re.findall(_PIECE, word) for word in text.split())
    return [piece for word in pieces for piece in word]


def token_ids(tokens: Sequence[str], vocabulary: Sequence[str], place: str) -> list[int]:
    """The number of each token in the vocabulary, from 0.

    >>> token_ids(["B", "A"], ["A", "B"], "--tokens")
    [1, 0]
    >>> token_ids(["b"], ["A", "B"], "--tokens")
    Traceback (most recent call last):
    nnexplain.errors.InputError: --tokens has 'b', which is not in the vocabulary (A, B); did you mean B?
    """
    if not tokens:
        raise InputError(f"{place} has no tokens; give at least one of {listed(vocabulary, 8)}")
    numbers = {token: number for number, token in enumerate(vocabulary)}
    for token in tokens:
        if token not in numbers:
            raise InputError(f"{place} has {quote(token)}, which is not in the vocabulary{_hint(token, vocabulary)}")
    return [numbers[token] for token in tokens]


def _hint(token: str, vocabulary: Sequence[str]) -> str:
    return f" ({listed(vocabulary, 8)}){nearest(token, vocabulary)}"


def target_id(target: object, vocabulary: Sequence[str], place: str) -> int:
    """A target's number: a token of the vocabulary, or else an index into it.

    >>> target_id("B", ["A", "B"], "--target"), target_id(1, ["A", "B"], "--target")
    (1, 1)
    """
    text = str(target)
    if text in vocabulary:
        return list(vocabulary).index(text)
    size = len(vocabulary)
    if not re.fullmatch(r"[+−-]?\d{1,18}", text):
        raise InputError(
            f"{place} is {quote(target)}, which is not in the vocabulary{_hint(text, vocabulary)}"
            f"{'' if nearest(text, vocabulary) else f'; give a token, or its index from 0 to {size - 1}'}"
        )
    index = int(text.replace("−", "-"))
    if not 0 <= index < size:
        raise InputError(f"{place} is {text}, but the vocabulary has {size} tokens: indices run from 0 to {size - 1}")
    return index
