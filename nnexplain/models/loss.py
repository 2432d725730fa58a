"""What a loss is made of, and how one is found: by the name of its file in ``losses``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from nnexplain.arrays import by
from nnexplain.engine.arithmetic import subtract
from nnexplain.engine.graph import Node, lone
from nnexplain.engine.naming import named, say
from nnexplain.engine.remark import figure
from nnexplain.engine.trace import convention, heard
from nnexplain.errors import InputError
from nnexplain.ops.elementary import absolute
from nnexplain.ops.reduce import mean


class Case(NamedTuple):
    """A prediction and its target. ``form`` is what the prediction is: p probabilities, z logits, y other numbers.

    ``called`` is what messages call it, ``logits`` what probabilities were made of, where they were: the loss then
    keeps all its digits. ``soft`` says that the target gives a share for each class; None looks whether it does.
    """

    prediction: Node
    target: Node
    form: str
    called: str = ""
    logits: Node | None = None
    soft: bool | None = None
    options: Mapping[str, Node] = MappingProxyType({})

    @property
    def name(self) -> str:
        return self.called or f"--{self.form}"


class Loss(NamedTuple):
    """All that is decided by a loss anywhere; its file makes one, as ``LOSS``.

    ``takes`` names the forms of a prediction, ``output`` is what it takes a network's output for. The target has the
    prediction's shape; with ``classes`` it is one of the last axis' classes, for each row. With ``shares`` logits are
    made shares of the classes by a softmax, and a target may give such shares. ``each_entry`` ones are means over
    every entry, others over the rows. ``options`` are its own, with what they usually are.
    """

    measure: Callable[[Case], Node]
    takes: tuple[str, ...]
    output: str
    classes: bool = False
    shares: bool = False
    each_entry: bool = False
    options: Mapping[str, float] = MappingProxyType({})


@cache
def find(kind: str) -> Loss:
    """The loss of that name; imports its file and nothing else."""
    found: Loss = import_module(f"nnexplain.models.losses.{kind.replace('-', '_')}").LOSS
    return found


def same_shape(case: Case) -> Node:
    """The target in the prediction's shape; a lone number may be written as a list of one."""
    prediction, target = case.prediction, case.target
    if target.shape == prediction.shape:
        return target
    if target.value.size == prediction.value.size == 1:
        return lone(target, prediction.shape)
    shapes = [by(node.shape) or "a single number" for node in (target, prediction)]
    if target.ndim == prediction.ndim == 1:
        raise InputError(f"--target has {target.shape[0]} entries but {case.name} has {prediction.shape[0]}")
    raise InputError(f"--target is {shapes[0]} but {case.name} is {shapes[1]}; they must have the same shape")


def error_of(case: Case) -> Node:
    """y − t, entry by entry."""
    return named("error", subtract(case.prediction, same_shape(case)), "error", symbol="d", public=False)


def read_error(error: Node) -> None:
    """Say how far off the prediction is."""
    if not heard():
        return
    sizes = absolute(error)
    worst = np.unravel_index(int(sizes.value.argmax()), sizes.shape)
    if sizes.value.any():
        say("The largest error is {worst:~}.", worst=figure(sizes, *map(int, worst)))
    else:
        say("The prediction hits the target exactly.")


def mean_over_rows(each: Node, title: str) -> Node:
    """The loss, of the losses of each row."""
    if each.ndim == 0:
        return named("loss", each, title, symbol="L")
    rows = named("losses", each, "row by row", symbol="l", public=False)
    convention("over a batch the loss is the mean over the rows")
    return named("loss", mean(rows), "mean of rows", symbol="L")
