"""``a = b = c``: each side of a chain held against the next, to the digits that are printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

import numpy as np

from nnexplain.arrays import Array, normal
from nnexplain.engine.graph import Node
from nnexplain.engine.naming import say
from nnexplain.engine.reader import ExactReader
from nnexplain.engine.trace import claim
from nnexplain.errors import plural
from nnexplain.notation.decimals import exact_decimal, round_exactly, terminates
from nnexplain.notation.unicode import Unicode
from nnexplain.parser.expression import build
from nnexplain.parser.tree import Apply, Expression, Number, Program, Statement, walk
from nnexplain.worked.claim import Claim

Seeing = Callable[[Apply, Node], None]
_ALL = {1: "The equality holds.", 2: "Both equalities hold."}
_DUST = 1e-12  # what float64 leaves of nothing


def check(program: Program, names: Mapping[str, Node], built: list[tuple[str | None, Node]], see: Seeing) -> None:
    """Judges every pair of neighbouring sides, and says what came of it; ``see`` looks at every operation."""
    known = dict(names)
    found: list[Claim] = []
    for statement, (name, node) in zip(program.statements, built, strict=True):
        found += _Chain(program, known, statement, node, see).judged()
        if name is not None:
            known[name] = node
    for each in found:
        claim(each)
    wrong = [each for each in found if not each.holds]
    if not found:
        return
    if not wrong:
        say(_ALL.get(len(found), f"All {len(found)} equalities hold."))
    elif len(found) == 1:
        say(f"The equality does not hold{_instead(wrong[0])}.")
    else:
        say(f"{len(wrong)} of {plural(len(found), 'equality')} {'does' if len(wrong) == 1 else 'do'} not hold.")


def _instead(wrong: Claim) -> str:
    return f": it would with {wrong.should} on its right" if wrong.should else ""


class _Side:
    """One side: its tree, its value, and how far the digits it prints let it stray."""

    def __init__(self, program: Program, names: Mapping[str, Node], tree: Expression, node: Node | Seeing) -> None:
        self.program, self.names, self.tree = program, names, tree
        self.node = node if isinstance(node, Node) else self._worked(tree, node)
        self.value = self.node.value
        self._reader = ExactReader()

    @property
    def text(self) -> str:
        return " ".join(self.program.text[self.tree.span.start : self.tree.span.end].split())

    def exact(self, index: tuple[int, ...]) -> Fraction | None:
        return self._reader.of(self.node, index)

    def _worked(self, tree: Expression, see: Seeing | None = None) -> Node:
        alone = self.program._replace(statements=(Statement(None, tree, tree.span),))

        def seen(part: Apply, node: Node) -> Node:
            if see is not None:
                see(part, node)
            return node

        return build(alone, self.names, noting=seen)[0][1]

    @property
    def printed(self) -> bool:
        """Whether it is a number, or numbers, as one writes down a result."""
        return all(isinstance(part, Number) or getattr(part, "head", "") in ("neg", "list") for part in walk(self.tree))

    def play(self, against: _Side | None) -> Array:
        """What half a unit in the last digit of its rounded numbers does to it; those of ``against`` are as given."""
        total = np.zeros(self.value.shape)
        given = {part.text for part in walk(against.tree) if isinstance(part, Number)} if against is not None else set()
        for number in [part for part in walk(self.tree) if isinstance(part, Number)]:
            half = _half_a_unit(number)
            if number.text == "∞" or (not self.printed and (number.decimals == 0 or number.text in given)):
                continue
            moved = [self._worked(_with(self.tree, number, sign * half)).value for sign in (1, -1)]
            total = total + np.maximum(*(np.abs(each - self.value) for each in moved))
        return total

    @property
    def decimals(self) -> int:
        return max((part.decimals for part in walk(self.tree) if isinstance(part, Number)), default=0)


class _Chain:
    """A statement's sides, from the left; a side that had to be rounded is as good as its digits in the next pair."""

    def __init__(
        self, program: Program, names: Mapping[str, Node], statement: Statement, node: Node, see: Seeing
    ) -> None:
        self.sides = [_Side(program, names, statement.expression, node)]
        self.signs = [each.sign for each in statement.claims]
        self.sides += [_Side(program, names, each.expression, see) for each in statement.claims]

    def judged(self) -> Iterator[Claim]:
        rounded = False
        for sign, left, right in zip(self.signs, self.sides, self.sides[1:], strict=False):
            made = _judged(sign, left, right, rounded=rounded)
            rounded = made.holds and not made.exact
            yield made


def _judged(sign: str, left: _Side, right: _Side, *, rounded: bool) -> Claim:
    text = f"{left.text} {sign} {right.text}"
    both = normal(left.value), normal(right.value)
    if left.value.shape != right.value.shape:
        return Claim(text, *both, holds=False, exact_left=left.exact)
    exact = _is_exact(left, right)
    with np.errstate(all="ignore"):
        off = np.abs(left.value - right.value)
    if not exact:
        play = np.zeros(left.value.shape) if _needs_no_rounding(left, right) else right.play(left)
        play = play + (left.play(None) if rounded and not left.printed else 0.0)
        size = _DUST * np.maximum(1.0, np.abs(left.value))
        holds = bool((off <= play * (1 + 1e-9) + size).all())
        exact = bool((off <= size).all()) and not right.printed
    else:
        holds = True
    return Claim(
        text, *both, holds=holds, exact=exact, should="" if holds else _should(left, right), exact_left=left.exact
    )


def _is_exact(left: _Side, right: _Side) -> bool:
    pairs = [(left.exact(index), right.exact(index)) for index in np.ndindex(left.value.shape)]
    infinite = np.isinf(left.value).all() and bool((left.value == right.value).all())
    return infinite or all(one is not None and one == other for one, other in pairs)


def _needs_no_rounding(left: _Side, right: _Side) -> bool:
    """Whether the left side could be written out in the digits that an expression on the right prints."""
    if right.printed:
        return False
    exact = [left.exact(index) for index in np.ndindex(left.value.shape)]
    return all(
        number is not None and terminates(number) and round_exactly(number, right.decimals) == number
        for number in exact
    )


def _should(left: _Side, right: _Side) -> str:
    """What would be right on the right side, in as many decimals as it prints."""
    decimals = right.decimals if right.printed else None

    def written(index: tuple[int, ...]) -> str:
        value, exact = float(left.value[index]), left.exact(index)
        if decimals is None or not np.isfinite(value):
            return Unicode().number(value, exact)
        number = round_exactly(exact if exact is not None else Fraction(repr(value)), decimals)
        return Unicode().figures(f"{exact_decimal(number):.{decimals}f}")

    def listed(index: tuple[int, ...]) -> str:
        if len(index) == left.value.ndim:
            return written(index)
        return f"[{', '.join(listed((*index, place)) for place in range(left.value.shape[len(index)]))}]"

    return listed(()) if left.value.size <= 16 else ""


def _half_a_unit(number: Number) -> Decimal:
    return Decimal(1).scaleb(-number.decimals) / 2


def _with(tree: Expression, number: Number, more: Decimal) -> Expression:
    """The tree with that one number a little larger."""
    if tree is number:
        moved = Decimal(number.text) + more
        found = Number(f"{abs(moved):f}", number.span)
        return found if moved >= 0 else Apply("neg", (found,), number.span)
    if not isinstance(tree, Apply):
        return tree
    return tree._replace(args=tuple(_with(part, number, more) for part in tree.args))
