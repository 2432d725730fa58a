"""What a terminal's page is made of besides tables: text that flows, and lines that stand as they are."""

from __future__ import annotations

from typing import TypeAlias

from nnexplain.worked.declared import Declared

Span: TypeAlias = tuple[str, str]  # text, and its style as Rich names it ("" is none)


class Flow(Declared):
    """Text that the terminal's width breaks between words."""

    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.spans)


class Lines(Declared):
    """Lines that are broken already."""

    spans: tuple[Span, ...]


def said(text: str, style: str = "") -> Flow:
    """A text in one style."""
    return Flow(((text, style),))
