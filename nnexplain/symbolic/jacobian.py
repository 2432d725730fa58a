"""The Jacobian of a whole calculation: its entries against SymPy's derivative of every step put into one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nnexplain.arrays import Index
from nnexplain.engine.graph import Node, ancestors
from nnexplain.engine.reader import ArithmeticWriter
from nnexplain.limits import BudgetSpent
from nnexplain.notation.tree import Tree, Written
from nnexplain.symbolic.agreement import Finding, UncheckedError, compare, excused
from nnexplain.symbolic.chain import NUMBERED
from nnexplain.symbolic.digits import agrees
from nnexplain.symbolic.local import in_symbols
from nnexplain.symbolic.statements import (
    MOST_WHOLE,
    Fact,
    Line,
    Part,
    entry_leaf,
    equation,
    fact,
    left_out,
    others,
    places,
    spelled_out,
    tidy,
    together,
)
from nnexplain.symbolic.table import SymbolTable

WHOLE = Part(
    "All steps together: the Jacobian (δᵢⱼ is 1 where i = j, else 0)",
    "the Jacobian; SymPy's derivative of all steps together agrees",
)
NUMBERS = Part(NUMBERED.heading, "the Jacobian, with the numbers put in")


def jacobian_lines(table: SymbolTable, jacobian: Node, result: Node, inputs: Sequence[Node]) -> Iterator[Line]:
    """∂result/∂input for any entries, then the first of them with the numbers put in."""
    (source,) = [node for node in inputs if not node.constant]
    writer, whole = ArithmeticWriter(), result.value.size <= MOST_WHOLE
    everything = frozenset(node.serial for node in ancestors(result) if node.op is not None and not node.constant)

    def name(at: Index) -> Tree:
        return Tree("∂", (entry_leaf(result, at[:1]), entry_leaf(source, at[1:])))

    def check(at: Index) -> Finding:
        slope = table.slope(table.readable(result, at[:1], open_=everything), table.symbol(source, at[1:]))
        written = in_symbols(jacobian, at, table)
        if not agrees(written, float(jacobian.value[at])):
            raise UncheckedError
        return Finding(excused(compare(slope, float(jacobian.value[at]), table.values), jacobian))

    def sides(at: Index) -> tuple[Written, ...]:
        return name(at), tidy(in_symbols(jacobian, at, table))

    facts: dict[Index, Fact] = {}
    try:
        for at in places(jacobian.shape, whole=whole):
            facts[at] = fact(lambda at=at: sides(at), lambda at=at: check(at))  # type: ignore[misc]
    except BudgetSpent as error:
        yield left_out(name(()), error)
        return
    yield from together(list(facts.values()), WHOLE, whole=whole)
    known = [(at, one.finding) for at, one in facts.items() if one.finding is not None]
    shown = known[: max(2, spelled_out(jacobian.value.size))]  # one of the diagonal and one beside it
    for at, finding in shown:
        more = others(jacobian.value.size - len(shown)) if at == shown[-1][0] else ""
        yield equation([name(at)], NUMBERS, finding, numbers=writer.entry(jacobian, at),
                       value=writer.leaf(jacobian, at), more=more)  # fmt: skip
