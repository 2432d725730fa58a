"""What is given, the answer, a matrix of its own and a curve, as elements."""

from __future__ import annotations

from collections.abc import Iterator

from nnexplain.arrays import by, most_of
from nnexplain.notation.decimals import full
from nnexplain.notation.sides import Side, named
from nnexplain.notation.tree import Kept, Leaf, Symbol, Written
from nnexplain.notation.unicode import Unicode
from nnexplain.pages import blocks
from nnexplain.pages.blocks import Answer, Given, Matrix, Setting
from nnexplain.pages.signs import heights
from nnexplain.typeset.elements import Curve, Display, Element, Math, Piece, Result, Words
from nnexplain.typeset.prose import said
from nnexplain.typeset.trees import entry_of, valued

_MOST = 60  # heights of a curve


def given(block: Given, notation: Unicode) -> Iterator[Element]:
    """Numbers, vectors and switches in a sentence, then the matrices."""
    pieces: list[Piece] = []
    large: list[Math] = []
    for one in block.inputs:
        if isinstance(one, Setting):
            pieces += [", " if pieces else "", f"{one.name} = {one.text}"]
        elif one.value.ndim < 2 and not any(one.labels):
            pieces += [", " if pieces else "", _set(one, notation)]
        else:
            large.append(_set(one, notation))
    if pieces:
        yield Words(tuple(pieces), label="Given")
    elif large:
        yield Words((), label="Given")
    if large:
        yield Display(tuple(large), abreast=True)


def _set(matrix: Matrix, notation: Unicode) -> Math:
    """``W = ...``."""
    cut = tuple(map(most_of, matrix.value.shape)) != matrix.value.shape
    note = f"({by(matrix.value.shape)}, the first entries)" if cut else ""
    return Math((_name(matrix.name), Side(_written(matrix, notation.precision), "=")), note=note)


def _written(matrix: Matrix, precision: int, most: int = 8) -> Written:
    value, labels = matrix.value, matrix.labels
    if value.ndim == 1 and any(labels):  # a row under the names of its places
        row = value.reshape(1, -1)
        return valued(
            row, entry_of(row, lambda index: matrix.exact(index[1:])), ((), labels[0]), most, precision=precision
        )
    return valued(value, entry_of(value, matrix.exact), labels, most, precision=precision)


def answer(block: Answer, notation: Unicode) -> Result:
    """The result and how to read it."""
    result = block.result
    most = result.most or max(result.value.shape, default=1)
    shown = all(size == most_of(size, most) for size in result.value.shape)
    whole = shown and result.whole is not None and result.whole(notation.precision)
    sides = (_name(result.name), Side(_written(result.but(labels=()), notation.precision, most), "=" if whole else "≈"))
    sentences = [said(remark, notation) for remark in block.remarks]
    return Result(Math(sides), (" ".join(sentences[:1] if block.brief else sentences),))


def whole(block: Matrix, notation: Unicode) -> Display:
    """Every entry with every digit."""

    def entry(index: tuple[int, ...]) -> Written:
        value, exact = float(block.value[index]), block.exact(index)
        text = full(value, exact)
        return Kept(value, exact, text) if exact is not None else Leaf(value)

    written = valued(block.value, entry, most=max(block.value.shape, default=1), room=10**6)
    return Display((Math((_name(block.name), Side(written, "="))),))


def curve(block: blocks.Curve) -> Curve:
    """How a value went, between its smallest and its largest."""
    return Curve(block.name, heights(block.value, _MOST))


def _name(name: str | Symbol) -> Side:
    return named(name if isinstance(name, Symbol) else Symbol(name))
