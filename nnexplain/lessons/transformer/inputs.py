"""Reads what a transformer takes: a spec file, and the options that override it, checked against each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from nnexplain.arrays import Shape
from nnexplain.engine.graph import Node
from nnexplain.errors import InputError, listed, nearest, plural, quote
from nnexplain.inputs.places import Entry
from nnexplain.inputs.shapes import described, lengths
from nnexplain.inputs.specs.document import Document, load
from nnexplain.inputs.specs.structure import structure
from nnexplain.inputs.specs.transformer import Positions, Transformer
from nnexplain.lessons.transformer.blocks import read_block
from nnexplain.lessons.transformer.tokens import split_text, target_id, token_ids
from nnexplain.lessons.transformer.weights import Weights, where
from nnexplain.models.transformer import Plan
from nnexplain.notation.tree import Symbol
from nnexplain.worked.bind import YES_NO, Bound, input_node
from nnexplain.worked.request import Request


def read(request: Request) -> Bound:
    """The lesson's arguments: the plan, the weights, the learning rate; and its inputs by name."""
    raw, name = request.raw, request.lesson.name
    if raw.get("spec") is None:
        template = f"nnexplain {name} --spec-template prints one to start from"
        raise InputError(f"{request.spell('spec')} is missing; give a spec file ({template})")
    document = _overridden(load(raw["spec"], request.sources, request.spell("spec")), request)
    reading = _Reading(document, request)
    plan, lr = reading.plan(), reading.learning_rate()
    again = {"spec": document} | {
        name: raw[name] for name in ("tokens", "text", "target", "lr") if raw.get(name) is not None
    }
    return Bound({"plan": plan, "weights": reading.weights, "lr": lr}, reading.inputs, again, frozenset(reading.usual))


def _overridden(document: Document, request: Request) -> Document:
    """The document with single entries changed, by the names that they have among the inputs (``block1.WQ``)."""
    changes = {name: value for name, value in request.raw.items() if name not in request.lesson.parameters}
    if not changes:
        return document
    data = deepcopy(document.data)
    for name, value in changes.items():
        given = value in YES_NO[:2] if isinstance(value, str) and value in YES_NO else value
        try:
            *path, last = re.findall(r"\d+|[A-Za-z]\w*", where(name))
            spot: Any = data
            for key in path:
                spot = spot[int(key)] if key.isdigit() else spot[key]
            spot[last] = given
        except (KeyError, IndexError, TypeError, ValueError):
            raise InputError(
                f"{request.lesson.name} has no input {quote(name)}; an input has its place in the spec for a name, "
                "as in block1.WQ or output.W"
            ) from None
    return document._replace(data=data)


class _Reading(Weights):
    """One reading of a spec, with the options that override it."""

    def __init__(self, document: Document, request: Request) -> None:
        self.spec = structure(Transformer, document)
        super().__init__(Entry(self.spec, document.label, request.sources, document.folder))
        self.request, self.raw, self.spell = request, request.raw, request.spell

    def given(self, option: str) -> Entry:
        """What the option has, or the file."""
        if self.raw.get(option) is not None:
            return Entry(self.raw[option], self.spell(option), self.request.sources)
        return self.entry(option, getattr(self.spec, option))

    def plan(self) -> Plan:
        """Everything but the numbers."""
        spec = self.spec
        vocabulary = self._vocabulary()
        E = self.read("embeddings", spec.embeddings, 2)
        if len(vocabulary) != E.shape[0]:
            tokens = f"the vocabulary has {plural(len(vocabulary), 'token')}"
            raise self.fail("embeddings", f"has {lengths(E.shape, 0)}, but {tokens}; give a row for each token")
        E.labels = (tuple(vocabulary), ())
        ids = self._ids(vocabulary)
        positions, base = self._positions(len(ids), E.shape[1])
        blocks, width = [], E.shape[1]
        for number, part in enumerate(spec.blocks, start=1):
            symbol = Symbol("y", str(number) if len(spec.blocks) > 1 else "")
            block, width = read_block(self, number, part, width, symbol)
            blocks.append(block)
        self._output(width, vocabulary)
        predict = self.entry("predict", spec.predict).choice(("last", "all"))
        self.set(spec, predict=predict, tokens=[vocabulary[id] for id in ids])
        target = self._target(vocabulary, predict, len(ids))
        return Plan(vocabulary, ids, blocks, positions, base, predict, target, self._trainable())

    def _vocabulary(self) -> list[str]:
        vocabulary = [str(token) for token in self.spec.vocabulary]
        if not vocabulary:
            raise self.fail("vocabulary", "is empty; give at least one token")
        seen = set[str]()
        for token in vocabulary:
            if token in seen:
                raise self.fail("vocabulary", f"has {quote(token)} twice; a token has one place")
            seen.add(token)
        self.inputs["vocabulary"] = vocabulary
        return vocabulary

    def _ids(self, vocabulary: list[str]) -> list[int]:
        options = [name for name in ("tokens", "text") if self.raw.get(name) is not None]
        if len(options) == 2:
            raise InputError(f"{self.spell('tokens')} and {self.spell('text')} are both given; give one of them")
        in_file = [name for name in ("tokens", "text") if getattr(self.spec, name) is not None]
        if not options and len(in_file) == 2:
            raise self.fail("tokens", "and text are both given; give one of them")
        if not options and not in_file:
            known = [self.spell("tokens"), self.spell("text")]
            raise self.fail("tokens", f"is missing; give it in the file, or {' or '.join(known)}")
        name = (options or in_file)[0]
        entry = self.given(name)
        tokens = split_text(str(entry.value), vocabulary) if name == "text" else _words(entry.value)
        return token_ids(tokens, vocabulary, entry.called)

    def _positions(self, count: int, width: int) -> tuple[str, float]:
        value = self.spec.positions
        if isinstance(value, Positions) or value in ("sinusoidal", "none", None):
            kind = "none" if value in ("none", None) else "sinusoidal"
            self.set(self.spec, positions=kind)
            if not isinstance(value, Positions) or value.sinusoidal is None:
                return kind, 10_000.0
            path = "positions.sinusoidal.base"
            base = float(self.entry(path, value.sinusoidal.base).numbers({0}).array)
            if base <= 0:
                raise self.fail(path, f"is {base:g}; give a number above 0")
            self.inputs[path] = base
            return kind, base
        if isinstance(value, str) and not re.match(r"[@\-\[\d.+−]", value):
            hint = nearest(value, ("none", "sinusoidal"))
            raise self.fail("positions", f"is {quote(value)}; give none, sinusoidal or a matrix{hint}")
        node = self.read("positions", value, 2)
        self.fit(node, 1, width, f"the embeddings have {plural(width, 'column')}")
        if node.shape[0] < count:
            has = lengths(node.shape, 0)
            raise self.fail("positions", f"has {has}, but there are {count} tokens; give a row for each place")
        return "given", 0.0

    def _output(self, width: int, vocabulary: list[str]) -> None:
        size = len(vocabulary)
        W = self.read("output.W", self.spec.output.W, 2)
        before = "the last block's output has" if self.spec.blocks else "the embeddings have"
        self.fit(W, 0, width, f"{before} {plural(width, 'column')}")
        tokens = f"the vocabulary has {plural(size, 'token')}"
        self.fit(W, 1, size, tokens)
        W.labels = ((), tuple(vocabulary))
        if self.spec.output.b is not None:
            b = self.read("output.b", self.spec.output.b, 1)
            self.fit(b, 0, size, tokens)
            b.labels = (tuple(vocabulary),)

    def _target(self, vocabulary: list[str], predict: str, count: int) -> Node | list[int] | int | None:
        entry = self.given("target")
        if entry.value is None:
            return None
        soft = self._shares(entry, vocabulary, (count,) if predict == "all" else ())
        if soft is not None:
            self.inputs["target"] = soft
            return soft
        value = entry.value
        if predict == "all" and isinstance(value, str) and value not in vocabulary:
            value = value.split()
        many = value if isinstance(value, (list, tuple)) else [value]
        wanted = count if predict == "all" else 1
        if len(many) != wanted:
            each = f"a target for each of the {count} tokens" if predict == "all" else "one target, for the last token"
            raise entry.wrong(f"has {plural(len(many), 'entry')}; predict: {predict} takes {each}")
        found = [target_id(target, vocabulary, entry.called) for target in many]
        self.inputs["target"] = [vocabulary[k] for k in found] if predict == "all" else vocabulary[found[0]]
        return found if predict == "all" else found[0]

    def _shares(self, entry: Entry, vocabulary: list[str], rows: Shape) -> Node | None:
        """A target that gives each token of the vocabulary a share, if it does: numbers, one for each (in each row)."""
        size = len(vocabulary)
        if isinstance(entry.value, str):
            if entry.value in vocabulary or not re.match(r"\s*(@|\[|[-+−.\d][^,]*,)", entry.value):
                return None
        elif not _has_shape(entry.value, (*rows, size)) or (size == 1 and not rows):
            return None
        quantity = entry.numbers({1 + len(rows)})
        if quantity.array.shape != (*rows, size):
            each = f"each of the {plural(size, 'token')} of the vocabulary{' in each row' if rows else ''}"
            raise entry.wrong(f"is {described(quantity.array.shape)}; give a token, or a probability for {each}")
        return input_node("target", quantity, "t", constant=True)

    def learning_rate(self) -> Node | None:
        """η as a node; None where nothing is to be updated."""
        entry = self.given("lr")
        if entry.value is None:
            return None
        if "target" not in self.inputs:
            if self.raw.get("lr") is None:
                return None  # the file's, for when there is a target
            raise entry.wrong("updates the weights by the gradient of the loss; give a target")
        lr = self.inputs["lr"] = input_node("lr", entry.numbers({0}), "eta", constant=True)
        return lr

    def _trainable(self) -> list[str]:
        """The weights that an update may change: names, or what they begin with (``block1``)."""
        wanted = self.spec.trainable
        names = [wanted] if isinstance(wanted, str) else list(wanted or [])
        names = [part for name in names for part in re.split(r"[,\s]+", name.strip()) if part]
        self.set(self.spec, trainable="all" if names == ["all"] else names)
        found: list[str] = []
        nested = {w: re.sub(r"^(block\d+)\.(W[QKVO])$", r"\1.attention.\2", w) for w in self.weights}  # as in the file
        for name in names:
            mine = [w for w in self.weights if name in ("all", w, nested[w]) or w.startswith(f"{name}.")]
            if not mine:
                known = list(self.weights)
                hint = nearest(name, known) or f"; they are {listed(known)}"
                raise self.fail("trainable", f"has {quote(name)}, which is no weight here{hint}")
            found += [weight for weight in mine if weight not in found]
        return [name for name in self.weights if name in found]


def _words(value: object) -> list[str]:
    """Tokens as a text or in a list."""
    if isinstance(value, str):
        return value.split()
    return [str(token) for token in value] if isinstance(value, Iterable) else [str(value)]


def _has_shape(value: Any, shape: Shape) -> bool:
    """Whether nested lists have that shape, with numbers inside."""
    if not shape:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    value = value.tolist() if hasattr(value, "tolist") else value
    return isinstance(value, (list, tuple)) and len(value) == shape[0] and all(_has_shape(v, shape[1:]) for v in value)
