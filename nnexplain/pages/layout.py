"""The page of a worked example: what is given, every step, the pictures, the answer and how to read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

import numpy as np

from nnexplain.arrays import most_of
from nnexplain.notation.tree import Leaf
from nnexplain.notation.unicode import symbol_text
from nnexplain.pages.blocks import (
    EACH_ROW,
    OF_SHARES,
    Abreast,
    Answer,
    Block,
    Drawing,
    Gap,
    Given,
    Heading,
    Matrix,
    Paragraph,
    Proved,
    Setting,
    Steps,
)
from nnexplain.pages.cancelled import cancellations
from nnexplain.pages.pictures import TRAINING, pictures
from nnexplain.worked.arithmetic import shown_whole
from nnexplain.worked.example import Cell as Entry
from nnexplain.worked.example import Step, WorkedExample
from nnexplain.worked.names import SHOWN

_SCREEN = 24  # lines
SECTIONS = {
    "forward": "",
    "backward": "Backward pass · gradients, from the result back to the inputs",
    "update": "Update",
    "check": "Checks",
}


def blocks(example: WorkedExample) -> Iterator[Block]:
    """The page, from top to bottom."""
    yield Heading(example.title, level=1)
    if _is_long(example):
        yield from (_answer(example).but(brief=True), Gap())
    yield Given(tuple(_given(example)))
    yield Drawing(example)
    yield from _worked(example)
    yield from _claimed(example)
    yield from _traced(example)
    yield from _by_hand(example)
    yield from _compared(example)
    yield from _derivation(example)
    yield Gap()
    yield _answer(example)
    yield from (Paragraph(f"{line}.", "faint", label="Convention") for line in example.conventions)
    yield from (Paragraph(f"{line}.", "warning", label="Warning") for line in example.warnings)


def _is_long(example: WorkedExample) -> bool:
    """Whether the page is longer than a screen, so that it begins with what it comes to."""
    return sum(_height(step) for step in example.steps if step.kind != "given") > _SCREEN


def _height(step: Step) -> int:
    """About how many lines a step takes."""
    if step.value.ndim < 2:
        return 1 + most_of(step.value.size)
    return 2 + int(np.prod(step.value.shape[:-2], dtype=int)) * most_of(step.value.shape[-2])


def _given(example: WorkedExample) -> Iterator[Matrix | Setting]:
    given = {step.name: step for step in example.given}
    called_so = Counter(symbol_text(step.symbol) for step in example.given)
    for name, value in example.inputs.items():
        if example.asked and name not in example.asked:
            continue
        if name in given:
            step = given[name]
            called = step.symbol if called_so[symbol_text(step.symbol)] == 1 else step.name  # of several W_Q
            yield Matrix(called, step.value, step.exact, id=step.id, labels=step.labels)
        elif value is not False and (name in example.asked or name not in example.usual):
            text = "yes" if value is True else ", ".join(value) if isinstance(value, list) else str(value)
            yield Setting(SHOWN.get(name, name), text)


def _worked(example: WorkedExample) -> Iterator[Block]:
    steps = [step for step in example.steps if step.kind != "given" and step.id not in example.unseen]
    tabled = all(step.value.ndim < 2 and step.view != OF_SHARES for step in steps)
    opened, told = set[str](), set[str]()
    for heading, members in _parts(steps):
        if heading:
            yield Heading(heading, folds=members[0].kind == "backward")
        for said in (said for step in members for said in step.opening if str(said) not in opened):
            opened.add(str(said))
            yield Paragraph(said)
        yield from pictures(members)
        for draw, part in groupby(members, key=lambda step: TRAINING.get(step.view or "")):
            alike = tuple(part)
            yield from _grouped(alike, tabled) if draw is None else draw(alike, example.given)
            yield from cancellations(alike) if draw is None else ()
        yield from (Paragraph(note, "faint") for note in dict.fromkeys(_notes(members)))
        meanings = dict.fromkeys(text for step in members for text in step.meanings if text not in told)
        told.update(meanings)
        if meanings:
            yield Paragraph(" ".join(meanings), "faint")
    yield from _unseen(example)


def _unseen(example: WorkedExample) -> Iterator[Paragraph]:
    """What is said of the steps that come to 0 instead of showing them."""
    steps = [step for step in example.steps if step.id in example.unseen]
    if steps:
        first, last = steps[0].number, steps[-1].number
        yield Paragraph(f"Steps {first} to {last} lead from the sum of the shares back to the inputs; they come to 0 "
                        f"and are left out (--only {last} shows one).", "faint")  # fmt: skip


def _notes(steps: Sequence[Step]) -> Iterator[str]:
    """What is noted at steps; not where a softmax of matrices shows its shift only in passing."""
    for step in steps:
        if step.view != OF_SHARES or step.value.ndim < 2:
            yield from step.notes


def _grouped(steps: Sequence[Step], tabled: bool) -> Iterator[Steps | Abreast | Heading]:
    """Steps one by one, those of a softmax side by side; what several heads do head by head."""
    for heads, part in groupby(steps, key=_heads):
        alike = list(part)
        if not heads:
            yield from _softmaxes(alike, tabled, None)
        for head in range(heads):
            yield Heading(_head(alike[0], head), level=3)
            yield from _softmaxes(alike, tabled, head)


def _heads(step: Step) -> int:
    """How many heads (or rows) work this step, each for itself; 0 where it is one for all."""
    if step.value.ndim == 3:
        return int(step.value.shape[0])
    return max(map(_heads, step.sources), default=0) if step.view == OF_SHARES else 0


def _head(step: Step, head: int) -> str:
    """What a head's own lines are called: with the columns of the matrices that they read."""
    return f"row {head + 1}" if step.view == EACH_ROW else f"head {head + 1}{_columns(step, head)}"


def _columns(step: Step, head: int) -> str:
    """Which columns of the matrices that a step reads belong to a head."""
    cut = [source for source in step.sources if source.value.ndim == 2]
    if not cut:
        return ""
    width = cut[0].value.shape[1] // step.value.shape[0]
    first, last = head * width + 1, (head + 1) * width
    columns = f"columns {first} to {last}" if last > first else f"column {first}"
    return f" · {columns} of {', '.join(symbol_text(source.symbol) for source in cut)}"


def _softmaxes(steps: Sequence[Step], tabled: bool, head: int | None) -> Iterator[Steps | Abreast]:
    rest: list[Step] = []
    shares: list[Step] = []
    for step in steps:
        if step.view == OF_SHARES:
            if rest:
                yield Steps(tuple(rest), tabled, head)
                rest = []
            shares.append(step)
        elif shares and _completes(step, shares):
            yield Abreast((*shares, step), head)
            shares = []
        else:
            rest += [*shares, step]
            shares = []
    if rest or shares:
        yield Steps((*rest, *shares), tabled, head)


def _completes(step: Step, shares: Sequence[Step]) -> bool:
    """Whether a step is the shares that the steps before it lead to."""
    last = shares[-1]
    return step.value.shape == shares[1].value.shape and (last in step.sources or last.id.startswith(f"{step.id}."))


def _parts(steps: Sequence[Step]) -> Iterator[tuple[str, list[Step]]]:
    """The steps cut into parts, each with its heading: by what the lesson says, else by their kind."""
    if any(step.section for step in steps):
        for heading, members in groupby(steps, key=lambda step: step.section):
            yield heading, list(members)
        return
    plain = all(step.kind in ("forward", "update") for step in steps)  # one story: no headings within it
    for kind, members in groupby(steps, key=lambda step: "forward" if plain else step.kind):
        yield SECTIONS.get(kind, "") if kind != steps[0].kind else "", list(members)


def _traced(example: WorkedExample) -> Iterator[Block]:
    if example.trace is not None:
        from nnexplain.pages.trace import traced

        yield from traced(example.trace)


def _claimed(example: WorkedExample) -> Iterator[Block]:
    if example.claims:
        from nnexplain.pages.claims import claims

        yield from claims(example.claims)


def _compared(example: WorkedExample) -> Iterator[Block]:
    if example.versus:
        from nnexplain.pages.compared import side_by_side

        yield from side_by_side(example, example.versus)


def _by_hand(example: WorkedExample) -> Iterator[Block]:
    if example.by_hand is not None:
        from nnexplain.pages.by_hand import on_paper

        yield from on_paper(example.by_hand, example.exact)


def _derivation(example: WorkedExample) -> Iterator[Block]:
    if example.derivation:
        yield Heading("Derivation · by SymPy, each line checked in this run", folds=True)
        for part, lines in groupby(example.derivation, key=lambda line: line.part):
            yield Heading(part, level=3)
            yield from (Proved(line, line.note, beside=True) for line in lines)


def _answer(example: WorkedExample) -> Answer:
    array, name = np.asarray(example.result, dtype=float), example.result_name
    exact = partial(example.exact, name)
    step = next((step for step in example.steps if step.id == name), None)
    cell = step.cell if step is not None else lambda i: Entry(i, Leaf, lambda: Leaf(float(array[i]), exact(i)))

    def whole(precision: int) -> bool:
        return all(shown_whole(cell(index), precision) for index in np.ndindex(array.shape))

    result = Matrix(example.symbol or name, array, exact, whole, 8 if array.ndim < 2 else 6, name)
    return Answer(result, tuple(example.remarks))
