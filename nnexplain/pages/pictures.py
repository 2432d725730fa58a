"""Steps as pictures in a table: a sum term by term, shares with bars, a shaded heat map, a path, a training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeGuard

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.evaluate import terms, value_of
from nnexplain.notation.letters import lowered
from nnexplain.notation.tree import Leaf, Symbol, Tree, Written
from nnexplain.notation.unicode import symbol_text
from nnexplain.pages.blocks import (
    Bar,
    Block,
    Cell,
    Column,
    Curve,
    Faint,
    Heading,
    Joined,
    Picture,
    Row,
    Shade,
    Table,
    Values,
)
from nnexplain.worked.example import Step

MOST_TERMS = 8
MOST_HEADS = 4
MOST_ROWS = 12
_BAR, _PATH_BAR, _LOSS_BAR = 20, 16, 24


def pictures(steps: Sequence[Step], every: Sequence[Step], *, before: bool) -> Iterator[Picture]:
    """The pictures of the steps: a sum term by term goes before them, shares and heat maps after."""
    for step in steps:
        if step.view in _DRAWN and (step.view == "terms") == before:
            tables = tuple(_DRAWN[step.view](step, every))
            if tables:
                yield Picture(f"{step.title}, term by term" if before else step.title, tables, step.id)


def _terms(step: Step, every: Sequence[Step]) -> Iterator[Table]:
    """A weighted sum, a row for each term; of a vector of them, a row for each output and a column for each term."""
    if step.value.ndim == 0:
        yield from _terms_of_one(step)
    elif step.value.ndim == 1 and step.value.size <= MOST_TERMS:
        yield from _terms_of_rows(step)


def _terms_of_one(step: Step) -> Iterator[Table]:
    cell = step.cell(())
    products = terms(cell.written)
    if not 1 < len(products) <= MOST_TERMS or not all(map(_is_product, products)):
        return
    a, b = (Joined((_symbol(factor), "ᵢ")) for factor in _factors(products[0]))
    total = Joined(("Σ ", cell.result))
    columns = (Column("i"), Column(a), Column(b), Column(Joined((a, " × ", b)), foot=total))
    rows: list[Row] = [(str(place), *_factors(term), value_of(term)) for place, term in enumerate(products, 1)]
    yield Table(columns, tuple(rows), footed=True)


def _terms_of_rows(step: Step) -> Iterator[Table]:
    rows = [(cell, terms(cell.written)) for cell in step.cells()]
    width = len(rows[0][1])
    if not 1 < width <= 4 or not all(_is_product(term) for _, products in rows for term in products):
        return
    a, b = _factors(rows[0][1][0])
    heads = (Joined((_numbered(a, j), " × ", _numbered(b, j))) for j in range(width))
    columns = (Column("i"), *map(Column, heads), Column("Σ"))
    shown: Iterator[Row] = ((str(cell.index[0] + 1), *map(value_of, products), cell.result) for cell, products in rows)
    yield Table(columns, tuple(shown), too_wide="listed in little room")


def _numbered(factor: Leaf, j: int) -> Joined:
    """The factor's symbol in its j-th term."""
    return Joined((_symbol(factor), "ᵢ" if len(factor.index) == 2 else "", lowered(j + 1)))


def _symbol(leaf: Leaf) -> Cell:
    return Leaf(symbol=leaf.symbol) if leaf.symbol else ""


def _is_product(term: Written) -> TypeGuard[Tree]:
    return isinstance(term, Tree) and term.head == "*" and all(isinstance(part, Leaf) for part in term.args)


def _factors(term: Written) -> tuple[Leaf, Leaf]:
    assert isinstance(term, Tree)
    a, b = term.args
    assert isinstance(a, Leaf)
    assert isinstance(b, Leaf)
    return a, b


def _shares(step: Step, every: Sequence[Step]) -> Iterator[Table]:
    """Probabilities beside what they were made of, each with a bar; of several rows, a heat map."""
    if step.value.ndim == 2:
        yield _heat_table(step, (), "row", "class", 0)
    elif step.value.ndim == 1:
        yield _share_table(step, every)


def _share_table(step: Step, every: Sequence[Step]) -> Table:
    made_of = [other for other in _ways_to(step, every) if other.value.shape == step.value.shape]
    totals = {s.name.rpartition(".")[2]: s for s in every if s.value.ndim == 0 and s.kind == "forward"}
    shown = min(step.value.size, MOST_TERMS)
    columns = [_share_column(column, totals) for column in (*made_of, step)]
    rows: list[Row] = [
        (str(place), *(column.cell((place,)).result for column in (*made_of, step)),
         Bar(float(step.value[place]), _BAR))
        for place in range(shown)
    ]  # fmt: skip
    if step.value.size > shown:
        rows.append(("…", Faint(f"{step.value.size - shown} more")))
    return Table((Column("class"), *columns, Column(right=False)), tuple(rows), footed=True, too_wide="left out")


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


def _share_column(step: Step, totals: dict[str, Step]) -> Column:
    symbol, foot = Leaf(symbol=step.symbol), _share_foot(step, totals)
    letter = len(symbol_text(step.symbol)) == 1  # not a word
    return Column(Joined((symbol, "ᵢ")), foot=foot, rounded=True) if letter else Column(symbol, foot=foot)


def _share_foot(step: Step, totals: dict[str, Step]) -> Cell:
    if step.kind == "given" and "max" in totals:
        return Joined(("max ", totals["max"].cell(()).result))
    if step.name.endswith("exponentials") and "sum" in totals:
        return Joined(("Σ ", totals["sum"].cell(()).result))
    return "Σ 1" if step.view == "shares" else ""


def _heat(step: Step, every: Sequence[Step]) -> Iterator[Table]:
    """Attention weights: a row for each query, shaded by how much each key gets."""
    if step.value.ndim == 3:
        yield from (_heat_table(step, (head,), "query", "key", 1) for head in range(min(len(step.value), MOST_HEADS)))
    else:
        yield _heat_table(step, (), "query", "key", 1)


def _heat_table(step: Step, head: tuple[int, ...], row: str, column: str, first: int) -> Table:
    values = step.value[head]
    rows, columns = (min(size, MOST_TERMS) for size in values.shape)
    cells: Iterator[Row] = (
        (f"{row} {i + first}", *(Shade(float(values[i, j]), step.cell((*head, i, j)).result) for j in range(columns)))
        for i in range(rows)
    )
    title = f"head {head[0] + 1}" if head else ""
    heads = (Column(), *(Column(f"{column} {j + first}") for j in range(columns)))
    return Table(heads, tuple(cells), title, too_wide="left out")


def _path(steps: Sequence[Step], given: Sequence[Step]) -> Iterator[Block]:
    """Paths side by side (one may be shorter), a row for each step, with a bar for the loss."""
    first, last = steps[0].number, steps[-1].number
    yield Heading(f"the path (steps {first if first == last else f'{first}–{last}'})", level=3)
    barred = [step.value for step in steps if step.view == "path with bars" and _has_bars(step.value)][:1]
    rows: list[Row] = []
    for place in _rows(max(len(step.value) for step in steps)):
        if place is None:
            rows.append((Faint("…"),) * (len(steps) + 1))
        else:
            numbers = (step.cell((place,)).result if place < len(step.value) else "" for step in steps)
            bars = (Bar(float(value[place] / value.max()), _PATH_BAR) for value in barred)
            rows.append((str(place), *numbers, *bars))
    heads = (Column(Leaf(symbol=_whose(step.symbol)), rounded=True) for step in steps)
    yield Table((Column("after step"), *heads, *(Column(right=False) for _ in barred)), tuple(rows))


def _whose(symbol: Symbol) -> Symbol:
    return Symbol(symbol.base) if symbol.over is None else symbol


def _rows(length: int) -> list[int | None]:
    if length <= MOST_ROWS:
        return list(range(length))
    return [*range(MOST_ROWS - 3), None, length - 2, length - 1]


def _has_bars(value: Array) -> bool:
    return bool(np.isfinite(value).all() and value.min() >= 0 and value.max() > 0)


def _epochs(steps: Sequence[Step], given: Sequence[Step]) -> Iterator[Block]:
    """The loss before training and after each epoch with a bar, and the gradient's length in it; then the curve."""
    losses = next((step.value for step in steps if step.view == "epochs"), None)
    norms = next((step.value for step in steps if step.view == "lengths over epochs"), None)
    columns = [Column("epoch")]
    columns += [] if losses is None else [Column("≈ loss"), Column(right=False)]
    columns += [] if norms is None else [Column("≈ mean gradient length")]
    rows: list[Row] = []
    for place in _epoch_rows(len(steps[0].value) + 1 if losses is None else len(losses)):
        if place is None:
            rows.append((Faint("…"),) * len(columns))
            continue
        cells: list[Cell] = [str(place)]
        cells += [] if losses is None else [Leaf(float(losses[place])), _loss_bar(losses, place)]
        cells += [] if norms is None else [Leaf(float(norms[place - 1])) if place else ""]
        rows.append(tuple(cells))
    yield Table(tuple(columns), tuple(rows))
    if losses is not None and len(losses) > 2:
        yield Curve("loss", losses)


def _epoch_rows(length: int) -> list[int | None]:
    """The first epochs, some on the way, and the last; None stands for those between."""
    if length <= MOST_ROWS:
        return list(range(length))
    on_the_way = np.unique(np.geomspace(1, length - 1, MOST_ROWS - 2).round().astype(int))
    rows: list[int | None] = [0]
    for place in map(int, on_the_way):
        last = rows[-1]
        if last is not None and place > last + 1:
            rows.append(None)
        rows.append(place)
    return rows


def _loss_bar(losses: Array, place: int) -> Cell:
    finite = losses[np.isfinite(losses)]
    top = float(finite.max()) if finite.size else 0.0
    value = float(losses[place])
    return Bar(value / top, _LOSS_BAR) if np.isfinite(value) and top > 0 else ""


def _outcomes(steps: Sequence[Step], given: Sequence[Step]) -> Iterator[Block]:
    """A row for each example: its input, its target, what the network gives for it, and whether that is right."""
    data = [step for name in ("x", "target") for step in given if step.name == name]
    first, last = steps[0].number, steps[-1].number
    yield Heading(f"each example now (steps {first if first == last else f'{first}–{last}'})", level=3)
    count = len(np.atleast_2d(next(step.value for step in data if step.name == "x")))
    rows: list[Row] = []
    for place in _rows(count):
        cells = [Faint("…")] * len(data) if place is None else [_of_example(step, place, count) for step in data]
        more = [Faint("…") if place is None else _of_example(step, place, count) for step in steps]
        rows.append((Faint("…") if place is None else str(place + 1), *cells, *more))
    heads = (Column(_HEADS.get(step.name, step.name), right=False) for step in (*data, *steps))
    yield Table((Column("example"), *heads), tuple(rows))


def _of_example(step: Step, place: int, count: int) -> Cell:
    """What a step has for one of so many examples: of a lone example it may have the row itself."""
    if step.name == "right":
        return "right" if step.value[place] else "wrong"
    if step.name == "chosen":
        return Values(np.squeeze(step.value[place]))
    lone = count == 1 and step.value.ndim < 2
    value = step.value if lone else step.value[place]
    at = () if lone else (place,)
    if value.size == 1:
        at, value = (*at, *(0,) * value.ndim), value.reshape(())
    return Values(value, lambda index: step.cell((*at, *index)).result.exact)


_HEADS = {"x": "input", "outputs": "≈ output", "right": "", "errors": "≈ error"}
_DRAWN = {"terms": _terms, "shares": _shares, "heat": _heat}
# a step's view → what is shown in place of the steps
TRAINING = {"path": _path, "path with bars": _path, "epochs": _epochs, "lengths over epochs": _epochs,
            "outcomes": _outcomes}  # fmt: skip
