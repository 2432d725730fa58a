"""Finite differences: what a gradient is by definition, for operations and through the graph of a lesson."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.graph import Node, Op, ancestors

H = 3e-6


def slopes(function: Callable[[Array], Any], at: Array) -> Array:
    """Differences of a function of one array (central ones, Richardson's two): result's shape + the array's shape."""
    base = np.asarray(function(at), dtype=np.float64)
    found = np.zeros(base.shape + at.shape)
    for index in np.ndindex(at.shape):
        if not np.isfinite(at[index]):
            continue  # −∞ under a mask: nothing depends on it
        h = H * max(0.01, abs(float(at[index])))
        found[(..., *index)] = (4 * _central(function, at, index, h) - _central(function, at, index, 2 * h)) / 3
    return found


def _central(function: Callable[[Array], Any], at: Array, index: tuple[int, ...], h: float) -> Array:
    up, down = at.copy(), at.copy()
    up[index] += h
    down[index] -= h
    with np.errstate(all="ignore"):
        change = np.asarray(function(up)) - np.asarray(function(down))
    return np.asarray(np.where(np.isfinite(change), change, 0.0) / (up[index] - down[index]))


def pulled_back(jacobian: Array, upstream: Array) -> Array:
    """Σ upstream × ∂result: the gradient that a backward pass gives."""
    return np.tensordot(upstream, jacobian, axes=upstream.ndim)


def written(op: Op) -> Op:
    """The operation without a kernel that reads past its formula: as it is worked on paper."""
    plain = copy(op)
    plain.stable = op.on_paper
    return plain


def value_from(result: Node, changed: Node, value: Array) -> Array:
    """The result's value if one node (an input or a named value) had another value.

    Kernels that read past the written formula are not used: they would not see a changed value.
    """
    known: dict[int, Array] = {}
    with np.errstate(all="ignore"):
        for node in ancestors(result, into_bodies=True):
            known[node.serial] = value if node is changed else _value(node, known)
    return known[result.serial]


def _value(node: Node, known: dict[int, Array]) -> Array:
    if node.op is None:
        return node.value
    if node.body is not None:
        return known[node.body.serial]
    op = written(node.op) if node.op.reads_past else node.op
    return op.kind.value(op, [known[part.serial] for part in node.inputs], node.params)
