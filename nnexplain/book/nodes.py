"""A report as nodes of MyST's tree: headings, paragraphs, mathematics as LaTeX, tables, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from nnexplain.notation.latex import escaped
from nnexplain.notation.paper import Paper
from nnexplain.notation.sides import line
from nnexplain.pages.blocks import Bar, Proved, Report
from nnexplain.typeset.elements import (
    Curve,
    Display,
    Element,
    Grid,
    Math,
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

Node: TypeAlias = dict[str, object]
_BARS = "▁▂▃▄▅▆▇█"


class _Formula(Paper):
    """LaTeX as browsers set it, which know Unicode."""

    def words(self, text: str) -> str:
        return rf"\text{{{escaped(visible(text))}}}"


def text(words: str) -> Node:
    """Words, which mean nothing but themselves."""
    return {"type": "text", "value": visible(words)}


def paragraph(*children: Node) -> Node:
    return {"type": "paragraph", "children": list(children)}


def nodes(report: Report, precision: int = 4, *, full: bool = False) -> list[Node]:
    """The page, node by node; what folds stands in a ``details``."""
    writer = _Writer(precision)
    found: list[Node] = []
    into = found
    for element in elements(report.blocks(), precision, full=full):
        if isinstance(element, Thought) or (isinstance(element, Title) and element.level < 3):
            into = found
        if isinstance(element, Title) and element.folds:
            into = [{"type": "summary", "children": [text(element.text)]}]
            found.append({"type": "details", "open": True, "children": into})
        else:
            into.extend(writer.nodes(element))
    return found


class _Writer:
    """Writes elements as nodes."""

    def __init__(self, precision: int) -> None:
        self.numbers, self.symbols = _Formula(precision, most_terms=8), _Formula(precision, numbers=False)

    def nodes(self, element: Element) -> Iterator[Node]:
        """What an element is in the tree."""
        match element:
            case Title():
                depth = min(element.level + 1, 6)  # the page that it becomes part of has a title of its own
                yield {"type": "heading", "depth": depth, "enumerated": False, "children": [text(element.text)]}
            case Words():
                label = [_strong(f"{element.label}: ")] if element.label else []
                yield paragraph(*label, *self._inline(element.pieces))
            case Worked():
                yield from self._worked(element)
            case Display(abreast=True):
                yield _math(r" \qquad ".join(map(self._line, element.lines)))
            case Display():
                yield from (_math(self._line(math)) for math in element.lines)
            case Grid():
                yield from [paragraph(_strong(element.title))] if element.title else []
                yield self._table(element)
            case Result():
                yield paragraph(_strong("Result"))
                yield _math(self._line(element.math))
                yield from [paragraph(*said)] if (said := list(self._inline(element.said))) else []
            case Curve():
                heights = "".join(_BARS[round(height * 7)] for height in element.heights)
                yield paragraph(text(f"{element.name} {heights}"))
            case Terms():
                yield {"type": "list", "ordered": False, "spread": False, "children": list(_terms(element))}
            case Proved():
                yield _math(rf"{element.line.latex} \quad\text{{✓}}")
                yield from [paragraph(text(element.because))] if element.because else []
            case Thought():
                pass

    def _worked(self, step: Worked) -> Iterator[Node]:
        said: list[Node] = [_strong(f"{step.number}. {step.title}")]
        if step.formula:
            said += [text(": "), {"type": "inlineMath", "value": self._line(step.formula)}]
        yield paragraph(*said)
        yield from (_math(self._line(math)) for math in step.lines)
        yield from [paragraph(text(step.note))] if step.note else []

    def _line(self, math: Math) -> str:
        label = rf"{self.numbers.words(math.label + ' ')} " if math.label else ""
        note = rf" \quad {self.numbers.words(math.note)}" if math.note else ""
        return label + line(math.sides, self.numbers, self.symbols) + note

    def _inline(self, pieces: Pieces) -> Iterator[Node]:
        for piece in pieces:
            if isinstance(piece, Bar):
                finite = abs(piece.share) < float("inf")
                yield text("█" * round(max(piece.share, 0.0) * piece.most) if finite else "")
            elif isinstance(piece, Math):
                if piece.sides:
                    yield {"type": "inlineMath", "value": self._line(piece)}
            elif piece:
                yield text(piece)

    def _table(self, grid: Grid) -> Node:
        rows = [(row, False) for row in [*grid.rows, *([grid.feet] if grid.feet else [])]]
        rows = [(grid.heads, True), *rows] if grid.heads else rows
        return {"type": "table", "children": [self._row(cells, grid, head=head) for cells, head in rows]}

    def _row(self, cells: Iterable[Pieces], grid: Grid, *, head: bool) -> Node:
        children = []
        for place, cell in enumerate(cells):
            made: Node = {"type": "tableCell", "align": "right" if place in grid.right else "left"}
            made |= {"header": True} if head or (grid.headed and place == 0) else {}
            children.append(made | {"children": list(self._inline(cell))})
        return {"type": "tableRow", "children": children}


def _strong(words: str) -> Node:
    return {"type": "strong", "children": [text(words)]}


def _math(latex: str) -> Node:
    return {"type": "math", "value": latex}


def _terms(terms: Terms) -> Iterator[Node]:
    for term, said in terms.terms:
        yield {"type": "listItem", "spread": False, "children": [paragraph(_strong(term), text(f": {said}"))]}
