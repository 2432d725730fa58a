"""Vectors and matrices for a terminal: what is given, the answer, a matrix of its own, a curve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from nnexplain.arrays import MOST, Index
from nnexplain.formats.table import boxes
from nnexplain.formats.table.boxes import Box
from nnexplain.formats.table.parts import Flow, Lines, said
from nnexplain.formats.table.pen import Pen
from nnexplain.formats.table.text import (
    align,
    beside,
    bracket,
    grid,
    in_line,
    labelled,
    narrow,
    number_texts,
    unbroken,
    wrapped_words,
)  # fmt: skip
from nnexplain.notation.decimals import full
from nnexplain.pages import signs
from nnexplain.pages.blocks import Answer, Curve, Given, Matrix, Setting

_CURVE = 60
_MARGIN = 20  # columns that a given matrix leaves free, for its name and another beside it


def array_parts(block: Given | Answer | Matrix | Curve, pen: Pen) -> Iterator[Flow | Lines]:
    """The block's text."""
    match block:
        case Given():
            yield said(_given(block, pen))
        case Answer():
            yield from _answer(block, pen)
        case Matrix():
            yield _whole(block, pen)
        case Curve():
            heights = signs.heights(block.value, min(_CURVE, pen.width - 6))
            yield said(pen.sign(f"{block.name}  {signs.curve(heights)}"), "cyan")


def _given(block: Given, pen: Pen) -> str:
    blocks = [_given_lines(given, pen) for given in block.inputs]
    if pen.narrow:
        return "\n".join(["given", *(f" {line}" for line in beside(blocks, pen.width - 1))])
    return "\n".join(labelled("given  ", beside(blocks, pen.width - 7)))


def _given_lines(given: Matrix | Setting, pen: Pen) -> list[str]:
    """``W = ⎡...⎤``, cut down until it fits."""
    if isinstance(given, Setting):
        return [pen.sign(f"{given.name} = {given.text}")]
    label = f"{pen.name(given.name)} = "
    if pen.narrow:
        return [pen.sign(line) for line in narrow(label, given.value, given.exact, pen.notation, pen.width - 1).lines]
    if any(given.labels) and max(given.value.shape) <= MOST:
        return _named(pen.sign(label), given, pen)
    sizes = [8, 6, 5, 4, 3, 2]
    room = pen.width - _MARGIN
    if given.value.ndim == 2:  # where the first row alone is too wide, the whole is
        while len(sizes) > 1 and grid(given.value[:1], given.exact, pen.notation, sizes[0]).width > room:
            del sizes[0]
    for most in sizes:
        shown = grid(given.value, given.exact, pen.notation, most)
        if shown.width <= room:
            break
    note = [] if not shown.more else [f"({' × '.join(map(str, given.value.shape))}, the first entries)"]
    return [pen.sign(line) for line in labelled(label, [*shown.lines, *note])]


def _named(label: str, given: Matrix, pen: Pen) -> list[str]:
    """A matrix or a row with the names of its places."""
    places: list[Index] = [()] if given.value.ndim < 2 else [(row,) for row in range(given.value.shape[0])]
    columns = range(given.value.shape[-1])
    texts = [number_texts(given.value, given.exact, pen.notation, [(*row, j) for j in columns]) for row in places]
    heads, rows = (tuple(map(pen.sign, names)) for names in (given.labels[-1], given.labels[0]))
    box = boxes.matrix([[*map(pen.sign, row)] for row in texts], heads=heads)
    named = boxes.named_rows(box, rows if given.value.ndim == 2 else (), len(texts))
    return [*map(pen.sign, boxes.plain(boxes.beside(boxes.text(label), Box(named.lines, int(any(heads))))))]


def _answer(block: Answer, pen: Pen) -> Iterator[Flow]:
    """The answer and how to read it: beside it where there is room for all of that, else below."""
    answer = _result(block.result, pen)
    sentences = [pen.said(remark) for remark in block.remarks]
    read = " ".join(_leading(sentences, pen.width) if block.brief else sentences)
    if read and len(f"{answer}   {read}") <= pen.width and "\n" not in answer:
        yield Flow(((answer, "bold green"), (f"   {read}", "")))
        return
    yield said(answer, "bold green")
    if read:
        yield said("\n".join(wrapped_words(read, pen.width)))


def _leading(sentences: Sequence[str], width: int) -> list[str]:
    """The first of them, and those after it that stand on the same line."""
    taken = list(sentences[:1])
    while len(taken) < len(sentences) and len(" ".join([*taken, sentences[len(taken)]])) <= width:
        taken.append(sentences[len(taken)])
    return taken


def _result(result: Matrix, pen: Pen) -> str:
    most = result.most or max(result.value.shape)
    shown = grid(result.value, result.exact, pen.notation, most)
    whole = shown.more == 0 and result.whole is not None and result.whole(pen.options.precision)
    label = f"{pen.name(result.name)} {'=' if whole else '≈'} "
    if result.value.ndim == 2 and not shown.more:
        line = pen.sign(f"{label}{in_line(result.value, result.exact, pen.notation)}")
        if len(line) <= pen.width:
            return line
    if pen.narrow:
        lines = narrow(label, result.value, result.exact, pen.notation, pen.width, most).lines
    else:
        lines = labelled(label, shown.lines)
    return "\n".join(map(pen.sign, lines))


def _whole(matrix: Matrix, pen: Pen) -> Lines:
    """Every entry with every digit."""

    def text(index: tuple[int, ...]) -> str:
        return pen.notation.figures(full(float(matrix.value[index]), matrix.exact(index)))

    if matrix.value.ndim < 2:
        lines = ["[" + ", ".join(text(index) for index in np.ndindex(matrix.value.shape)) + "]"]
    else:
        rows, columns = map(range, matrix.value.shape)
        aligned = [align([text((i, j)) for i in rows]) for j in columns]
        lines = bracket(["  ".join(row) for row in zip(*aligned, strict=True)])
    label = f"{pen.name(matrix.name)} = "
    return Lines(tuple((part, "") for line in labelled(label, lines) for part in unbroken(pen.sign(line), pen.width)))
