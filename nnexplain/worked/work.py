"""Works an example: binds the inputs, runs the lesson once, and reads its graph as asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.backward import Backward
from nnexplain.engine.graph import Node
from nnexplain.engine.reader import ExactReader, deep_recursion
from nnexplain.engine.trace import Trace
from nnexplain.errors import InputError, nearest
from nnexplain.inputs.choices import whole
from nnexplain.inputs.numbers import from_nested
from nnexplain.inputs.shapes import described
from nnexplain.inputs.sources import Sources
from nnexplain.limits import JACOBIAN
from nnexplain.record import Record
from nnexplain.worked.bind import Bound, bind
from nnexplain.worked.example import Variant, WorkedExample
from nnexplain.worked.lesson import LONG_NAMES, Lesson
from nnexplain.worked.settings import Settings
from nnexplain.worked.steps import StepList, normal, only

Spell = Callable[[str], str]


def call(lesson: Lesson, args: tuple[Any, ...], kwargs: dict[str, Any]) -> WorkedExample:
    """Work an example from Python arguments."""
    names = list(lesson.parameters)
    if len(args) > len(names):
        raise InputError(f"{lesson.name} takes {len(names)} inputs ({', '.join(names)}), but {len(args)} were given")
    raw = dict(zip(names, args, strict=False))
    long = {LONG_NAMES[name].replace("-", "_"): name for name in names if name in LONG_NAMES}
    settings: dict[str, Any] = {}
    for key, value in kwargs.items():
        name = key if key in names else long.get(key, key)
        if name in raw:
            raise InputError(f"{name} is given twice")
        (settings if key in Settings.names() else raw)[name] = value
    return work(lesson, raw, Settings(**settings), Sources(), spell=str)


class _Run(Record):
    """One run of a lesson: its inputs, its result, and what it named and said."""

    lesson: Lesson
    bound: Bound
    result: Node
    trace: Trace

    @property
    def public(self) -> dict[str, Node]:
        found = {node.name: node for node in self.trace.nodes if node.public and node.name is not None}
        if self.lesson.result_last and self.result.name in found:
            found[self.result.name] = found.pop(self.result.name)
        return found

    @property
    def differentiable(self) -> dict[str, Node]:
        """What a backward pass reports: every numeric input of the formula and every value."""
        inputs = {name: node for name, node in self.bound.nodes.items() if not node.constant}
        return inputs | {
            name: node
            for name, node in self.public.items()
            if step_kind(self.lesson, node) != "update" and not node.constant
        }


def step_kind(lesson: Lesson, node: Node) -> str:
    """What kind of step a named node is."""
    updates = node.name is not None and node.name.endswith(("_new", "update"))
    return node.kind or lesson.kind or ("update" if updates else "forward")


def _run(lesson: Lesson, raw: Mapping[str, Any], sources: Sources, spell: Spell) -> _Run:
    read = lesson.reader or bind
    bound: Bound = read(lesson, raw, sources, spell)
    with Trace() as trace:
        result = lesson.function(**bound.arguments)
    return _Run(lesson, bound, result, trace)


@np.errstate(all="ignore")  # an overflow is told to the reader in words, where it matters
def work(lesson: Lesson, raw: Mapping[str, Any], settings: Settings, sources: Sources, spell: Spell) -> WorkedExample:
    """Work one example."""
    _refuse(lesson, settings, spell)
    if lesson.worker is not None:
        worked: WorkedExample = lesson.worker(lesson, raw, settings, sources, spell)
        return worked
    run = _run(lesson, raw, sources, spell)
    upstream = _upstream(settings, run, raw, sources, spell)
    steps = StepList()
    steps.add_given(list(run.bound.nodes.values()))
    for node in run.trace.nodes:
        steps.add(node, step_kind(lesson, node))
    example = _example(lesson, run, steps)
    if settings.backward or run.trace.backward is not None:
        _backward(lesson, run, settings, upstream, spell, steps, example)
    if lesson.section is not None:
        heading = ""
        for step in steps.steps:
            heading = step.section = lesson.section(step.kind, step.id) or heading
    example.given = [step for step in steps.steps if step.kind == "given"]
    example.steps = steps.steps
    if settings.only is not None:
        only(example, settings.only, spell("only"))
    if settings.hand is not None:
        from nnexplain.worked.hand import by_hand

        example.hand_decimals = whole(settings.hand, 0, spell("hand"), 17)
        example.hand = by_hand(run.public, example.hand_decimals)
    if settings.versus:
        example.versus = [_versus(lesson, run, change, settings, sources, spell) for change in settings.changes]
    if settings.derive:
        from nnexplain.symbolic.derive import derive

        example.derivation, left_out = derive(lesson, run.bound.nodes, run.trace.nodes, run.result, run.bound.arguments)
        example.warnings += left_out
    return example


def _refuse(lesson: Lesson, settings: Settings, spell: Spell) -> None:
    for name, reason in lesson.refuses.items():
        if getattr(settings, name, None):
            raise InputError(f"{spell(name)} does not fit {lesson.name}: {reason}")
    if settings.upstream is not None and not settings.backward:
        raise InputError(
            f"{spell('upstream')} is the gradient that the backward pass starts from; add {spell('backward')}"
        )


def _example(lesson: Lesson, run: _Run, steps: StepList) -> WorkedExample:
    public = run.public
    nodes = run.bound.nodes | public

    def exact(name: str, index: tuple[int, ...]) -> Any:
        return steps.writer.exact.of(nodes[name], index) if name in nodes else None

    warnings = list(run.trace.warned)
    shown = {name: node for name, node in public.items() if name.rpartition(".")[2] != "masked"}
    infinite = [name for name, node in shown.items() if not np.isfinite(node.value).all()]
    if infinite and not warnings:
        warnings.append(f"not every number is finite: see {', '.join(infinite)}")
    return WorkedExample(
        command=lesson.name,
        title=lesson.title,
        inputs={name: _plain(value) for name, value in run.bound.inputs.items()},
        steps=steps.steps,
        values={name: normal(node.value) for name, node in public.items()},
        result=normal(run.result.value),
        result_name=run.result.name or "result",
        symbol=run.result.symbol,
        warnings=warnings,
        remarks=list(run.trace.said),
        conventions=list(run.trace.conventions),
        exact=exact,
    )


def _plain(value: Any) -> Any:
    return normal(value) if isinstance(value, np.ndarray) else value


def _backward(
    lesson: Lesson,
    run: _Run,
    settings: Settings,
    upstream: Array | None,
    spell: Spell,
    steps: StepList,
    example: WorkedExample,
) -> None:
    if set(run.differentiable) <= {run.result.name}:
        raise InputError(
            f"{spell('backward')} finds no input to take a gradient by: name a number and give it, "
            'as in "a * 3" with --set a=2'
        )
    with deep_recursion():  # what is used a thousand times has a gradient of as many terms
        back = run.trace.backward or Backward(run.result, upstream)
        for step in back.steps:
            steps.add(step, "backward")
        exact_value = example.exact
        found = {
            f"gradients.{name}": back.of[node.serial]
            for name, node in run.differentiable.items()
            if node.serial in back.of
        }

        def exact(name: str, index: tuple[int, ...]) -> Any:
            return steps.writer.exact.of(found[name], index) if name in found else exact_value(name, index)

        example.exact = exact
        if settings.backward:
            example.gradients = {name: normal(back.gradient(node)) for name, node in run.differentiable.items()}
        if lesson.jacobian is not None and run.result.ndim > 0 and upstream is None:
            _jacobian(lesson.jacobian, run, spell, steps, example)


def _jacobian(build: Callable[..., Node], run: _Run, spell: Spell, steps: StepList, example: WorkedExample) -> None:
    """The matrix itself, as a last step: n² entries for a row of n, so a large one is not formed."""
    shape = run.result.shape
    entries = run.result.value.size * shape[-1]
    shows = "the Jacobian shows what each logit does"
    if JACOBIAN.holds(entries):
        steps.add(build(run.result, **run.bound.arguments), "backward")
    else:
        shows = f"the Jacobian would show what each logit does, but it {JACOBIAN.exceeded(entries)}"
    example.warnings.append(
        f"the shares always sum to 1, so their sum has gradient 0; {shows} "
        f"({spell('upstream')} takes another incoming gradient)"
    )


def _upstream(settings: Settings, run: _Run, raw: Mapping[str, Any], sources: Sources, spell: Spell) -> Array | None:
    """The incoming gradient that is asked for; the pass that the run has made of itself is forgotten for it."""
    if settings.upstream is None:
        return None
    option, result = spell("upstream"), run.result
    if raw.get("lr") is not None and any(step_kind(run.lesson, node) == "update" for node in run.trace.nodes):
        raise InputError(f"{option} does not go with an update: that takes the gradient of the loss itself")
    if isinstance(settings.upstream, str):
        found = sources.read(settings.upstream, option).array
    else:
        try:
            found = from_nested(settings.upstream).array
        except InputError as error:
            raise InputError(f"{option} {error}") from None
    if found.size == result.value.size == 1:
        found = found.reshape(result.shape)
    if found.shape != result.shape:
        raise InputError(
            f"{option} is {described(found.shape)}, but the result is {described(result.shape)}; "
            f"give a gradient for each entry of the result"
        )
    _forget_the_own_pass(run, option)
    return found


def _forget_the_own_pass(run: _Run, option: str) -> None:
    """Take out the gradients that a run has begun at 1, and the update that a file's learning rate made of them."""
    run.trace.backward = None
    kept = [node for node in run.trace.nodes if step_kind(run.lesson, node) not in ("backward", "update")]
    if any(step_kind(run.lesson, node) == "update" for node in run.trace.nodes):
        for names in (run.bound.named, run.bound.again):
            (names or {}).pop("lr", None)
        run.trace.warned.append(
            f"the file's lr is set aside: an update takes the loss's own gradient, and {option} asks for another"
        )
    run.trace.nodes = kept


def _versus(
    lesson: Lesson, run: _Run, change: tuple[str, Any], settings: Settings, sources: Sources, spell: Spell
) -> Variant:
    name, value = change
    long = {LONG_NAMES[key].replace("-", "_"): key for key in lesson.parameters if key in LONG_NAMES}
    known = list(lesson.parameters)
    if run.bound.named is not None:
        single = [name for name, parameter in lesson.parameters.items() if not parameter.repeat | parameter.argument]
        known = list(dict.fromkeys([*run.bound.named, *single]))
    name = name if name in known else long.get(name, name)
    if name not in known:
        raise InputError(f"--versus changes {name}, but {lesson.name} takes {', '.join(known)}{nearest(name, known)}")

    def spell_change(key: str) -> str:
        return f"{name} of --versus" if key == name else spell(key)

    raw = run.bound.raw | {name: value}
    other = _run(lesson, raw, sources, spell_change)
    changed = other.bound.inputs.get(name, value)  # of a text, the tokens are the input
    reader = ExactReader()
    variant = Variant(
        {name: _plain(changed)},
        {key: normal(node.value) for key, node in other.public.items()},
        normal(other.result.value),
        exact=lambda key, index: reader.of(other.public[key], index) if key in other.public else None,
    )
    if settings.backward:
        upstream = _upstream(settings, other, raw, sources, spell)
        back = other.trace.backward or Backward(other.result, upstream)
        variant.gradients = {key: normal(back.gradient(node)) for key, node in other.differentiable.items()}
    return variant
