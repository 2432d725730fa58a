"""Softmax: probabilities from logits, their slopes, and the short gradient with cross-entropy."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from nnexplain.notation.letters import lowered
from nnexplain.ops.loss import cross_entropy
from nnexplain.ops.softmax import softmax
from nnexplain.symbolic.letters import column, entries, plus, real, rows, times, vector
from nnexplain.symbolic.proof import Line, topic
from nnexplain.symbolic.terms import called, numbered, sign, slope, worked

PLACE = 10


@topic()
def softmax_properties(n: int) -> Iterator[Line]:
    """Softmax gives positive numbers that add up to 1 and depend only on the differences of the logits."""
    z, k = entries(vector("z", n)), real("k")
    p = numbered("p", worked(softmax, z))
    powers = [sp.exp(one) for one in z]
    yield Line(p[0], times(powers[0], sp.Pow(plus(*powers), -1)), "the definition: each power over their sum")
    yield Line(sign(called("p", p[0], index=(0,))), 1, "powers of e are positive, and so is their sum")
    yield Line(plus(*p), 1, "the sum of the powers over itself")
    yield Line(p[0] / p[1], sp.exp(z[0] - z[1]), "the common sum cancels: a difference of logits is left")
    yield Line(called("softmax(z + k)", worked(softmax, column([one + k for one in z]))), column(p),
               "k added to every logit: e^k above and below cancels")  # fmt: skip


@topic()
def softmax_jacobian(n: int) -> Iterator[Line]:
    """A probability rises with its own logit and falls with every other: ∂pᵢ/∂zⱼ is pᵢ (1 − pᵢ) or −pᵢ pⱼ."""
    z = vector("z", n)
    values = worked(softmax, entries(z))
    p = numbered("p", values)
    yield Line(slope("p1", values[0], entries(z)[0]), times(p[0], plus(1, -p[0])), "the quotient rule: its own logit")
    yield Line(slope("p1", values[0], entries(z)[1]), times(-1, p[0], p[1]), "and another's")
    table = [[times(p[i], plus(1, -p[i])) if i == j else times(-1, p[i], p[j]) for j in range(n)] for i in range(n)]
    yield Line(slope("p", values, z), rows(table), "all of them: a row for each p, a column for each z")
    total = called("sum of column 1", sum(sp.diff(value, entries(z)[0]) for value in values))
    yield Line(total, 0, "what one probability wins the others lose: they still add up to 1")


@topic()
def softmax_cross_entropy_gradient(n: int) -> Iterator[Line]:
    """Through cross-entropy and softmax together, the gradient by the logits is p − y."""
    z, target = vector("z", n), n - 1
    logits = entries(z)
    values = worked(softmax, logits)
    p = numbered("p", values)
    loss = worked(cross_entropy, values, targets=target)
    yield Line(called("L", loss), plus(sp.log(plus(*(sp.exp(one) for one in logits))), -logits[target]),
               f"L = −ln p{lowered(n)}, class {n} is the target: the log of the quotient")  # fmt: skip
    yield Line(slope("L", loss, logits[0]), p[0], "a wrong class: the log's slope is its power over the sum, p")
    yield Line(slope("L", loss, logits[target]), plus(p[target], -1), "the target: the same, less 1")
    one_hot = column([int(place == target) for place in range(n)])
    yield Line(slope("L", loss, z), called("p", values) - called("y", one_hot), "with y = 1 for the target, else 0")
    yield Line(called("sum of the slopes", sum(sp.diff(loss, one) for one in logits)), 0, "p and y both add up to 1")
