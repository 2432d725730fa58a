"""MathML is well-formed, and has the signs that another reader finds in our LaTeX, in the same order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from latex2mathml.converter import convert

from nnexplain.notation.latex import Latex
from nnexplain.notation.mathml import Mathml
from nnexplain.notation.tree import Leaf, Symbol, Tree, Word, Written
from nnexplain.worked.example import WorkedExample
from nnexplain.worked.work import call
from tests.support.lesson_inputs import asked, every_choice, inputs
from tests.support.registry import every_lesson

LESSONS = every_lesson()
SWITCHES = [*every_choice(LESSONS), *((name, "", "") for name in LESSONS)]
# signs that are written in two ways
ALIKE = str.maketrans({"⋅": "·", "∗": "*", "′": "'", "∣": "|", "\u2061": "", "\u2062": "", "…": "", "⊤": "T", "−": "-"})


def signs(fragment: str) -> list[str]:
    """Numbers, letters and signs as they are met, without what a layout adds."""
    root = ElementTree.fromstring(f"<math>{fragment}</math>")
    found: list[str] = []
    for element in root.iter():
        if element.tag.rpartition("}")[2] in ("mi", "mn", "mo", "mtext"):
            text = unicodedata.normalize("NFKC", (element.text or "").replace("\u2026", "")).translate(ALIKE)
            found += re.findall(r"\d+(?:\.\d+)?|[^\W\d_]|[^\w\s]", text)
    return [sign for sign in found if sign not in ".,"]


def in_latex(tree: Written, *, numbers: bool) -> list[str]:
    text = Latex(numbers=numbers).text(tree)
    made = convert(re.sub(r"\\operatorname\{(\w+)('?)\}", r"\\text{\1}\2", text).replace("\n", " "))
    return signs(made.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "").replace("&#x", "&#x"))


def written(example: WorkedExample) -> Iterator[tuple[Written, bool]]:
    """Every formula, and the first entry's arithmetic."""
    for step in example.steps:
        yield step.formula, False
        if step.arithmetic and step.kind != "given" and step.value.size:
            yield step.cell((0,) * step.value.ndim).written, True


@pytest.mark.parametrize(("name", "parameter", "choice"), SWITCHES)
def test_a_second_opinion(name: str, parameter: str, choice: str) -> None:
    lesson = LESSONS[name]
    raw = inputs(lesson, 5, typed=True, choices={parameter: choice} if parameter else {})
    example = call(lesson, (), raw | asked(lesson, backward=True))
    for tree, numbers in written(example):
        ours = signs(Mathml(numbers=numbers).text(tree))
        assert ours == in_latex(tree, numbers=numbers), Latex(numbers=numbers).text(tree)


def test_names_are_text() -> None:
    cells = Tree("row", (Word("<b>&"), Leaf(1.0)))
    named = Tree("named", (Tree("row", (Word(""), Word("a<b"))), cells))
    fragment = Mathml().text(named)
    assert "<b>" not in fragment
    assert "".join(ElementTree.fromstring(fragment).itertext()) == "a<b<b>&1.0000"
    assert signs(Mathml().text(Leaf(symbol=Symbol("<i>")))) == ["<", "i", ">"]
