"""A report as nodes of MyST's tree: headings, paragraphs, mathematics as LaTeX, tables, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from nnexplain.notation.latex import escaped
from nnexplain.notation.paper import Paper
from nnexplain.notation.sides import line
from nnexplain.pages import signs
from nnexplain.pages.blocks import Bar, Definitions, Heading, Proved, Report
from nnexplain.typeset import elements as page
from nnexplain.typeset.page import ends_fold, typeset
from nnexplain.typeset.writer import Writer
from nnexplain.visible import visible

Node: TypeAlias = dict[str, object]


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
    writer = _Writer(_Formula, precision)
    found: list[Node] = []
    into = found
    for element in typeset(report.blocks(), precision, full=full):
        if ends_fold(element):
            into = found
        if isinstance(element, Heading) and element.folds:
            into = [{"type": "summary", "children": [text(element.text)]}]
            found.append({"type": "details", "open": True, "children": into})
        else:
            into.extend(writer.made(element))
    return found


class _Writer(Writer[Node]):
    """Writes elements as nodes."""

    def heading(self, heading: Heading) -> Iterator[Node]:
        depth = min(heading.level + 1, 6)  # the page that it becomes part of has a title of its own
        yield {"type": "heading", "depth": depth, "enumerated": False, "children": [text(heading.text)]}

    def words(self, words: page.Words) -> Iterator[Node]:
        label = [_strong(f"{words.label}: ")] if words.label else []
        yield paragraph(*label, *self.inline(words.pieces))

    def worked(self, step: page.Worked) -> Iterator[Node]:
        formula = [text(": "), self.formula(step.formula)] if step.formula else []
        yield paragraph(_strong(f"{step.number}. {step.title}"), *formula)
        yield from (_math(self._line(math)) for math in step.lines)
        yield from [paragraph(text(step.note))] if step.note else []

    def display(self, display: page.Display) -> Iterator[Node]:
        lines = map(self._line, display.lines)
        yield from map(_math, [r" \qquad ".join(lines)] if display.abreast else lines)

    def grid(self, grid: page.Grid) -> Iterator[Node]:
        yield from [paragraph(_strong(grid.title))] if grid.title else []
        yield self._table(grid)

    def result(self, result: page.Result) -> Iterator[Node]:
        yield paragraph(_strong("Result"))
        yield _math(self._line(result.math))
        yield from [paragraph(*said)] if (said := list(self.inline(result.said))) else []

    def curve(self, curve: page.Curve) -> Iterator[Node]:
        yield paragraph(text(f"{curve.name} {signs.curve(curve.heights)}"))

    def definitions(self, definitions: Definitions) -> Iterator[Node]:
        items = [[paragraph(_strong(term), text(f": {said}"))] for term, said in definitions.terms]
        children = [{"type": "listItem", "spread": False, "children": item} for item in items]
        yield {"type": "list", "ordered": False, "spread": False, "children": children}

    def proved(self, proved: Proved) -> Iterator[Node]:
        yield _math(rf"{proved.line.latex} \quad\text{{✓}}")
        yield from [paragraph(text(proved.because))] if proved.because else []

    def text(self, words: str) -> Node:
        return text(words)

    def formula(self, math: page.Math) -> Node:
        return {"type": "inlineMath", "value": self._line(math)}

    def bar(self, bar: Bar) -> Node:
        return text(signs.bar(bar))

    def _line(self, math: page.Math) -> str:
        label = rf"{self.numbers.words(math.label + ' ')} " if math.label else ""
        note = rf" \quad {self.numbers.words(math.note)}" if math.note else ""
        return label + line(math.sides, self.numbers, self.symbols) + note

    def _table(self, grid: page.Grid) -> Node:
        rows = [(row, False) for row in [*grid.rows, *([grid.feet] if grid.feet else [])]]
        rows = [(grid.heads, True), *rows] if grid.heads else rows
        return {"type": "table", "children": [self._row(cells, grid, head=head) for cells, head in rows]}

    def _row(self, cells: Iterable[page.Pieces], grid: page.Grid, *, head: bool) -> Node:
        children = []
        for place, cell in enumerate(cells):
            made: Node = {"type": "tableCell", "align": "right" if place in grid.right else "left"}
            made |= {"header": True} if head or (grid.headed and place == 0) else {}
            children.append(made | {"children": list(self.inline(cell))})
        return {"type": "tableRow", "children": children}


def _strong(words: str) -> Node:
    return {"type": "strong", "children": [text(words)]}


def _math(latex: str) -> Node:
    return {"type": "math", "value": latex}
