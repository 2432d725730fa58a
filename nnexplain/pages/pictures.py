"""Steps as pictures in a table: a sum term by term, a path, a training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeGuard

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.evaluate import terms, value_of
from nnexplain.notation.tree import Leaf, Symbol, Tree, Written
from nnexplain.pages.blocks import Bar, Block, Cell, Column, Curve, Faint, Heading, Joined, Picture, Row, Table, Values
from nnexplain.worked.example import Step

LEAST_TERMS, MOST_TERMS = 5, 8
MOST_ROWS = 12
_PATH_BAR, _LOSS_BAR = 16, 24


def pictures(steps: Sequence[Step]) -> Iterator[Picture]:
    """The pictures that go before the steps."""
    for step in steps:
        if step.view == "terms" and step.value.ndim == 0:
            tables = tuple(_terms(step))
            if tables:
                yield Picture(f"{step.title}, term by term", tables, step.id)


def _terms(step: Step) -> Iterator[Table]:
    """A weighted sum, a row for each term; one of a few terms reads well as it stands."""
    cell = step.cell(())
    products = terms(cell.written)
    if not LEAST_TERMS <= len(products) <= MOST_TERMS or not all(map(_is_product, products)):
        return
    a, b = (Joined((_symbol(factor), "ᵢ")) for factor in _factors(products[0]))
    total = Joined(("Σ ", cell.result))
    columns = (Column("i"), Column(a), Column(b), Column(Joined((a, " × ", b)), foot=total))
    rows: list[Row] = [(str(place), *_factors(term), value_of(term)) for place, term in enumerate(products, 1)]
    yield Table(columns, tuple(rows), footed=True)


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
# a step's view → what is shown in place of the steps
TRAINING = {"path": _path, "path with bars": _path, "epochs": _epochs, "lengths over epochs": _epochs,
            "outcomes": _outcomes}  # fmt: skip
