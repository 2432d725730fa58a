"""The theorems are about the calculators' own formulas: where one of those is wrong, a proof fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nnexplain.engine import arithmetic
from nnexplain.engine.graph import Op
from nnexplain.errors import InternalCheckError
from nnexplain.ops import activation, elementary, loss, matrix, norm
from nnexplain.proofs import topics
from nnexplain.symbolic.proof import prove

SIZE = 3
WRONG: list[tuple[str, Op, Callable[..., object]]] = [
    ("sigmoid-definition", activation.find("sigmoid").op, lambda m, x: 1 / (1 + m.exp(x))),
    ("bias-translates-graph", activation.find("sigmoid").op, lambda m, x: 1 / (1 + 2 * m.exp(-x))),
    ("relu-definition", activation.find("relu").op, lambda m, x: m.maximum(x / 100, x)),
    ("relu-kink", activation.find("relu").op, lambda m, x: m.maximum(0, 2 * x)),
    ("tanh-definition", activation.find("tanh").op, lambda m, x: m.tanh(2 * x)),
    ("identity-activation-linear", activation.find("identity").op, lambda m, x: 2 * x),
    ("softmax-properties", elementary.exp, lambda m, x: m.exp(x) + 1),
    ("loss-limits", loss.cross_entropy, lambda m, p: m.log(p)),
    ("softmax-cross-entropy-gradient", loss.cross_entropy, lambda m, p: 1 - p),
    ("layernorm-z", norm.less_mean, lambda m, x, centre: x - 2 * centre),
    ("matmul-row-column", matrix.matmul, lambda m, a, b: 2 * m.dot(a, b)),
    ("backward-update", arithmetic.subtract, lambda m, a, b: a + b),
]


@pytest.mark.parametrize(("topic", "op", "formula"), WRONG, ids=[f"{topic}-{op.name}" for topic, op, _ in WRONG])
def test_a_wrong_formula_makes_the_proof_fail(
    topic: str, op: Op, formula: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert prove(topics()[topic], SIZE)
    monkeypatch.setattr(op, "formula", formula)
    with pytest.raises(InternalCheckError, match="does not hold"):
        prove(topics()[topic], SIZE)
