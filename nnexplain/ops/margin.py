"""What a margin loss needs: the wrong classes alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnexplain.arrays import Index
from nnexplain.engine.arithmetic import call
from nnexplain.engine.graph import Node, constant, op
from nnexplain.engine.patterns import Moves


def _target(node: Node, index: Index) -> int:
    targets = np.asarray(node.params["targets"])
    return int(targets if targets.ndim == 0 else targets[index[0]])


def _skipping(index: Index, node: Node) -> tuple[int, Index]:
    """The k-th wrong class: the target's place is skipped."""
    return 0, (*index[:-1], index[-1] + (index[-1] >= _target(node, index)))


@op(Moves(_skipping), notation=call("wrong"))
def without_target(m: Any, a: Any, targets: Any) -> Any:
    """The entries of the wrong classes, in order."""
    rows = np.atleast_2d(a)
    keep = np.arange(rows.shape[-1]) != np.atleast_1d(targets)[:, None]
    return rows[keep].reshape(*a.shape[:-1], a.shape[-1] - 1)


@without_target.gradient
def _(g: Node, node: Node, a: Node, targets: Any) -> list[Node]:
    return [with_target(g, targets=targets)]


class _Inserts(Moves):
    """Moves, with a 0 in the target's place."""

    def cell(self, reader: Any, node: Node, index: Index) -> Any:
        target = _target(node, index)
        if index[-1] == target:
            return reader.cell(constant(0.0), ())
        return reader.cell(node.inputs[0], (*index[:-1], index[-1] - (index[-1] > target)))


@op(_Inserts(_skipping), notation=call("beside_target"))
def with_target(m: Any, a: Any, targets: Any) -> Any:
    """The entries of the wrong classes, with 0 in the target's place."""
    rows = np.atleast_2d(a)
    full = np.zeros((rows.shape[0], rows.shape[1] + 1))
    full[np.arange(full.shape[1]) != np.atleast_1d(targets)[:, None]] = rows.reshape(-1)
    return full.reshape(*a.shape[:-1], a.shape[-1] + 1)


@with_target.gradient
def _(g: Node, node: Node, a: Node, targets: Any) -> list[Node]:
    return [without_target(g, targets=targets)]


@without_target.samples
def _(draw: Any) -> Any:
    return (draw(2, 4),), {"targets": np.array([2, 0])}


@with_target.samples
def _(draw: Any) -> Any:
    return (draw(2, 3),), {"targets": np.array([3, 0])}
