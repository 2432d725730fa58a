"""What an activation function is made of, and how one is found: by the name of its file in ``activations``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import NamedTuple

import numpy as np

from nnexplain.arrays import Array
from nnexplain.engine.arithmetic import same
from nnexplain.engine.graph import Node, Op, constant


class Activation(NamedTuple):
    """All that is said of an activation function anywhere; its file makes one, as ``ACTIVATION``.

    ``label`` is what sentences call it, and ``title`` the step of a calculation ("" where its name will do).
    ``slope_at_0`` is what its derivative is taken as at a corner or a jump there, ``convention`` more of that kind.
    ``straight`` ones are made of straight pieces, so that decimals give decimals; an S has a ``middle``, which
    it gives for 0. ``reading`` is a sentence about one number z, by its symbol; ``warning`` one about all the z of a
    layer, with where that is.
    """

    op: Op
    label: str = ""
    title: str = ""
    slope_at_0: str = ""
    convention: str = ""
    straight: bool = False
    middle: float | None = None
    reading: Callable[[float, str], str] = lambda z, symbol: ""
    warning: Callable[[Array, str], str] = lambda z, where: ""

    @property
    def called(self) -> str:
        return self.label or self.op.name


@cache
def find(name: str) -> Activation:
    """The activation of that name; imports its file and nothing else."""
    found: Activation = import_module(f"nnexplain.ops.activations.{name.replace('-', '_')}").ACTIVATION
    return found


def activate(activation: str, x: Node) -> Node:
    """The activation of that name, applied to every entry."""
    return find(activation).op(x)


def slope(y: Node, x: Node) -> Node:
    """f′(x) of an activation y = f(x), by its own gradient rule."""
    rule = y.made_by.gradient_rule
    assert rule is not None
    (found,) = rule(constant(np.ones(x.shape)), y, x)
    if found is None:
        return same(constant(np.zeros(x.shape)))
    assert isinstance(found, Node)
    return same(found) if found.op is None or found.name else found
