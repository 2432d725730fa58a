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
from nnexplain.notation.tree import Leaf, Written
from nnexplain.notation.unicode import Unicode
from nnexplain.pages.blocks import Bar, Proved
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

_BLOCKS = "▁▂▃▄▅▆▇█"
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
    for element in elements(report.blocks(), options.precision, full=options.full):
        for part in writer.parts(element):
            yield ("\n" if begun else "") + part + "\n"
            begun = True


class _Writer:
    """Writes elements as parts, each a paragraph, a table or a formula."""

    def __init__(self, options: Options) -> None:
        self.titled = options.standalone is not False  # within another text its headings are the author's matter
        self.numbers, self.symbols = _Math(options.precision, most_terms=8), _Math(options.precision, numbers=False)

    def parts(self, element: Element) -> Iterator[str]:
        """What an element is in Markdown."""
        match element:
            case Title():
                yield self._title(element)
            case Words():
                yield self._words(element)
            case Worked():
                yield from self._worked(element)
            case Display(abreast=True):
                yield _display(r" \qquad ".join(map(self._line, element.lines)))
            case Display():
                yield from (_display(self._line(math)) for math in element.lines)
            case Grid():
                yield from [f"**{_text(element.title)}**"] if element.title else []
                yield self._grid(element)
            case Result():
                yield "**Result**"
                yield _display(self._line(element.math))
                yield from [text] if (text := self._inline(element.said)) else []
            case Curve():
                yield f"{_text(element.name)} {''.join(_BLOCKS[round(height * 7)] for height in element.heights)}"
            case Terms():
                yield "\n".join(f"- **{_text(term)}**: {_text(said)}" for term, said in element.terms)
            case Proved():
                yield _display(rf"{plain_math(element.line.latex)} \quad\text{{✓}}")
                yield from [_text(element.because)] if element.because else []
            case Thought():
                pass

    def _title(self, title: Title) -> str:
        text = _text(title.text)
        return f"{'#' * title.level} {text}" if title.level < 4 and self.titled else f"**{text}**"

    def _words(self, words: Words) -> str:
        label = f"**{_text(words.label)}:** " if words.label else ""
        return ("- " if words.listed and words.level else "") + (label + self._inline(words.pieces)).rstrip()

    def _worked(self, step: Worked) -> Iterator[str]:
        formula = self._line(step.formula) if step.formula else ""
        inline = f": ${formula}$" if formula and "\n" not in formula else ""
        yield f"**{step.number}. {_text(step.title)}**{inline}"
        yield from [_display(formula)] if formula and not inline else []
        yield from (_display(self._line(math)) for math in step.lines)
        yield from [_text(step.note)] if step.note else []

    def _line(self, math: Math) -> str:
        label = rf"\text{{{_plain_words(math.label)} }}" if math.label else ""
        note = rf"\quad\text{{{_plain_words(math.note)}}}" if math.note else ""
        return label + line(math.sides, self.numbers, self.symbols) + note

    def _inline(self, parts: Pieces) -> str:
        return "".join(map(self._piece, parts))

    def _piece(self, piece: Piece) -> str:
        if isinstance(piece, Bar):
            return "█" * round(max(piece.share, 0.0) * piece.most) if abs(piece.share) < float("inf") else ""
        return _text(piece) if isinstance(piece, str) else f"${self._line(piece)}$" if piece.sides else ""

    def _grid(self, grid: Grid) -> str:
        rows = [*grid.rows, *([grid.feet] if grid.feet else [])]
        columns = max(map(len, [grid.heads, *rows]))
        marks = ["---:" if place in grid.right else ":---" for place in range(columns)]
        heads = grid.heads or ((),) * columns
        return "\n".join(map(_row, [self._cells(heads, columns), marks, *(self._cells(row, columns) for row in rows)]))

    def _cells(self, row: Sequence[Pieces], columns: int) -> list[str]:
        cells = [self._cell(cell).replace("|", "\\|").replace("\n", " ") for cell in row]
        return cells + [""] * (columns - len(cells))

    def _cell(self, cell: Pieces) -> str:
        return "".join(_number(piece, self.numbers) or self._piece(piece) for piece in cell)


def _number(piece: Piece, notation: Paper) -> str:
    """A lone number as it stands in a text; none where it is none."""
    if not isinstance(piece, Math) or len(piece.sides) != 1 or not isinstance(leaf := piece.sides[0].written, Leaf):
        return ""
    text = "" if leaf.value is None else Unicode(notation.precision).text(leaf)
    return "" if "e" in text else text


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _display(text: str) -> str:
    return f"$$\n{text}\n$$"


def _text(words: str) -> str:
    """Words that mean nothing to Markdown but themselves."""
    text = _ACTS.sub(lambda sign: f"\\{sign[0]}", visible(words).replace("\n", " "))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace("](", "]&#40;").replace("][", "]&#91;")
    return re.sub(r"^([-+#>]|\d+[.)])(?=\s)", r"\\\1", text)
