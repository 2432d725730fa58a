r"""Markdown to paste: headings, tables, and mathematics between $ that GitHub, Jupyter, MkDocs, Quarto and Pandoc set.

Markdown reads a text before the mathematics in it is set, and takes a backslash before a sign of punctuation away: no
formula has one (no ``\,``, no ``\{``), a row of a matrix ends with its line, and what Markdown acts on has a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nnexplain.notation.paper import Paper
from nnexplain.notation.sides import line
from nnexplain.notation.tree import Written
from nnexplain.notation.unicode import Unicode
from nnexplain.pages import signs
from nnexplain.pages.blocks import Bar, Definitions, Heading, Proved
from nnexplain.typeset import elements as page
from nnexplain.typeset.page import typeset
from nnexplain.typeset.writer import Writer
from nnexplain.visible import visible

if TYPE_CHECKING:
    from nnexplain.formats import Options
    from nnexplain.pages.blocks import Report

_ACTS = re.compile(r"[\\`*$~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")  # signs that Markdown acts on, in a text
_IN_MATH = str.maketrans(
    {"*": r"\ast ", "|": r"\vert ", "<": r"\lt ", ">": r"\gt ", "#": "\u266f", "%": "\uff05", "$": "\uff04"}
)


class _Math(Paper):
    """LaTeX that survives Markdown."""

    def text(self, tree: Written) -> str:
        return plain_math(super().text(tree))

    def words(self, text: str) -> str:
        return rf"\text{{{_plain_words(text)}}}"


def plain_math(text: str) -> str:
    r"""LaTeX without a backslash before a sign of punctuation, which Markdown would take away.

    >>> print(plain_math(r"\left|a\right| \; b \,\{c\} * d"))
    \left\vert a\right\vert  b \lbrace c\rbrace  \ast  d
    """
    for sign, name in ((r"\{", r"\lbrace "), (r"\}", r"\rbrace "), (r"\|", r"\Vert "), (r"\_", "\u02cd")):
        text = text.replace(sign, name)
    text = re.sub(r"\\([#$%&])", lambda found: found[1].translate(_IN_MATH), text)
    text = re.sub(r"(?<!\\)\\[,;:!] ?", "", text)
    text = text.replace(r"\\ ", "\\\\\n")
    parts = enumerate(re.split(r"(\\[a-zA-Z]+)", text))
    return "".join(part if place % 2 else part.translate(_IN_MATH) for place, part in parts)


def _plain_words(text: str) -> str:
    """Words inside a formula, without the signs that TeX or Markdown acts on."""
    return visible(text).translate(_SAFE)


# signs that look like those that cannot stand in words inside a formula
_SAFE = str.maketrans(
    "\\{}_^~&`*|<>#%$", "\u2216()\u02cd\u02c6\u223c\uff06\u02cb\u2217\u01c0\u2039\u203a\u266f\uff05\uff04"
)


def pieces(report: Report, options: Options) -> Iterator[str]:
    """The page: an empty line between its parts, none at its ends."""
    writer, begun = _Writer(options), False
    for element in typeset(report.blocks(), options.precision, full=options.full):
        for part in writer.made(element):
            yield ("\n" if begun else "") + part + "\n"
            begun = True


class _Writer(Writer[str]):
    """Writes elements as parts, each a paragraph, a table or a formula."""

    def __init__(self, options: Options) -> None:
        super().__init__(_Math, options.precision)
        self.titled = options.standalone is not False  # within another text its headings are the author's matter

    def heading(self, heading: Heading) -> Iterator[str]:
        text = self.text(heading.text)
        yield f"{'#' * heading.level} {text}" if heading.level < 4 and self.titled else f"**{text}**"

    def words(self, words: page.Words) -> Iterator[str]:
        label = f"**{self.text(words.label)}:** " if words.label else ""
        yield ("- " if words.listed and words.level else "") + (label + self._said(words.pieces)).rstrip()

    def worked(self, step: page.Worked) -> Iterator[str]:
        formula = self._line(step.formula) if step.formula else ""
        inline = f": ${formula}$" if formula and "\n" not in formula else ""
        yield f"**{step.number}. {self.text(step.title)}**{inline}"
        yield from [_display(formula)] if formula and not inline else []
        yield from (_display(self._line(math)) for math in step.lines)
        yield from [self.text(step.note)] if step.note else []

    def display(self, display: page.Display) -> Iterator[str]:
        lines = map(self._line, display.lines)
        yield from map(_display, [r" \qquad ".join(lines)] if display.abreast else lines)

    def result(self, result: page.Result) -> Iterator[str]:
        yield "**Result**"
        yield _display(self._line(result.math))
        yield from [text] if (text := self._said(result.said)) else []

    def curve(self, curve: page.Curve) -> Iterator[str]:
        yield f"{self.text(curve.name)} {signs.curve(curve.heights)}"

    def definitions(self, definitions: Definitions) -> Iterator[str]:
        yield "\n".join(f"- **{self.text(term)}**: {self.text(said)}" for term, said in definitions.terms)

    def proved(self, proved: Proved) -> Iterator[str]:
        yield _display(rf"{plain_math(proved.line.latex)} \quad\text{{✓}}")
        yield from [self.text(proved.because)] if proved.because else []

    def _line(self, math: page.Math) -> str:
        label = rf"\text{{{_plain_words(math.label)} }}" if math.label else ""
        note = rf"\quad\text{{{_plain_words(math.note)}}}" if math.note else ""
        return label + line(math.sides, self.numbers, self.symbols) + note

    def _said(self, pieces: page.Pieces) -> str:
        return "".join(self.inline(pieces))

    def text(self, words: str) -> str:
        """Words that mean nothing to Markdown but themselves."""
        text = _ACTS.sub(lambda sign: f"\\{sign[0]}", visible(words).replace("\n", " "))
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace("](", "]&#40;").replace("][", "]&#91;")
        return re.sub(r"^([-+#>]|\d+[.)])(?=\s)", r"\\\1", text)

    def formula(self, math: page.Math) -> str:
        return f"${self._line(math)}$"

    def bar(self, bar: Bar) -> str:
        return signs.bar(bar)

    def grid(self, grid: page.Grid) -> Iterator[str]:
        yield from [f"**{self.text(grid.title)}**"] if grid.title else []
        rows = [*grid.rows, *([grid.feet] if grid.feet else [])]
        columns = max(map(len, [grid.heads, *rows]))
        marks = ["---:" if place in grid.right else ":---" for place in range(columns)]
        heads = grid.heads or ((),) * columns
        cells = [self._cells(heads, columns), marks, *(self._cells(row, columns) for row in rows)]
        yield "\n".join(map(_row, cells))

    def _cells(self, row: Sequence[page.Pieces], columns: int) -> list[str]:
        cells = [self._cell(cell).replace("|", "\\|").replace("\n", " ") for cell in row]
        return cells + [""] * (columns - len(cells))

    def _cell(self, cell: page.Pieces) -> str:
        return "".join(self._number(piece) or self._said((piece,)) for piece in cell)

    def _number(self, piece: page.Piece) -> str:
        """A lone number as it stands in a text; none where it is none."""
        number = piece.number if isinstance(piece, page.Math) else None
        text = "" if number is None else Unicode(self.numbers.precision).text(number)
        return "" if "e" in text else text


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _display(text: str) -> str:
    return f"$$\n{text}\n$$"
