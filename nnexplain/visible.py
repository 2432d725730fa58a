r"""Signs that a terminal acts on or does not show, written out: what a name or a file holds never moves the cursor.

Everything that is printed passes through here before it is coloured and before its width is measured. Signs that
change nothing but themselves (letters of any script, their accents, spaces) stay as they are.
"""

from __future__ import annotations

import re

# Unicode's controls, formats (bidirectional and zero-width signs), lone surrogates and line separators, and the
# letters and fillers that show as nothing; a test holds the ranges to Python's own tables.
_ACTS = (
    "\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    "\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")  # those of them that Python calls printable
_COLOURS = "\x1b\\[[0-9;]*m"


def _is_plain(text: str, keep: str = "") -> bool:
    """Whether nothing in it acts, but for what is kept: told without a pattern, which takes longer to make."""
    for sign in keep:
        text = text.replace(sign, "")
    return text.isprintable() and (text.isascii() or _BLANK.isdisjoint(text))


def visible(text: str, keep: str = "") -> str:
    r"""The text with every such sign as Python writes it; those in ``keep`` stay.

    >>> print(visible("A\x1b]0;x\x07"), visible("a\u202eb"), visible("one\ntwo", keep="\n").count("\n"))
    A\x1b]0;x\x07 a\u202eb 1
    """
    if _is_plain(text, keep):
        return text
    return re.sub(f"[{_ACTS}]", lambda sign: sign[0] if sign[0] in keep else ascii(sign[0])[1:-1], text)


def page(text: str) -> str:
    r"""A page as it may be printed: its lines, its tabs and its own colours stay.

    >>> page("\x1b[1mbold\x1b[0m\n\x1b[2J") == "\x1b[1mbold\x1b[0m\n\\x1b[2J"
    True
    """
    if _is_plain(re.sub(_COLOURS, "", text) if "\x1b" in text else text, "\n\t"):
        return text
    keep = re.compile(f"{_COLOURS}|[\n\t]|[{_ACTS}]")
    return keep.sub(lambda found: found[0] if len(found[0]) > 1 or found[0] in "\n\t" else visible(found[0]), text)


def in_json(text: str) -> str:
    r"""JSON text with every such sign as ``\uXXXX``, which means the same (JSON itself escapes only some).

    >>> in_json('"a\u202eb"')
    '"a\\u202eb"'
    """
    if _is_plain(text):
        return text
    return re.sub(f"[{_ACTS}]", lambda sign: sign[0] if sign[0] in "\n\r\t" else _escaped(sign[0]), text)


def json_text(value: object) -> str:
    """Plain data as strict JSON text in which no sign acts on a terminal."""
    import json

    return in_json(json.dumps(value, ensure_ascii=False, allow_nan=False))


def _escaped(sign: str) -> str:
    import json

    return json.dumps(sign)[1:-1]
