"""Elements as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from nnexplain.notation.mathml import Mathml
from nnexplain.notation.printer import PRODUCT, Notation
from nnexplain.notation.sides import Side, side_text
from nnexplain.notation.tree import Leaf, Tree
from nnexplain.notation.unicode import Unicode
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
from nnexplain.visible import visible

if TYPE_CHECKING:
    from nnexplain.formats import Options

_LONG = 4  # terms of a sum from which each has a formula of its own
_MOST_TERMS = 8


class Writer:
    """Writes elements as lines of HTML."""

    def __init__(self, options: Options) -> None:
        self._drawings = 0  # so far, to tell the ids of the pictures apart
        self.below = 2 if options.standalone is False else 0  # another page has headings above these
        self.numbers = Mathml(options.precision, most_terms=_MOST_TERMS)
        self.symbols = Mathml(options.precision, numbers=False)
        self.told = Unicode(options.precision, most_terms=_MOST_TERMS)  # for who cannot see the mathematics
        self.named = Unicode(options.precision, numbers=False)

    def lines(self, element: Element) -> Iterator[str]:
        """What an element is in HTML."""
        match element:
            case Title():
                yield self.title(element)
            case Words():
                yield self._words(element)
            case Worked():
                yield from self._worked(element)
            case Display(abreast=True):
                row = " ".join(f'<span class="math">{self._line(math)}</span>' for math in element.lines)
                yield f'<p class="line row">{row}</p>'
            case Display():
                yield from (self._in_line(math, element.level) for math in element.lines)
            case Grid():
                yield from self._grid(element)
            case Result():
                yield f'<p class="line result"><strong>Result</strong> {self._line(element.math)}</p>'
                yield from [f"<p>{text}</p>"] if (text := self._inline(element.said)) else []
            case Curve():
                yield _curve(element)
            case Terms():
                terms = (f"<dt>{_text(term)}</dt><dd>{_text(said)}</dd>" for term, said in element.terms)
                yield f"<dl>{''.join(terms)}</dl>"
            case Proved():
                yield from self._proved(element)
            case Drawing():
                yield from self._drawn(element)
            case Thought():
                pass

    def title(self, title: Title) -> str:
        level = min(title.level + self.below, 6)
        return f"<h{level}{_class(title.tone)}>{_text(title.text)}</h{level}>"

    def _words(self, words: Words) -> str:
        label = f"<strong>{_text(words.label)}:</strong> " if words.label else ""
        classes = " ".join(filter(None, [words.tone, "inner" if words.level else ""]))
        return f"<p{_class(classes)}>{label}{self._inline(words.pieces)}</p>"

    def _worked(self, step: Worked) -> Iterator[str]:
        formula = f" {self._line(step.formula)}" if step.formula else ""
        yield f'<div class="step" data-step="{escape(visible(step.id))}">'
        yield f'<p class="what"><strong>{step.number}</strong> {_text(step.title)}{formula}</p>'
        yield from map(self._in_line, step.lines)
        yield from [f'<p class="faint inner">{_text(step.note)}</p>'] if step.note else []
        yield "</div>"

    def _in_line(self, math: Math, level: int = 0) -> str:
        return f'<p class="line{" inner" if level else ""}">{self._line(math)}</p>'

    def _line(self, math: Math) -> str:
        """A line that wraps: words before it, a formula for each side, words behind it."""
        label = [f"<span>{_text(math.label)}</span>"] if math.label else []
        note = [f'<span class="faint">{_text(math.note)}</span>'] if math.note else []
        return " ".join([*label, *(one for side in math.sides for one in self._side(side)), *note])

    def _side(self, side: Side) -> Iterator[str]:
        terms = side.written.args if isinstance(side.written, Tree) and side.written.head == "+" else ()
        if not side.numbers or side.aside or not _LONG <= len(terms) <= _MOST_TERMS:
            yield _math(side_text(side, self.numbers, self.symbols), side_text(side, self.told, self.named))
            return
        yield from self._side(Side(terms[0], side.sign, more=side.more))
        for term in terms[1:]:
            yield _math(*(_term(term, notation.finer(side.more)) for notation in (self.numbers, self.told)))

    def _proved(self, proved: Proved) -> Iterator[str]:
        because = f' <span class="faint">({_text(proved.because)})</span>' if proved.because else ""
        sides = " ".join(map(_math, proved.line.texts("mathml"), proved.line.texts("unicode")))
        yield f'<p class="line proved">{sides} <span class="good">✓</span>{because}</p>'

    def _drawn(self, drawing: Drawing) -> Iterator[str]:
        from nnexplain.plots import pictures

        for canvas in pictures(drawing.example, self.told.precision):
            self._drawings += 1
            svg = canvas.svg(f"picture{self._drawings}")
            yield f"<figure>\n{svg}<figcaption>{_text(canvas.title)}</figcaption>\n</figure>"

    def _inline(self, parts: Pieces) -> str:
        return "".join(map(self._piece, parts))

    def _piece(self, piece: Piece) -> str:
        if isinstance(piece, Bar):
            share = min(max(piece.share, 0.0), 1.0) if piece.share == piece.share else 0.0
            return f'<span class="bar" style="width: {share * piece.most * 0.5:.2f}em" aria-hidden="true"></span>'
        if isinstance(piece, str):
            return _text(piece)
        return _number(piece, self.told) or f'<span class="math">{self._line(piece)}</span>'

    def _grid(self, grid: Grid) -> Iterator[str]:
        yield '<div class="wide"><table>'
        yield from [f"<caption>{_text(grid.title)}</caption>"] if grid.title else []
        if any(grid.heads):
            heads = (f'<th scope="col"{_right(place, grid)}>{self._inline(head)}</th>'
                     for place, head in enumerate(grid.heads))  # fmt: skip
            yield f"<thead><tr>{''.join(heads)}</tr></thead>"
        yield "<tbody>"
        yield from (self._row(row, grid) for row in grid.rows)
        yield "</tbody>"
        yield from [f"<tfoot>{self._row(grid.feet, grid)}</tfoot>"] if grid.feet else []
        yield "</table></div>"

    def _row(self, row: Sequence[Pieces], grid: Grid) -> str:
        cells = []
        for place, cell in enumerate(row):
            text = self._inline(cell)
            if place == 0 and grid.headed:
                cells.append(f'<th scope="row">{text}</th>')
            else:
                cells.append(f"<td{_right(place, grid)}>{text}</td>")
        return f"<tr>{''.join(cells)}</tr>"


def _math(mathml: str, told: str) -> str:
    """A formula, and as text for readers that have no mathematics."""
    words = escape(visible(told))
    return (
        f'<math displaystyle="true" alttext="{words}"><semantics><mrow>{mathml}</mrow>'
        f'<annotation encoding="text/plain">{words}</annotation></semantics></math>'
    )


def _term(term: object, notation: Notation) -> str:
    assert isinstance(term, (Tree, Leaf))
    return notation.related("+", notation.part(term, PRODUCT))


def _number(math: Math, notation: Unicode) -> str:
    """A lone number as it stands in a text; none where it is none."""
    if len(math.sides) != 1 or math.label or not isinstance(leaf := math.sides[0].written, Leaf):
        return ""
    return "" if leaf.value is None else _text(notation.text(leaf))


def _right(place: int, grid: Grid) -> str:
    return ' class="number"' if place in grid.right else ""


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _curve(curve: Curve) -> str:
    step = 240 / max(len(curve.heights) - 1, 1)
    points = " ".join(f"{place * step:.1f},{38 - 36 * height:.1f}" for place, height in enumerate(curve.heights))
    name = _text(curve.name)
    return (
        f'<p class="line">{name} <svg viewBox="0 0 240 40" width="240" height="40" role="img" aria-label="{name}">'
        f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="1.5"/></svg></p>'
    )


def _text(words: str) -> str:
    return escape(visible(words, keep="\n"), quote=False)
