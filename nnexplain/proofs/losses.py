"""The loss: what cross-entropy is, its ends, and why logs."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from nnexplain.ops.loss import cross_entropy
from nnexplain.symbolic.letters import column, entries, entry, plus, real, times, vector
from nnexplain.symbolic.proof import Line, about, topic
from nnexplain.symbolic.terms import at, called, dot, sign, slope, worked

PLACE = 6
p = real("p", positive=True)


@topic()
def cross_entropy_formula(n: int) -> Iterator[Line]:
    """With a one-hot target, cross-entropy is minus the log of the probability of the target class."""
    y, chances = vector("y", n), [entry("p", place, positive=True) for place in range(n)]
    logs = column([sp.log(one) for one in chances])
    loss = called("L", -dot(y, logs))
    yield Line(loss, plus(*(times(-1, q, log) for q, log in zip(entries(y), logs, strict=True))),
               "over all classes: minus the target's y times the log of p")  # fmt: skip
    for target in range(n):
        one_hot = column([int(place == target) for place in range(n)])
        yield Line(at(loss, {y: one_hot}), worked(cross_entropy, column(chances), targets=target),
                   f"class {target + 1} is the target: every other term is multiplied by 0")  # fmt: skip


@topic()
def loss_limits() -> Iterator[Line]:
    """The loss is 0 where the target has probability 1, and grows without bound as that tends to 0."""
    loss = worked(cross_entropy, column([p]), targets=0)
    yield Line(sp.Limit(loss, p, 1, "-"), 0, "sure of the target: no loss")
    yield Line(sp.Limit(loss, p, 0, "+"), sp.oo, "sure that it is something else: no upper end")
    yield Line(slope("L", loss, p), -1 / p, "L = −ln(p): its slope in p")
    yield Line(sign(slope("L", loss, p)), -1, "always negative: every bit of probability for the target helps")


@topic()
def log_of_product(n: int) -> Iterator[Line]:
    """The log of a product is the sum of the logs, so losses add up where probabilities multiply."""
    chances = [entry("p", place, positive=True) for place in range(n)]
    logs = [sp.log(one) for one in chances]
    yield Line(sp.exp(plus(*logs), evaluate=False), times(*chances), "a power of a sum is a product, and e^(ln p) is p")
    yield Line(sp.log(times(*chances)), plus(*logs), "the log of both sides")
    yield Line(times(-1, sp.log(times(*chances))), plus(*(-log for log in logs)), "with minus signs: the losses add up")
    yield about(times(-400, sp.log(10)), "-921.034",
               "forty probabilities of 1e-10: their product 1e-400 is below every double, its log is not")  # fmt: skip
