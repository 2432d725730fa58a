"""One self-contained page for a browser: MathML, real tables, no script, nothing fetched; or a part of another page.

Browsers break no formula: a line is a formula for each of its sides, a long sum one for each of its terms, in a
paragraph that wraps; what is wider than the screen all the same scrolls in its own box.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from nnexplain.formats.html.writer import HtmlWriter
from nnexplain.pages.blocks import Gap, Heading
from nnexplain.typeset.elements import Element
from nnexplain.typeset.page import ends_fold, typeset
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
    first = next(page, Gap())
    title = first.text if isinstance(first, Heading) else "nnexplain"
    yield (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(visible(title))}</title>\n<style>\n{style}</style>\n</head>\n"
        '<body>\n<main class="nnexplain">\n'
    )
    yield from body(chain([first], page), options)
    yield "</main>\n</body>\n</html>\n"


def body(page: Iterable[Element], options: Options) -> Iterator[str]:
    """The elements in their order; what stands under a title that folds may be folded away."""
    writer, folded = HtmlWriter(options), False
    for element in page:
        if folded and ends_fold(element):
            yield "</details>\n"
            folded = False
        if isinstance(element, Heading) and element.folds:
            yield f"<details open>\n<summary>{''.join(writer.heading(element))}</summary>\n"
            folded = True
        else:
            yield from (f"{line}\n" for line in writer.made(element))
    if folded:
        yield "</details>\n"
