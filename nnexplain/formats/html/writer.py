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
from nnexplain.pages.blocks import Bar, Definitions, Drawing, Heading, Proved
from nnexplain.typeset import elements as page
from nnexplain.typeset.writer import Writer
from nnexplain.visible import visible
from nnexplain.worked.arithmetic import MOST_TERMS

if TYPE_CHECKING:
    from nnexplain.formats import Options

_LONG = 4  # terms of a sum from which each has a formula of its own


class HtmlWriter(Writer[str]):
    """Writes elements as lines of HTML."""

    def __init__(self, options: Options) -> None:
        super().__init__(Mathml, options.precision)
        self._drawings = 0  # so far, to tell the ids of the pictures apart
        self.below = 2 if options.standalone is False else 0  # another page has headings above these
        self.told = Unicode(options.precision, most_terms=MOST_TERMS)  # for who cannot see the mathematics
        self.named = Unicode(options.precision, numbers=False)

    def heading(self, heading: Heading) -> Iterator[str]:
        level = min(heading.level + self.below, 6)
        yield f"<h{level}{_class(heading.tone)}>{self.text(heading.text)}</h{level}>"

    def words(self, words: page.Words) -> Iterator[str]:
        label = f"<strong>{self.text(words.label)}:</strong> " if words.label else ""
        classes = " ".join(filter(None, [words.tone, "inner" if words.level else ""]))
        yield f"<p{_class(classes)}>{label}{self._said(words.pieces)}</p>"

    def worked(self, step: page.Worked) -> Iterator[str]:
        formula = f" {self._line(step.formula)}" if step.formula else ""
        yield f'<div class="step" data-step="{escape(visible(step.id))}">'
        yield f'<p class="what"><strong>{step.number}</strong> {self.text(step.title)}{formula}</p>'
        yield from map(self._in_line, step.lines)
        yield from [f'<p class="faint inner">{self.text(step.note)}</p>'] if step.note else []
        yield "</div>"

    def display(self, display: page.Display) -> Iterator[str]:
        if display.abreast:
            yield f'<p class="line row">{" ".join(map(self.formula, display.lines))}</p>'
        else:
            yield from (self._in_line(math, display.level) for math in display.lines)

    def result(self, result: page.Result) -> Iterator[str]:
        yield f'<p class="line result"><strong>Result</strong> {self._line(result.math)}</p>'
        yield from [f"<p>{text}</p>"] if (text := self._said(result.said)) else []

    def curve(self, curve: page.Curve) -> Iterator[str]:
        step = 240 / max(len(curve.heights) - 1, 1)
        points = " ".join(f"{place * step:.1f},{38 - 36 * height:.1f}" for place, height in enumerate(curve.heights))
        name = self.text(curve.name)
        yield (
            f'<p class="line">{name} <svg viewBox="0 0 240 40" width="240" height="40" role="img" aria-label="{name}">'
            f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="1.5"/></svg></p>'
        )

    def definitions(self, definitions: Definitions) -> Iterator[str]:
        told = (f"<dt>{self.text(term)}</dt><dd>{self.text(said)}</dd>" for term, said in definitions.terms)
        yield f"<dl>{''.join(told)}</dl>"

    def proved(self, proved: Proved) -> Iterator[str]:
        because = f' <span class="faint">({self.text(proved.because)})</span>' if proved.because else ""
        sides = " ".join(map(_math, proved.line.texts("mathml"), proved.line.texts("unicode")))
        yield f'<p class="line proved">{sides} <span class="good">✓</span>{because}</p>'

    def drawing(self, drawing: Drawing) -> Iterator[str]:
        from nnexplain.plots import pictures

        for canvas in pictures(drawing.example, self.told.precision):
            self._drawings += 1
            svg = canvas.svg(f"picture{self._drawings}")
            yield f"<figure>\n{svg}<figcaption>{self.text(canvas.title)}</figcaption>\n</figure>"

    def _in_line(self, math: page.Math, level: int = 0) -> str:
        return f'<p class="line{" inner" if level else ""}">{self._line(math)}</p>'

    def _line(self, math: page.Math) -> str:
        """A line that wraps: words before it, a formula for each side, words behind it."""
        label = [f"<span>{self.text(math.label)}</span>"] if math.label else []
        note = [f'<span class="faint">{self.text(math.note)}</span>'] if math.note else []
        return " ".join([*label, *(one for side in math.sides for one in self._side(side)), *note])

    def _side(self, side: Side) -> Iterator[str]:
        terms = side.written.args if isinstance(side.written, Tree) and side.written.head == "+" else ()
        if not side.numbers or side.aside or not _LONG <= len(terms) <= MOST_TERMS:
            yield _math(side_text(side, self.numbers, self.symbols), side_text(side, self.told, self.named))
            return
        yield from self._side(Side(terms[0], side.sign, more=side.more))
        for term in terms[1:]:
            yield _math(*(_term(term, notation.finer(side.more)) for notation in (self.numbers, self.told)))

    def _said(self, pieces: page.Pieces) -> str:
        return "".join(self.inline(pieces))

    def text(self, words: str) -> str:
        return escape(visible(words, keep="\n"), quote=False)

    def formula(self, math: page.Math) -> str:
        """Mathematics that wraps as its line does; a lone number needs none."""
        number = math.number
        return f'<span class="math">{self._line(math)}</span>' if number is None else self.text(self.told.text(number))

    def bar(self, bar: Bar) -> str:
        return f'<span class="bar" style="width: {bar.length * bar.most * 0.5:.2f}em" aria-hidden="true"></span>'

    def grid(self, grid: page.Grid) -> Iterator[str]:
        yield '<div class="wide"><table>'
        yield from [f"<caption>{self.text(grid.title)}</caption>"] if grid.title else []
        if any(grid.heads):
            heads = (f'<th scope="col"{_right(place, grid)}>{self._said(head)}</th>'
                     for place, head in enumerate(grid.heads))  # fmt: skip
            yield f"<thead><tr>{''.join(heads)}</tr></thead>"
        yield "<tbody>"
        yield from (self._row(row, grid) for row in grid.rows)
        yield "</tbody>"
        yield from [f"<tfoot>{self._row(grid.feet, grid)}</tfoot>"] if grid.feet else []
        yield "</table></div>"

    def _row(self, row: Sequence[page.Pieces], grid: page.Grid) -> str:
        cells = []
        for place, cell in enumerate(row):
            text = self._said(cell)
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


def _right(place: int, grid: page.Grid) -> str:
    return ' class="number"' if place in grid.right else ""


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""
