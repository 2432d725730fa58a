"""A page's formulas are mathematics: no word of a programmer, no sign that is not explained, no slope of a vector."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import nnexplain as nn
from nnexplain.engine.backward import Backward
from nnexplain.engine.graph import given as given_node
from nnexplain.engine.reader import formula
from nnexplain.notation.functions import FUNCTIONS
from nnexplain.notation.latex import Latex
from nnexplain.notation.tree import Symbol
from nnexplain.notation.unicode import Unicode
from nnexplain.ops.activation import find
from nnexplain.worked.document import document
from nnexplain.worked.lesson import ACTIVATION_NAMES
from nnexplain.worked.work import call
from tests.support.cases import TIMES
from tests.support.draws import sample
from tests.support.lesson_inputs import every_choice, inputs
from tests.support.registry import every_lesson, every_op

OPS, LESSONS = every_op(), every_lesson()
CHOICES = [*every_choice(LESSONS),
           *((name, "", "") for name in LESSONS)]  # fmt: skip


def sign_of(activation: str) -> str:
    """How formulas call an activation: ReLU."""
    return Unicode(numbers=False).text(formula(find(activation).op(given_node("x", [0.5])))).partition("(")[0]


# what a formula may call: the functions of the table, the activations, and the field's own terms
TERMS = {row.name for row in FUNCTIONS} | {row.sign for row in FUNCTIONS if row.sign} | {
    "Σ", "mean", "norm", "softmax", "f", "Concat",
} | {sign_of(name) for name in ACTIVATION_NAMES if name != "identity"}  # fmt: skip
EXPLAINED = {"⊙": "⊙", "ᵀ": "ᵀ", "δ": "δᵢⱼ is", "φ": "φ is", "Φ": "Φ is", "ReLU′": "ReLU′(", "M": "M is"}


def strangers(unicode: str, latex: str) -> list[str]:
    """What a formula calls by a name that is none of the field's."""
    called = re.findall(r"([^\W\d]\w*)[′'\"]*\(", unicode)
    called += [name.rstrip("'") for name in re.findall(r"\\operatorname\{([^}]*)\}", latex)]
    return [name for name in called if name not in TERMS and f"{name}′" not in TERMS]


@pytest.mark.parametrize("name", OPS)
@pytest.mark.parametrize("seed", range(2))
def test_an_operation_and_its_gradients_are_written_in_the_fields_terms(name: str, seed: int) -> None:
    arrays, params = sample(OPS[name], seed)
    with np.errstate(all="ignore"):
        letters = [given_node(f"a{place}", array, Symbol("abcdh"[place])) for place, array in enumerate(arrays)]
        node = OPS[name](*letters, **params)
        back = Backward(node, np.ones(node.shape))
    for step in [node, *back.steps]:
        tree = formula(step)
        assert strangers(Unicode(numbers=False).text(tree), Latex(numbers=False).text(tree)) == []


def page(name: str, parameter: str, choice: str, seed: int) -> dict[str, Any]:
    lesson = LESSONS[name]
    raw = inputs(lesson, seed, typed=True, choices={parameter: choice} if parameter else {})
    return document(call(lesson, (), raw | ({} if "backward" in lesson.refuses else {"backward": True})))


@pytest.mark.parametrize(("name", "parameter", "choice"), CHOICES)
@pytest.mark.parametrize("seed", range(2 * TIMES))
def test_every_sign_of_a_page_is_a_term_or_explained(name: str, parameter: str, choice: str, seed: int) -> None:
    found = page(name, parameter, choice, seed)
    noted = " ".join(note for step in found["steps"] for note in step["notes"])
    for step in found["steps"]:
        written = step["formula"]["unicode"]
        assert strangers(written, step["formula"]["latex"]) == []
        for sign, words in EXPLAINED.items():
            if step["kind"] != "given" and re.search(rf"(?<!\w){sign}(?!\w)" if sign == "M" else sign, written):
                assert words in noted, written


@pytest.mark.parametrize(("name", "parameter", "choice"), CHOICES)
@pytest.mark.parametrize("seed", range(2 * TIMES))
def test_what_is_differentiated_is_one_number_and_said_first(name: str, parameter: str, choice: str, seed: int) -> None:
    found = page(name, parameter, choice, seed)
    steps = [step for step in found["steps"] if step["kind"] == "backward" and step["id"].startswith("gradients.")]
    if not steps:
        return
    tops = {step["formula"]["unicode"].partition("/")[0].removeprefix("∂") for step in steps}
    opening = steps[0]["notes"][0]
    assert opening.startswith("Each gradient is a derivative of ")
    (top,) = tops
    said = opening.removeprefix("Each gradient is a derivative of ").rstrip(".")
    assert said.partition(" = ")[0] == top
    assert (" = " in said) == bool(np.ndim(found["result"])), "a sum is said of an array, and of nothing else"


@pytest.mark.parametrize(
    ("command", "given_", "said"),
    [
        ("layer", {"W": [[1, 2], [3, 4]], "x": [1, 2]}, "s = y₁ + y₂, since no upstream is given: g = [1, 1]."),
        ("layer", {"W": [[1, 2], [3, 4]], "x": [1, 2], "upstream": [1, 0.5]},
         "s = g₁ × y₁ + g₂ × y₂, with the given g = [1, 0.5]."),
        ("layer", {"W": [[1, 2], [3, 4]], "x": [[1, 2]]},
         "s = Σ(y), since no upstream is given: every entry of g is 1."),
        ("loss", {"z": [1, 2], "target": 0}, "L."),
        ("loss", {"z": [1, 2], "target": 0, "upstream": 2}, "= g × L, with the given g = 2."),
    ],
)  # fmt: skip
def test_the_first_sentence(command: str, given_: dict[str, Any], said: str) -> None:
    example = getattr(nn, command)(**given_, backward=True)
    first = next(step for step in example.steps if step.id.startswith("gradients."))
    assert str(first.opening[0]).endswith(said)
    assert str(first.opening[0]) in " ".join(str(example).split())


def test_a_half_of_twice_is_the_thing_itself() -> None:
    example = nn.loss(y=[0.7514, 0.7729], target=[0.01, 0.99], kind="half-sse", backward=True)
    assert Unicode(numbers=False).text(example.step("gradients.error").formula) == "d"


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        ("0.1 (a - b)^2", "0.2 × (a − b)"), ("(a - b)^2 / 4", "(a − b) / 2"), ("(a - b)^3 / 2", "3 × (a − b)² / 2"),
        ("a*exp(b)", "e^b"),
    ],
)  # fmt: skip
def test_plain_numbers_are_multiplied(expression: str, written: str) -> None:
    example = (
        nn.calc(expression, a=1, b=3, backward=True) if "b" in expression else nn.calc(expression, a=1, backward=True)
    )
    assert Unicode(numbers=False).text(example.step("gradients.a").formula) == written


@pytest.mark.parametrize(("z", "said"), [(0.5, "is 1, since z > 0."), (-0.5, "is 0, since z < 0."),
                                         (0, "is taken as 0 at z = 0, by convention.")])  # fmt: skip
def test_a_slope_at_a_corner_says_why(z: float, said: str) -> None:
    example = nn.perceptron(w=[1], x=[z], backward=True)
    assert f"ReLU′(z) {said}" in str(example)


def test_row_vectors_have_their_transposes_on_the_right_side() -> None:
    example = nn.ffn(W1=[[1, 2], [3, 4]], W2=[[1, 2], [3, 4]], x=[1, 2], backward=True)
    texts = {step.id: Unicode(numbers=False).text(step.formula) for step in example.steps}
    assert texts["gradients.W2"] == "hᵀ g"
    assert texts["gradients.h"] == "g W₂ᵀ"
    assert texts["gradients.W1"] == "xᵀ ∂s/∂z₁"


def test_the_jacobian_of_a_softmax_comes_first_and_its_exponentials_are_not_called_e() -> None:
    example = nn.softmax(z=[1, 2, 3], backward=True)
    backward = [step for step in example.steps if step.kind == "backward"]
    assert backward[0].id == "jacobian"
    assert example.step("exponentials").symbol.base == "u"


def test_a_gradient_that_is_a_part_of_the_calculation_leaves_that_its_name() -> None:
    example = nn.calc("x*exp(b)", x=2, b=0.5, backward=True)
    assert Unicode(numbers=False).text(example.step("y").formula) == "x × e^b"
    order = [step.id for step in nn.calc("3 (a - b)^2", a=1, b=3, backward=True).steps]
    assert order.index("gradients.a") < order.index("gradients.b"), "what a line names is worked out before it"


def test_a_derivation_says_of_what_sum_it_is() -> None:
    example = nn.layer(W=[[1, 2], [3, 4]], x=[1, 2], derive=True)
    assert example.derivation is not None
    assert any(line.unicode == "s = y₁ + y₂" for line in example.derivation)
