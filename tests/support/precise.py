"""The true value of every entry of a node, to as many digits as it takes, and how far float64 may be off.

The bound: 4 (1 + Σ|xᵢ ∂f/∂xᵢ| / |f|) units in the last place, the sum over the inputs. Below the normal
numbers it is never less than 4 steps of the smallest subnormal.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from mpmath import mp, mpf

from nnexplain.arrays import Index
from nnexplain.engine.graph import Node
from nnexplain.engine.reader import Reader, deep_recursion
from tests.support import jets

LEVELS = (50, 110, 420, 1000, 2600)  # digits
DEEP = (350, 420, 1000, 2600)  # for extremes, where two readings can both lose a term to too few digits
AGREED = mpf(10) ** -25
STEP = mpf(2) ** -1074  # the smallest subnormal
LEAST = mpf(2) ** -1022  # the smallest normal number
MOST = mpf(sys.float_info.max)


class Truth:
    """An entry's true value, its slopes by the inputs, and its pull: Σ|xᵢ ∂f/∂xᵢ|."""

    __slots__ = ("pull", "slopes", "value")

    def __init__(self, value: Any, slopes: dict[Any, Any], pull: Any) -> None:
        self.value, self.slopes, self.pull = value, slopes, pull

    @property
    def allowed(self) -> Any:
        size = abs(self.value)
        if size == 0:
            return max(4 * STEP, 4 * mpf(2) ** -52 * self.pull)
        unit = mpf(2) ** (mp.floor(mp.log(size, 2)) - 52) if size >= LEAST else size * mpf(2) ** -52
        return max(4 * STEP, 4 * (1 + self.pull / size) * unit)

    def admits(self, found: float, times: int = 1) -> bool:
        """Whether float64 came as near as it can."""
        if mp.isnan(self.value):
            return math.isnan(found)
        if math.isnan(found):
            return False
        with mp.workdps(60):
            if mp.isinf(self.value):
                return found == float(self.value)
            if math.isinf(found):
                return abs(self.value) + self.allowed >= MOST and (found > 0) == (self.value > 0)
            return bool(abs(mpf(found) - self.value) <= times * self.allowed)

    def explain(self, found: float) -> str:
        with mp.workdps(30):
            if not (math.isfinite(found) and mp.isfinite(self.value)):
                return f"{found!r} instead of {mp.nstr(self.value, 20)}"
            off = abs(mpf(found) - self.value)
            return (
                f"{found!r} instead of {mp.nstr(self.value, 20)}: off by {mp.nstr(off, 3)}, "
                f"allowed {mp.nstr(self.allowed, 3)} (pull {mp.nstr(self.pull, 3)})"
            )


def as_given(node: Node, index: Index) -> float:
    """An input as float64 holds it."""
    return float(node.value[index])


def as_typed(node: Node, index: Index) -> str:
    """An input as its shortest decimal says it."""
    return repr(float(node.value[index]))


def _leaf(read: Callable[[Node, Index], Any], stops: frozenset[int]) -> Callable[[Node, Index], Any]:
    def leaf(node: Node, index: Index) -> Any:
        if (node.op is not None or node.body is not None) and node.serial not in stops:
            return None
        number = mpf(read(node, index))
        return jets.Jet(number) if node.constant and node.name is None else jets.variable(number, (node.serial, index))

    return leaf


def truths(
    nodes: list[Node],
    read: Callable[[Node, Index], Any] = as_given,
    levels: tuple[int, ...] = LEVELS,
    stops: frozenset[int] = frozenset(),
) -> dict[tuple[int, Index], Truth]:
    """(serial, index) → truth, the digits raised until two readings agree; ``stops`` are taken as they are."""
    cells = [(node, index) for node in nodes for index in np.ndindex(node.shape)]
    settled: dict[tuple[int, Index], Truth] = {}
    before: dict[tuple[int, Index], Truth] = {}
    for digits in levels:
        now: dict[tuple[int, Index], Truth] = {}
        with mp.workdps(digits), deep_recursion():
            reader = Reader(jets, _leaf(read, stops))
            inputs = {}
            for node, index in cells:
                top = node.op is not None or node.body is not None  # of a stop, too, its own step is read
                jet = jets.lift(reader.expand(node, index) if top else reader.cell(node, index))
                for key in jet.slopes:
                    inputs.setdefault(key, None)
                now[node.serial, index] = Truth(jet.value, jet.slopes, None)
        if before:
            settled |= {key: truth for key, truth in now.items() if _agree(before[key], truth, digits)}
        cells = [(node, index) for node, index in cells if (node.serial, index) not in settled]
        before = now
        if not cells:
            break
    assert not cells, f"no two readings agree for {[(node.name, index) for node, index in cells]}"
    _pulls(nodes, settled, read)
    return settled


def _agree(before: Truth, now: Truth, digits: int) -> bool:
    a, b = before.value, now.value
    if mp.isnan(a) or mp.isnan(b) or mp.isinf(a) or mp.isinf(b):
        return bool(a == b or (mp.isnan(a) and mp.isnan(b)))
    with mp.workdps(digits):
        if abs(b) < STEP / 1000:  # nothing in float64; but too few digits may have lost it
            return digits >= 420 and bool(abs(a) < STEP / 1000)
        return bool(abs(a - b) <= AGREED * abs(b))


def _pulls(nodes: list[Node], settled: dict[tuple[int, Index], Truth], read: Callable[[Node, Index], Any]) -> None:
    from nnexplain.engine.graph import ancestors

    leaves = {node.serial: node for node in ancestors(*nodes, into_bodies=True)}
    with mp.workdps(50):
        for truth in settled.values():
            terms = (abs(slope * mpf(read(leaves[s], i))) for (s, i), slope in truth.slopes.items() if slope != 0)
            truth.pull = sum((term for term in terms if mp.isfinite(term)), mpf(0))


def misses(
    nodes: list[Node], levels: tuple[int, ...] = LEVELS, times: int = 1, stepwise: bool = False
) -> Iterator[str]:
    """What lies outside the bound (``times`` it, where a calculation is repeated on its own results), in words.

    ``stepwise`` holds each node to the numbers that the ones before it have come to.
    """
    stops = frozenset(node.serial for node in nodes) if stepwise else frozenset()
    found = truths(nodes, levels=levels, stops=stops)
    for node in nodes:
        for index in np.ndindex(node.shape):
            truth, number = found[node.serial, index], float(node.value[index])
            if not truth.admits(number, times):
                yield f"{node.name or (node.op.name if node.op else 'input')}{list(index)}: {truth.explain(number)}"
