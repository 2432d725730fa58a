"""Lines of a derivation in both notations, and what is said of those that are left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from nnexplain.arrays import Index
from nnexplain.engine import retyped
from nnexplain.engine.exactness import holds_exactly
from nnexplain.engine.graph import Node
from nnexplain.limits import BudgetSpent
from nnexplain.notation.folding import folded
from nnexplain.notation.sides import Side, in_symbols
from nnexplain.notation.tree import Leaf, Symbol, Tree, Written
from nnexplain.symbolic.agreement import Finding, UncheckedError
from nnexplain.symbolic.fold import Entry
from nnexplain.symbolic.general import General, general
from nnexplain.symbolic.notation import DerivedUnicode
from nnexplain.symbolic.statement import Statement

MOST_ENTRIES = 4  # entries of an array that a derivation spells out: a 2 × 2 matrix whole
MOST_WHOLE = 32  # entries of an array all of which are looked at; of a larger one the first two and the last of an axis
MOST_LISTED = 8  # entries of an array that stand in one line
_DIGITS = 4
_SYMBOLS = DerivedUnicode(17, numbers=False)  # a constant is not rounded


class LeftOut(NamedTuple):
    """A line that is not there: what it would have been about, and why it is not."""

    what: str
    why: str


Line = Statement | LeftOut


class Fact(NamedTuple):
    """The line of one entry: sides that are equal, and what its check came to (None and why: nothing checks it)."""

    sides: tuple[Written, ...]
    finding: Finding | None
    why: str = ""


class Part(NamedTuple):
    """A part of a derivation: its heading, and the reason that its lines share; ``note`` is said with each of them."""

    heading: str
    because: str
    note: str = ""


def entry_leaf(node: Node, index: Index) -> Entry:
    """A value's entry by its symbol."""
    return Entry(None, None, node.symbol or Symbol(str(node.name)), index, node.shape)


def text(written: Written) -> str:
    """As a sentence names it."""
    return _SYMBOLS.text(written)


def picked(size: int, *, whole: bool) -> Sequence[int]:
    """The places of an axis that are looked at."""
    return range(size) if whole or size <= 3 else (0, 1, size - 1)


def places(shape: tuple[int, ...], *, whole: bool) -> Iterator[Index]:
    """The places of an array that are looked at."""
    return product(*(picked(size, whole=whole) for size in shape))


def fact(sides: Callable[[], tuple[Written, ...]], check: Callable[[], Finding]) -> Fact:
    """An entry's line; one that nothing can check says why."""
    try:
        finding = check()
    except UncheckedError as error:
        return Fact(sides(), None, str(error))
    return Fact(sides(), finding)


def attempt(what: Written | str, line: Callable[[], Statement | None]) -> Iterator[Line]:
    """The line; or, where it costs too much or nothing can check it, that it is left out."""
    try:
        found = line()
    except (BudgetSpent, UncheckedError) as error:
        yield left_out(what, error)
    else:
        if found is not None:
            yield found


def left_out(what: Written | str, error: Exception) -> LeftOut:
    return LeftOut(what if isinstance(what, str) else text(what), str(error))


def together(facts: Sequence[Fact], part: Part, *, whole: bool = True) -> Iterator[Line]:
    """The lines of an array's entries, those alike as one general line; a wrong one stands by itself."""
    for one in facts:
        if one.finding is not None and not one.finding.checked:
            yield Statement(in_symbols(one.sides), part.because, checked=False)
    found = general([one.sides for one in facts], lambda size: picked(size, whole=whole))
    for group in found:
        members = [facts[place] for place in group.members]
        if all(one.finding is None for one in members):
            yield LeftOut(text(group.sides[0]), members[0].why)
        elif group.alike:
            yield _general(group, members, part, whole)
        else:
            yield from _one_by_one(members, part)


def _general(group: General, facts: Sequence[Fact], part: Part, whole: bool) -> Statement:
    note = _remarks(facts)
    if group.letters and not whole:
        note += "; of each long axis places 1, 2 and the last were checked"
    every = "; checked for every entry" if group.letters and whole else ""
    return _statement(group.sides, part, note, group.where, every)


def _one_by_one(facts: Sequence[Fact], part: Part) -> Iterator[Statement]:
    """Lines with nothing in common but what they are about: the first few, and how many more there are."""
    known = [one for one in facts if one.finding is not None]
    shown, count = known[:MOST_ENTRIES], len(facts) - MOST_ENTRIES
    for one in shown:
        (group,) = general([one.sides], range)
        yield _statement(group.sides, part, _remarks([one]) + (others(count) if one is shown[-1] else ""))


def spelled_out(size: int) -> int:
    """How many entries of an array are: a small one's all, of a larger one the first."""
    return size if size <= MOST_ENTRIES else 1


def others(count: int, *, nothing: bool = False) -> str:
    """What is said of entries that are not spelled out."""
    if count < 1:
        return ""
    one = count == 1
    way = ("is 0" if one else "are 0") if nothing else ("goes the same way" if one else "go the same way")
    return f"; the other {'entry' if one else f'{count} entries'} {way}"


def _remarks(facts: Sequence[Fact]) -> str:
    """What is said of the checks: of all of them, or of how many."""
    found = Counter(one.why and f"; {one.why}" if one.finding is None else one.finding.remark for one in facts)
    found.pop("", None)
    return "".join(
        remark + (f" (at {count} of {len(facts)} entries)" if count < len(facts) else "")
        for remark, count in found.items()
    )


def _statement(sides: Sequence[Written], part: Part, note: str, where: str = "", more: str = "") -> Statement:
    said = "; ".join(filter(None, [part.note, note.removeprefix("; ")]))
    return Statement(in_symbols(sides, where), part.because + more + note, True, part.heading, said)


def equation(sides: Sequence[Written], part: Part, finding: Finding, *, numbers: Written | None = None,
             value: Leaf | None = None, more: str = "") -> Statement:  # fmt: skip
    """``a = b``, and where given ``= (with the numbers) = value``, in digits that give the value when retyped."""
    line = None if value is None else retyped.line(value if numbers is None else numbers, value, _DIGITS)
    if line is not None and line.lost:
        line, numbers, more = line._replace(exact=False), None, f"; {line.lost}: it is worked otherwise{more}"
    elif line is not None and line.replaced:
        more = f"; {retyped.why(line.replaced[0][0])}{more}"
    shown = in_symbols(sides)
    if numbers is not None:
        shown.append(Side(numbers, "=") if line is None else Side(line.written, "=", more=line.more))
    if line is not None and value is not None:
        shown.append(Side(value, "=" if line.exact else "≈"))
    note = finding.remark + more
    return Statement(shown, part.because + note, finding.checked, part.heading, note.removeprefix("; "))


def listing(name: Entry, part: Part, values: Sequence[Leaf]) -> Statement:
    """A value's entries in one line, those of a matrix row by row."""
    exact = all(holds_exactly(one, one, 4) for one in values)
    shown = Side(name, numbers=False), Side(_nested(values, name.shape), "=" if exact else "≈")
    return Statement(shown, part.because, True, part.heading)


def _nested(values: Sequence[Written], shape: tuple[int, ...]) -> Written:
    if not shape:
        return values[0]
    size = len(values) // shape[0]
    rows = (_nested(values[row * size : (row + 1) * size], shape[1:]) for row in range(shape[0]))
    return Tree("list", tuple(rows))


def tidy(tree: Written) -> Written:
    """The tree without plain numbers that change nothing."""
    return folded(tree, lambda part: _is(part, 0), lambda part: _is(part, 1))


def _is(part: Written, number: int) -> bool:
    return isinstance(part, Leaf) and part.symbol is None and part.value == number
