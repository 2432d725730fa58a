"""Statements of a derivation in both notations, and what is said of lines that are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from nnexplain.engine.exactness import holds_exactly
from nnexplain.limits import BudgetSpent
from nnexplain.notation.latex import Latex
from nnexplain.notation.tree import Leaf, Written
from nnexplain.notation.unicode import Unicode
from nnexplain.record import Record
from nnexplain.symbolic.agreement import Finding, UncheckedError
from nnexplain.symbolic.statement import Statement

_SYMBOLS = (Unicode(17, numbers=False), Latex(17, numbers=False))  # a constant in a formula is not rounded
_NUMBERS = (Unicode(numbers=True), Latex(numbers=True))


class LeftOut(Record):
    """A line that is not there: what it would have been about, and why it is not."""

    what: str
    why: str


Line = Statement | LeftOut


def attempt(what: Callable[[], str], line: Callable[[], Statement | None]) -> Iterator[Line]:
    """The line; or, where it costs too much or nothing can check it, that it is left out."""
    try:
        found = line()
    except (BudgetSpent, UncheckedError) as error:
        yield LeftOut(what(), str(error))
    else:
        if found is not None:
            yield found


def rest(count: int) -> str:
    """What a line says of entries that are not spelled out."""
    if count < 1:
        return ""
    return "; the other entry goes the same way" if count == 1 else f"; the other {count} entries go the same way"


def equation(sides: Sequence[Written], because: str, finding: Finding, *, numbers: Written | None = None,
             value: Leaf | None = None) -> Statement:  # fmt: skip
    """``a = b``, and where given ``= (with the numbers) = value``."""
    texts = []
    exact = value is not None and holds_exactly(numbers or value, value, 4)
    for symbolic, numeric, about in zip(_SYMBOLS, _NUMBERS, ("≈", r"\approx"), strict=True):
        text = " = ".join(symbolic.text(side) for side in sides)
        if numbers is not None:
            text += f" = {numeric.text(numbers)}"
        if value is not None:
            text += f" {'=' if exact else about} {numeric.text(value)}"
        texts.append(text)
    return Statement(texts[0], texts[1], because + finding.remark, finding.checked)
