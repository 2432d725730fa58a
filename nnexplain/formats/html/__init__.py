"""One self-contained page for a browser: MathML, real tables, no script, nothing fetched; or a part of another page.

Browsers break no formula: a line is a formula for each of its sides, a long sum one for each of its terms, in a
paragraph that wraps; what is wider than the screen all the same scrolls in its own box.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from nnexplain.formats.html.writer import HtmlWriter
from nnexplain.typeset.elements import Element, Thought, Title
from nnexplain.typeset.page import typeset
from nnexplain.visible import visible

if TYPE_CHECKING:
    from nnexplain.formats import Options
    from nnexplain.pages.blocks import Report

_STYLE = Path(__file__).with_name("style.css")


def pieces(report: Report, options: Options) -> Iterator[str]:
    """The page, element by element."""
    style = _STYLE.read_text(encoding="utf-8")
    page = typeset(report.blocks(), options.precision, full=options.full)
    if options.standalone is False:
        yield f'<div class="nnexplain">\n<style>\n{style}</style>\n'
        yield from body(page, options)
        yield "</div>\n"
        return
    first, *_ = opening = list(_opening(page))
    title = first.text if isinstance(first, Title) else "nnexplain"
    yield (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(visible(title))}</title>\n<style>\n{style}</style>\n</head>\n"
        '<body>\n<main class="nnexplain">\n'
    )
    yield from body((part for parts in (opening, page) for part in parts), options)
    yield "</main>\n</body>\n</html>\n"


def _opening(page: Iterator[Element]) -> Iterator[Element]:
    """The first element, which may be the page's title."""
    yield next(page, Thought())


def body(page: Iterable[Element], options: Options) -> Iterator[str]:
    """The elements in their order; what stands under a title that folds may be folded away."""
    writer, folded = HtmlWriter(options), False
    for element in page:
        ends = isinstance(element, Thought) or (isinstance(element, Title) and element.level < 3)
        if folded and ends:
            yield "</details>\n"
            folded = False
        if isinstance(element, Title) and element.folds:
            yield f"<details open>\n<summary>{''.join(writer.title(element))}</summary>\n"
            folded = True
        else:
            yield from (f"{line}\n" for line in writer.made(element))
    if folded:
        yield "</details>\n"
