"""Reads what a transformer takes: a spec file, and the options that override it, checked against each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from nnexplain.engine.graph import Node, constant, given
from nnexplain.errors import InputError, listed, nearest, plural, quote
from nnexplain.inputs.shapes import described
from nnexplain.inputs.sources import Sources
from nnexplain.inputs.specs.document import Document, load
from nnexplain.inputs.specs.structure import Place, structure
from nnexplain.inputs.specs.transformer import Block as BlockSpec
from nnexplain.inputs.specs.transformer import Norm, Positions, Scales, Transformer
from nnexplain.lessons.transformer.tokens import split_text, target_id, token_ids
from nnexplain.models.block import Block
from nnexplain.models.transformer import Plan
from nnexplain.notation.tree import Symbol, as_symbol
from nnexplain.worked.bind import Bound
from nnexplain.worked.lesson import ACTIVATION_NAMES, Lesson

Spell = Callable[[str], str]
OPTIONS = ("tokens", "text", "target", "lr")
SYMBOLS = {"embeddings": "E", "positions": "P", "output.W": "W_out", "output.b": "b_out",
           "WQ": "W_Q", "WK": "W_K", "WV": "W_V", "WO": "W_O"}  # fmt: skip


def read(lesson: Lesson, raw: Mapping[str, Any], sources: Sources, spell: Spell) -> Bound:
    """The lesson's arguments: the plan, the weights, the learning rate; and its inputs by name."""
    if raw.get("spec") is None:
        raise InputError(
            f"{spell('spec')} is missing; give a spec file ({lesson.name} --spec-template prints one to start from)"
        )
    document = load(raw["spec"], sources, spell("spec"))
    document = _overridden(document, raw, lesson)
    reading = _Reading(document, raw, sources, spell)
    plan, lr = reading.plan(), reading.learning_rate()
    arguments = {"spec": plan, "tokens": reading.weights, "text": None, "target": plan.target, "lr": lr}
    again = {"spec": document} | {name: raw[name] for name in OPTIONS if raw.get(name) is not None}
    return Bound(arguments, {}, reading.inputs, again)


def _overridden(document: Document, raw: Mapping[str, Any], lesson: Lesson) -> Document:
    """The document with single entries changed, by the names that they have among the inputs (``block1.WQ``)."""
    changes = {name: value for name, value in raw.items() if name not in lesson.parameters}
    if not changes:
        return document
    data = deepcopy(document.data)
    for name, value in changes.items():
        given = {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
        try:
            *path, last = re.findall(r"\d+|[A-Za-z]\w*", where(name))
            spot: Any = data
            for key in path:
                spot = spot[int(key)] if key.isdigit() else spot[key]
            spot[last] = given
        except (KeyError, IndexError, TypeError, ValueError):
            raise InputError(
                f"{lesson.name} has no input {quote(name)}; an input has its place in the spec for a name, "
                "as in block1.WQ or output.W"
            ) from None
    return document.replace(data=data)


def where(name: str) -> str:
    """The place in the file of an input.

    >>> where("block2.WQ"), where("block1.ffn.W1"), where("block1.norm"), where("output.W")
    ('blocks[1].attention.WQ', 'blocks[0].ffn.W1', 'blocks[0].norm', 'output.W')
    """
    found = re.fullmatch(r"block(\d+)\.(.*)", name)
    if not found:
        return name
    place, rest = f"blocks[{int(found[1]) - 1}]", found[2]
    own = rest in ("WQ", "WK", "WV", "WO", "heads", "causal", "scale")
    return f"{place}.attention.{rest}" if own else f"{place}.{rest}"


class _Reading:
    """One reading of a spec: collects the weights, and every input by its name."""

    def __init__(self, document: Document, raw: Mapping[str, Any], sources: Sources, spell: Spell) -> None:
        self.spec = structure(Transformer, document)
        self.place = Place.of(document, sources)
        self.raw, self.spell = raw, spell
        self.weights: dict[str, Node] = {}
        self.inputs: dict[str, Any] = {}

    def fail(self, path: str, text: str) -> InputError:
        return InputError(f"{self.place.name(path)} {text}")

    def given(self, option: str) -> tuple[Any, str]:
        """The option's value, or the file's; and what to call it."""
        if self.raw.get(option) is not None:
            return self.raw[option], self.spell(option)
        return getattr(self.spec, option), self.place.name(option)

    def plan(self) -> Plan:
        """Everything but the numbers."""
        spec = self.spec
        vocabulary = self._vocabulary()
        E = self._weight("embeddings", spec.embeddings, 2)
        if len(vocabulary) != E.shape[0]:
            tokens = f"the vocabulary has {plural(len(vocabulary), 'token')}"
            raise self.fail("embeddings", f"has {plural(E.shape[0], 'row')}, but {tokens}; give a row for each token")
        ids = self._ids(vocabulary)
        positions, base = self._positions(len(ids), E.shape[1])
        blocks, width = [], E.shape[1]
        for number, block in enumerate(spec.blocks, start=1):
            made, width = self._block(number, block, width)
            blocks.append(made)
        self._output(width, len(vocabulary))
        predict = self.place.choice(spec.predict, ("last", "all"), "predict")
        self.inputs["predict"] = predict
        self.inputs["tokens"] = [vocabulary[id] for id in ids]
        target = self._target(vocabulary, predict, len(ids))
        return Plan(vocabulary, ids, blocks, positions, base, predict, target, self._trainable())

    def _vocabulary(self) -> list[str]:
        vocabulary = [str(token) for token in self.spec.vocabulary]
        if not vocabulary:
            raise self.fail("vocabulary", "is empty; give at least one token")
        seen: set[str] = set()
        twice = next((token for token in vocabulary if token in seen or seen.add(token)), None)  # type: ignore[func-returns-value]
        if twice is not None:
            raise self.fail("vocabulary", f"has {quote(twice)} twice; a token has one place")
        self.inputs["vocabulary"] = vocabulary
        return vocabulary

    def _ids(self, vocabulary: list[str]) -> list[int]:
        options = [name for name in ("tokens", "text") if self.raw.get(name) is not None]
        if len(options) == 2:
            raise InputError(f"{self.spell('tokens')} and {self.spell('text')} are both given; give one of them")
        in_file = [name for name in ("tokens", "text") if getattr(self.spec, name) is not None]
        if not options and len(in_file) == 2:
            raise self.fail("tokens", "and text are both given; give one of them")
        name = (options or in_file or [""])[0]
        if not name:
            options = [self.spell("tokens"), self.spell("text")]
            raise self.fail("tokens", f"is missing; give it in the file, or {' or '.join(options)}")
        value, place = self.given(name)
        if name == "text":
            return token_ids(split_text(str(value), vocabulary), vocabulary, place)
        tokens = value.split() if isinstance(value, str) else [str(token) for token in value]
        return token_ids(tokens, vocabulary, place)

    def _weight(self, name: str, value: Any, rank: int) -> Node:
        """A weight under its name."""
        place = where(name)
        quantity = self.place.numbers(value, place, {rank})
        symbol = SYMBOLS.get(name) or SYMBOLS.get(name.rpartition(".")[2]) or name.rpartition(".")[2]
        node = given(name, quantity.array, as_symbol(symbol), quantity.inexact)
        self.weights[name] = self.inputs[name] = node
        return node

    def _fits(self, node: Node, axis: int, length: int, whose: str) -> None:
        """A weight's rows or columns must number as something else does."""
        if node.shape[axis] == length:
            return
        noun = "entry" if node.ndim == 1 else ("row", "column")[axis]
        turned = node.ndim == 2 and node.shape[1 - axis] == length
        hint = "; its transpose would fit" if turned else ""
        raise self.fail(where(node.name or ""), f"has {plural(node.shape[axis], noun)}, but {whose}{hint}")

    def _positions(self, count: int, width: int) -> tuple[str, float]:
        value = self.spec.positions
        if isinstance(value, Positions) or value in ("sinusoidal", "none", None):
            waves = value.sinusoidal if isinstance(value, Positions) else None
            kind = "none" if value in ("none", None) else "sinusoidal"
            self.inputs["positions"] = kind
            base = 10_000.0
            if waves is not None:
                base = float(self.place.numbers(waves.base, "positions.sinusoidal.base", {0}).array)
                if base <= 0:
                    raise self.fail("positions.sinusoidal.base", f"is {base:g}; give a number above 0")
                self.inputs["positions.sinusoidal.base"] = base
            return kind, base
        if isinstance(value, str) and not re.match(r"[@\-\[\d.+−]", value):
            hint = nearest(value, ("none", "sinusoidal"))
            raise self.fail("positions", f"is {quote(value)}; give none, sinusoidal or a matrix{hint}")
        node = self._weight("positions", value, 2)
        self._fits(node, 1, width, f"the embeddings have {plural(width, 'column')}")
        if node.shape[0] < count:
            rows = plural(node.shape[0], "row")
            raise self.fail("positions", f"has {rows}, but there are {count} tokens; give a row for each place")
        return "given", 0.0

    def _block(self, number: int, spec: BlockSpec, width: int) -> tuple[Block, int]:
        """A block's plan, and how wide its output is."""
        name, place = f"block{number}", f"blocks[{number - 1}]"
        self._attention(name, spec, width)
        heads = self.place.whole(spec.attention.heads, 1, where(f"{name}.heads"))
        scale = self._scale(spec.attention.scale, where(f"{name}.scale"))
        made = self.weights.get(f"{name}.WO", self.weights[f"{name}.WV"]).shape[1]
        self._same_width(spec, f"{name}.WO" if f"{name}.WO" in self.weights else f"{name}.WV", made, width)
        activation = ""
        norm, eps = self._norm(name, spec, width if spec.norm == "pre" else made)
        inputs = {"heads": heads, "causal": spec.attention.causal, "residual": spec.residual, "norm": norm}
        self.inputs |= {f"{name}.{key}": value for key, value in inputs.items()}
        self.inputs[f"{name}.scale"] = scale
        if norm != "none":
            self.inputs[f"{name}.eps"] = eps
        if spec.ffn is not None:
            inside, made = made, self._feed_forward(name, spec, made)
            self._same_width(spec, f"{name}.ffn.W2", made, inside)
            activation = self.place.choice(spec.ffn.activation, ACTIVATION_NAMES, f"{place}.ffn.activation")
            self.inputs[f"{name}.ffn.activation"] = activation
        symbol = Symbol("y", str(number) if len(self.spec.blocks) > 1 else "")
        label = self.place.name(place)
        plan = Block(name, label, symbol, heads, spec.attention.causal, scale, spec.residual, norm, eps, activation)
        self._check_heads(name, heads)
        return plan, made

    def _attention(self, name: str, spec: BlockSpec, width: int) -> None:
        comes = "the embeddings have" if name == "block1" else f"the output of block{int(name[5:]) - 1} has"
        for key in ("WQ", "WK", "WV"):
            node = self._weight(f"{name}.{key}", getattr(spec.attention, key), 2)
            self._fits(node, 0, width, f"{comes} {plural(width, 'column')}")
        Q, K, V = (self.weights[f"{name}.{key}"] for key in ("WQ", "WK", "WV"))
        self._fits(K, 1, Q.shape[1], f"WQ has {Q.shape[1]}: queries and keys must be equally wide")
        if spec.attention.WO is not None:
            node = self._weight(f"{name}.WO", spec.attention.WO, 2)
            self._fits(node, 0, V.shape[1], f"WV has {plural(V.shape[1], 'column')}")

    def _check_heads(self, name: str, heads: int) -> None:
        for key in ("WQ", "WV"):
            columns = self.weights[f"{name}.{key}"].shape[1]
            if columns % heads:
                has = f"{key} has {plural(columns, 'column')}, which {heads} heads cannot share evenly"
                raise self.fail(where(f"{name}.heads"), f"is {heads}, but {has}")

    def _scale(self, value: Any, path: str) -> Any:
        """sqrt, none, or a number as a node."""
        if isinstance(value, str) and value.strip().casefold() in ("sqrt", "none"):
            return value.strip().casefold()
        if isinstance(value, str) and re.fullmatch(r"[A-Za-z]\w*", value):
            raise self.fail(path, f"is {quote(value)}; give sqrt, none or a number{nearest(value, ('sqrt', 'none'))}")
        quantity = self.place.numbers(value, path, {0})
        node = constant(quantity.array, "s")
        node.name, node.inexact = path.replace("blocks[", "block"), quantity.inexact
        return node

    def _same_width(self, spec: BlockSpec, last: str, made: int, width: int) -> None:
        if spec.residual and made != width:
            raise self.fail(
                where(last),
                f"has {plural(made, 'column')}, but the block adds its input to its output (residual), "
                f"and the input has {width}; make them equal, or give residual: false",
            )

    def _norm(self, name: str, spec: BlockSpec, width: int) -> tuple[str, float]:
        """Where the block normalises, and ε; γ and β become weights."""
        place = where(f"{name}.norm")
        kind, own = self._norm_kind(spec.norm, place)
        parts = {name: spec, f"{name}.attention": spec.attention, f"{name}.ffn": spec.ffn}
        for prefix, part in parts.items():
            for key in ("gamma", "beta"):
                value = getattr(part, key, None)
                if value is None and prefix == name:
                    value = getattr(own, key, None)
                if value is None:
                    continue
                path = f"{prefix}.{key}"
                if kind == "none":
                    raise self.fail(where(path), "goes with norm: pre or post, but this block's norm is none")
                self._fits(self._weight(path, value, 1), 0, width, f"the rows to normalise have {width}")
        eps = spec.eps if own.eps is None else own.eps
        if eps is not None and kind == "none":
            raise self.fail(where(f"{name}.eps"), "goes with norm: pre or post, but this block's norm is none")
        number = 1e-5 if eps is None else float(self.place.numbers(eps, where(f"{name}.eps"), {0}).array)
        if number < 0:
            raise self.fail(where(f"{name}.eps"), f"is {number:g}; give 0 or a small positive number such as 1e-5")
        return kind, number

    def _norm_kind(self, norm: Norm | str | None, place: str) -> tuple[str, Scales]:
        if not isinstance(norm, Norm):
            return self.place.choice(norm or "none", ("none", "pre", "post"), place), Scales()
        both = {kind: part for kind, part in (("pre", norm.pre), ("post", norm.post)) if part is not None}
        if len(both) != 1:
            raise self.fail(place, "takes pre or post, one of them, as in {pre: {eps: 0}}")
        return next(iter(both.items()))

    def _feed_forward(self, name: str, spec: BlockSpec, width: int) -> int:
        assert spec.ffn is not None
        W1 = self._weight(f"{name}.ffn.W1", spec.ffn.W1, 2)
        self._fits(W1, 0, width, f"what comes in has {plural(width, 'column')}")
        if spec.ffn.b1 is not None:
            columns = f"W1 has {plural(W1.shape[1], 'column')}"
            self._fits(self._weight(f"{name}.ffn.b1", spec.ffn.b1, 1), 0, W1.shape[1], columns)
        W2 = self._weight(f"{name}.ffn.W2", spec.ffn.W2, 2)
        self._fits(W2, 0, W1.shape[1], f"W1 has {plural(W1.shape[1], 'column')}")
        if spec.ffn.b2 is not None:
            columns = f"W2 has {plural(W2.shape[1], 'column')}"
            self._fits(self._weight(f"{name}.ffn.b2", spec.ffn.b2, 1), 0, W2.shape[1], columns)
        return W2.shape[1]

    def _output(self, width: int, size: int) -> None:
        W = self._weight("output.W", self.spec.output.W, 2)
        before = "the last block's output has" if self.spec.blocks else "the embeddings have"
        self._fits(W, 0, width, f"{before} {plural(width, 'column')}")
        tokens = f"the vocabulary has {plural(size, 'token')}"
        self._fits(W, 1, size, tokens)
        if self.spec.output.b is not None:
            self._fits(self._weight("output.b", self.spec.output.b, 1), 0, size, tokens)

    def _target(self, vocabulary: list[str], predict: str, count: int) -> Any:
        value, place = self.given("target")
        if value is None:
            return None
        soft = self._shares(value, place, vocabulary, (count,) if predict == "all" else ())
        if soft is not None:
            return soft
        if predict == "all" and isinstance(value, str) and value not in vocabulary:
            value = value.split()
        many = value if isinstance(value, (list, tuple)) else [value]
        wanted = count if predict == "all" else 1
        if len(many) != wanted:
            each = f"a target for each of the {count} tokens" if predict == "all" else "one target, for the last token"
            raise InputError(f"{place} has {plural(len(many), 'entry')}; predict: {predict} takes {each}")
        found = [target_id(target, vocabulary, place) for target in many]
        self.inputs["target"] = [vocabulary[k] for k in found] if predict == "all" else vocabulary[found[0]]
        return found if predict == "all" else found[0]

    def _shares(self, value: Any, place: str, vocabulary: list[str], rows: tuple[int, ...]) -> Node | None:
        """A target that gives each token of the vocabulary a share, if it does: numbers, one for each (in each row)."""
        size = len(vocabulary)
        if isinstance(value, str):
            if value in vocabulary or not re.match(r"\s*(@|\[|[-+−.\d][^,]*,)", value):
                return None
        elif not _has_shape(value, (*rows, size)) or (size == 1 and not rows):
            return None
        numbers = Place(self.place.sources) if self.raw.get("target") is not None else self.place
        quantity = numbers.numbers(value, place if numbers is not self.place else "target", {1 + len(rows)})
        if quantity.array.shape != (*rows, size):
            each = f"each of the {plural(size, 'token')} of the vocabulary{' in each row' if rows else ''}"
            given = described(quantity.array.shape)
            raise InputError(f"{place} is {given}; give a token, or a probability for {each}")
        node = constant(quantity.array, "t")
        node.name, node.inexact = "target", quantity.inexact
        self.inputs["target"] = node
        return node

    def learning_rate(self) -> Node | None:
        """η as a node; None where nothing is to be updated."""
        value, place = self.given("lr")
        if value is None:
            return None
        if "target" not in self.inputs:
            if self.raw.get("lr") is None:
                return None  # the file's, for when there is a target
            raise InputError(f"{place} updates the weights by the gradient of the loss; give a target")
        reader = Place(self.place.sources) if self.raw.get("lr") is not None else self.place
        quantity = reader.numbers(value, "lr" if reader is self.place else place, {0})
        node = constant(quantity.array, "eta")
        node.name, node.inexact = "lr", quantity.inexact
        self.inputs["lr"] = node
        return node

    def _trainable(self) -> list[str]:
        """The weights that an update may change: names, or what they begin with (``block1``)."""
        wanted = self.spec.trainable
        names = [wanted] if isinstance(wanted, str) else list(wanted or [])
        names = [part for name in names for part in re.split(r"[,\s]+", name.strip()) if part]
        self.inputs["trainable"] = "all" if names == ["all"] else names
        found: list[str] = []
        for name in names:
            mine = [w for w in self.weights if name in ("all", w, _long(w)) or w.startswith(f"{name}.")]
            if not mine:
                known = list(self.weights)
                hint = nearest(name, known) or f"; they are {listed(known)}"
                raise self.fail("trainable", f"has {quote(name)}, which is no weight here{hint}")
            found += [weight for weight in mine if weight not in found]
        return [name for name in self.weights if name in found]


def _has_shape(value: Any, shape: tuple[int, ...]) -> bool:
    """Whether nested lists have that shape, with numbers inside."""
    if not shape:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    value = value.tolist() if hasattr(value, "tolist") else value
    return isinstance(value, (list, tuple)) and len(value) == shape[0] and all(_has_shape(v, shape[1:]) for v in value)


def _long(name: str) -> str:
    """``block1.attention.WQ``, as the file nests it."""
    return re.sub(r"^(block\d+)\.(W[QKVO])$", r"\1.attention.\2", name)
