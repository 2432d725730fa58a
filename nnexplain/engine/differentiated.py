"""What a backward pass differentiates: the result, or where that is no single number the sum of its entries."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import reduce

from nnexplain.engine.backward import Backward
from nnexplain.engine.remark import Figure, Remark, Told
from nnexplain.notation.tree import Leaf, Symbol, Tree, Written
from nnexplain.notation.unicode import Unicode, symbol_text

_MOST = 3  # entries whose sum is written out, and whose factors are told


def whole(back: Backward) -> Written:
    """``y₁ + y₂``, or where a gradient comes in ``g₁ × y₁ + g₂ × y₂``; of many entries Σ."""
    y = back.result.symbol or Symbol("y")
    if back.result.ndim == 1 and back.result.value.size <= _MOST:
        terms = [_term(back, y, (place,)) for place in range(back.result.value.size)]
        return reduce(lambda a, b: a + b, terms)
    return _term(back, y, ()) if back.result.ndim == 0 else Tree("sum", (_term(back, y, (), "odot"),))


def _term(back: Backward, y: Symbol, index: tuple[int, ...], sign: str = "*") -> Written:
    entry = Leaf(symbol=y, index=index)
    return Tree(sign, (Leaf(symbol=back.seed.symbol, index=index), entry)) if back.given else entry


def sentence(back: Backward, option: str) -> str | Remark:
    """That sum in words, and the gradient that comes in; ``option`` is what that is asked for by.

    >>> from nnexplain.engine.graph import given
    >>> y = given("x", [1.0, 2.0]) * 3
    >>> print(sentence(Backward(y), "--upstream"))
    Each gradient is a derivative of s = y₁ + y₂, since no --upstream is given: g = [1, 1].
    """
    top = symbol_text(back.top)
    if back.plain:
        return f"Each gradient is a derivative of {top}."
    text = f"Each gradient is a derivative of {top} = {Unicode(numbers=False).text(whole(back))}"
    text += ", with the given " if back.given else f", since no {option} is given: "
    if back.seed.ndim > 1 or back.seed.value.size > _MOST:
        return text + ("g." if back.given else "every entry of g is 1.")
    entries = [float(entry) for entry in back.seed.value.flat]
    values: dict[str, Told] = {f"g{place}": _typed(entry) for place, entry in enumerate(entries)}
    listed = ", ".join(f"{{{name}}}" for name in values)
    return Remark(text + f"g = {f'[{listed}]' if back.seed.ndim else listed}.", values)


def _typed(entry: float) -> Figure:
    return Figure(entry, lambda: Fraction(Decimal(repr(entry))))
