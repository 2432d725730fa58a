"""Worked examples inside a text: where they are marked, and the text with each of them computed anew.

``<!-- nnexplain COMMAND OPTIONS -->`` and ``<!-- /nnexplain -->`` hold what the command gives between them: on lines of
their own an example between empty lines, within a line a number. Marks in code are text. All else stays as it is.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from nnexplain.errors import InputError

_MARK = re.compile(r"<!--[ \t\r\n]*(?:(?P<end>/)nnexplain|nnexplain[ \t\r\n]+(?P<words>.*?))[ \t\r\n]*-->", re.DOTALL)
_FENCE = re.compile(r"[ \t>]*(?P<sign>`{3,}|~{3,})(?P<info>.*)")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_BEFORE = re.compile(r"[ \t>]*")  # what may stand before a mark on a line of its own: a quotation's signs, blanks


class Place(NamedTuple):
    """A marked place: its line, the words of its command, and the text between its marks.

    ``before`` is what every line of it begins with; None where it stands within a line.
    """

    line: int
    words: Sequence[str]
    start: int
    end: int
    before: str | None
    newline: str


class Woven(NamedTuple):
    """A text with its examples computed, and the places that were not as they are now."""

    text: str
    stale: Sequence[Place]


def woven(text: str, compute: Callable[[Place], str]) -> Woven:
    """The text with what ``compute`` gives in each marked place.

    >>> woven("y is <!-- nnexplain calc 1+1 --get y -->?<!-- /nnexplain -->.", lambda place: "2").text
    'y is <!-- nnexplain calc 1+1 --get y -->2<!-- /nnexplain -->.'
    """
    parts, stale, done = [], [], 0
    for place in places(text):
        inside = _inside(place, compute(place))
        if inside != text[place.start : place.end]:
            stale.append(place)
        parts += [text[done : place.start], inside]
        done = place.end
    return Woven("".join([*parts, text[done:]]), stale)


def _inside(place: Place, found: str) -> str:
    if place.before is None:
        return found.strip()
    lines = ["", *found.strip("\n").split("\n"), ""]
    return "".join(f"{(place.before + line).rstrip()}{place.newline}" for line in lines)


def places(text: str) -> Iterator[Place]:
    """The marked places, from top to bottom; a mark without its other is an ``InputError`` that names its line."""
    opened: re.Match[str] | None = None
    for mark in _marks(text):
        line = _line(text, mark.start())
        if mark["end"] is None:
            if opened is not None:
                first = _line(text, opened.start())
                raise InputError(f"line {line}: an example begins inside the one of line {first}; end that one first: "
                                 "<!-- /nnexplain -->")  # fmt: skip
            opened = mark
        elif opened is None:
            raise InputError(f"line {line}: <!-- /nnexplain --> ends no example; <!-- nnexplain ... --> begins one")
        else:
            yield _place(text, opened, mark)
            opened = None
    if opened is not None:
        line = _line(text, opened.start())
        raise InputError(f"line {line}: the example that begins here has no end; write <!-- /nnexplain --> behind it")


def _place(text: str, opened: re.Match[str], closed: re.Match[str]) -> Place:
    line = _line(text, opened.start())
    try:
        words = shlex.split(opened["words"])
    except ValueError as error:
        raise InputError(f"line {line}: its options cannot be read: {error}") from None
    before, behind = _alone(text, opened)
    last, _ = _alone(text, closed)
    if before is None or last is None or behind is None or closed.start() < behind:
        if "\n" in text[opened.end() : closed.start()]:
            raise InputError(f"line {line}: both marks of an example stand on lines of their own, or in the same line")
        return Place(line, words, opened.end(), closed.start(), None, "\n")
    newline = "\r\n" if text[:behind].endswith("\r\n") else "\n"
    return Place(line, words, behind, closed.start() - len(last), before, newline)


def _alone(text: str, mark: re.Match[str]) -> tuple[str | None, int | None]:
    """What stands before a mark that is alone on its line, and where the next line begins; None of another."""
    begin = text.rfind("\n", 0, mark.start()) + 1
    before = text[begin : mark.start()]
    end = text.find("\n", mark.end())
    rest = text[mark.end() :] if end < 0 else text[mark.end() : end]
    if not _BEFORE.fullmatch(before) or rest.strip(" \t\r"):
        return None, None
    return before, None if end < 0 else end + 1


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _marks(text: str) -> Iterator[re.Match[str]]:
    """The marks that do not stand in code."""
    code = list(_in_code(text))
    for mark in _MARK.finditer(text):
        if not any(start <= mark.start() < end for start, end in code):
            yield mark


def _in_code(text: str) -> Iterator[tuple[int, int]]:
    """Where code stands: between fences, and between backticks within a line."""
    fence, begun, at = "", 0, 0
    for line in text.splitlines(keepends=True):
        found = _FENCE.match(line)
        if fence:
            if found and found["sign"].startswith(fence) and not found["info"].strip():
                yield begun, at + len(line)
                fence = ""
        elif found and not (found["sign"][0] == "`" and "`" in found["info"]):
            fence, begun = found["sign"], at
        else:
            yield from ((at + span.start(), at + span.end()) for span in _CODE.finditer(line))
        at += len(line)
    if fence:
        yield begun, at
