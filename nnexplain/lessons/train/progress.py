"""The bar of a long training, on standard error."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn


def start(total: int) -> Progress:
    """A running bar of so many batches, with the loss beside it; it is gone when it stops."""
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
