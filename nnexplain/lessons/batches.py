"""How a data set falls into batches and epochs."""

from __future__ import annotations

from typing import Annotated

from nnexplain.lesson import Value, lesson, scalar

_REFUSED = "it counts; there is nothing to differentiate"


@lesson(result_last=True, refuses={"backward": _REFUSED, "upstream": _REFUSED})
def batches(
    examples: Annotated[Value, scalar("how many examples the data set has", least=1, symbol="N")],
    batch_size: Annotated[Value, scalar("how many examples make a batch", least=1, symbol="B")],
    epochs: Annotated[Value, scalar("how many times the data set is gone through", least=1, symbol="E")] = 1,
) -> Value:
    """Batches · N examples in batches of B: ⌈N / B⌉ updates an epoch

    The last batch of an epoch holds what is left over.
    """
    from nnexplain.graph import named
    from nnexplain.ops.elementary import ceil
    from nnexplain.trace import say

    result = named("batches_per_epoch", ceil(examples / batch_size), "batches an epoch", symbol="K")
    full = result - 1
    last = named("last_batch_size", examples - full * batch_size, "the last batch", symbol="B_last")
    updates = named("updates", result * epochs, "updates in all", symbol="U")
    size, left, count = (int(node.value) for node in (batch_size, last, result))
    if left == size:
        say(f"{'One batch' if count == 1 else f'All {count} batches'} of {size}, none left over.")
    else:
        say(f"{count - 1} full {'batch' if count == 2 else 'batches'} of {size}, and one of {left}.")
    say(f"{int(updates.value)} updates over {int(epochs.value)} {'epoch' if int(epochs.value) == 1 else 'epochs'}.")
    return result
