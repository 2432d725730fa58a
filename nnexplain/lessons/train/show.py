"""A training as a worked example: what it started from, how the loss went, and what came of it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from nnexplain.arrays import Number, normal
from nnexplain.engine.remark import Figure, Remark
from nnexplain.errors import plural
from nnexplain.inputs.specs.document import Document
from nnexplain.lessons.train.loop import run
from nnexplain.lessons.train.steps import outcomes, outputs_of, steps_of
from nnexplain.models.targets import check_shares
from nnexplain.models.training import History, Plan
from nnexplain.models.update import words_of_rate
from nnexplain.worked.bind import Bound
from nnexplain.worked.example import Exact, Variant, WorkedExample
from nnexplain.worked.names import input_names
from nnexplain.worked.request import Request
from nnexplain.worked.run import read
from nnexplain.worked.steps import only
from nnexplain.worked.versus import allowed, each


def show(request: Request, bound: Bound) -> WorkedExample:
    settings, plan = request.settings, plan_of(bound)
    history = request.lesson.function(**bound.arguments)
    assert isinstance(history, History)
    inputs, steps, asked = bound.inputs, steps_of(bound, plan, history), list[str]()
    given = [step for step in steps if step.kind == "given"]
    if settings.only is not None:
        steps, asked = only(steps, inputs, settings.only, request.spell("only"))
    changes = [one for name, value in settings.changes for one in _variants(request, bound, name, value)]
    return WorkedExample(
        command=request.lesson.name,
        title=request.lesson.title,
        inputs=inputs,
        steps=steps,
        values=_values(bound, plan, history),
        result=history.losses[-1],
        result_name="loss",
        given=given,
        asked=asked,
        versus=changes or None,
        warnings=_warnings(plan, history),
        remarks=_reading(plan, history),
        conventions=_conventions(plan),
        exact=_exact(plan),
        exit_code={"": 0, "diverged": 1, "interrupted": 130}[history.stopped],
    )


def plan_of(bound: Bound) -> Plan:
    plan = bound.arguments["plan"]
    assert isinstance(plan, Plan)
    return plan


def _values(bound: Bound, plan: Plan, history: History) -> dict[str, Number]:
    found: dict[str, Number] = {"batches_per_epoch": plan.batches_per_epoch}
    for n, layer in enumerate(history.layers, 1):
        found |= {f"W{n}": normal(layer.W.value), f"b{n}": normal(layer.b.value)}
    return found | {"outputs": normal(outputs_of(bound, history)), "losses": np.array(history.losses)}


def _exact(plan: Plan) -> Exact:
    batches = Fraction(plan.batches_per_epoch)
    return lambda name, index: batches if name == "batches_per_epoch" else None


def _variants(request: Request, bound: Bound, name: str, value: object) -> list[Variant]:
    """The same training with one setting changed, to one value after the other."""
    lesson = request.lesson
    known = input_names(lesson, bound.nodes, lesson.parameters)
    name = allowed(name, known, "of a training it can change")
    return [_variant(request, bound, name, one) for one in each(lesson, bound.named, name, value)]


def _variant(request: Request, bound: Bound, name: str, value: object) -> Variant:
    other = read(request.changed(bound.again, name, value))
    plan, spec = plan_of(other), other.again["spec"]
    history = run(plan, request.watch)
    assert isinstance(spec, Document)
    changed = {name: other.inputs.get(name, spec.label)}
    return Variant(changed, _values(other, plan, history), history.losses[-1], exact=_exact(plan))


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
    found = (check_shares(plan.target) if plan.soft else []) + words_of_rate(plan.lr, "every step")
    if plan.lr > 0 and plan.epochs and history.losses[-1] > history.losses[0]:
        found.append(f"the loss has risen: the learning rate, {plan.lr:g}, may be too large")
    return found


def _reading(plan: Plan, history: History) -> list[str | Remark]:
    first, last = history.losses[0], history.losses[-1]
    done = len(history.losses) - 1
    losses = {"first": Figure(first, _rounded), "last": Figure(last, _rounded)}
    said: list[str | Remark] = [Remark(f"In {plural(done, 'epoch')} the loss went from {{first}} to {{last}}.", losses)]
    made = outcomes(plan, history)
    if made is not None:
        comes = "comes" if len(plan.x) == 1 else "come"
        said.append(f"{int(made.right.sum())} of {plural(len(plan.x), 'example')} {comes} out right.")
    return said


def _rounded() -> None:
    """The exact value of what many steps have rounded."""


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
