"""The training loop: epochs over batches, the loss after each, and the parameters that come out."""

from __future__ import annotations

from typing import Annotated, Any

from nnexplain.worked.lesson import Text, Value, Whole, lesson, scalar

_WHY = "a training is many steps, not one formula; nnexplain network works a single one"


def _worker(*args: Any) -> Any:
    from nnexplain.lessons.train.work import work

    return work(*args)


@lesson(
    worker=_worker,
    template="train.yaml",
    refuses={"backward": _WHY, "upstream": _WHY, "derive": _WHY, "hand": _WHY},
)
def train(
    spec: Annotated[
        str,
        Text("a spec file (YAML or JSON), - for standard input, or xor, which ships", argument=True, metavar="SPEC"),
    ],
    *,
    lr: Annotated[Value, scalar("the learning rate (in the file: lr)")] = None,
    epochs: Annotated[int | None, Whole("how often all the data is gone through", least=0)] = None,
    batch_size: Annotated[int | None, Whole("examples to a step (all of them)")] = None,
    seed: Annotated[int | None, Whole("of the shuffle, where the file asks for one", least=0)] = None,
) -> Value:
    """Train · epoch after epoch: W ← W − η · ∂L/∂W, batch by batch

    Layers, loss and data come from the spec; options override what it says.
    """
    raise AssertionError("a training is worked by its worker")
