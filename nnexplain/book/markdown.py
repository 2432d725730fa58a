"""Where a Markdown file speaks of itself: its comments, but not those in code, which an author only shows.

Lines are peeled of block quotes and list items to tell what is a fenced or an indented block of code; what is left are
stretches of text, in which runs of backticks pair up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|$)")
_QUOTE = re.compile(r"[ \t]*>[ \t]?")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]{1,4}(?=\S)|(?=[ \t])[ \t]|$)")
_FENCE = re.compile(r"[ \t]*(?:(`{3,})[^`]*|(~{3,}).*)$")
_ALONE = re.compile(r"[ \t]*(?:#{1,6}(?:[ \t].*)?|(?:[-*_=][ \t]*){3,}|\|.*)$")  # a heading, a rule, a row of a table
_CLOSED = re.compile(r"[ \t]*(?:#{1,6}(?:[ \t].*)?|(?:[-*_=][ \t]*){3,})$")  # no paragraph goes on after it
_TOKEN = re.compile(r"\\.|`+|<!--", re.DOTALL)
_CODE = 4  # columns of indentation from which a block is code


class Comment(NamedTuple):
    """``text`` is what stands between ``<!--`` and ``-->``; None where nothing ends it."""

    start: int
    end: int
    text: str | None


class _Line(NamedTuple):
    """A line: where it starts, where its text and its ending end, and what it holds inside quotes and items."""

    start: int
    end: int
    next: int
    quotes: int
    indent: int
    rest: str
    item: bool
    turned: bool  # in or out of a quote

    @property
    def blank(self) -> bool:
        return not self.rest.strip()

    @property
    def comment(self) -> bool:
        """Whether it begins a comment."""
        return self.rest.lstrip().startswith("<!--")


class _Fence(NamedTuple):
    sign: str
    quotes: int
    inside: int


def comments(text: str) -> Iterator[Comment]:
    """The comments of a text, in order.

    >>> [comment.text for comment in comments("<!-- a --> `<!-- b -->` <!-- c")]
    [' a ', None]
    """
    for start, end in _stretches(text):
        yield from _comments(text, start, end)


def _comments(text: str, start: int, end: int) -> Iterator[Comment]:
    """Those of a stretch: whichever begins first, a comment or code between backticks, hides the other."""
    place = start
    while found := _TOKEN.search(text, place, end):
        place = found.end()
        if found[0][0] == "`":
            closing = re.compile(rf"(?<!`){found[0]}(?!`)").search(text, place, end)
            place = closing.end() if closing else place
        elif found[0] == "<!--":
            closed = text.find("-->", place, end)
            if closed < 0:
                yield Comment(found.start(), end, None)
            else:
                yield Comment(found.start(), closed + 3, text[place:closed])
                place = closed + 3


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """What is neither a block of code nor between two paragraphs; a comment that begins a line goes on to its end."""
    reader = _Reader()
    begun = ended = place = 0
    while place < len(text):
        line = reader.read(text, place)
        place = line.next
        comment = line.comment
        shown = reader.is_code(line)
        if shown or line.blank or comment or line.turned or line.item or _ALONE.match(line.rest):
            if begun < ended:
                yield begun, ended
            begun = line.start
        ended = line.start if shown or line.blank else line.end
        if shown or line.blank:
            begun = ended = place
        elif comment:
            opened = text.index("<!--", line.start)
            closed = text.find("-->", opened)
            ended = len(text) if closed < 0 else _line_end(text, closed)
            yield begun, ended
            begun = place = max(place, _LINE.match(text, ended).end())  # type: ignore[union-attr]
            ended = begun
        elif _ALONE.match(line.rest):
            yield begun, ended
            begun = ended = place
    if begun < ended:
        yield begun, ended


def _line_end(text: str, place: int) -> int:
    found = _LINE.match(text, place)
    return found.end(1) if found else len(text)


class _Reader:
    """Reads line after line, and remembers in which items and fences it stands."""

    def __init__(self) -> None:
        self.fence: _Fence | None = None
        self.items: list[int] = []  # columns at which the open items' own text begins
        self.quotes = 0
        self.loose = True  # whether a block of indented code could begin: no paragraph goes on

    def read(self, text: str, place: int) -> _Line:
        """The line at a place."""
        found = _LINE.match(text, place)
        assert found is not None
        start = place + (text.startswith("\ufeff") and place == 0)
        line = text[start : found.end(1)]
        at, quotes, item = 0, 0, False
        while mark := _QUOTE.match(line, at) if not self.fence or quotes < self.fence.quotes else None:
            at, quotes = mark.end(), quotes + 1
        inside = line[at:]
        items, indent = self._items_at(inside, quotes)
        while not self.fence and indent - (items[-1] if items else 0) < _CODE and (mark := _ITEM.match(line, at)):
            at, item = mark.end(), True
            items = [*items, _columns(line[:at])]
            indent = _columns(line[: at + len(line[at:]) - len(line[at:].lstrip())])
        turned = quotes != self.quotes
        if not self.fence:
            self.items, self.quotes = items, quotes
        return _Line(place, found.end(1), found.end(), quotes, indent, line[at:], item, turned)

    def _items_at(self, inside: str, quotes: int) -> tuple[list[int], int]:
        """The items that a line still stands in, and how far in it stands."""
        blank = not inside.strip()
        indent = _columns(inside[: len(inside) - len(inside.lstrip())])
        if quotes != self.quotes and not self.fence:
            return [], indent
        return ([*self.items] if blank else [column for column in self.items if column <= indent]), indent

    def is_code(self, line: _Line) -> bool:
        """Whether the line belongs to a block of code."""
        inside = self.items[-1] if self.items else 0
        if self.fence and (line.quotes < self.fence.quotes or (not line.blank and line.indent < self.fence.inside)):
            self.fence = None  # its quote or its item has ended
        if self.fence:
            closing = re.fullmatch(rf"[ \t]*{re.escape(self.fence.sign)}+[ \t]*", line.rest.replace("\t", " "))
            longest = closing and line.rest.strip().startswith(self.fence.sign)
            self.fence = None if longest else self.fence
            self.loose = True
            return True
        if line.blank:
            self.loose = True
            return False
        if (self.loose or line.item) and line.indent - inside >= _CODE:
            return True
        mark = _FENCE.match(line.rest)
        comment = line.comment and line.indent - inside < _CODE
        self.loose = bool(mark) or comment or bool(_CLOSED.match(line.rest))
        if mark:
            sign = mark[1] or mark[2]
            self.fence = _Fence(sign, line.quotes, inside)
        return bool(mark)


def _columns(text: str) -> int:
    return len(text.expandtabs(4))
