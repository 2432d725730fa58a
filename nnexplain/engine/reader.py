"""Reads one entry of a node in a carrier, stopping at the leaves it is told to stop at."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import cached_property
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from nnexplain.arrays import Index
from nnexplain.engine.carriers.exact import EXACT, MINUS_INFINITY, ROUNDED, Entry, Exact, Rounded, settle
from nnexplain.engine.carriers.written import WRITING
from nnexplain.engine.graph import Node
from nnexplain.notation.decimals import as_typed
from nnexplain.notation.tree import Leaf, Symbol, Tree, Written, lift

if TYPE_CHECKING:
    from nnexplain.engine.carriers import Lines
    from nnexplain.engine.carriers.digits import Decimals
    from nnexplain.engine.patterns import Spots

_MOST_LEAVES = 100_000  # remembered
MOST_WRITTEN, FIRST = 100, 8  # a longer line is written as its first terms
C = TypeVar("C")
LeafRule = Callable[[Node, Index], C | None]


class Reader(Generic[C]):
    """``leaf(node, index)`` gives the carrier's leaf, or None where the node is to be expanded.

    A composite is read through its body. Entries are remembered, so a shared part is read once.
    """

    def __init__(self, carrier: Lines[C, Sequence[C]], leaf: LeafRule[C]) -> None:
        self.carrier, self.leaf = carrier, leaf
        self._known: dict[tuple[int, Index], C] = {}

    def cell(self, node: Node, index: Index) -> C:
        """One entry of a node."""
        found = self.leaf(node, index)
        return found if found is not None else self.expand(node, index)

    def line(self, node: Node, spots: Spots | Sequence[Index]) -> Sequence[C]:
        """A line of entries, for a formula that takes one."""
        return [self.cell(node, spot) for spot in spots]

    def expand(self, node: Node, index: Index) -> C:
        """One entry of a node from what the node was made of, even where a reader would stop."""
        key = node.serial, index
        if key not in self._known:
            self._known[key] = self._expand(node, index)
        return self._known[key]

    def _expand(self, node: Node, index: Index) -> C:
        if node.body is not None:
            return self.cell(node.body, index)
        return node.made_by.kind.cell(self, node, index)


class ExactReader(Reader[Exact]):
    """Exact values, with a budget: what would take too long counts as rounded, which is always safe."""

    def __init__(self, budget: int = 15_000) -> None:
        super().__init__(EXACT, self._leaf)
        self._budget = budget
        self._found: dict[tuple[int, Index], Fraction | None] = {}
        self._typed: dict[tuple[int, Index], Exact] = {}

    @property
    def spent(self) -> bool:
        """Whether there is nothing left of the budget."""
        return self._budget < 0

    @cached_property
    def identities(self) -> Identities:
        """What rounded entries are made of."""
        return Identities(self)

    @cached_property
    def truths(self) -> Truths:
        """The same entries in many digits."""
        return Truths()

    def _leaf(self, node: Node, index: Index) -> Exact | None:
        self._budget -= 1
        if self._budget < 0:
            return ROUNDED
        if node.op is not None or node.body is not None:
            return None
        key = node.serial, index
        if key not in self._typed:
            rounded = index in node.inexact
            self._typed[key] = Read(self, node, index) if rounded else as_written(float(node.value[index]))
        return self._typed[key]

    def _expand(self, node: Node, index: Index) -> Exact:
        try:
            found = settle(super()._expand(node, index))
        except (ZeroDivisionError, OverflowError):
            return ROUNDED
        return Read(self, node, index) if found is ROUNDED and self._budget >= 0 else found

    def line(self, node: Node, spots: Spots | Sequence[Index]) -> Sequence[Exact]:
        """A line longer than the budget has been rounded without looking."""
        return Cut([ROUNDED], len(spots)) if len(spots) > self._budget else super().line(node, spots)

    def of(self, node: Node, index: Index) -> Fraction | None:
        """The exact value of one entry, or None where it has been rounded; a page asks for some more than once."""
        key = node.serial, index
        if key not in self._found:
            self._found[key] = self._of(node, index)
        return self._found[key]

    def _of(self, node: Node, index: Index) -> Fraction | None:
        value = float(node.value[index])
        tiny = _LEAST < abs(value) < _DUST
        if self.spent and not tiny:
            return None
        try:
            found = self.cell(node, index)
        except RecursionError:
            with deep_recursion():
                found = self.cell(node, index)
        if isinstance(found, Rounded):
            return Fraction(0) if tiny and self._is_nothing(node, index, value) else None
        return found if _is_near(found, value) else None

    def _is_nothing(self, node: Node, index: Index, value: float) -> bool:
        """Whether a number that is tiny beside those it was made of is what rounding left of 0."""
        sizes = (np.abs(part.value[np.isfinite(part.value)]).max(initial=0.0) for part in (node, *made_of(node)))
        return _LEAST < abs(value) / max(sizes) < _DUST and self.truths.vanishes(node, index, value)


_LEAST, _DUST = 1e-60, 1e-9  # beside what a number was made of: what rounding leaves of 0 is in between


def made_of(node: Node) -> Iterator[Node]:
    """The named nodes and numbers that a node's own formula is made of."""
    pending = [*node.inputs, *([node.body] if node.body is not None else [])]
    seen = set[int]()
    while pending:
        part = pending.pop()
        if part.serial in seen:
            continue
        seen.add(part.serial)
        if part.name is not None or not part.inputs:
            yield part
        else:
            pending.extend(part.inputs)


class Read(Entry):
    """A rounded entry of the graph."""

    __slots__ = ("index", "node", "reader")

    def __init__(self, reader: ExactReader, node: Node, index: Index) -> None:
        self.reader, self.node, self.index = reader, node, index

    @property
    def value(self) -> float:
        return float(self.node.value[self.index])

    def is_same(self, other: Entry) -> bool:
        """Two that are not even near are not looked into."""
        if self is other or not isinstance(other, Read):
            return self is other
        if not abs(self.value - other.value) <= 1e-9 * abs(self.value):
            return False
        identities = self.reader.identities
        return identities.of(self) == identities.of(other)


class Identities(Reader[Exact]):
    """Numbers rounded entries by what they are made of: those of one operation on the same are the same.

    Reading an entry through it notes the operands that its formula takes.
    """

    def __init__(self, exact: ExactReader) -> None:
        super().__init__(EXACT, lambda node, index: None)
        self._exact = exact
        self._taken: list[Exact] = []
        self._numbers: dict[Hashable, int] = {}
        self._of: dict[tuple[int, Index], int] = {}

    def cell(self, node: Node, index: Index) -> Exact:
        """An operand, which is noted."""
        found = self._exact.cell(node, index)
        self._taken.append(found)
        return found

    def of(self, entry: Read) -> int:
        """Its number."""
        place = entry.node.serial, entry.index
        if place not in self._of:
            self._of[place] = self._numbers.setdefault(self._making(entry.node, entry.index), len(self._numbers))
        return self._of[place]

    def _making(self, node: Node, index: Index) -> Hashable:
        if node.op is None or node.body is not None:
            return node.serial, index
        self._taken = []
        try:
            node.op.kind.cell(self, node, index)
            params: Hashable = tuple(sorted(node.params.items()))
            hash(params)
        except (ArithmeticError, TypeError):  # classes and ids are lists; nothing is lost where such are not the same
            return node.serial, index
        parts = [self.of(part) if isinstance(part, Read) else part for part in self._taken]
        if ROUNDED in parts:
            return node.serial, index
        return node.op.name, id(node.op), params, tuple(("entry", p) if isinstance(p, int) else p for p in parts)


_MOST_LOOKS = 5_000  # entries read in many digits, about half a second's work
_NOTHING = 1e-30  # of a float64 number whose true value is 0, so many digits leave far less than this


class SpentError(Exception):
    """Looking further would take too long."""


class Truths(Reader["Decimals"]):
    """Reads entries on the inputs as typed in many digits."""

    def __init__(self) -> None:
        from nnexplain.engine.carriers import digits  # brings mpmath

        super().__init__(digits.LONG_NUMBERS, self._leaf)
        self._digits, self._looks = digits, _MOST_LOOKS

    def _leaf(self, node: Node, index: Index) -> Decimals | None:
        self._looks -= 1
        if self._looks < 0:
            raise SpentError
        if node.op is not None or node.body is not None:
            return None
        return self._digits.Decimals(self._digits.long(float(node.value[index])))

    def line(self, node: Node, spots: Spots | Sequence[Index]) -> Sequence[Decimals]:
        """A line longer than there is time for is not begun."""
        if len(spots) > self._looks:
            raise SpentError
        return super().line(node, spots)

    def vanishes(self, node: Node, index: Index, value: float) -> bool:
        """Whether the entry is 0 where float64 has ``value``; what can't be looked into is not."""
        try:
            with self._digits.alone, deep_recursion():
                return bool(abs(self.cell(node, index).value) < _NOTHING * abs(value))
        except (SpentError, ArithmeticError, ValueError):
            return False


def as_written(value: float) -> Exact:
    """A float as its shortest decimal says it, in the exact carrier."""
    found = as_typed(value)
    if found is None:
        return MINUS_INFINITY if value == float("-inf") else ROUNDED
    return found


def _is_near(exact: Fraction, value: float) -> bool:
    """Whether float64 came to the same: 0 times what turns out infinite has no value at all."""
    try:
        return abs(float(exact) - value) <= 1e-6 * max(1.0, abs(value))
    except OverflowError:
        return False


_lock, _limits = Lock(), list[int]()


@contextmanager
def deep_recursion(limit: int = 20_000) -> Iterator[None]:
    """Room for a graph of a few hundred layers.

    The limit is the whole process's: it is raised for the first thread that wants it and put back by the last.
    """
    with _lock:
        _limits.append(sys.getrecursionlimit())
        sys.setrecursionlimit(max(_limits[-1], limit))
    try:
        yield
    finally:
        with _lock:
            before = _limits.pop()
            if not _limits:
                sys.setrecursionlimit(before)


class Cut(list[C]):
    """The first entries of a long line, or what stands for all of it; ``length`` is that of the whole."""

    def __init__(self, entries: Iterable[C], length: int) -> None:
        super().__init__(entries)
        self.length = length


class _Writer(Reader[Written]):
    """Writes a long line as its first entries: nobody reads a thousand terms."""

    def line(self, node: Node, spots: Spots | Sequence[Index]) -> Sequence[Written]:
        if len(spots) <= MOST_WRITTEN:
            return super().line(node, spots)
        return Cut(super().line(node, list(islice(spots, FIRST))), len(spots))


class ArithmeticWriter:
    """The written arithmetic of a step, entry by entry, with exactness decided for each number."""

    def __init__(self) -> None:
        self.exact = ExactReader()
        self._reader = _Writer(WRITING, self._leaf)
        self._leaves: dict[tuple[int, Index], Leaf] = {}

    def leaf(self, node: Node, index: Index) -> Leaf:
        """The entry as one number; those that many lines use are made once."""
        key = node.serial, index
        found = self._leaves.get(key)
        if found is None:
            found = Leaf(float(node.value[index]), self.exact.of(node, index), node.symbol, index)
            found.source = self.exact, node, index
            if len(self._leaves) < _MOST_LEAVES:
                self._leaves[key] = found
        return found

    def _leaf(self, node: Node, index: Index) -> Written | None:
        if node.name is None and (node.op is not None or node.body is not None):
            return None
        return self.leaf(node, index)

    def entry(self, node: Node, index: Index) -> Written:
        """How one entry of a named node is computed from the named nodes before it."""
        return self.leaf(node, index) if node.op is None and node.body is None else self._reader.expand(node, index)


def formula(node: Node, *, through: bool = False) -> Written:
    """A step's formula over whole arrays, stopping at named nodes (with ``through`` only at inputs)."""
    if node.op is None:
        return _name(node)
    return node.op.write(*(_operand(part, through) for part in node.inputs), node=node)


def _operand(node: Node, through: bool) -> Written:
    stops = node.name is not None and not (node.through or through)
    return _name(node) if stops else formula(node, through=through)


def _literal(node: Node, index: Index = ()) -> Written:
    """A short array of plain numbers, written out: [1, 2]."""
    if len(index) == node.ndim:
        return lift(node.value[index])
    return Tree("list", tuple(_literal(node, (*index, k)) for k in range(node.shape[len(index)])))


def _name(node: Node) -> Written:
    if node.symbol is None:
        if node.ndim:
            return _literal(node) if node.value.size <= 8 else Leaf(symbol=Symbol("c"))
        return lift(node.value)
    value = float(node.value) if node.ndim == 0 else None
    return Leaf(value, None, node.symbol)
