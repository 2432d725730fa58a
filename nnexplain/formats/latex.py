r"""LaTeX for a paper: a fragment that needs amsmath alone, or (``standalone``) a document that compiles by itself.

Lines stand in paragraphs, whose mathematics TeX breaks at its signs where a line is full; it breaks no display.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nnexplain.notation.paper import Printed, ascii_math, ascii_words
from nnexplain.notation.sides import side_text
from nnexplain.pages.blocks import Bar, Drawing, Proved
from nnexplain.typeset.elements import (
    Curve,
    Display,
    Element,
    Grid,
    Math,
    Piece,
    Pieces,
    Result,
    Terms,
    Thought,
    Title,
    Words,
    Worked,
)  # fmt: skip
from nnexplain.typeset.page import elements
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
    writer = _Writer(options)
    for element in elements(report.blocks(), options.precision, full=options.full):
        yield "".join(f"{line}\n" for line in writer.lines(element))
    yield _CLOSE
    yield _AFTER if options.standalone else ""


class _Writer:
    """Writes elements as lines of LaTeX."""

    def __init__(self, options: Options) -> None:
        self.numbers = Printed(options.precision, most_terms=8)
        self.symbols = Printed(options.precision, numbers=False)

    def lines(self, element: Element) -> Iterator[str]:
        """An element's lines, ended by a paragraph of its own."""
        match element:
            case Title():
                yield from self._title(element)
            case Thought():
                yield r"\medskip"
            case Words():
                yield self._words(element)
            case Worked():
                yield from self._worked(element)
            case Display(abreast=True):
                row = r"\quad ".join(map(self._math, element.lines))
                yield rf"\hangindent=1.5em\hspace*{{1.5em}}{row}\par"
            case Display():
                yield from (self._line(line, 1.5 + 1.5 * element.level) for line in element.lines)
            case Grid():
                yield from self._grid(element)
            case Result():
                yield rf"\medskip\textbf{{Result}}\quad {self._math(element.math)}\par"
                yield from [f"{text}\\par"] if (text := self._inline(element.said)) else []
            case Curve():
                bars = "".join(rf"\rule{{3pt}}{{{2 + 14 * height:.1f}pt}}" for height in element.heights)
                yield rf"{_text(element.name)}\quad {bars}\par"
            case Terms():
                yield r"\begin{description}"
                yield from (rf"\item[{{{_text(term)}}}] {_text(said)}" for term, said in element.terms)
                yield r"\end{description}"
            case Proved():
                yield from self._proved(element)
            case Drawing():
                pass

    def _title(self, title: Title) -> Iterator[str]:
        name = _TITLES.get(title.level)
        yield rf"\{name}*{{{_text(title.text)}}}" if name else rf"\medskip\textbf{{{_text(title.text)}}}\par"

    def _words(self, words: Words) -> str:
        label = rf"\textbf{{{_text(words.label)}:}} " if words.label else ""
        indent = rf"\hspace*{{{1.5 * words.level:g}em}}" if words.level else ""
        return rf"{{{_TONES.get(words.tone, '')}{indent}{label}{self._inline(words.pieces)}\par}}"

    def _worked(self, step: Worked) -> Iterator[str]:
        formula = rf"\quad {self._math(step.formula)}" if step.formula else ""
        yield rf"\smallskip\textbf{{{step.number}}}\enspace {_text(step.title)}{formula}\par"
        yield from (self._line(line) for line in step.lines)
        yield from [rf"{{\small\hspace*{{1.5em}}{_text(step.note)}\par}}"] if step.note else []

    def _line(self, line: Math, indent: float = 1.5) -> str:
        return rf"\hangindent={indent + 1.5:g}em\hspace*{{{indent:g}em}}{self._math(line)}\par"

    def _proved(self, proved: Proved) -> Iterator[str]:
        line = _breaking(ascii_math(proved.line.latex))
        yield rf"\hangindent=3em\hspace*{{1.5em}}${line}$\enspace\ensuremath{{\surd}}\par"
        if proved.because:
            yield rf"{{\small\hspace*{{3em}}({_text(proved.because)})\par}}"

    def _math(self, math: Math) -> str:
        """The sides in one formula that may be broken before its signs."""
        text = " ".join(side_text(side, self.numbers, self.symbols) for side in math.sides)
        label = f"{_text(math.label)} " if math.label else ""
        return f"{label}$\\displaystyle {_breaking(text)}$" + (f" {_text(math.note)}" if math.note else "")

    def _inline(self, parts: Pieces) -> str:
        return "".join(map(self._piece, parts))

    def _piece(self, piece: Piece) -> str:
        if isinstance(piece, Math):
            return f"${side_line(piece, self)}$" if piece.sides else ""
        if isinstance(piece, Bar):
            share = min(max(piece.share, 0.0), 1.0) if piece.share == piece.share else 0.0
            return rf"\rule{{{share * piece.most * 0.4:.2f}em}}{{1ex}}"
        return _text(piece)

    def _grid(self, grid: Grid) -> Iterator[str]:
        """A table in letters as small as it takes; what is too wide all the same as a list, row by row."""
        widths = [max(map(self._width, column)) for column in _columns(grid)]
        size = next((size for scale, size in _SIZES if sum(widths) + 3 * len(widths) <= _WIDEST / scale), None)
        if grid.title:
            yield rf"\textbf{{{_text(grid.title)}}}\par"
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

    def _listed(self, grid: Grid) -> Iterator[str]:
        heads = list(map(self._inline, grid.heads))
        for row in grid.rows:
            first, *rest = map(self._inline, row)
            yield rf"\textbf{{{heads[0] if heads else ''} {first}}}\par"
            for head, cell in zip(heads[1:] or [""] * len(rest), rest, strict=False):
                yield from [rf"\hspace*{{1.5em}}{head}{': ' if head else ''}{cell}\par"] if cell else []

    def _row(self, row: Sequence[Pieces]) -> str:
        return " & ".join(map(self._inline, row))

    def _width(self, cell: Pieces) -> float:
        """About how many signs a cell is wide."""
        return sum(len(_seen(piece)) for piece in cell)


def side_line(math: Math, writer: _Writer) -> str:
    """The sides of an inline formula."""
    return " ".join(side_text(side, writer.numbers, writer.symbols) for side in math.sides)


def _columns(grid: Grid) -> Iterator[list[Pieces]]:
    rows = [*([grid.heads] if grid.heads else []), *grid.rows, *([grid.feet] if grid.feet else [])]
    longest = max(map(len, rows))
    for place in range(longest):
        yield [row[place] for row in rows if place < len(row)]


def _seen(piece: Piece) -> str:
    """About what a reader sees."""
    from nnexplain.notation.sides import line
    from nnexplain.notation.unicode import Unicode

    if isinstance(piece, Bar):
        return " " * piece.most
    return piece if isinstance(piece, str) else line(piece.sides, Unicode(), Unicode(numbers=False))


def _breaking(text: str) -> str:
    """A formula that may be broken between matrices and after commas, where TeX would not do so by itself."""
    text = text.replace("\\end{bmatrix}~", "\\end{bmatrix}\\allowbreak ~")
    return re.sub(r"(?<!\\text\{), ", r",\\allowbreak ", text)


def _text(words: str) -> str:
    return ascii_words(visible(words))
