"""How a data set falls into batches and epochs."""

from __future__ import annotations

from typing import Annotated

from nnexplain.worked.lesson import Value, lesson, scalar, usual

_REFUSED = "it counts; there is nothing to differentiate"


@lesson(
    result_last=True,
    refuses={"trace": _REFUSED, "backward": _REFUSED, "upstream": _REFUSED},
    example="--examples 1000 --batch-size 32",
    gives="32.0",
)
def batches(
    examples: Annotated[Value, scalar("how many examples the data set has", least=1, symbol="N")],
    batch_size: Annotated[Value, scalar("how many examples make a batch", least=1, symbol="B")],
    epochs: Annotated[Value, scalar("how many times to go through the data set", least=1, symbol="E")] = usual(1),
) -> Value:
    """Batches · N examples in batches of B: ⌈N / B⌉ updates an epoch

    The last batch of an epoch holds what is left over.
    """
    from nnexplain.engine.naming import named, say
    from nnexplain.models.counts import count, count_given, counted, spell_count
    from nnexplain.ops.elementary import ceil

    for node, option in ((examples, "--examples"), (batch_size, "--batch-size"), (epochs, "--epochs")):
        count_given(node, option)

    def told(name: str, node: Value, title: str, symbol: str) -> Value:
        return named(name, counted(node, title), title, symbol=symbol)

    result = told("batches_per_epoch", ceil(examples / batch_size), "batches an epoch", "K")
    last = told("last_batch_size", examples - (result - 1) * batch_size, "the last batch", "B_last")
    updates = told("updates", result * epochs, "updates in all", "U")
    size, times = count(batch_size), count(epochs)
    batches, left, all_ = count(result), count(last), count(updates)
    if left == size:
        every = "One batch" if batches == 1 else f"All {spell_count(batches)} batches"
        say(f"{every} of {spell_count(size)}, none left over.")
    else:
        kind = "batch" if batches == 2 else "batches"
        say(f"{spell_count(batches - 1)} full {kind} of {spell_count(size)}, and one of {spell_count(left)}.")
    say(f"{spell_count(all_)} updates over {spell_count(times)} {'epoch' if times == 1 else 'epochs'}.")
    return result
