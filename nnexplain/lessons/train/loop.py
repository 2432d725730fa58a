"""Runs a training, with a bar where it takes long and someone is looking, and an early end at Ctrl-C."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nnexplain.models.training import History, Plan, train

if TYPE_CHECKING:
    from rich.progress import Progress

_LONG = 2.0  # seconds after which a bar shows how far it is


def run(plan: Plan) -> History:
    """Trains, with a bar on standard error where it takes long and someone is looking; Ctrl-C ends it early."""
    with _stopping() as stopped, _bar(plan) as watch:
        return train(plan, watch, stopped)


@contextmanager
def _stopping() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C has been pressed; pressed again it does what it did before."""
    pressed = False
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    usual = signal.getsignal(signal.SIGINT)

    def press(*_: object) -> None:
        nonlocal pressed
        pressed = True
        signal.signal(signal.SIGINT, usual)

    if usual is signal.SIG_IGN or usual is None:
        yield lambda: False
        return
    signal.signal(signal.SIGINT, press)
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, usual)


@contextmanager
def _bar(plan: Plan) -> Iterator[Callable[[int, float], None]]:
    """Told of each batch; Rich is imported once the training turns out to be long."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda batches, loss: None
        return
    progress: Progress | None = None
    begun = shown = time.monotonic()

    def watch(batches: int, loss: float) -> None:
        nonlocal progress, shown
        now = time.monotonic()
        if now - begun < _LONG or now - shown < 0.1:
            return
        shown = now
        if progress is None:
            from nnexplain.lessons.train.progress import start

            progress = start(plan.epochs * plan.batches_per_epoch)
        progress.update(progress.task_ids[0], completed=batches, loss=f"loss {loss:.4g}")

    try:
        yield watch
    finally:
        if progress is not None:
            progress.stop()
