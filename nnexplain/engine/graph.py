"""The graph that running a calculation builds.

A calculation is written once, in operations; running it with numbers gives every operation a value
at once and remembers what it was made of. Everything else (written arithmetic, symbols, exact
values, gradients) reads this graph.
"""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence, Set
from copy import copy
from functools import partial
from inspect import signature
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypedDict, TypeVar, Unpack, cast

import numpy as np

from nnexplain.arrays import Array, Index
from nnexplain.discovery import doc
from nnexplain.engine.carriers.numbers import NUMBERS
from nnexplain.engine.trace import Trace
from nnexplain.notation.tree import Operators, Symbol, Tree, Written, as_symbol

if TYPE_CHECKING:
    import numpy.typing as npt

    from nnexplain.engine.carriers import Carrier
    from nnexplain.engine.labels import Labels, Names
    from nnexplain.engine.reader import Reader

C = TypeVar("C")
_serials = itertools.count()


class Params(TypedDict, total=False):
    """What operations take besides their operands."""

    shape: tuple[int, ...]
    over: str  # "all": of every entry, not along the last axis
    keep: bool  # the axis stays, with length 1
    targets: npt.ArrayLike  # classes: one, or one for each row
    ids: npt.ArrayLike  # rows of a table: one, or several
    by: str  # what ``ids`` are called in formulas, or a calculation in words
    at: int
    heads: int
    width: int
    height: int
    count: int
    base: float
    times: float  # a number that multiplies
    parts: float  # and one that divides


class Kind(ABC):
    """How the entries of an operation's value come from entries of its inputs (see ``patterns``)."""

    arithmetic = True  # False where entries only move

    def value(self, op: Op, inputs: list[Array], params: Params) -> Array:
        """The whole value, with NumPy."""
        return np.asarray(op.numeric(*inputs, **params), dtype=np.float64)

    def adds(self, params: Params) -> bool:
        """Whether ``value`` does more than the operation's own kernel."""
        return type(self).value is not Kind.value

    @abstractmethod
    def cell(self, reader: Reader[C], node: Node, index: Index) -> C:
        """One entry, in the reader's carrier."""

    def labels(self, node: Node, given: Sequence[Labels]) -> Labels:
        """What the places along its axes are called, from those of its inputs: by default as broadcasting goes."""
        names: list[Names] = [()] * node.ndim
        for part in given:
            for axis, found in enumerate(reversed(part), 1):
                if axis <= node.ndim and len(found) == node.shape[-axis] and not names[-axis]:
                    names[-axis] = found
        return tuple(names)

    def sample(self, draw: Draw, operands: int) -> Sample:
        """What the generic tests feed an operation that takes any numbers."""
        return tuple(draw(2, 3) for _ in range(operands)), {}


class Draw(Protocol):
    """Random arrays: ``draw(2, 3, low=0.5, high=3)``."""

    def __call__(self, *shape: int, low: float = ..., high: float = ...) -> Array: ...

    def choice(self, options: Sequence[C]) -> C: ...


Sample = tuple[tuple[Array, ...], Params]


class Node(Operators["Node", "Operand"]):
    """A value in the graph, what it was made of, and how a reader sees it."""

    title: str = ""
    kind: str = ""  # its step's, where the lesson says it
    view: str | None = None
    public: bool = False  # it appears in ``values``
    through: bool = False  # formulas show what it is made of instead of its name (``w · x``)
    lined: bool = False  # its gradient gets a line even where it is another's
    labels: Labels | None = None  # what the places along its axes are called, where an input says it
    meaning: str = ""  # what its symbol stands for, where no step says it
    together: Together | None = None  # it works the gradients of the steps before it out of its own

    def __init__(
        self,
        op: Op | None,
        inputs: tuple[Node, ...],
        params: Params,
        value: Array,
        *,
        name: str | None = None,  # where a reader stops
        symbol: Symbol | None = None,
        constant: bool = False,  # no gradient is asked for
        here: bool = False,  # numbers that hold at this run's inputs only (which of several is the largest)
        inexact: frozenset[Index] = frozenset(),
        body: Node | None = None,  # the worked inside of a composite operation,
        parts: Sequence[Node] = (),  # and its named sub-steps
    ) -> None:
        self.op, self.inputs, self.params, self.value = op, inputs, params, value
        self.name, self.symbol, self.constant, self.here, self.inexact = name, symbol, constant, here, inexact
        self.body, self.parts = body, parts
        self.notes: list[str] = []
        self.serial = next(_serials)

    def but(self, **changes: object) -> Node:
        """The same with some of it changed."""
        made = copy(self)
        vars(made).update(changes)
        return made

    @property
    def shape(self) -> tuple[int, ...]:
        return self.value.shape

    @property
    def ndim(self) -> int:
        return self.value.ndim

    @property
    def made_by(self) -> Op:
        """The operation, of a node that has one: an input has none."""
        assert self.op is not None
        return self.op

    def __bool__(self) -> bool:
        raise TypeError("a node has no truth value: a calculation runs once, and its other readings follow its graph")

    def __repr__(self) -> str:
        return f"<{self.name or (self.op.name if self.op else 'input')} {self.value.tolist()}>"

    def _made(self, sign: str, *operands: Operand) -> Node:
        return OPERATORS[sign](*operands)


class Together(NamedTuple):
    """Steps whose gradients cancel where one is taken after another, though that is how they are written.

    ``slopes`` has the numbers, from the gradient of the last of the steps: one array for each of the ``steps`` before
    it, which nothing else is made of, and one for their ``source``, if there is one, which may have other uses.
    """

    slopes: Callable[[Array], Sequence[Array]]
    steps: tuple[Node, ...]
    source: Node | None = None


Operand = Node | Array | float | int


# what + − × ÷ and powers of nodes are: the arithmetic, which is made of nodes itself, fills it
OPERATORS: dict[str, Op] = {}


def constant(
    value: npt.ArrayLike, symbol: str | Symbol | None = None, *, inexact: Iterable[Index] = (), here: bool = False
) -> Node:
    """A number of the calculation that no gradient is asked for (a temperature, d_k, a factor 2)."""
    shown = as_symbol(symbol) if symbol is not None else None
    array = np.asarray(value, dtype=np.float64)
    return Node(None, (), {}, array, symbol=shown, constant=True, inexact=frozenset(inexact), here=here)


def chosen(value: npt.ArrayLike, by: str, which: str) -> Node:
    """The 0s and 1s that say which entries were taken, at this run's inputs; few of them are shown as they are."""
    made = constant(value, f"1_{by}" if np.size(value) > 8 else None, here=True)
    marks = f"1_{by} is 1 there and 0 elsewhere" if made.symbol else "1 for it, 0 for any other"
    made.meaning = f"The gradient of {by} goes to the {which} alone: {marks}."
    return made


def given(name: str, value: npt.ArrayLike, symbol: str | Symbol | None = None, inexact: Iterable[Index] = ()) -> Node:
    """An input of the calculation."""
    shown = as_symbol(symbol if symbol is not None else name)
    array = np.asarray(value, dtype=np.float64)
    return Node(None, (), {}, array, name=name, symbol=shown, inexact=frozenset(inexact))


def enter(node: Node) -> Node:
    """An input that is first used here: a backward pass reaches it with its layer, not after all of them."""
    node.serial = next(_serials)
    return node


def lone(given: Node, shape: tuple[int, ...]) -> Node:
    """A lone number in a shape that has room for one, in its place: a reader sees the input in that shape."""
    inexact = frozenset((0,) * len(shape) for _ in given.inexact)
    node = given.but(value=given.value.reshape(shape), inexact=inexact)
    Trace.take(node)
    return node


def reworked(node: Node, value: Array) -> Node:
    """The same, with its number worked in another way than its operation does."""
    return node.but(value=np.asarray(value, dtype=np.float64), serial=next(_serials))


def lift(operand: Operand) -> Node:
    return operand if isinstance(operand, Node) else constant(operand)


Formula = Callable[..., object]  # (carrier, *parts, **params): what a part is in the carrier (see ``carriers``)
Kernel = Callable[..., Array]  # (*arrays, **params)
GradientRule = Callable[..., Iterable["Node | Shortcut | None"]]  # (upstream, node, *inputs, **params)
Notation = Callable[..., Written]  # (node, *parts)
Sampler = Callable[[Draw], Sample]
Meaning = Callable[["Node"], str]


class Shortcut(NamedTuple):
    """A gradient that is reported but not passed on: a shorter way to the inputs was taken."""

    node: Node


class Op:
    """One operation: a formula over any carrier, and a gradient rule written in operations."""

    stable: Kernel | None = None  # the float64 kernel where the formula as written loses digits
    on_paper: Kernel | None = None  # one that keeps to what is written, where the formula will not do for arrays
    gradient_rule: GradientRule | None = None
    sample: Sampler | None = None

    def __init__(
        self,
        formula: Formula,
        kind: Kind,
        notation: Notation | None = None,
        *,
        composite: bool = False,  # its formula is made of operations, and its parts are steps
        reads_past: bool = False,  # its kernel uses inputs that the written formula does not
        switch: bool = False,  # it is 0 where it lets nothing pass
        meaning: Meaning | None = None,  # what a page says of its sign, where one has to be told
    ) -> None:
        self.formula, self.kind, self.notation, self.meaning = formula, kind, notation, meaning
        self.composite, self.reads_past, self.switch = composite, reads_past, switch
        self.name = formula.__name__.rstrip("_")
        self.__doc__, self.__module__ = formula.__doc__, formula.__module__

    @property
    def rule(self) -> str:
        """What the operation does: the first line of its docstring."""
        return doc(self.formula).partition("\n")[0]

    def __call__(self, *operands: Operand, **params: Unpack[Params]) -> Node:
        inputs = tuple(lift(operand) for operand in operands)
        if self.composite:
            return self._work(inputs, params)
        value = self.kind.value(self, [node.value for node in inputs], params)
        return Node(self, inputs, params, value)

    def _work(self, inputs: tuple[Node, ...], params: Params) -> Node:
        with Trace() as inside:
            body = cast("Node", self.formula(*inputs, **params))
        value = body.value if self.stable is None else self.stable(*(n.value for n in inputs), **params)
        return Node(self, inputs, params, np.asarray(value, dtype=np.float64), body=body, parts=inside.nodes)

    @property
    def numeric(self) -> Kernel:
        """What NumPy works it by: its kernel, or its formula over numbers."""
        return self.stable if self.stable is not None else cast("Kernel", partial(self.formula, NUMBERS))

    def read(self, carrier: Carrier[C], *parts: object, **params: object) -> C:
        """The formula of those parts; in a carrier it gives what the carrier carries, as its own types say."""
        return cast("C", self.formula(carrier, *parts, **params))

    def drawn(self, draw: Draw) -> Sample:
        """What the generic tests feed it."""
        if self.sample is not None:
            return self.sample(draw)
        return self.kind.sample(draw, len(signature(self.formula).parameters) - (not self.composite))

    def gradient(self, rule: GradientRule) -> GradientRule:
        """Register the rule: ``rule(upstream, node, *inputs, **params)`` → one gradient per input."""
        self.gradient_rule = rule
        return rule

    def kernel(self, function: Kernel) -> Kernel:
        """Register the float64 kernel for where the formula as written loses digits."""
        self.stable = function
        return function

    def samples(self, function: Sampler) -> Sampler:
        """Register what the generic tests feed it: ``function(draw)`` → (arrays, params).

        One that takes any numbers needs none (see ``Kind.sample``).
        """
        self.sample = function
        return function

    def write(self, *parts: Written, node: Node) -> Written:
        """The operation applied to whole arrays, as a formula shows it."""
        if self.notation is not None:
            return self.notation(node, *parts)
        return Tree(self.name, parts)


def op(
    kind: Kind,
    *,
    notation: Notation | None = None,
    composite: bool = False,
    reads_past: bool = False,
    switch: bool = False,
    meaning: Meaning | None = None,
) -> Callable[[Formula], Op]:
    """Make an operation of a formula; its name and its rule in words come from the function."""

    return lambda formula: Op(
        formula, kind, notation, composite=composite, reads_past=reads_past, switch=switch, meaning=meaning
    )


def by_rule(node: Node) -> str:
    """The meaning of an operation whose rule in words says it all."""
    return node.made_by.rule


def ancestors(*ends: Node, into_bodies: bool = False, stops: Set[int] = frozenset()) -> list[Node]:
    """Every node the ends were made of, in the order of their making (iterative: training is deep).

    ``stops`` are serial numbers of nodes that are listed but not gone past.
    """
    seen: dict[int, Node] = {}
    pending = list(ends)
    while pending:
        node = pending.pop()
        if node.serial in seen:
            continue
        seen[node.serial] = node
        if node.serial in stops:
            continue
        pending.extend(node.inputs)
        if into_bodies and node.body is not None:
            pending.append(node.body)
    return [seen[serial] for serial in sorted(seen)]
