"""Lines of a derivation in both notations, and what is said of those that are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from nnexplain.arrays import Index
from nnexplain.engine import retyped
from nnexplain.engine.graph import Node
from nnexplain.limits import BudgetSpent
from nnexplain.notation.latex import Latex
from nnexplain.notation.tree import Leaf, Symbol, Written
from nnexplain.notation.unicode import Unicode, symbol_text
from nnexplain.symbolic.agreement import Finding, UncheckedError
from nnexplain.symbolic.statement import Statement
from nnexplain.symbolic.table import MOST_ENTRIES

_SYMBOLS = (Unicode(17, numbers=False), Latex(17, numbers=False))  # a constant in a formula is not rounded
_NUMBERS = (Unicode(numbers=True), Latex(numbers=True))


class LeftOut(NamedTuple):
    """A line that is not there: what it would have been about, and why it is not."""

    what: str
    why: str


Line = Statement | LeftOut


def name_leaf(node: Node, index: Index = ()) -> Leaf:
    """A value by its symbol."""
    return Leaf(symbol=node.symbol or Symbol(str(node.name)), index=index)


def slope_leaf(top: Node, top_index: Index, bottom: Node, index: Index) -> Leaf:
    """∂top/∂bottom as a symbol."""
    return Leaf(symbol=Symbol(_text(name_leaf(top, top_index)), over=bottom.symbol), index=index)


def _text(leaf: Leaf) -> str:
    assert leaf.symbol is not None
    return symbol_text(leaf.symbol, leaf.index)


def attempt(what: Leaf | str, line: Callable[[], Statement | None]) -> Iterator[Line]:
    """The line; or, where it costs too much or nothing can check it, that it is left out."""
    try:
        found = line()
    except (BudgetSpent, UncheckedError) as error:
        yield left_out(what, error)
    else:
        if found is not None:
            yield found


def left_out(what: Leaf | str, error: Exception) -> LeftOut:
    return LeftOut(what if isinstance(what, str) else _text(what), str(error))


def spelled_out(places: Iterable[Index], size: int) -> Iterator[tuple[Index, str]]:
    """The first few of the places of an array of that size, and what the last of them says of all the others."""
    shown = list(islice(places, MOST_ENTRIES))
    count = size - len(shown)
    others = f"; the other {count} entries go" if count != 1 else "; the other entry goes"
    for index in shown:
        yield index, f"{others} the same way" if count > 0 and index == shown[-1] else ""


def equation(sides: Sequence[Written], because: str, finding: Finding, *, numbers: Written | None = None,
             value: Leaf | None = None) -> Statement:  # fmt: skip
    """``a = b``, and where given ``= (with the numbers) = value``, which carry the digits that the line needs."""
    texts = []
    line = None if value is None else retyped.line(value if numbers is None else numbers, value, 4)
    for symbolic, numeric, about in zip(_SYMBOLS, _NUMBERS, ("≈", r"\approx"), strict=True):
        text = " = ".join(symbolic.text(side) for side in sides)
        if numbers is not None:
            text += f" = {numeric.text(numbers) if line is None else numeric.finer(line.more).text(line.written)}"
        if line is not None and value is not None:
            if line.lost:
                text += f" ({line.lost})" if numeric is _NUMBERS[0] else rf" \text{{ ({line.lost})}}"
            text += f" {'=' if line.exact else about} {numeric.text(value)}"
        texts.append(text)
    if line is not None and line.replaced:
        because += f" ({retyped.why(line.replaced[0][0])})"
    return Statement(texts[0], texts[1], because + finding.remark, finding.checked)
