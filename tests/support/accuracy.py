"""The true gradient of a result by any of its values, with its condition, to as many digits as it takes.

f is Σ upstream × ∂result/∂value, carried along by ``jets``; its condition, Σ|xᵢ ∂f/∂xᵢ| / |f|, is taken over the
upstream (f is linear in it) and over every numeric input, each moved by a 10⁻³⁰th of itself. What counts as exact
(a target, a mask, a temperature, ε) is not moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from mpmath import mp, mpf

from nnexplain.arrays import Array, Index
from nnexplain.engine.graph import Node, ancestors
from nnexplain.engine.reader import Reader, deep_recursion
from tests.support import jets
from tests.support.precise import Truth

NUDGE = -30
Spot = tuple[int, Index]


class Miss:
    """How far one number is off: in units of its last place, and as a share of what its condition allows."""

    def __init__(self, truth: Truth, found: float) -> None:
        self.truth, self.found = truth, found
        self.admitted = truth.admits(found)
        self.ulp = self.share = 0.0
        if mp.isfinite(truth.value) and np.isfinite(found):
            with mp.workdps(60):
                off = abs(mpf(found) - truth.value)
                least = max(abs(truth.value), mpf(2) ** -1022)
                self.ulp = float(off / mpf(2) ** (mp.floor(mp.log(least, 2)) - 52))
                self.share = float(off / truth.allowed)
        elif not self.admitted:
            self.ulp = self.share = float("inf")

    def __str__(self) -> str:
        return self.truth.explain(self.found)


def gradient_misses(
    result: Node, by: Node, found: Array, upstream: Array, digits: int, exact: frozenset[int] = frozenset()
) -> Iterator[tuple[Index, Miss]]:
    """Each entry of a gradient against the truth; nodes in ``exact`` are not moved."""
    with mp.workdps(digits), deep_recursion():
        inputs = [node for node in ancestors(result, into_bodies=True) if node.op is None]
        moved = [(node, spot) for node in inputs if not node.constant and node.serial not in exact
                 for spot in np.ndindex(node.shape) if node.value[spot] != 0]  # fmt: skip
        g = {index: mpf(float(upstream[index])) for index in np.ndindex(result.shape)}
        terms = _terms(result, by, g, {})
        pulls = {spot: sum(map(abs, parts)) for spot, parts in terms.items()}
        values = {spot: sum(parts) for spot, parts in terms.items()}
        nudge = mpf(10) ** NUDGE
        for node, place in moved:
            there = {(node.serial, place): mpf(float(node.value[place])) * (1 + nudge)}
            for spot, parts in _terms(result, by, g, there).items():
                pull = abs(sum(parts) - values[spot]) / nudge
                pulls[spot] += pull if mp.isfinite(pull) else 0
    for spot, value in values.items():
        with mp.workdps(60):
            truth = Truth(+value, {}, +pulls[spot])
        yield spot, Miss(truth, float(found[spot]))


def _terms(result: Node, by: Node, g: Mapping[Index, Any], there: Mapping[Spot, Any]) -> dict[Index, list[Any]]:
    """upstream × ∂result/∂by, for each entry of ``by`` a term for each entry of the result."""

    def number(node: Node, index: Index) -> Any:
        return there.get((node.serial, index), mpf(float(node.value[index])))

    def plain(node: Node, index: Index) -> Any:
        return jets.Jet(number(node, index)) if node.op is None else None

    def leaf(node: Node, index: Index) -> Any:
        if node is by:
            return jets.variable(here[index], index)
        return plain(node, index)

    before = Reader(jets, plain)
    here = {spot: jets.lift(before.cell(by, spot)).value for spot in np.ndindex(by.shape)}
    if by is result:
        return {spot: [g[spot]] for spot in here}
    after = Reader(jets, leaf)
    found: dict[Index, list[Any]] = {spot: [] for spot in here}
    for index, weight in g.items():
        slopes = jets.lift(after.cell(result, index)).slopes
        for spot in found:
            slope = slopes.get(spot, mpf(0))
            found[spot].append(mpf(0) if weight == 0 or slope == 0 else weight * slope)
    return found
