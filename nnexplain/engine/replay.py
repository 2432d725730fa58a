"""A graph as a list of NumPy calls that can be run again on other numbers of the same shapes.

Making nodes and choosing gradient rules costs more than the arithmetic of a small training step; a replay does both
once. What runs is each operation's own kernel on the operation's own inputs: nothing is defined anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Unpack

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.graph import Kernel, Node, Op, Params


class Replay:
    """``outputs`` from new values of ``inputs``, which are leaves of the graph (what leads to no output is not run,
    and what no input leads to is not run again).

    Parameters of operations (the target classes) are kept as the objects they are, so an array among them may be
    filled anew before a run. Nothing else that a gradient rule reads off the numbers may be in such a graph.

    >>> import numpy as np
    >>> from nnexplain.engine.graph import given
    >>> x = given("x", [1.0, 2.0])
    >>> Replay([x], [x * x])([np.array([3.0, 4.0])])
    [array([ 9., 16.])]
    """

    def __init__(self, inputs: Sequence[Node], outputs: Sequence[Node], after: Replay | None = None) -> None:
        """``after`` has run on the same numbers just before: what it works is not worked again."""
        self._values: dict[int, Array] = {} if after is None else after._values
        self._inputs = [node.serial for node in inputs]
        self._outputs = [node.serial for node in outputs]
        self._calls: list[tuple[int, Kernel, list[int]]] = []
        self._changing: set[int] = set(self._inputs) | (set() if after is None else after._changing)
        for node in _worked(outputs):
            if node.serial in self._values:
                continue
            self._values[node.serial] = node.value
            needed = [part.serial for part in _needed(node)]
            filled_anew = any(isinstance(part, np.ndarray) for part in node.params.values())
            if node.serial not in self._inputs and (filled_anew or not self._changing.isdisjoint(needed)):
                self._changing.add(node.serial)
                self._calls.append((node.serial, _function(node), needed))

    def __call__(self, inputs: Sequence[Array]) -> list[Array]:
        """The outputs' values; an input's value stays until it is given anew."""
        values = self._values
        values.update(zip(self._inputs, inputs, strict=True))
        for serial, function, operands in self._calls:
            values[serial] = function(*[values[operand] for operand in operands])
        return [values[serial] for serial in self._outputs]


def _worked(outputs: Sequence[Node]) -> list[Node]:
    """What has to be worked for the outputs; the inside of a composite only where it has no kernel of its own."""
    found: dict[int, Node] = {}
    pending = list(outputs)
    while pending:
        node = pending.pop()
        if node.serial not in found:
            found[node.serial] = node
            pending.extend(_needed(node))
    return [found[serial] for serial in sorted(found)]


def _needed(node: Node) -> Sequence[Node]:
    return node.inputs if node.body is None or node.made_by.stable is not None else (node.body,)


def _function(node: Node) -> Kernel:
    """What gives the node's value from the values of what it needs."""
    op = node.made_by
    if op.composite and op.stable is None:
        return lambda value: value
    plain = op.composite or not op.kind.adds(node.params)
    function: Kernel = op.numeric if plain else partial(_by_kind, op)
    return partial(function, **node.params) if node.params else function


def _by_kind(op: Op, *values: Array, **params: Unpack[Params]) -> Array:
    return op.kind.value(op, list(values), params)
