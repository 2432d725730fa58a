"""Runs a training, watched batch by batch, with an early end at Ctrl-C."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nnexplain.models.training import History, Plan, train
from nnexplain.worked.request import Watch


def run(plan: Plan, watch: Watch) -> History:
    """Trains; Ctrl-C ends it early."""
    with _stopping() as stopped, watch(plan.epochs * plan.batches_per_epoch) as told:
        return train(plan, told, stopped)


@contextmanager
def _stopping() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C has been pressed; pressed again it does what it did before."""
    pressed, usual = False, signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or usual in (signal.SIG_IGN, None):
        yield lambda: False
        return

    def press(*_: object) -> None:
        nonlocal pressed
        pressed = True
        signal.signal(signal.SIGINT, usual)

    signal.signal(signal.SIGINT, press)
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, usual)
