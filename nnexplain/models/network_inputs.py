"""Reads a network: from a spec, or from options given once for each layer; every message names its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nnexplain.arrays import Shape, turned
from nnexplain.engine.graph import Node
from nnexplain.errors import InputError, nearest, plural, quote
from nnexplain.inputs.choices import choose
from nnexplain.inputs.numbers import Quantity
from nnexplain.inputs.places import Entry
from nnexplain.inputs.shapes import described, lengths
from nnexplain.models.loss import find
from nnexplain.models.network import Layer
from nnexplain.notation.tree import Symbol
from nnexplain.worked.bind import YES_NO, Bound, input_node
from nnexplain.worked.lesson import ACTIVATION_NAMES, LOSS_NAMES
from nnexplain.worked.request import Request

_PER_LAYER = ("W", "b", "activation")

Entries = dict[str, Entry]


def read(request: Request) -> Bound:
    """The network's layers and data; its inputs have the names that its gradients have: W1, b1, ..., x."""
    entries = gather(request)
    layers = read_layers(entries)
    if "x" not in entries:
        raise InputError(f"{request.spell('x')} is missing: the input, an entry for each column of the first W")
    x = read_x(entries["x"], layers)
    kind = entries["kind"].choice(LOSS_NAMES)
    target = read_target(entries["target"], kind, output_shape(x, layers)) if "target" in entries else None
    lr = entries["lr"].numbers({0}) if "lr" in entries else None
    if lr is not None and target is None:
        without = f"without {request.spell('target')} there is no loss to lower"
        raise entries["lr"].wrong(f"asks for an update, but {without}")
    nodes = input_nodes(layers, x, target, lr)
    activations = read_activations(entries, count(layers))
    softmax = "softmax" in entries and _is_on(entries["softmax"])
    settings = {"activation": activations, "kind": kind, "softmax": softmax, "freeze": read_frozen(entries, layers)}
    arguments: dict[str, object] = {name: settings[name] for name in ("kind", "softmax", "freeze")}
    arguments |= {"layers": layers_of(nodes, activations)} | {name: nodes.get(name) for name in ("x", "target", "lr")}
    quantities = {"x": x, "target": target, "lr": lr}
    again = {**settings, **layers, **{name: part for name, part in quantities.items() if part is not None}}
    return Bound(arguments, {**nodes, **{name: value for name, value in settings.items() if value}}, again)


def _is_on(entry: Entry) -> bool:
    """A flag as it is, or as a comparison writes it."""
    return entry.choice(YES_NO) in YES_NO[:2] if isinstance(entry.value, str) else bool(entry.value)


def input_nodes(
    layers: Mapping[str, Quantity], x: Quantity, target: Quantity | None, lr: Quantity | None, *, constant: bool = False
) -> dict[str, Node]:
    """The parameters and the data; of ``constant`` examples no gradient is asked for."""
    found = {name: input_node(name, quantity, Symbol(name[0], name[1:])) for name, quantity in layers.items()}
    found["x"] = input_node("x", x, constant=constant)
    for name, symbol, quantity in (("target", "t", target), ("lr", "eta", lr)):
        if quantity is not None:
            found[name] = input_node(name, quantity, symbol, constant=True)
    return found


def layers_of(nodes: Mapping[str, Node], activations: Sequence[str]) -> list[Layer]:
    return [Layer(nodes[f"W{n}"], nodes[f"b{n}"], activation) for n, activation in enumerate(activations, 1)]


def output_shape(x: Quantity, layers: Mapping[str, Quantity]) -> Shape:
    return (*x.array.shape[:-1], layers[f"W{count(layers)}"].array.shape[0])


def gather(request: Request) -> Entries:
    """Everything given, by the names W1, b1, activation1, ..., x: the options override the spec."""
    raw, spell = request.raw, request.spell
    request.refuse_unknown(_is_numbered)
    if raw.get("spec") and raw.get("W") is not None:
        raise InputError(f"{spell('spec')} and {spell('W')} are both given; a network comes from one of them")
    entries = _from_spec(request) if raw.get("spec") else {}
    n = count(entries)
    for name in _PER_LAYER:
        if raw.get(name) is not None:
            items = _beside(raw.get("W"), raw[name], n) if name == "b" else None
            items = items or per_layer(raw[name], name)
            n = len(items) if name == "W" else n or count(raw)
            spread = _spread(items, n, spell(name)) if name != "W" else items
            many = len(items) > 1 or n > 1
            for k, item in enumerate(spread, 1):
                called = f"{spell(name)} (layer {k})" if many else spell(name)
                entries[f"{name}{k}"] = Entry(item, called, request.sources)
    given = {name: value for name, value in raw.items() if name not in (*_PER_LAYER, "spec") and value is not None}
    entries |= {name: Entry(value, spell(name), request.sources) for name, value in given.items()}
    entries.setdefault("kind", Entry("cross-entropy", spell("kind"), request.sources))
    if not count(entries):
        raise InputError(
            f"the network is missing: give {spell('spec')}, a spec file, or {spell('W')} once for each layer "
            "(nnexplain network --spec-template prints one to start from)"
        )
    return entries


def _is_numbered(name: str) -> bool:
    return name[:1] in ("W", "b") and name[1:].isdigit() and int(name[1:]) > 0


def per_layer(value: object, name: str) -> list[object]:
    """The values for the layers: a list of them, or a single one.

    >>> per_layer([[1, 2], [3, 4]], "W"), per_layer([[[1, 2]], [[3]]], "W"), per_layer("relu", "activation")
    ([[[1, 2], [3, 4]]], [[[1, 2]], [[3]]], ['relu'])
    """
    if isinstance(value, str):
        return [*value.split(",")] if name == "activation" else [value]
    if not isinstance(value, (list, tuple)):
        return [value]
    if name == "activation":
        return [part for item in value for part in str(item).split(",")]
    deepest = 2 if name == "W" else 1
    if any(isinstance(item, (str, Quantity)) or _depth(item) >= deepest for item in value):
        return list(value)
    return [value]


def _beside(W: object, b: object, layers: int) -> list[object] | None:
    """Biases in a list beside a list of weights: one for each layer, if there are as many."""
    if isinstance(W, (list, tuple)) and isinstance(b, (list, tuple)) and len(b) == len(W) == layers:
        return list(b) if len(per_layer(W, "W")) == layers and _depth(W) != 2 else None
    return None


def _depth(value: object) -> int:
    if isinstance(value, (list, tuple)):
        return 1 + max((_depth(item) for item in value), default=0)
    return int(getattr(value, "ndim", 0))


def _spread(items: list[object], layers: int, called: str) -> list[object]:
    """One for all, or one for each layer."""
    if len(items) == 1:
        return items * layers
    if len(items) == layers:
        return items
    raise InputError(
        f"{called} is given {len(items)} times for {plural(layers, 'layer')}; give none, one for all, or one for each"
    )


def _from_spec(request: Request) -> Entries:
    from nnexplain.inputs.specs.document import load
    from nnexplain.inputs.specs.network import Network
    from nnexplain.inputs.specs.structure import structure

    document = load(request.raw["spec"], request.sources, request.spell("spec"))
    spec = structure(Network, document)
    place = Entry(spec, document.label, request.sources, document.folder)
    found: dict[str, tuple[str, object]] = {}
    for k, layer in enumerate(spec.layers):
        if layer.W is None:
            raise place.at(f"layers[{k}].W").wrong("is empty; give the layer's weights")
        found |= {f"{name}{k + 1}": (f"layers[{k}].{name}", getattr(layer, name)) for name in _PER_LAYER}
    if spec.data is not None:
        found |= {"x": ("data.x", spec.data.x), "target": ("data.target", spec.data.target)}
    found |= {"kind": ("loss", spec.loss), "softmax": ("softmax", spec.softmax or None)}
    found |= {name: (name, getattr(spec, name)) for name in ("lr", "freeze", "epochs", "batch_size", "shuffle", "seed")}
    return {name: place.at(path, value) for name, (path, value) in found.items()
            if value is not None}  # fmt: skip


def count(named: Mapping[str, object]) -> int:
    """How many layers the names speak of."""
    n = 0
    while f"W{n + 1}" in named:
        n += 1
    return n


def read_layers(entries: Entries) -> dict[str, Quantity]:
    """W1, b1, W2, b2, ...: each W takes what the one before gives."""
    found: dict[str, Quantity] = {}
    outputs = 0
    for k in range(1, count(entries) + 1):
        entry = entries[f"W{k}"]
        W = entry.numbers({2})
        shape = W.array.shape
        if k > 1 and shape[1] != outputs:
            hint = turned(shape, 1, outputs, f"the transpose of {entry.called}")
            raise entry.wrong(f"has {lengths(shape, 1)} but layer {k - 1} has {plural(outputs, 'output')}{hint}")
        outputs = shape[0]
        found[f"W{k}"] = W
        found[f"b{k}"] = _read_b(entries.get(f"b{k}"), outputs, entry)
    for name in entries:
        if _is_numbered(name) and name not in found:
            raise InputError(f"there is no {name}: the network has {plural(count(entries), 'layer')}")
    return found


def _read_b(entry: Entry | None, outputs: int, W: Entry) -> Quantity:
    if entry is None:
        return Quantity(np.zeros(outputs))
    b = entry.numbers({0, 1})
    if b.array.ndim and b.array.shape[0] != outputs:
        raise W.wrong(f"has {plural(outputs, 'row')} but {entry.called} has {lengths(b.array.shape, 0)}")
    return b


def read_activations(entries: Entries, layers: int) -> list[str]:
    """relu in the hidden layers and identity in the last, where nothing is said."""
    whole = entries.get("activation")
    if whole is not None:  # the list of an earlier run
        items = _spread(per_layer(whole.value, "activation"), layers, whole.called)
        return [choose(item, ACTIVATION_NAMES, whole.called) for item in items]
    given = [entries.get(f"activation{k}") for k in range(1, layers + 1)]
    usual = ["relu"] * (layers - 1) + ["identity"]
    return [entry.choice(ACTIVATION_NAMES) if entry else name for entry, name in zip(given, usual, strict=True)]


def read_x(entry: Entry, layers: Mapping[str, Quantity]) -> Quantity:
    x, W = entry.numbers({1, 2}), layers["W1"].array.shape
    last = x.array.ndim - 1
    if x.array.shape[last] != W[1]:
        hint = turned(W, 1, x.array.shape[last], "the transpose of W1")
        raise entry.wrong(f"has {lengths(x.array.shape, last)} but W of layer 1 has {lengths(W, 1)}{hint}")
    return x


def read_target(entry: Entry, kind: str, shape: Shape) -> Quantity:
    """A target for that output: classes, or numbers of the output's shape (a column may stand as a list)."""
    found = entry.numbers({0, 1, 2})
    if find(kind).classes:
        return found
    array = found.array
    if array.size == int(np.prod(shape)) and (shape[-1] == 1 or array.ndim == len(shape) + 1):
        order = np.arange(array.size).reshape(array.shape)
        inexact = {tuple(map(int, np.unravel_index(order[index], shape))) for index in found.inexact}
        return Quantity(array.reshape(shape), frozenset(inexact))
    if array.shape != shape:
        raise entry.wrong(f"is {described(array.shape)}, but the network's output is {described(shape)}")
    return found


def read_frozen(entries: Entries, layers: Mapping[str, Quantity]) -> list[str]:
    """The names of the parameters that an update leaves alone."""
    entry = entries.get("freeze")
    if entry is None:
        return []
    given = entry.value if isinstance(entry.value, (list, tuple)) else str(entry.value).split(",")
    names = [str(name).strip() for name in given]
    for name in names:
        if name not in layers:
            raise entry.wrong(f"names {quote(name)}; the parameters are {', '.join(layers)}{nearest(name, layers)}")
    return names
