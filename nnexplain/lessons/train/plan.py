"""Reads a training: the network's own reader, and what a loop needs besides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnexplain.engine.graph import Node, constant, given
from nnexplain.errors import InputError, plural
from nnexplain.inputs.choices import choose, whole
from nnexplain.inputs.numbers import Quantity
from nnexplain.inputs.sources import Sources
from nnexplain.limits import EPOCHS
from nnexplain.models import network_inputs as network
from nnexplain.models.loss import find
from nnexplain.models.network import Layer
from nnexplain.models.targets import check_shares, class_indices, is_soft
from nnexplain.models.training import Plan
from nnexplain.notation.tree import Symbol
from nnexplain.record import Record
from nnexplain.worked.lesson import LOSS_NAMES, Lesson
from nnexplain.worked.steps import normal

Spell = Callable[[str], str]


class Inputs(Record):
    """The plan, the nodes to show as given, the inputs as plain data, and what reads the same again.

    ``single`` is a training on one example, given as a vector.
    """

    plan: Plan
    nodes: list[Node]
    shown: dict[str, Any]
    again: dict[str, Any]
    single: bool


def read(lesson: Lesson, raw: Mapping[str, Any], sources: Sources, spell: Spell) -> Inputs:
    """The plan of a training, from its spec and the options that override it."""
    raw = _loaded(raw, sources, spell)
    entries = network.gather(lesson, raw, sources, spell)
    label = f"{raw['spec'].label}: "
    layers = network.read_layers(entries)
    for name in ("x", "target"):
        if name not in entries:
            raise InputError(f"{label}data.{name} is missing: a training needs examples and their targets")
    for name in ("lr", "epochs"):
        if name not in entries:
            raise InputError(f"{label}{name} is missing; write it in the file or give {spell(name)}")
    x = network.read_x(entries["x"], layers)
    kind = choose(entries["kind"].value, LOSS_NAMES, entries["kind"].called)
    single = x.array.ndim == 1
    outputs = layers[f"W{network.count(layers)}"].array.shape[0]
    target = network.read_target(entries["target"], kind, (*x.array.shape[:-1], outputs))
    lr = entries["lr"].numbers({0})
    nodes = _nodes(layers, x, target, lr)
    plan = Plan(
        layers=_layers(nodes, network.read_activations(entries, network.count(layers))),
        x=np.atleast_2d(x.array),
        target=_target(target, kind, (len(np.atleast_2d(x.array)), outputs), entries["target"].called),
        kind=kind,
        lr=float(lr.array),
        frozen=network.read_frozen(entries, layers),
        shares="softmax" in entries,
        **_numbers(entries, len(np.atleast_2d(x.array))),
    )
    return Inputs(plan, list(nodes.values()), _shown(nodes, plan), dict(raw), single)


def _loaded(raw: Mapping[str, Any], sources: Sources, spell: Spell) -> dict[str, Any]:
    """The spec read once: standard input cannot be read again for a comparison."""
    from nnexplain.inputs.specs.document import load

    if not raw.get("spec"):
        raise InputError(
            f"{spell('spec')} is missing: a spec file, or xor, which ships "
            f"({spell('spec_template')} prints one to start from)"
        )
    return {**raw, "spec": load(raw["spec"], sources, spell("spec"))}


def _numbers(entries: network.Entries, examples: int) -> dict[str, Any]:
    def number(name: str, least: int, usual: int) -> int:
        entry = entries.get(name)
        return usual if entry is None else whole(entry.value, least, entry.called)

    shuffle, epochs = entries.get("shuffle"), number("epochs", 0, 0)
    if epochs:
        EPOCHS.check(epochs, entries["epochs"].called)
    return {
        "epochs": epochs,
        "batch_size": min(number("batch_size", 1, examples), examples),
        "seed": number("seed", 0, 0),
        "shuffle": bool(shuffle.value) if shuffle else False,
    }


def _nodes(layers: Mapping[str, Quantity], x: Quantity, target: Quantity, lr: Quantity) -> dict[str, Node]:
    found = {name: given(name, part.array, Symbol(name[0], name[1:]), part.inexact) for name, part in layers.items()}
    for name, symbol, part in (("x", "x", x), ("target", "t", target), ("lr", "eta", lr)):
        found[name] = constant(part.array, symbol)
        found[name].name, found[name].inexact = name, part.inexact
    return found


def _layers(nodes: Mapping[str, Node], activations: list[str]) -> list[Layer]:
    return [Layer(nodes[f"W{n}"], nodes[f"b{n}"], activation) for n, activation in enumerate(activations, 1)]


def _target(target: Quantity, kind: str, shape: tuple[int, int], called: str) -> Any:
    """A row for each example: its class, or the numbers that its output should be."""
    array = target.array
    loss = find(kind)
    if not loss.classes:
        return array.reshape(shape)
    if array.size == shape[0] and not (array.shape == shape and shape[1] == 1):
        array = array.reshape(shape[0])
    elif array.ndim == 1 and array.size == shape[1] and shape[0] == 1:
        array = array[None]
    if array.shape not in (shape, shape[:1]):
        raise InputError(
            f"{called} has {plural(array.shape[0] if array.ndim else 1, 'row')} for {plural(shape[0], 'example')}; "
            f"give a class for each, or a row of probabilities (1 at its class)"
        )
    if loss.shares and is_soft(array, shape):
        check_shares(array, called)
        return array
    return class_indices(array, shape, "the last layer's output")


def _shown(nodes: Mapping[str, Node], plan: Plan) -> dict[str, Any]:
    """Every input as used, defaults included."""
    shown: dict[str, Any] = {name: normal(node.value) for name, node in nodes.items()}
    shown |= {"activation": [layer.activation for layer in plan.layers], "kind": plan.kind}
    shown |= {"epochs": plan.epochs, "batch_size": plan.batch_size, "shuffle": plan.shuffle, "seed": plan.seed}
    if plan.frozen:
        shown["freeze"] = list(plan.frozen)
    return shown | ({"softmax": True} if plan.shares else {})
