"""Works an example: runs the lesson once with what was asked, and reads its graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from nnexplain.arrays import Index, normal
from nnexplain.engine.graph import Node
from nnexplain.engine.reader import ExactReader, deep_recursion
from nnexplain.errors import InputError
from nnexplain.inputs.choices import whole
from nnexplain.limits import JACOBIAN
from nnexplain.worked.example import Exact, Step, WorkedExample
from nnexplain.worked.lesson import Lesson
from nnexplain.worked.request import Request, Settings, Watch, unwatched
from nnexplain.worked.run import Run, differentiated, read, run, seeded
from nnexplain.worked.steps import Opening, StepList, only


def call(
    lesson: Lesson, args: tuple[object, ...], kwargs: Mapping[str, object], watch: Watch = unwatched
) -> WorkedExample:
    """Work an example from Python arguments."""
    names = list(lesson.parameters)
    if len(args) > len(names):
        raise InputError(f"{lesson.name} takes {len(names)} inputs ({', '.join(names)}), but {len(args)} were given")
    raw = dict(zip(names, args, strict=False))
    settings: dict[str, Any] = {}
    for key, value in kwargs.items():
        name = key if key in names else lesson.short(key)
        if name in raw:
            raise InputError(f"{name} is given twice")
        (settings if key in Settings.names() else raw)[name] = value
    return work(Request(lesson, raw, Settings(**settings), watch=watch))


@np.errstate(all="ignore")  # an overflow is told to the reader in words, where it matters
def work(request: Request) -> WorkedExample:
    """The worked example of what is asked; a lesson with an example of its own making (``show``) makes it itself."""
    request.refuse_settings()
    bound = read(request)
    if request.lesson.show is not None:
        return request.lesson.show(request, bound)
    return _example(seeded(run(request, bound)))


def _example(run: Run) -> WorkedExample:
    """The run's graph, read as asked."""
    request, settings = run.request, run.request.settings
    steps = StepList(request.lesson.section, each_operation=request.lesson.each_operation)
    run = _add_steps(steps, run)
    shown, asked = steps.steps, list[str]()
    if settings.only is not None:
        shown, asked = only(steps.steps, run.bound.inputs, settings.only, request.spell("only"))
    example = WorkedExample(
        command=request.lesson.name,
        title=request.lesson.title,
        inputs=run.bound.inputs,
        steps=shown,
        values=run.values,
        result=normal(run.result.value),
        result_name=run.result.name or "result",
        symbol=run.result.symbol,
        given=[step for step in steps.steps if step.kind == "given"],
        asked=asked,
        usual=run.bound.usual,
        unseen=_vanishing(run, shown) if settings.only is None else frozenset(),
        gradients=run.gradients,
        warnings=_warnings(run),
        remarks=list(run.remarks),
        conventions=list(run.conventions),
        claims=list(run.claims),
        exit_code=int(not all(claim.holds for claim in run.claims)),
        exact=_exact(run, steps.writer.exact),
    )
    return example.but(**_besides(run, steps, example.warnings))


def _add_steps(steps: StepList, run: Run) -> Run:
    """Everything that is worked, step by step; the run with its gradients, where there are any."""
    steps.add_given(run.bound.nodes.values())
    opening = _opening(run)
    for node in run.nodes:
        steps.add(node, kind := run.kind(node), opening=opening if kind == "backward" else ())
    if run.request.settings.backward or run.back is not None:
        run = differentiated(run)
        _add_gradients(steps, run)
    return run


def _besides(run: Run, steps: StepList, warnings: list[str]) -> dict[str, object]:
    """What is asked for besides the calculation: by hand, a trace, the same with other inputs, a derivation."""
    request, settings = run.request, run.request.settings
    found: dict[str, object] = {}
    if settings.hand is not None:
        from nnexplain.worked.hand import by_hand

        hand = by_hand(run.public, whole(settings.hand, 0, request.spell("hand"), 17))
        found |= {"hand": hand.values, "by_hand": hand}
    if settings.trace is not None:
        from nnexplain.worked.trace import trace

        found["trace"] = trace(run, settings.trace, steps.writer, steps.steps)
    if settings.versus:
        from nnexplain.worked.versus import variants

        found["versus"] = [one for name, value in settings.changes for one in variants(run, name, value)]
    if settings.derive:
        from nnexplain.symbolic.derive import derive

        lines, left_out = derive(request.lesson, run.bound.nodes, run.nodes, run.result, run.bound.arguments)
        found |= {"derivation": lines, "warnings": warnings + left_out}
    return found


def _exact(run: Run, reader: ExactReader) -> Exact:
    """The exact value of an entry of an input, a value or (``gradients.w``) a gradient."""
    of = {} if run.back is None else run.back.of
    gradients = {f"gradients.{name}": of.get(node.serial) for name, node in run.differentiable.items()}
    nodes: dict[str, Node | None] = {**run.bound.nodes, **run.public, **gradients}

    def exact(name: str, index: Index) -> Fraction | None:
        node = nodes.get(name)
        return None if node is None else reader.of(node, index)

    return exact


def _add_gradients(steps: StepList, run: Run) -> None:
    lesson, back = run.request.lesson, run.back
    assert back is not None
    with deep_recursion():  # what is used a thousand times has a gradient of as many terms
        if lesson.jacobian is not None and _has_jacobian(run) and JACOBIAN.holds(_entries(run.result)):
            steps.add(lesson.jacobian(run.result, **run.bound.arguments), "backward")
        opening = _opening(run)
        for step in back.steps:
            steps.add(step, "backward", opening=opening)


def _opening(run: Run) -> Opening:
    """What is differentiated."""
    if run.back is None:
        return ()
    from nnexplain.engine.differentiated import sentence

    return (sentence(run.back, run.request.spell("upstream")),)


def _has_jacobian(run: Run) -> bool:
    """Whether the matrix itself stands as a last step: of a result that a gradient of ones says nothing about."""
    jacobian = run.request.lesson.jacobian
    return jacobian is not None and run.back is not None and run.result.ndim > 0 and run.upstream is None


def _vanishing(run: Run, steps: Sequence[Step]) -> frozenset[str]:
    """The steps of a gradient of ones through shares, whose sum is 1 whatever they are."""
    if not _has_jacobian(run):
        return frozenset()
    return frozenset(step.id for step in steps if step.id.startswith("gradients."))


def _entries(result: Node) -> int:
    """n² for a row of n, so a large one is not formed."""
    return int(result.value.size) * result.shape[-1]


def _warnings(run: Run) -> list[str]:
    """What the run warns of, or what else is not finite; and what its gradients do not tell."""
    found = list(run.warnings)
    infinite = [
        name for name, node in run.public.items() if node.view != "masked" and not np.isfinite(node.value).all()
    ]
    if infinite and not found:
        found.append(f"not every number is finite: see {', '.join(infinite)}")
    if _has_jacobian(run):
        shows = "the Jacobian shows what each logit does"
        if not JACOBIAN.holds(_entries(run.result)):
            too_large = JACOBIAN.exceeded(_entries(run.result))
            shows = f"the Jacobian would show what each logit does, but it {too_large}"
        found.append(
            f"the shares always sum to 1, so their sum has gradient 0; {shows} "
            f"({run.request.spell('upstream')} takes another incoming gradient)"
        )
    return found
