r"""LaTeX for a paper: a fragment that needs amsmath alone, or (``standalone``) a document that compiles by itself.

Lines stand in paragraphs, whose mathematics TeX breaks at its signs where a line is full; it breaks no display.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nnexplain.notation.paper import Printed, ascii_math, ascii_words
from nnexplain.notation.sides import line
from nnexplain.notation.unicode import Unicode
from nnexplain.pages.blocks import Bar, Definitions, Heading, Proved
from nnexplain.typeset import elements as page
from nnexplain.typeset.page import typeset
from nnexplain.typeset.writer import Writer
from nnexplain.visible import visible

if TYPE_CHECKING:
    from nnexplain.formats import Options
    from nnexplain.pages.blocks import Report

_BEFORE = r"""\documentclass[11pt]{article}
\usepackage[margin=2.4cm]{geometry}
\usepackage{amsmath}
\begin{document}
"""
_AFTER = "\\end{document}\n"
_OPEN = "{\\raggedright\\setlength{\\parindent}{0pt}\\setlength{\\parskip}{0.4ex}\\setlength{\\arraycolsep}{4pt}\n"
_CLOSE = "\\par}\n"
_TITLES = {1: "section", 2: "subsection", 3: "subsubsection"}
_TONES = {"faint": r"\small ", "bad": r"\bfseries ", "good": "", "caution": "", "warning": ""}
_WIDEST = 74  # signs of a row of a table that a page has room for, in the usual size
_SIZES = ((1.0, ""), (0.91, r"\small"), (0.82, r"\footnotesize"))


def pieces(report: Report, options: Options) -> Iterator[str]:
    """The page, element by element."""
    yield _BEFORE if options.standalone else ""
    yield _OPEN
    writer = _Writer(Printed, options.precision)
    for element in typeset(report.blocks(), options.precision, full=options.full):
        yield "".join(f"{line}\n" for line in writer.made(element))
    yield _CLOSE
    yield _AFTER if options.standalone else ""


class _Writer(Writer[str]):
    """Writes elements as lines of LaTeX, ended by a paragraph of their own."""

    def heading(self, heading: Heading) -> Iterator[str]:
        name = _TITLES.get(heading.level)
        yield (
            rf"\{name}*{{{self.text(heading.text)}}}" if name else rf"\medskip\textbf{{{self.text(heading.text)}}}\par"
        )

    def gap(self) -> Iterator[str]:
        yield r"\medskip"

    def words(self, words: page.Words) -> Iterator[str]:
        label = rf"\textbf{{{self.text(words.label)}:}} " if words.label else ""
        indent = rf"\hspace*{{{1.5 * words.level:g}em}}" if words.level else ""
        yield rf"{{{_TONES.get(words.tone, '')}{indent}{label}{self._said(words.pieces)}\par}}"

    def worked(self, step: page.Worked) -> Iterator[str]:
        formula = rf"\quad {self._math(step.formula)}" if step.formula else ""
        yield rf"\smallskip\textbf{{{step.number}}}\enspace {self.text(step.title)}{formula}\par"
        yield from (self._line(math) for math in step.lines)
        yield from [rf"{{\small\hspace*{{1.5em}}{self.text(step.note)}\par}}"] if step.note else []

    def display(self, display: page.Display) -> Iterator[str]:
        if display.abreast:
            row = r"\quad ".join(map(self._math, display.lines))
            yield rf"\hangindent=1.5em\hspace*{{1.5em}}{row}\par"
        else:
            yield from (self._line(math, 1.5 + 1.5 * display.level) for math in display.lines)

    def result(self, result: page.Result) -> Iterator[str]:
        yield rf"\medskip\textbf{{Result}}\quad {self._math(result.math)}\par"
        yield from [f"{text}\\par"] if (text := self._said(result.said)) else []

    def curve(self, curve: page.Curve) -> Iterator[str]:
        bars = "".join(rf"\rule{{3pt}}{{{2 + 14 * height:.1f}pt}}" for height in curve.heights)
        yield rf"{self.text(curve.name)}\quad {bars}\par"

    def definitions(self, definitions: Definitions) -> Iterator[str]:
        yield r"\begin{description}"
        yield from (rf"\item[{{{self.text(term)}}}] {self.text(said)}" for term, said in definitions.terms)
        yield r"\end{description}"

    def proved(self, proved: Proved) -> Iterator[str]:
        line = _breaking(ascii_math(proved.line.latex))
        yield rf"\hangindent=3em\hspace*{{1.5em}}${line}$\enspace\ensuremath{{\surd}}\par"
        if proved.because:
            yield rf"{{\small\hspace*{{3em}}({self.text(proved.because)})\par}}"

    def _line(self, math: page.Math, indent: float = 1.5) -> str:
        return rf"\hangindent={indent + 1.5:g}em\hspace*{{{indent:g}em}}{self._math(math)}\par"

    def _math(self, math: page.Math) -> str:
        """The sides in one formula that may be broken before its signs."""
        text = line(math.sides, self.numbers, self.symbols)
        label = f"{self.text(math.label)} " if math.label else ""
        return f"{label}$\\displaystyle {_breaking(text)}$" + (f" {self.text(math.note)}" if math.note else "")

    def _said(self, pieces: page.Pieces) -> str:
        return "".join(self.inline(pieces))

    def text(self, words: str) -> str:
        return ascii_words(visible(words))

    def formula(self, math: page.Math) -> str:
        return f"${line(math.sides, self.numbers, self.symbols)}$"

    def bar(self, bar: Bar) -> str:
        return rf"\rule{{{bar.length * bar.most * 0.4:.2f}em}}{{1ex}}"

    def grid(self, grid: page.Grid) -> Iterator[str]:
        """A table in letters as small as it takes; what is too wide all the same as a list, row by row."""
        widths = [max(map(_width, column)) for column in _columns(grid)]
        size = next((size for scale, size in _SIZES if sum(widths) + 3 * len(widths) <= _WIDEST / scale), None)
        if grid.title:
            yield rf"\textbf{{{self.text(grid.title)}}}\par"
        if size is None:
            yield from self._listed(grid)
            return
        places = "".join("r" if place in grid.right else "l" for place in range(len(widths)))
        yield rf"\par\smallskip{{{size}\begin{{tabular}}{{{places}}}"
        if any(grid.heads):
            yield f"{self._row(grid.heads)} \\\\ \\hline"
        yield from (f"{self._row(row)} \\\\" for row in grid.rows)
        if grid.feet:
            yield f"\\hline {self._row(grid.feet)} \\\\"
        yield r"\end{tabular}\par}\smallskip"

    def _listed(self, grid: page.Grid) -> Iterator[str]:
        heads = list(map(self._said, grid.heads))
        for row in grid.rows:
            first, *rest = map(self._said, row)
            yield rf"\textbf{{{heads[0] if heads else ''} {first}}}\par"
            for head, cell in zip(heads[1:] or [""] * len(rest), rest, strict=False):
                yield from [rf"\hspace*{{1.5em}}{head}{': ' if head else ''}{cell}\par"] if cell else []

    def _row(self, row: Sequence[page.Pieces]) -> str:
        return " & ".join(map(self._said, row))


def _columns(grid: page.Grid) -> Iterator[list[page.Pieces]]:
    rows = [*([grid.heads] if grid.heads else []), *grid.rows, *([grid.feet] if grid.feet else [])]
    longest = max(map(len, rows))
    for place in range(longest):
        yield [row[place] for row in rows if place < len(row)]


def _width(cell: page.Pieces) -> int:
    """About how many signs a cell is wide."""
    return sum(map(_signs, cell))


def _signs(piece: page.Piece) -> int:
    """About how many signs a reader sees."""
    if isinstance(piece, Bar):
        return piece.most
    return len(piece if isinstance(piece, str) else line(piece.sides, Unicode(), Unicode(numbers=False)))


def _breaking(text: str) -> str:
    """A formula that may be broken between matrices and after commas, where TeX would not do so by itself."""
    text = text.replace("\\end{bmatrix}~", "\\end{bmatrix}\\allowbreak ~")
    return re.sub(r"(?<!\\text\{), ", r",\\allowbreak ", text)
