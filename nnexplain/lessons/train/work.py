"""Works a training: reads its plan, runs it, and tells what came of it."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import numpy as np

from nnexplain.engine.remark import Figure, Remark
from nnexplain.errors import InputError, nearest, plural
from nnexplain.inputs.sources import Sources
from nnexplain.lessons.train.plan import Inputs, read
from nnexplain.lessons.train.steps import steps_of
from nnexplain.models.loss import find
from nnexplain.models.targets import check_shares
from nnexplain.models.training import History, Plan, train
from nnexplain.worked.example import Variant, WorkedExample
from nnexplain.worked.lesson import Lesson
from nnexplain.worked.settings import Settings
from nnexplain.worked.steps import normal, only

Spell = Callable[[str], str]
_LONG = 2.0  # seconds after which a bar shows how far it is


def work(lesson: Lesson, raw: Mapping[str, Any], settings: Settings, sources: Sources, spell: Spell) -> WorkedExample:
    """The worked example of a training."""
    inputs = read(lesson, raw, sources, spell)
    plan = inputs.plan
    history = _run(plan)
    steps = steps_of(inputs, history)
    values = _values(inputs, history)
    example = WorkedExample(
        command=lesson.name,
        title=lesson.title,
        inputs=inputs.shown,
        steps=steps,
        values=values,
        result=history.losses[-1],
        result_name="loss",
        given=[step for step in steps if step.kind == "given"],
        warnings=_warnings(plan, history),
        remarks=_reading(inputs, history),
        conventions=_conventions(plan),
        exact=lambda name, index: _exact(name, plan),
        exit_code={"": 0, "diverged": 1, "interrupted": 130}[history.stopped],
    )
    if settings.only is not None:
        only(example, settings.only, spell("only"))
    if settings.versus:
        example.versus = [_variant(lesson, inputs, change, sources, spell) for change in settings.changes]
    return example


def _values(inputs: Inputs, history: History) -> dict[str, Any]:
    found: dict[str, Any] = {"batches_per_epoch": inputs.plan.batches_per_epoch}
    for n, layer in enumerate(history.layers, 1):
        found |= {f"W{n}": normal(layer.W.value), f"b{n}": normal(layer.b.value)}
    outputs = history.outputs[0] if inputs.single else history.outputs
    return found | {"outputs": normal(outputs), "losses": np.array(history.losses)}


def _exact(name: str, plan: Plan) -> Fraction | None:
    return Fraction(plan.batches_per_epoch) if name == "batches_per_epoch" else None


def _variant(lesson: Lesson, inputs: Inputs, change: tuple[str, Any], sources: Sources, spell: Spell) -> Variant:
    """The same training with one setting changed."""
    name, value = change
    known = list(lesson.parameters)
    if name not in known:
        hint = nearest(name, known)
        raise InputError(f"--versus changes {name}, but of a training it can change {', '.join(known)}{hint}")

    def spell_change(key: str) -> str:
        return f"{name} of --versus" if key == name else spell(key)

    other = read(lesson, inputs.again | {name: value}, sources, spell_change)
    history = _run(other.plan)
    return Variant(
        {name: other.shown.get(name, other.again["spec"].label)},
        _values(other, history),
        history.losses[-1],
        exact=lambda key, index: _exact(key, other.plan),
    )


def _run(plan: Plan) -> History:
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

    def press(*_: Any) -> None:
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
    progress: Any = None
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


def _warnings(plan: Plan, history: History) -> list[str]:
    epoch = len(history.norms)
    if history.stopped == "interrupted":
        done = len(history.losses) - 1
        return [f"interrupted in epoch {max(epoch, done, 1)} of {plan.epochs}: these are the results so far"]
    if history.stopped == "diverged":
        if not history.norms:
            return ["the loss is not finite before any training: look at the first parameters, the data, the targets"]
        return [
            f"the loss stopped being finite in epoch {epoch} of {plan.epochs}: most likely the learning rate, "
            f"{plan.lr:g}, is too large; try {plan.lr / 10:g}"
        ]
    found = check_shares(plan.target) if plan.soft else []
    if plan.lr < 0:
        found.append("the learning rate is negative, so every step goes up the slope instead of down")
    elif plan.lr == 0:
        found.append("the learning rate is 0, so nothing moves")
    elif plan.epochs and history.losses[-1] > history.losses[0]:
        found.append(f"the loss has risen: the learning rate, {plan.lr:g}, may be too large")
    return found


def _reading(inputs: Inputs, history: History) -> list[str | Remark]:
    plan, first, last = inputs.plan, history.losses[0], history.losses[-1]
    done = len(history.losses) - 1
    losses = {"first": Figure(first, _rounded), "last": Figure(last, _rounded)}
    said: list[str | Remark] = [Remark(f"In {plural(done, 'epoch')} the loss went from {{first}} to {{last}}.", losses)]
    right = _right(plan, history)
    if right is not None:
        said.append(f"{right} of {plural(len(plan.x), 'example')} come out right.")
    return said


def _rounded() -> None:
    """The exact value of what many steps have rounded."""


def _right(plan: Plan, history: History) -> int | None:
    """How many examples get the right class, for the losses that choose one."""
    outputs, target = history.outputs, plan.target
    if not np.isfinite(outputs).all():
        return None
    loss = find(plan.kind)
    if loss.classes:
        return int((outputs.argmax(axis=-1) == (target.argmax(axis=-1) if plan.soft else target)).sum())
    if loss.output == "p" and np.isin(target, (0, 1)).all():
        return int(((outputs > 0.5) == (target > 0.5)).all(axis=-1).sum())
    return None


def _conventions(plan: Plan) -> list[str]:
    size = plan.batch_size
    batch = "all the data" if size >= len(plan.x) else f"each batch of {size}"
    found = [
        "W is (outputs, inputs): y = f(W x + b)",
        f"a step goes against the gradient of the mean loss over {batch}; losses are over all the data, "
        "before training and after each epoch",
    ]
    rest = len(plan.x) % size
    if rest and size < len(plan.x):
        found.append(f"the last batch of an epoch has the {plural(rest, 'example')} left over, averaged over them")
    if plan.shuffle:
        found.append(f"the examples are shuffled before each epoch (NumPy's default_rng({plan.seed}))")
    return found
