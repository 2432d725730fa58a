"""One run of a lesson: what it was given, what it named and said, and the backward pass through it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from nnexplain.arrays import Array, Number, normal
from nnexplain.engine.backward import Backward
from nnexplain.engine.graph import Node
from nnexplain.engine.reader import deep_recursion
from nnexplain.engine.remark import Remark
from nnexplain.engine.trace import Trace
from nnexplain.errors import InputError
from nnexplain.inputs.shapes import described
from nnexplain.worked.bind import Bound, bind
from nnexplain.worked.declared import Declared
from nnexplain.worked.request import Request

if TYPE_CHECKING:
    from nnexplain.worked.claim import Claim


class Run(Declared):
    """``nodes`` are the values that it named, in order; ``back`` is a backward pass from the result, if there is one,
    which begins at ``upstream`` (None: at ones).

    A lesson that learns (an update) has made a pass of its own; its gradients are among the nodes.
    """

    request: Request
    bound: Bound
    result: Node
    nodes: Sequence[Node]
    remarks: Sequence[str | Remark]
    warnings: Sequence[str]
    conventions: Sequence[str]
    back: Backward | None = None
    upstream: Array | None = None
    claims: Sequence[Claim] = ()

    def kind(self, node: Node) -> str:
        """What kind of step a named node is: as its name was given, or as the lesson has it for that name."""
        return node.kind or self.request.lesson.kind(node.name or "")

    @property
    def public(self) -> dict[str, Node]:
        found = {node.name: node for node in self.nodes if node.public and node.name is not None}
        if self.request.lesson.result_last and self.result.name in found:
            found[self.result.name] = found.pop(self.result.name)
        return found

    @property
    def values(self) -> dict[str, Number]:
        return {name: normal(node.value) for name, node in self.public.items()}

    @property
    def differentiable(self) -> dict[str, Node]:
        """What a backward pass reports: every numeric input of the formula and every value."""
        values = {name: node for name, node in self.public.items() if self.kind(node) != "update"}
        both = (*self.bound.nodes.items(), *values.items())
        return {name: node for name, node in both if not node.constant}

    @property
    def gradients(self) -> Mapping[str, Number] | None:
        """The numbers that ``--backward`` asks for."""
        if self.back is None or not self.request.settings.backward:
            return None
        return {name: normal(self.back.gradient(node)) for name, node in self.differentiable.items()}


def run(request: Request, bound: Bound | None = None) -> Run:
    """The lesson run with what is asked; ``bound`` has its arguments where they have been read."""
    lesson = request.lesson
    bound = bound or read(request)
    with Trace() as trace:
        result = lesson.function(**bound.arguments)
    assert isinstance(result, Node)
    taken = {name: trace.taken.get(name, value) for name, value in bound.named.items()}
    bound = bound.but(named=taken) if trace.taken else bound
    return Run(request, bound, result, trace.nodes, trace.said, trace.warned, trace.conventions, trace.backward,
               claims=trace.claims)  # fmt: skip


def read(request: Request) -> Bound:
    """The arguments of the lesson's function."""
    return (request.lesson.read or bind)(request)


def seeded(run: Run) -> Run:
    """The run as a pass from the gradient that is asked for finds it: without a pass of its own."""
    upstream = _upstream(run)
    return run if upstream is None else _without_its_own_pass(run).but(upstream=upstream)


def differentiated(run: Run) -> Run:
    """The run with a backward pass through it: its own, or a new one."""
    if set(run.differentiable) <= {run.result.name}:
        raise InputError(
            f"{run.request.spell('backward')} finds no input to take a gradient by: name a number and give it, "
            'as in "a * 3" with --set a=2'
        )
    with deep_recursion():  # what is used a thousand times has a gradient of as many terms
        return run.but(back=run.back or Backward(run.result, run.upstream))


def _upstream(run: Run) -> Array | None:
    """The incoming gradient that is asked for, of the result's shape."""
    request, result = run.request, run.result
    if request.settings.upstream is None:
        return None
    option = request.spell("upstream")
    if request.raw.get("lr") is not None and _updates(run):
        raise InputError(f"{option} does not go with an update: that takes the gradient of the loss itself")
    found = request.sources.numbers(request.settings.upstream, option).array
    if found.size == result.value.size == 1:
        found = found.reshape(result.shape)
    if found.shape != result.shape:
        raise InputError(
            f"{option} is {described(found.shape)}, but the result is {described(result.shape)}; "
            f"give a gradient for each entry of the result"
        )
    return found


def _updates(run: Run) -> bool:
    return any(run.kind(node) == "update" for node in run.nodes)


def _without_its_own_pass(run: Run) -> Run:
    """Without the gradients that it has begun at 1, and the update that a file's learning rate made of them."""
    nodes = [node for node in run.nodes if run.kind(node) not in ("backward", "update")]
    if not _updates(run):
        return run.but(nodes=nodes, back=None)
    named, again = ({name: value for name, value in given.items() if name != "lr"}
                    for given in (run.bound.named, run.bound.again))  # fmt: skip
    warning = (
        f"the file's lr is set aside: an update takes the loss's own gradient, and {run.request.spell('upstream')} "
        "asks for another"
    )
    bound = Bound(run.bound.arguments, named, again, run.bound.usual)
    return run.but(bound=bound, nodes=nodes, warnings=[*run.warnings, warning], back=None)
