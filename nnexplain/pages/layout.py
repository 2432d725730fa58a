"""The page of a worked example: what is given, every step, the pictures, the answer and how to read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

import numpy as np

from nnexplain.engine.exactness import shown_whole
from nnexplain.notation.tree import Leaf
from nnexplain.pages.blocks import (
    Answer,
    Block,
    Cell,
    Column,
    Exact,
    Gap,
    Given,
    Heading,
    Joined,
    Matrix,
    Paragraph,
    Proved,
    Row,
    Setting,
    Steps,
    Table,
    Values,
)
from nnexplain.pages.pictures import TRAINING, pictures
from nnexplain.worked.example import Cell as Entry
from nnexplain.worked.example import Step, Variant, WorkedExample

SECTIONS = {
    "forward": "",
    "backward": "Backward pass · gradients, from the result back to the inputs",
    "update": "Update",
    "check": "Checks",
}


def blocks(example: WorkedExample) -> Iterator[Block]:
    """The page, from top to bottom."""
    yield Heading(example.title, level=1)
    cut = any(step.section for step in example.steps)  # of what is read part by part the answer comes first
    if cut:
        yield from (_answer(example), Gap())
    yield Given(tuple(_given(example)))
    yield from _worked(example)
    yield from _by_hand(example)
    yield from _side_by_side(example)
    yield from _derivation(example)
    yield Gap()
    if not cut:
        yield _answer(example)
    yield from (Paragraph(f"{line}.", "faint", label="Convention") for line in example.conventions)
    yield from (Paragraph(f"{line}.", "warning", label="Warning") for line in example.warnings)


def _given(example: WorkedExample) -> Iterator[Matrix | Setting]:
    given = {step.name: step for step in example.given}
    for name, value in example.inputs.items():
        if example.asked and name not in example.asked:
            continue
        if name in given:
            step = given[name]  # of several W_Q the name says which
            yield Matrix(step.name if "." in step.name else step.symbol, step.value, exact_of(step), id=step.id)
        elif not isinstance(value, bool) or value:
            text = "yes" if value is True else ", ".join(value) if isinstance(value, list) else str(value)
            yield Setting("f" if name == "activation" else name, text)


def exact_of(step: Step) -> Exact:
    """An entry's exact value, as the step's own arithmetic has it."""
    return lambda index: step.cell(index).result.exact


def _worked(example: WorkedExample) -> Iterator[Block]:
    steps = [step for step in example.steps if step.kind != "given"]
    opened, told = set[str](), set[str]()
    for heading, members in _parts(steps):
        if heading:
            yield Heading(heading)
        for said in (said for step in members for said in step.opening if str(said) not in opened):
            opened.add(str(said))
            yield Paragraph(said)
        yield from pictures(members, example.steps, before=True)
        for draw, part in groupby(members, key=lambda step: TRAINING.get(step.view or "")):
            alike = tuple(part)
            yield from [Steps(alike)] if draw is None else draw(alike)
        yield from (Paragraph(note, "faint") for note in dict.fromkeys(note for step in members for note in step.notes))
        meanings = dict.fromkeys(text for step in members for text in step.meanings if text not in told)
        told.update(meanings)
        if meanings:
            yield Paragraph(" ".join(meanings), "faint")
        yield from pictures(members, example.steps, before=False)


def _parts(steps: Sequence[Step]) -> Iterator[tuple[str, list[Step]]]:
    """The steps cut into parts, each with its heading: by what the lesson says, else by their kind."""
    if any(step.section for step in steps):
        for heading, members in groupby(steps, key=lambda step: step.section):
            yield heading, list(members)
        return
    plain = all(step.kind in ("forward", "update") for step in steps)  # one story: no headings within it
    for kind, members in groupby(steps, key=lambda step: "forward" if plain else step.kind):
        yield SECTIONS.get(kind, "") if kind != steps[0].kind else "", list(members)


def _by_hand(example: WorkedExample) -> Iterator[Block]:
    if example.hand is None:
        return
    decimals = "1 decimal" if example.hand_decimals == 1 else f"{example.hand_decimals} decimals"
    yield Heading(f"By hand · every value rounded to {decimals} before the next uses it")
    columns = tuple(Column(head, right=False) for head in ("value", "by hand", "unrounded"))
    rows = tuple(
        (name, Values(value), Values(example.values[name], partial(example.exact, name)))
        for name, value in example.hand.items()
    )
    yield Table(columns, rows)


def _side_by_side(example: WorkedExample) -> Iterator[Block]:
    if not example.versus:
        return
    yield Heading("Side by side")
    each: list[WorkedExample | Variant] = [example, *example.versus]
    heads: list[Cell] = ["as given"]
    heads += [
        Joined((f"{name} = ", Values(value))) for variant in example.versus for name, value in variant.changed.items()
    ]
    rows: list[Row] = [
        (name, *(Values(one.values.get(name), partial(one.exact, name)) for one in each))
        for name in dict.fromkeys(name for one in each for name in one.values)
    ]
    rows += [
        (f"gradients.{name}", *(Values((one.gradients or {}).get(name)) for one in each))
        for name in example.gradients or {}
    ]
    columns = (Column("value", right=False, unbroken=True), *(Column(head, right=False) for head in heads))
    yield Table(columns, tuple(rows))


def _derivation(example: WorkedExample) -> Iterator[Block]:
    if example.derivation:
        yield Heading("Derivation · by SymPy, each line checked in this run")
        yield from (Proved(line.unicode, line.latex, line.because) for line in example.derivation)


def _answer(example: WorkedExample) -> Answer:
    array, name = np.asarray(example.result, dtype=float), example.result_name
    exact = partial(example.exact, name)
    step = next((step for step in example.steps if step.id == name), None)
    cell = step.cell if step is not None else lambda i: Entry(i, Leaf, lambda: Leaf(float(array[i]), exact(i)))

    def whole(precision: int) -> bool:
        return all(shown_whole(cell(index), precision) for index in np.ndindex(array.shape))

    result = Matrix(example.symbol or name, array, exact, whole, 8 if array.ndim < 2 else 6, name)
    return Answer(result, tuple(example.remarks))
