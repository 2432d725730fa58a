"""What a student reads of ``--derive``: a line for each rule, the page's own names, numbers that can be retyped."""

from __future__ import annotations

import math
import re
from collections import Counter

import numpy as np
import pytest

import nnexplain as nn
from nnexplain.engine import arithmetic
from nnexplain.engine.graph import Node
from nnexplain.errors import InternalCheckError
from nnexplain.formats import Options
from nnexplain.ops import matrix
from nnexplain.worked.example import WorkedExample
from tests.support.shown import in_format

TWO = "published-2-2-2"
X = [[1, 0, 1], [0, 1, 0], [1, 0, 0]]


def page(example: WorkedExample, width: int = 80) -> list[str]:
    lines = in_format(example, "table", Options(4, width)).splitlines()
    return [*lines[lines.index("Derivation · by SymPy, each line checked in this run") :]]


def derivation(example: WorkedExample) -> list[str]:
    lines = page(example)
    return lines[: lines.index("")]


def statements(example: WorkedExample) -> list[str]:
    return [line.unicode for line in example.derivation or []]


@pytest.mark.parametrize("width", [80, 120])
def test_a_network_of_two_layers_fits_sixty_lines(width: int) -> None:
    lines = page(nn.network(TWO, derive=True), width)
    assert lines.index("") <= 60


def test_each_rule_has_one_line() -> None:
    said = statements(nn.network(TWO, derive=True))
    for line in (
        "z₁,ᵢ = Σⱼ W₁,ᵢⱼ × xⱼ + b₁,ᵢ", "a₁,ᵢ = 1 / (1 + e^(−z₁,ᵢ))", "∂L/∂dᵢ = dᵢ", "∂z₂,ᵢ/∂W₂,ᵢⱼ = a₁,ⱼ",
        "∂z₂,ᵢ/∂a₁,ⱼ = W₂,ᵢⱼ", "∂a₁,ᵢ/∂z₁,ᵢ = a₁,ᵢ × (1 − a₁,ᵢ)",
        "∂L/∂a₁,ⱼ = Σᵢ ∂L/∂z₂,ᵢ × ∂z₂,ᵢ/∂a₁,ⱼ = Σᵢ W₂,ᵢⱼ × ∂L/∂z₂,ᵢ", "W₁_new,ᵢⱼ = W₁,ᵢⱼ − η × ∂L/∂W₁,ᵢⱼ",
    ):  # fmt: skip
        assert said.count(line) == 1
    assert max(Counter(said).values()) == 1


def test_the_order_is_steps_slopes_composition_numbers() -> None:
    heads = [line for line in derivation(nn.network(TWO, derive=True))[1:] if not line.startswith(" ")]
    wanted = ["As one formula", "Each step", "The slope of each step", "How the slopes compose", "With the numbers"]
    assert [head.split(" (")[0] for head in heads] == [*wanted, "The update"]


def test_every_statement_ends_in_a_tick() -> None:
    for example in (nn.network(TWO, derive=True), nn.attention(X=X, WQ=X, WK=X, WV=X, derive=True)):
        assert sum(line.endswith("✓") for line in derivation(example)) == len(example.derivation or [])
        assert not any("✓" in line[:-1] for line in derivation(example))


def test_names_are_the_pages() -> None:
    said = " ".join(statements(nn.perceptron(w=[0.1, 0.2], x=[1, 0], b=0.05, derive=True)))
    assert "z = Σᵢ wᵢ × xᵢ + b" in said
    assert "weighted_sum" not in said
    said = " ".join(statements(nn.transformer("two-tokens", derive=True)))
    assert "∂∂" not in said
    assert "gradients" not in said


def test_a_softmax_has_its_two_cases_and_its_jacobian() -> None:
    said = statements(nn.loss(z=[2, 1, 0.1], target=0, derive=True))
    for line in ("∂pᵢ/∂zᵢ = pᵢ × (1 − pᵢ)", "∂pᵢ/∂zⱼ = −pᵢ × pⱼ, j ≠ i", "pᵢ = e^zᵢ / (Σⱼ e^zⱼ)"):
        assert line in said
    alone = statements(nn.softmax(z=[2, 1, 0.1], derive=True))
    assert {"∂pᵢ/∂zᵢ = pᵢ × (1 − pᵢ)", "∂pᵢ/∂zⱼ = pᵢ × (−pⱼ), j ≠ i"} <= {*alone}


def test_what_else_changes_is_said_to_be_held() -> None:
    lines = derivation(nn.norm(x=[2, 4, 9], derive=True))
    assert "  ∂dᵢ/∂xᵢ = 1  (with μ held fixed)  ✓" in lines


def test_what_is_differentiated_is_said() -> None:
    lines = derivation(nn.layer(W=[[0.1, 0.2], [0.3, 0.4]], x=[1, 2], derive=True))
    assert lines[lines.index("How the slopes compose") + 1] == "  s = y₁ + y₂  ✓"


def test_the_results_own_slope_is_not_called_its_gradient() -> None:
    """z = y² + w with y = w² uses w twice: the slope of the step and the gradient share a name, not a line."""
    said = statements(nn.calc("y = w*w; z = y*y + w", set={"w": 2}, derive=True))
    assert "∂z/∂w = 1" in said  # with y held fixed
    assert not any(line.startswith("∂z/∂w = ∂z/∂y × ∂y/∂w =") for line in said)


def test_a_fault_in_any_entry_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in one that the old derivation did not spell out: the last of W."""

    def rule(g: Node, node: Node, a: Node, b: Node) -> list[Node]:
        right = given(g, node, a, b)
        off = np.ones(a.shape)
        off.flat[-1] = 1.001
        return [arithmetic.multiply(right[0], off), right[1]]

    given = matrix.matmul.gradient_rule
    assert given is not None
    monkeypatch.setattr(matrix.matmul, "gradient_rule", rule)
    with pytest.raises(InternalCheckError, match="does not agree"):
        nn.layer(W=[[0.1, 0.2, 0.3], [0.3, 0.4, 0.5]], x=[1, 2, 3], derive=True)


NUMBER = r"−?\d+(?:\.\d+)?(?:e−?\d+)?"
NUMBERS = re.compile(rf" = (?P<work>[-−\d.+×/() e^√²]+) (?P<sign>[=≈]) (?P<value>{NUMBER})$")


def retyped(text: str) -> float:
    text = re.sub(r"√(\d+(?:\.\d+)?)", r"math.sqrt(\1)", text.replace("−", "-").replace("×", "*").replace("²", "**2"))
    return float(eval(text, {"math": math}))


@pytest.mark.parametrize("seed", range(6))
def test_numbers_survive_retyping(seed: int) -> None:
    draw = np.random.default_rng(seed)
    scale = float(draw.choice([0.01, 0.3, 1.0]))

    def some(*shape: int) -> object:
        return (draw.normal(size=shape) * scale).round(4).tolist()

    examples = [
        nn.network(W=[some(2, 3), some(2, 2)], x=some(3), target=[0, 1], kind="half-sse", derive=True,
                   activation="sigmoid"),
        nn.attention(Q=some(2, 2), K=some(2, 2), V=some(2, 3), derive=True),
        nn.loss(z=some(4), target=2, derive=True), nn.norm(x=some(4), derive=True), nn.softmax(z=some(3), derive=True),
    ]  # fmt: skip
    found = [NUMBERS.search(line) for example in examples for line in statements(example)]
    lines = [one for one in found if one is not None]
    assert len(lines) > 40
    for one in lines:
        value = one["value"].replace("−", "-")
        mantissa, _, power = value.partition("e")
        unit = 10.0 ** (int(power or 0) - len(mantissa.partition(".")[2]))
        got = retyped(one["work"])
        assert abs(got - float(value)) <= max(0.501 * unit, 0.005 * abs(float(value))), one[0]


def test_long_lines_break_at_relations_then_at_operators() -> None:
    lines = derivation(nn.attention(X=X, WQ=X, WK=X, WV=X, derive=True))
    assert all(len(line) <= 80 for line in lines)
    further = [line.strip() for line in lines if line.startswith("    ")]
    assert any(line.startswith("= ") for line in further)
    assert all(line[0] in "=≈+−×/" or line[0].isalpha() for line in further)


def test_a_large_array_says_where_it_was_checked() -> None:
    found = nn.layer(W=np.arange(60).reshape(6, 10) / 60, x=np.arange(10), derive=True)
    reasons = {line.unicode: line.because for line in found.derivation or []}
    assert reasons["∂zᵢ/∂Wᵢⱼ = xⱼ"].endswith("of each long axis places 1, 2 and the last were checked")
    assert reasons["zᵢ = Σⱼ Wᵢⱼ × xⱼ + bᵢ"].endswith("checked for every entry")
    assert any("the other 59 entries go the same way" in because for because in reasons.values())
