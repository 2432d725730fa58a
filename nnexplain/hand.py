"""The calculation as a person does it on paper: every named value rounded before the next uses it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any

import numpy as np

from nnexplain.decimals import round_half_away
from nnexplain.graph import Array, Node, ancestors
from nnexplain.steps import normal


def by_hand(public: Mapping[str, Node], decimals: int) -> dict[str, Any]:
    """Each value computed from the already rounded earlier ones, then rounded to ``decimals``.

    Inputs are used as typed; nothing inside a step is rounded. What a list among the values collects was
    written down on the way, and so were the named steps that lead from one of its entries to the next.
    """
    rounded: dict[int, Array] = {}
    names = {node.serial for node in _written_down(public)}
    with np.errstate(all="ignore"):
        for node in ancestors(*public.values(), into_bodies=True):
            value = _again(node, rounded)
            if node.serial in names and node.op is not None:
                value = np.vectorize(lambda entry: round_half_away(entry, decimals), otypes=[float])(value)
            rounded[node.serial] = value
    return {name: normal(np.asarray(rounded[node.serial])) for name, node in public.items()}


def _written_down(public: Mapping[str, Node]) -> list[Node]:
    from nnexplain.ops.shape import stack

    found = list(public.values())
    for node in public.values():
        entries = node.inputs if node.op is stack else ()
        found += [*entries, *(part for entry in entries for part in entry.inputs if part.name is not None)]
    return found


def _again(node: Node, known: Mapping[int, Array]) -> Array:
    """The node's value from the (rounded) values of its inputs."""
    if node.op is None:
        return node.value
    if node.body is not None:
        return known[node.body.serial]
    # a kernel that reads past the written formula would skip what the person has rounded
    op = node.op
    if op.reads_past:
        op = copy(op)
        op.stable = None
    return op.kind.value(op, [known[part.serial] for part in node.inputs], node.params)
