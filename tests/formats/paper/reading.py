"""What a reader finds in a page of each format: its words and its numbers."""

from __future__ import annotations

import re
from html.parser import HTMLParser

NUMBER = re.compile(r"\d+(?:\.\d+)?")
WORD = re.compile(r"[A-Za-z]{4,}")
PAPER = ("markdown", "latex", "html")


class _Page(HTMLParser):
    """The text that stands on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag == "style"
        self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag == "style"
        self.text.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(data)


def text_of(page: str, form: str) -> str:
    """The text of a page without what its format adds."""
    if form == "html":
        parser = _Page()
        parser.feed(page)
        return "".join(parser.text)
    return page.replace(r"\allowbreak", " ") if form == "latex" else page


def numbers(text: str) -> set[str]:
    return set(NUMBER.findall(text))


def words(text: str) -> set[str]:
    return set(WORD.findall(text))
