"""Pictures in text: a sum term by term, shares with bars, a shaded heat map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from rich.table import Table

from nnexplain.engine.evaluate import terms, value_of
from nnexplain.formats.table import whole as _whole
from nnexplain.formats.table.steps import Pen
from nnexplain.notation.letters import lowered
from nnexplain.notation.tree import Leaf, Tree
from nnexplain.notation.unicode import symbol_text
from nnexplain.worked.example import Step, WorkedExample

MOST_TERMS = 8
BAR = 20
_SHADES = " ░▒▓█"


def view(step: Step, example: WorkedExample, pen: Pen) -> list[Any]:
    """The picture that belongs to a step, where it has one and it fits."""
    drawer = {"terms": _terms, "shares": _shares, "heat": _heat}.get(step.view or "")
    found = drawer(step, example, pen) if drawer else None
    return found if isinstance(found, list) else [] if found is None else [found]


def _number(pen: Pen, leaf: Leaf) -> str:
    return pen.sign(pen.notation.number(leaf.value, leaf.exact))  # type: ignore[arg-type]


def _terms(step: Step, example: WorkedExample, pen: Pen) -> Any:
    """A weighted sum, a row for each term."""
    if step.value.ndim > 0:
        return _terms_of_rows(step, pen)
    cell = step.cell(())
    products = terms(cell.written)
    if not 1 < len(products) <= MOST_TERMS or not all(_is_product(term) for term in products):
        return None
    names = [symbol_text(leaf.symbol) if leaf.symbol else "" for leaf in _factors(products[0])]
    table = pen.table(show_footer=True)
    table.add_column("i", justify="right")
    for name in names:
        table.add_column(pen.sign(f"{name}ᵢ"), justify="right")
    product_head = pen.sign(f"{names[0]}ᵢ × {names[1]}ᵢ")
    table.add_column(product_head, pen.text(f"Σ {_number(pen, cell.result)}"), justify="right")
    for place, term in enumerate(products):
        a, b = _factors(term)
        table.add_row(str(place + 1), _number(pen, a), _number(pen, b), _number(pen, value_of(term)))
    return pen.fitted(table)


def _terms_of_rows(step: Step, pen: Pen) -> Any:
    """Weighted sums, a row for each output and a column for each term."""
    if step.value.ndim != 1 or step.value.size > MOST_TERMS:
        return None
    cells = list(step.cells())
    width = len(terms(cells[0].written))
    if not 1 < width <= 4 or not all(_is_product(term) for cell in cells for term in terms(cell.written)):
        return None
    a, b = _factors(terms(cells[0].written)[0])
    table = pen.table()
    table.add_column("i", justify="right")
    for j in range(width):
        table.add_column(pen.text(_product_head(a, b, j)), justify="right")
    table.add_column(pen.text("Σ"), justify="right")
    for cell in cells:
        row = [_number(pen, value_of(term)) for term in terms(cell.written)]
        table.add_row(str(cell.index[0] + 1), *row, _number(pen, cell.result))
    return pen.fitted(table) if pen.narrow or _whole.width(table) <= pen.width else None


def _product_head(a: Leaf, b: Leaf, j: int) -> str:
    texts = []
    for leaf in (a, b):
        symbol = symbol_text(leaf.symbol) if leaf.symbol else ""
        subscript = lowered(j + 1)
        texts.append(f"{symbol}{'ᵢ' if len(leaf.index) == 2 else ''}{subscript}")
    return " × ".join(texts)


def _is_product(term: Any) -> bool:
    return isinstance(term, Tree) and term.head == "*" and all(isinstance(part, Leaf) for part in term.args)


def _factors(term: Any) -> Sequence[Leaf]:
    return term.args  # type: ignore[no-any-return]


def _shares(step: Step, example: WorkedExample, pen: Pen) -> Table | None:
    """Probabilities beside what they were made of, each with a bar."""
    if step.value.ndim != 1:
        return _share_rows(step, pen)
    made_of = [s for s in _ways_to(step, example.steps) if s.value.shape == step.value.shape]
    totals = {s.name.rpartition(".")[2]: s for s in example.steps if s.value.ndim == 0 and s.kind == "forward"}
    shown = min(step.value.size, MOST_TERMS)
    table = pen.table(show_footer=True)
    table.add_column("class", justify="right")
    for column in [*made_of, step]:
        table.add_column(
            pen.text(_share_head(column, pen)), pen.text(_share_foot(column, totals, pen)), justify="right"
        )
    table.add_column("")
    for place in range(shown):
        row = [_number(pen, column.cell((place,)).result) for column in [*made_of, step]]
        table.add_row(str(place), *row, pen.text(bar(float(step.value[place])), "cyan"))
    if step.value.size > shown:
        table.add_row(pen.text("…"), pen.text(f"{step.value.size - shown} more", "dim"))
    return table if _whole.width(table) <= pen.width else None


def _ways_to(step: Step, steps: Sequence[Step]) -> list[Step]:
    """The steps and inputs that a step was made of, as far back as its own place goes (``output.b`` is another)."""
    of_id = {other.id: other for other in steps}
    own = {other.id for other in steps if other.id.startswith(f"{step.id}.") or "." not in other.id}
    found, pending = {step.id}, [step.id]
    while pending:
        nearby = [id for id in of_id[pending.pop()].uses if id in own and id in of_id]
        new = [id for id in nearby if id not in found]
        found.update(new)
        pending += new
    found |= {id for id in own if id.startswith(f"{step.id}.")}
    return [other for other in steps if other.id in found and other is not step]


def _share_head(step: Step, pen: Pen) -> str:
    from nnexplain.notation.decimals import shown_exactly

    cells = [cell.result for cell in step.cells(MOST_TERMS)]
    exact = all(shown_exactly(leaf.exact, pen.options.precision) for leaf in cells)
    return (
        ("" if exact else "≈ ") + f"{symbol_text(step.symbol)}ᵢ"
        if len(symbol_text(step.symbol)) == 1
        else symbol_text(step.symbol)
    )


def _share_foot(step: Step, totals: dict[str, Step], pen: Pen) -> str:
    if step.kind == "given" and "max" in totals:
        return f"max {_number(pen, totals['max'].cell(()).result)}"
    if step.name.endswith("exponentials") and "sum" in totals:
        return f"Σ {_number(pen, totals['sum'].cell(()).result)}"
    return "Σ 1" if step.view == "shares" else ""


def bar(share: float, most: int = BAR) -> str:
    """A share as a bar of eighths of a column.

    >>> bar(0.5, 4), bar(0.0, 4)
    ('██', '')
    """
    eighths = round(share * most * 8) if np.isfinite(share) else 0
    return "█" * (eighths // 8) + ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")[eighths % 8]


def _share_rows(step: Step, pen: Pen) -> Table | None:
    return _heat_table(step.value, step, pen, "row", "class", 0) if step.value.ndim == 2 else None


def _heat(step: Step, example: WorkedExample, pen: Pen) -> Any:
    """Attention weights: a row for each query, shaded by how much each key gets."""
    if step.value.ndim == 3:
        heads = [_heat_table(step.value[h], step, pen, "query", "key", 1, h) for h in range(min(len(step.value), 4))]
        return [table for table in heads if table is not None]
    return _heat_table(step.value, step, pen, "query", "key", 1)


def _heat_table(
    values: Any, step: Step, pen: Pen, row: str, column: str, first: int, head: int | None = None
) -> Table | None:
    rows, columns = (min(size, MOST_TERMS) for size in values.shape)
    table = pen.table(title=None if head is None else f"head {head + 1}", title_justify="left", title_style="bold")
    table.add_column("", justify="right")
    for j in range(columns):
        table.add_column(f"{column} {j + first}", justify="right")
    for i in range(rows):
        cells = []
        for j in range(columns):
            index = (i, j) if head is None else (head, i, j)
            share = float(values[i, j])
            number = _number(pen, step.cell(index).result)
            shade = pen.sign(_SHADES[min(int(share * 5), 4)] * 2) if np.isfinite(share) else "  "
            cells.append(pen.text(f"{shade} {number}", _heat_style(share)))
        table.add_row(f"{row} {i + first}", *cells)
    return table if _whole.width(table) <= pen.width else None


def _heat_style(share: float) -> str:
    return "bold cyan" if share >= 0.6 else "cyan" if share >= 0.3 else "" if share >= 0.1 else "dim"
