"""The backward pass, as more graph: every gradient is a node, named after what it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

import numpy as np

from nnexplain.arrays import Array, indices
from nnexplain.engine.arithmetic import accumulate, same
from nnexplain.engine.graph import Node, Shortcut, ancestors, constant, reworked
from nnexplain.engine.patterns import Elementwise
from nnexplain.engine.trace import Trace
from nnexplain.errors import InternalCheckError
from nnexplain.notation.tree import Symbol


class Backward:
    """Gradients of one result. ``of`` maps a node's serial number to its gradient's node.

    ``stops`` are serial numbers of nodes that the pass does not go past (for the slope of a single step).
    """

    def __init__(self, result: Node, upstream: Array | None = None, stops: Set[int] = frozenset()) -> None:
        self.result, self._stops = result, stops
        self.plain = upstream is None and result.ndim == 0  # a seed of 1 shows as 1, any other as g
        self.given = upstream is not None
        seed = constant(np.ones(result.shape) if upstream is None else upstream, None if self.plain else "g")
        self.seed = seed
        self._first = seed.serial  # what is older is part of the calculation itself
        self.of: dict[int, Node] = {}
        self._pending: dict[int, list[Node]] = {result.serial: [seed]}
        self._worked: dict[int, Array] = {}  # gradients of steps that were worked together (see ``Together``)
        self._shares: dict[int, list[Array]] = {}  # the same of what such steps are made of
        self._inner: set[tuple[int, int]] = set()  # the parts of its gradient that a share stands for
        self.steps: list[Node] = []
        before = ancestors(result, into_bodies=True, stops=stops - {result.serial})
        self.top = (result.symbol or Symbol("y")) if self.plain else _free_letter(before)  # what is differentiated
        for node in reversed(before):
            if node.serial in self._pending:
                self._visit(node)
        self.steps = _in_order(self.steps, seed.serial)

    def _visit(self, node: Node) -> None:
        parts = self._pending.pop(node.serial)
        gradient = parts[0]
        for part in parts[1:]:
            gradient = accumulate(gradient, part)
        gradient = self._name(node, self._settled(node, parts, gradient))
        if node.op is None or (node.serial in self._stops and node is not self.result):
            return
        if node.op.gradient_rule is not None:
            given = list(node.op.gradient_rule(gradient, node, *node.inputs, **node.params))
            for operand, passed in zip(node.inputs, given, strict=True):
                passed = _nothing_from_nothing(node, gradient, passed)
                self._pass_on(operand, passed)
                if node.serial in self._worked and isinstance(passed, Node):
                    self._inner.add((operand.serial, passed.serial))
        elif node.body is not None:
            self._pass_on(node.body, gradient)
        elif node.inputs:
            raise InternalCheckError(f"the operation {node.op.name} has no gradient rule to pass a gradient on by")

    def _settled(self, node: Node, parts: Sequence[Node], gradient: Node) -> Node:
        """The gradient; its number is that of the steps worked together, where the node is one of them."""
        if node.serial in self._worked:
            gradient = reworked(gradient, self._worked[node.serial])
        elif node.serial in self._shares:
            outer = (part.value for part in parts if (node.serial, part.serial) not in self._inner)
            gradient = reworked(gradient, np.sum([*outer, *self._shares[node.serial]], axis=0))
        if node.together is not None and not self._stops:
            values = node.together.slopes(gradient.value)
            self._worked |= {step.serial: value for step, value in zip(node.together.steps, values, strict=False)}
            if node.together.source is not None:
                self._shares.setdefault(node.together.source.serial, []).append(values[-1])
        return gradient

    def _pass_on(self, operand: Node, part: Node | Shortcut | None) -> None:
        if isinstance(part, Shortcut):
            self.of[operand.serial] = self._called(operand, part.node)
        elif part is not None and not operand.constant:
            self._pending.setdefault(operand.serial, []).append(part)

    def _name(self, node: Node, gradient: Node) -> Node:
        """Where a reader stops: the gradient of a named value is named too, unless it is a plain rename."""
        if node.serial in self.of:
            return self.of[node.serial]
        if node.name is not None and node is not self.result:
            inputs = node.op is None and not node.constant
            if (gradient.name is not None or gradient.op is None) and (inputs or node.lined):
                gradient = same(gradient)  # an input gets a line of its own
            if gradient.name is None and gradient.op is not None and gradient.serial < self._first:
                gradient = same(gradient)  # a part of the calculation keeps its own name, or none
            if gradient.name is None and gradient.op is not None:
                self.steps.append(self._called(node, gradient))
        self.of[node.serial] = gradient
        return gradient

    def _called(self, node: Node, gradient: Node) -> Node:
        """The gradient under the name of what it belongs to."""
        if node.name is not None and gradient.name is None:
            gradient.name = f"gradients.{node.name}"
            gradient.symbol = Symbol(self.top.base, self.top.sub, over=node.symbol)
        return gradient

    def gradient(self, node: Node) -> Array:
        """The gradient's numbers, of the node's shape; zeros where the result does not depend on it."""
        found = self.of.get(node.serial)
        if found is None:
            return np.zeros(node.shape)
        return np.broadcast_to(found.value, node.shape) + 0.0


_LETTERS = "sFCG"  # for the sum that is differentiated, where the result itself is no single number


def _free_letter(nodes: Sequence[Node]) -> Symbol:
    """A letter that nothing of the calculation is called by, not even in the other case."""
    taken = {node.symbol.base.lower() for node in nodes if node.symbol is not None}
    return Symbol(next((letter for letter in _LETTERS if letter.lower() not in taken), "sum"))


def _in_order(steps: Sequence[Node], first: int) -> list[Node]:
    """The steps, each after the gradients that its formula names; none of them is older than ``first``."""
    waiting, found, seen = {step.serial: step for step in steps}, list[Node](), set[int]()

    def add(step: Node) -> None:
        del waiting[step.serial]
        pending = list(step.inputs)
        while pending:
            part = pending.pop()
            if part.serial in waiting:
                add(part)
            elif part.name is None and part.serial > first and part.serial not in seen:
                seen.add(part.serial)
                pending.extend(part.inputs)
        found.append(step)

    for step in steps:
        if step.serial in waiting:
            add(step)
    return found


def _nothing_from_nothing(node: Node, gradient: Node, passed: Node | Shortcut | None) -> Node | Shortcut | None:
    """Where no gradient arrives (a switch above is off) none goes on, not even along an infinite slope: 0 · ∞."""
    if isinstance(passed, Node) and node.op is not None and isinstance(node.op.kind, Elementwise):
        check = passed.value.sum()
        if check - check != 0 and passed.shape == gradient.shape:
            nothing = (gradient.value == 0) & np.isnan(passed.value)
            return reworked(passed, np.where(nothing, 0.0, passed.value)) if nothing.any() else passed
    return passed


def differentiate(result: Node) -> Backward:
    """The backward pass as part of the run: its gradients are steps there, and an update may use them."""
    back = Backward(result)
    for step in back.steps:
        step.kind = "backward"
        Trace.add(step)
    Trace.keep(back)
    return back


def jacobian_rows(result: Node, wanted: Iterable[Node]) -> dict[int, Array]:
    """∂result/∂node for each wanted node: one backward pass for each entry of the result."""
    rows: dict[int, list[Array]] = {node.serial: [] for node in wanted}
    nodes = {node.serial: node for node in wanted}
    for index in indices(result.shape):
        seed = np.zeros(result.shape)
        seed[index] = 1.0
        back = Backward(result, seed)
        for serial, node in nodes.items():
            rows[serial].append(back.gradient(node))
    return {serial: np.reshape(found, result.shape + nodes[serial].shape) for serial, found in rows.items()}
