"""Reads a training: the network's own reader, and what a loop needs besides."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnexplain.errors import InputError, plural
from nnexplain.inputs.numbers import Quantity
from nnexplain.inputs.places import Entry
from nnexplain.inputs.specs.document import load
from nnexplain.limits import EPOCHS
from nnexplain.models import network_inputs as network
from nnexplain.models.loss import find
from nnexplain.models.targets import check_shares, class_indices, is_soft
from nnexplain.models.training import Plan
from nnexplain.worked.bind import Bound
from nnexplain.worked.lesson import LOSS_NAMES
from nnexplain.worked.request import Request


def read(request: Request) -> Bound:
    """The plan of a training, from its spec and the options that override it."""
    if not request.raw.get("spec"):
        raise InputError(
            f"{request.spell('spec')} is missing: a spec file, or xor, which ships "
            "(nnexplain train --spec-template prints one to start from)"
        )
    # read once: standard input cannot be read again for a comparison
    spec = load(request.raw["spec"], request.sources, request.spell("spec"))
    request = request.but({**request.raw, "spec": spec})
    entries = network.gather(request)
    layers = network.read_layers(entries)
    for name in ("x", "target"):
        if name not in entries:
            raise InputError(f"{spec.label}: data.{name} is missing: a training needs examples and their targets")
    for name in ("lr", "epochs"):
        if name not in entries:
            raise InputError(f"{spec.label}: {name} is missing; write it in the file or give {request.spell(name)}")
    x = network.read_x(entries["x"], layers)
    kind = entries["kind"].choice(LOSS_NAMES)
    shape = network.output_shape(x, layers)
    target = network.read_target(entries["target"], kind, shape)
    nodes = network.input_nodes(layers, x, target, entries["lr"].numbers({0}), constant=True)
    rows = np.atleast_2d(x.array)
    plan = Plan(
        layers=network.layers_of(nodes, network.read_activations(entries, network.count(layers))),
        x=rows,
        target=_target(target, kind, (len(rows), shape[-1]), entries["target"].called),
        kind=kind,
        lr=float(nodes["lr"].value),
        frozen=network.read_frozen(entries, layers),
        shares="softmax" in entries,
        epochs=_epochs(entries["epochs"]),
        batch_size=min(_whole(entries, "batch_size", 1, len(rows)), len(rows)),
        seed=_whole(entries, "seed", 0, 0),
        shuffle="shuffle" in entries and bool(entries["shuffle"].value),
    )
    return Bound({"plan": plan, "watch": request.watch}, {**nodes, **_settings(plan)}, request.raw)


def _whole(entries: network.Entries, name: str, least: int, usual: int) -> int:
    return entries[name].whole(least) if name in entries else usual


def _epochs(entry: Entry) -> int:
    epochs = entry.whole(0)
    EPOCHS.check(epochs, entry.called)
    return epochs


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


def _settings(plan: Plan) -> dict[str, object]:
    """Every setting as used, defaults included."""
    found: dict[str, object] = {"activation": [layer.activation for layer in plan.layers], "kind": plan.kind}
    found |= {"epochs": plan.epochs, "batch_size": plan.batch_size, "shuffle": plan.shuffle, "seed": plan.seed}
    if plan.frozen:
        found["freeze"] = list(plan.frozen)
    return found | ({"softmax": True} if plan.shares else {})
