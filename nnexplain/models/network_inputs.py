"""Reads a network: from a spec, or from options given once for each layer; every message names its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnexplain.engine.graph import Node, constant, given
from nnexplain.errors import InputError, nearest, plural, quote
from nnexplain.inputs.choices import choose
from nnexplain.inputs.numbers import Quantity, from_nested
from nnexplain.inputs.shapes import described, fit
from nnexplain.inputs.sources import Sources
from nnexplain.models.loss import find
from nnexplain.notation.tree import Symbol
from nnexplain.record import Record
from nnexplain.worked.bind import Bound
from nnexplain.worked.lesson import ACTIVATION_NAMES, Lesson

Spell = Callable[[str], str]
PER_LAYER = ("W", "b", "activation")
_OWN = ("x", "target", "kind", "softmax", "lr", "freeze")


class Entry(Record):
    """Something given, and what to call it in messages."""

    value: Any
    called: str
    read: Callable[[Any, str, set[int]], Quantity]

    def numbers(self, ranks: set[int]) -> Quantity:
        return self.read(self.value, self.called, ranks)


Entries = dict[str, Entry]


def read(lesson: Lesson, raw: Mapping[str, Any], sources: Sources, spell: Spell) -> Bound:
    """The network's nodes, under the names that its gradients have: W1, b1, ..., x."""
    entries = gather(lesson, raw, sources, spell)
    layers = read_layers(entries)
    if "x" not in entries:
        raise InputError(f"{spell('x')} is missing: the input, an entry for each column of the first W")
    x = read_x(entries["x"], layers)
    outputs = layers[f"W{count(layers)}"].array.shape[0]
    kind = choose(entries["kind"].value, lesson.parameters["kind"].names, entries["kind"].called)  # type: ignore[attr-defined]
    target = read_target(entries["target"], kind, (*x.array.shape[:-1], outputs)) if "target" in entries else None
    lr = entries["lr"].numbers({0}) if "lr" in entries else None
    if lr is not None and target is None:
        raise InputError(
            f"{entries['lr'].called} asks for an update, but without {spell('target')} there is no loss to lower"
        )
    named = _named(layers, x, target, lr)
    named |= {"activation": read_activations(entries, count(layers))}
    named |= {"kind": kind, "softmax": _is_on(entries["softmax"]) if "softmax" in entries else False}
    named["freeze"] = read_frozen(entries, layers)
    return _bound(named, layers | {"x": x, "target": target, "lr": lr}, raw)


def _is_on(entry: Entry) -> bool:
    """A flag as it is, or as a comparison writes it."""
    if isinstance(entry.value, str):
        return choose(entry.value, ("true", "false"), entry.called) == "true"
    return bool(entry.value)


def _bound(named: dict[str, Any], quantities: Mapping[str, Quantity | None], raw: Mapping[str, Any]) -> Bound:
    n = sum(1 for name in named if name.startswith("W"))
    arguments = {
        "W": [named[f"W{k}"] for k in range(1, n + 1)],
        "b": [named[f"b{k}"] for k in range(1, n + 1)],
        **{name: named.get(name) for name in ("activation", "x", "softmax", "target", "kind", "lr", "freeze")},
    }
    again = named | {name: quantity for name, quantity in quantities.items() if quantity is not None}
    named = {name: value for name, value in named.items() if value not in (False, []) or isinstance(value, Node)}
    return Bound(arguments, dict(raw), named, {name: value for name, value in again.items() if value is not None})


def _named(layers: Mapping[str, Quantity], x: Quantity, target: Quantity | None, lr: Quantity | None) -> dict[str, Any]:
    named: dict[str, Any] = {
        name: given(name, quantity.array, Symbol(name[0], name[1:]), quantity.inexact)
        for name, quantity in layers.items()
    }
    named["x"] = given("x", x.array, "x", x.inexact)
    for name, symbol, quantity in (("target", "t", target), ("lr", "eta", lr)):
        if quantity is not None:
            node = constant(quantity.array, symbol)
            node.name, node.inexact = name, quantity.inexact
            named[name] = node
    return named


def gather(lesson: Lesson, raw: Mapping[str, Any], sources: Sources, spell: Spell) -> Entries:
    """Everything given, by the names W1, b1, activation1, ..., x: the options override the spec."""
    _refuse_unknown(lesson, raw, spell)
    if raw.get("spec") and any(raw.get(name) is not None for name in ("W",)):
        raise InputError(f"{spell('spec')} and {spell('W')} are both given; a network comes from one of them")
    entries = _from_spec(raw["spec"], sources, spell) if raw.get("spec") else {}
    reader = _option_reader(sources)
    n = count(entries)
    for name in PER_LAYER:
        if raw.get(name) is not None:
            items = _beside(raw.get("W"), raw[name], n) if name == "b" else None
            items = items or per_layer(raw[name], name)
            n = len(items) if name == "W" else n or count(raw)
            spread = _spread(items, n, spell(name)) if name != "W" else items
            many = len(items) > 1
            for k, item in enumerate(spread, 1):
                called = f"{spell(name)} (layer {k})" if many or n > 1 else spell(name)
                entries[f"{name}{k}"] = Entry(item, called, reader)
    for name, value in raw.items():
        if name not in (*PER_LAYER, "spec") and value is not None:
            entries[name] = Entry(value, spell(name), reader)
    entries.setdefault("kind", Entry("cross-entropy", spell("kind"), reader))
    if not count(entries):
        raise InputError(
            f"the network is missing: give {spell('spec')}, a spec file, or {spell('W')} once for each layer "
            f"({spell('spec_template')} prints a spec to start from)"
        )
    return entries


def _refuse_unknown(lesson: Lesson, raw: Mapping[str, Any], spell: Spell) -> None:
    for name in raw:
        if name not in lesson.parameters and not _is_numbered(name):
            raise InputError(f"{lesson.name} takes no {spell(name)}{nearest(name, list(lesson.parameters))}")


def _is_numbered(name: str) -> bool:
    return name[:1] in ("W", "b") and name[1:].isdigit() and int(name[1:]) > 0


def _option_reader(sources: Sources) -> Callable[[Any, str, set[int]], Quantity]:
    def numbers(value: Any, called: str, ranks: set[int]) -> Quantity:
        if isinstance(value, Quantity):
            return fit(value, ranks, called)
        if isinstance(value, str):
            return fit(sources.read(value, called), ranks, called)
        try:
            return fit(from_nested(value), ranks, called)
        except InputError as error:
            text = str(error)
            raise InputError(text if text.startswith(called) else f"{called} {text}") from None

    return numbers


def per_layer(value: Any, name: str) -> list[Any]:
    """The values for the layers: a list of them, or a single one.

    >>> per_layer([[1, 2], [3, 4]], "W"), per_layer([[[1, 2]], [[3]]], "W"), per_layer("relu", "activation")
    ([[[1, 2], [3, 4]]], [[[1, 2]], [[3]]], ['relu'])
    """
    if isinstance(value, str):
        return value.split(",") if name == "activation" else [value]
    if not isinstance(value, (list, tuple)):
        return [value]
    if name == "activation":
        return [part for item in value for part in str(item).split(",")]
    deepest = 2 if name == "W" else 1
    if any(isinstance(item, (str, Quantity)) or _depth(item) >= deepest for item in value):
        return list(value)
    return [value]


def _beside(W: Any, b: Any, layers: int) -> list[Any] | None:
    """Biases in a list beside a list of weights: one for each layer, if there are as many."""
    if isinstance(W, (list, tuple)) and isinstance(b, (list, tuple)) and len(b) == len(W) == layers:
        return list(b) if len(per_layer(W, "W")) == layers and _depth(W) != 2 else None
    return None


def _depth(value: Any) -> int:
    if hasattr(value, "ndim"):
        return int(value.ndim)
    return 1 + max((_depth(item) for item in value), default=0) if isinstance(value, (list, tuple)) else 0


def _spread(items: list[Any], layers: int, called: str) -> list[Any]:
    """One for all, or one for each layer."""
    if len(items) == 1:
        return items * layers
    if len(items) == layers:
        return items
    raise InputError(
        f"{called} is given {len(items)} times for {plural(layers, 'layer')}; give none, one for all, or one for each"
    )


def _from_spec(spec: Any, sources: Sources, spell: Spell) -> Entries:
    from nnexplain.inputs.specs.document import load
    from nnexplain.inputs.specs.network import Network
    from nnexplain.inputs.specs.structure import Place, structure

    document = load(spec, sources, spell("spec"))
    found, place = structure(Network, document), Place.of(document, sources)
    entries: Entries = {}

    def add(name: str, value: Any, path: str) -> None:
        if value is not None:
            entries[name] = Entry(value, place.name(path), lambda value, _, ranks: place.numbers(value, path, ranks))

    for k, layer in enumerate(found.layers):
        for name in PER_LAYER:
            value = getattr(layer, name)
            if name == "W" and value is None:
                raise InputError(f"{place.name(f'layers[{k}].W')} is empty; give the layer's weights")
            add(f"{name}{k + 1}", value, f"layers[{k}].{name}")
    if found.data is not None:
        add("x", found.data.x, "data.x")
        add("target", found.data.target, "data.target")
    add("kind", found.loss, "loss")
    for name in ("lr", "freeze", "epochs", "batch_size", "shuffle", "seed"):
        add(name, getattr(found, name), name)
    add("softmax", found.softmax or None, "softmax")
    return entries


def count(named: Mapping[str, Any]) -> int:
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
        if k > 1 and W.array.shape[1] != outputs:
            hint = f"; the transpose of {entry.called} would fit" if W.array.shape[0] == outputs else ""
            columns = plural(W.array.shape[1], "column")
            raise InputError(f"{entry.called} has {columns} but layer {k - 1} has {plural(outputs, 'output')}{hint}")
        outputs = W.array.shape[0]
        found[f"W{k}"] = W
        found[f"b{k}"] = _read_b(entries.get(f"b{k}"), outputs, entry.called)
    for name in entries:
        if _is_numbered(name) and name not in found:
            raise InputError(f"there is no {name}: the network has {plural(count(entries), 'layer')}")
    return found


def _read_b(entry: Entry | None, outputs: int, W: str) -> Quantity:
    if entry is None:
        return Quantity(np.zeros(outputs))
    b = entry.numbers({0, 1})
    if b.array.ndim and b.array.shape[0] != outputs:
        raise InputError(f"{W} has {plural(outputs, 'row')} but {entry.called} has {plural(b.array.size, 'entry')}")
    return b


def read_activations(entries: Entries, layers: int) -> list[str]:
    """relu in the hidden layers and identity in the last, where nothing is said."""
    whole = entries.get("activation")
    if whole is not None:  # the list of an earlier run
        items = _spread(per_layer(whole.value, "activation"), layers, whole.called)
        return [choose(item, ACTIVATION_NAMES, whole.called) for item in items]
    found = []
    for k in range(1, layers + 1):
        entry = entries.get(f"activation{k}")
        usual = "relu" if k < layers else "identity"
        found.append(choose(entry.value, ACTIVATION_NAMES, entry.called) if entry else usual)
    return found


def read_x(entry: Entry, layers: Mapping[str, Quantity]) -> Quantity:
    x = entry.numbers({1, 2})
    columns = layers["W1"].array.shape[1]
    if x.array.shape[-1] != columns:
        has = plural(x.array.shape[-1], "entry" if x.array.ndim == 1 else "column")
        hint = "; the transpose of W1 would fit" if layers["W1"].array.shape[0] == x.array.shape[-1] else ""
        raise InputError(f"{entry.called} has {has} but W of layer 1 has {plural(columns, 'column')}{hint}")
    return x


def read_target(entry: Entry, kind: str, shape: tuple[int, ...]) -> Quantity:
    """A target for that output: classes, or numbers of the output's shape (a column may stand as a list)."""
    found = entry.numbers({0, 1, 2})
    if found.array.size == int(np.prod(shape)) and (shape[-1] == 1 or found.array.ndim == len(shape) + 1):
        if find(kind).classes:
            return found
        order = np.arange(found.array.size).reshape(found.array.shape)
        places = {int(order[index]) for index in found.inexact}
        inexact = {index for index in np.ndindex(shape) if int(np.ravel_multi_index(index, shape)) in places}
        return Quantity(found.array.reshape(shape), frozenset(inexact))
    if find(kind).classes:
        return found
    if found.array.shape != shape:
        raise InputError(
            f"{entry.called} is {described(found.array.shape)}, but the network's output is {described(shape)}"
        )
    return found


def read_frozen(entries: Entries, layers: Mapping[str, Quantity]) -> list[str]:
    """The names of the parameters that an update leaves alone."""
    entry = entries.get("freeze")
    if entry is None:
        return []
    given = entry.value.split(",") if isinstance(entry.value, str) else list(entry.value)
    names = [str(name).strip() for name in given]
    for name in names:
        if name not in layers:
            raise InputError(
                f"{entry.called} names {quote(name)}; the parameters are {', '.join(layers)}{nearest(name, layers)}"
            )
    return names
