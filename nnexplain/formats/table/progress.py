"""The bar of a long training, on standard error; it is gone when it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

_LONG = 2.0  # seconds after which it shows how far the training is
_OFTEN = 0.1  # seconds between two looks of it


@contextmanager
def bar(total: int) -> Iterator[Callable[[int, float], None]]:
    """Told of each batch of so many, and of its loss; Rich is imported once the training turns out to be long."""
    progress: Progress | None = None
    begun = shown = time.monotonic()

    def watch(batches: int, loss: float) -> None:
        nonlocal progress, shown
        now = time.monotonic()
        if now - begun < _LONG or now - shown < _OFTEN:
            return
        shown = now
        progress = progress or _started(total)
        progress.update(progress.task_ids[0], completed=batches, loss=f"loss {loss:.4g}")

    try:
        yield watch
    finally:
        if progress is not None:
            progress.stop()


def _started(total: int) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    progress = Progress(
        TextColumn("training"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[loss]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    progress.add_task("training", total=total, loss="")
    progress.start()
    return progress
