"""The hinge loss: every wrong class should stay behind the target by a margin."""

from __future__ import annotations

from nnexplain.engine.graph import Node
from nnexplain.engine.naming import named, say
from nnexplain.engine.trace import convention, heard
from nnexplain.errors import InputError
from nnexplain.models.loss import Case, Loss, mean_over_rows
from nnexplain.models.targets import class_indices
from nnexplain.ops.activations.relu import relu
from nnexplain.ops.reduce import total
from nnexplain.ops.select import lead


def hinge(case: Case) -> Node:
    """Σ over the wrong classes of max(0, z_j − z_target + Δ); the mean over the rows of a batch."""
    z, delta = case.prediction, case.options["delta"]
    if z.ndim == 0 or z.shape[-1] < 2:
        raise InputError(f"{case.name} has one entry; a hinge loss needs at least two classes")
    targets = class_indices(case.target.value, z.shape, case.name)
    margins = named(
        "margins", lead(z, targets=targets) + delta, "margins, one for each wrong class", symbol="m", public=False
    )
    convention(f"hinge sums over the wrong classes, with a margin of {float(delta.value):g}")
    result = mean_over_rows(total(relu(margins)), "what is too near")
    if heard():
        short = int((margins.value > 0).sum())
        say(f"{short} of {margins.value.size} wrong classes come nearer to the target than the margin allows.")
    return result


LOSS = Loss(hinge, takes=("z",), output="z", classes=True, options={"delta": 1.0})
