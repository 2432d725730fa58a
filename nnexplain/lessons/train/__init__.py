"""The training loop: epochs over batches, the loss after each, and the parameters that come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnexplain.worked.lesson import Whole, later, lesson, scalar, spec

if TYPE_CHECKING:
    from nnexplain.models.training import History, Plan
    from nnexplain.worked.request import Watch

_WHY = "a training is many steps, not one formula; nnexplain network works a single one"
_INPUTS = {
    "spec": spec("xor", required=True),
    "lr": scalar("the learning rate, instead of the file's"),
    "epochs": Whole("how many times to go through all the data", least=0),
    "batch_size": Whole("how many examples a step takes (default: all)"),
    "seed": Whole("the seed of the shuffle, where the file asks for one", least=0),
}


@lesson(_INPUTS, read=later("lessons.train.plan", "read"), show=later("lessons.train.show", "show"),
        template="train.yaml",
        refuses={"trace": _WHY, "backward": _WHY, "upstream": _WHY, "derive": _WHY, "hand": _WHY},
        example="xor --epochs 5", gives="0.6729")  # fmt: skip
def train(plan: Plan, watch: Watch) -> History:
    """Train · epoch after epoch: W ← W − η · ∂L/∂W, batch by batch

    Layers, loss and data come from the spec; options override what it says.
    """
    from nnexplain.lessons.train.loop import run

    return run(plan, watch)
