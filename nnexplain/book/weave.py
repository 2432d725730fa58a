"""Worked examples inside a text: where its markers stand, and the text with something else between them.

``<!-- nnexplain COMMAND OPTIONS -->`` ... ``<!-- /nnexplain -->``. Nothing is read or written here, and every sign
outside the markers stays as it is.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator

from nnexplain.book.markdown import Comment, comments
from nnexplain.errors import InputError, quote
from nnexplain.worked.declared import Declared

OPEN, CLOSE = "<!-- nnexplain COMMAND OPTIONS -->", "<!-- /nnexplain -->"
_OPENS = re.compile(r"\s*nnexplain(?=\s|$)(.*)", re.DOTALL)
_CLOSES = re.compile(r"\s*/\s*nnexplain(?=\s|$)(.*)", re.DOTALL)
_BEFORE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*[ \t>]*")


class LineError(InputError):
    """What is wrong with a text, and on which of its lines."""

    def __init__(self, line: int, text: object) -> None:
        super().__init__(f"line {line}: {text}")
        self.line, self.text = line, str(text)


class Block(Declared):
    """A pair of markers: the line and the words of the first, and from where to where its text goes.

    ``prefix`` begins every line of what stands on lines of its own (spaces of a list, ``>`` of a quote); None: it
    stands inside a line.
    """

    line: int
    command: str
    start: int
    end: int
    prefix: str | None = None
    newline: str = "\n"

    @property
    def words(self) -> list[str]:
        """The words of its command, split as a shell would split them."""
        try:
            return shlex.split(re.sub(r"\\\r?\n", " ", self.command))
        except ValueError as error:
            why = "a quotation is not closed" if "quotation" in str(error) else "nothing follows a last \\"
            raise LineError(self.line, f"{quote(self.command, 80)} cannot be split into words: {why}") from None

    def filled(self, text: str) -> str:
        """What stands between the markers when the text does.

        >>> Block(1, "calc 1", 0, 0, "> ").filled("a\\n\\nb\\n")
        '>\\n> a\\n>\\n> b\\n>\\n'
        """
        if self.prefix is None:
            return text
        lines = ["", *text.strip("\n").split("\n"), ""]
        return "".join((self.prefix + line if line else self.prefix.rstrip()) + self.newline for line in lines)


class _Marker(Declared):
    comment: Comment
    line: int
    closing: bool
    command: str


def blocks(text: str) -> list[Block]:
    """The blocks of a text, in order; markers that are no pair are refused with their line.

    >>> [(block.line, block.command) for block in blocks("a <!-- nnexplain calc 1+1 --get y -->2<!-- /nnexplain -->")]
    [(1, 'calc 1+1 --get y')]
    """
    found: list[Block] = []
    opened: _Marker | None = None
    for marker in _markers(text):
        if opened is None and marker.closing:
            raise LineError(marker.line, f"{CLOSE} closes nothing; it ends what {OPEN} begins")
        if opened is not None and not marker.closing:
            raise LineError(
                marker.line, f"a block begins inside the one of line {opened.line}; first end that with {CLOSE}"
            )
        if opened is not None:
            found.append(_block(text, opened, marker))
        opened = None if marker.closing else marker
    if opened is not None:
        raise LineError(opened.line, f"the block is never closed; end it with {CLOSE}")
    return found


def woven(text: str, changes: Iterable[tuple[Block, str]]) -> str:
    """The text with what each of the blocks (in order) is to hold."""
    parts, place = list[str](), 0
    for block, inside in changes:
        parts += [text[place : block.start], inside]
        place = block.end
    return "".join([*parts, text[place:]])


def _markers(text: str) -> Iterator[_Marker]:
    line, place = 1, 0
    for comment in comments(text):
        line += _line_ends(text, place, comment.start)
        place = comment.start
        said = text[comment.start + 4 : comment.end] if comment.text is None else comment.text
        opens, closes = _OPENS.match(said), _CLOSES.match(said)
        if not opens and not closes:
            continue
        if comment.text is None or "<!--" in said:
            raise LineError(line, f"the marker is not ended by -->; write {CLOSE if closes else OPEN}")
        if closes and closes[1].strip():
            raise LineError(line, f"{quote(closes[1])} stands in a closing marker; write {CLOSE}")
        command = opens[1].strip() if opens else ""
        if opens and not command:
            raise LineError(line, f"the marker names no command; write {OPEN}")
        yield _Marker(comment, line, bool(closes), command)


def _line_ends(text: str, start: int, end: int) -> int:
    """How many lines end there: with CR, LF or both."""
    part = text[start:end]
    return part.count("\n") + (part.count("\r") - part.count("\r\n") if "\r" in part else 0)


def _block(text: str, opened: _Marker, closing: _Marker) -> Block:
    first, last = opened.comment, closing.comment
    made = Block(opened.line, opened.command, first.end, last.start)
    before, after, ending = _around(text, first)
    below, behind, _ = _around(text, last)
    alone = bool(_BEFORE.fullmatch(before)) and not after.strip(" \t")
    if not (alone and not below.strip(" \t>") and not behind.strip(" \t")) or opened.line == closing.line:
        return made
    start = first.end + len(after) + len(ending)
    return made.but(start=start, end=last.start - len(below), prefix=re.sub(r"[^ \t>]", " ", before), newline=ending)


def _around(text: str, comment: Comment) -> tuple[str, str, str]:
    """What stands on a comment's lines before and after it, and how the last of them ends."""
    start = max(text.rfind("\n", 0, comment.start), text.rfind("\r", 0, comment.start)) + 1
    after = re.compile(r"([^\r\n]*)(\r\n|\n|\r|$)").match(text, comment.end)
    assert after is not None
    return text[start : comment.start].removeprefix("\ufeff"), after[1], after[2]
