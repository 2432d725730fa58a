"""How the slopes compose: each gradient of the backward pass, against SymPy's derivative of every step after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import sympy as sp

from nnexplain.backward import Backward
from nnexplain.deriving.lines import equation
from nnexplain.deriving.local import name_leaf, slope_leaf, sources
from nnexplain.deriving.table import MOST_ENTRIES, MOST_SYMBOLS, SymbolTable
from nnexplain.example import Statement
from nnexplain.graph import Index, Node, indices
from nnexplain.readings.reader import ArithmeticWriter, formula
from nnexplain.written import Tree

MOST_WORK = 400  # entries of the steps after a value, beyond which its line is left out


def chain_lines(table: SymbolTable, steps: Sequence[Node], result: Node) -> Iterator[Statement]:
    """The gradient of the result by every value, from the result back to the inputs, with the numbers."""
    back = Backward(result)
    writer = ArithmeticWriter()
    nodes = {node.name: node for node in [*steps, *_inputs(steps)]}
    for gradient in back.steps:
        assert gradient.name is not None
        node = nodes.get(gradient.name.removeprefix("gradients."))
        shown = False
        if node is None:
            continue
        for index in islice(_worth_showing(writer, gradient, node), MOST_ENTRIES):
            checked = _agrees(table, steps, back, node, index)
            if checked is None:
                break
            leaf = writer.leaf(gradient, index)
            sides = [name_leaf(gradient, index), formula(gradient)] if not index else [name_leaf(gradient, index)]
            if index and not shown:
                yield equation([name_leaf(gradient), formula(gradient)], "the chain rule", checked=checked)
            yield equation(sides, "the chain rule, with the numbers put in", checked=checked,
                           numbers=_numbers(writer, gradient, index), value=leaf)  # fmt: skip
            shown = True


def _worth_showing(writer: ArithmeticWriter, gradient: Node, node: Node) -> Iterator[Index]:
    """Entries whose number is worked out; of a plain rename the first."""
    places = list(islice(indices(node.shape), 16)) if gradient.shape == node.shape else []
    worked = [index for index in places if _numbers(writer, gradient, index) is not None]
    return iter(worked or places[:1])


def _numbers(writer: ArithmeticWriter, gradient: Node, index: Index) -> Any:
    found = writer.entry(gradient, index)
    return found if isinstance(found, Tree) else None


def _inputs(steps: Sequence[Node]) -> list[Node]:
    from nnexplain.graph import ancestors

    return [node for node in ancestors(*steps, into_bodies=True) if node.op is None and node.name and not node.constant]


def _agrees(table: SymbolTable, steps: Sequence[Node], back: Backward, node: Node, index: Index) -> bool | None:
    """∂result/∂node by the sum over every step that uses the node: its gradient times SymPy's slope.

    None where the sum would be too long for the line to be worth its time.
    """
    total: Any = back.gradient(node)[index] if node is back.result else 0.0
    symbol = table.symbol(node, index)
    for step in steps:
        if step is node or not _uses(table, step, node):
            continue
        upstream = back.gradient(step)
        if step.value.size > MOST_WORK:
            return None
        for place in indices(step.shape):
            if upstream[place] == 0:
                continue
            expression = table.entry(step, place)
            free = getattr(expression, "free_symbols", ())
            if len(free) > MOST_SYMBOLS:
                return None
            if symbol in free:
                total += float(upstream[place]) * table.number(sp.diff(expression, symbol))
    wanted = float(back.gradient(node)[index])
    return bool(abs(total - wanted) <= 1e-8 * max(1.0, abs(wanted)))


def _uses(table: SymbolTable, step: Node, node: Node) -> bool:
    return any(source is node for source in sources(table, step))


def jacobian_lines(table: SymbolTable, jacobian: Node, result: Node, inputs: Sequence[Node]) -> Iterator[Statement]:
    """The Jacobian's entries, each against SymPy's derivative of the whole result."""
    writer = ArithmeticWriter()
    (source,) = [node for node in inputs if not node.constant]
    everything = frozenset(node.serial for node in _between(result, table))
    for i, j in islice(indices(jacobian.shape), MOST_ENTRIES):
        expression = table.entry(result, (i,), open_=everything)
        if len(expression.free_symbols) > MOST_SYMBOLS:
            return
        slope = sp.diff(expression, table.symbol(source, (j,)))
        value = float(jacobian.value[i, j])
        yield equation([slope_leaf(result, (i,), source, (j,))], "the Jacobian, with the numbers put in",
                       checked=table.agrees(slope, value), numbers=writer.entry(jacobian, (i, j)),
                       value=writer.leaf(jacobian, (i, j)))  # fmt: skip


def _between(result: Node, table: SymbolTable) -> list[Node]:
    from nnexplain.graph import ancestors

    return [node for node in ancestors(result) if node.op is not None and not node.constant]
