"""Reads a block of a spec file: its weights, and how it is put together."""

from __future__ import annotations

import re

from nnexplain.engine.graph import Node
from nnexplain.errors import nearest, plural, quote
from nnexplain.inputs.shapes import lengths
from nnexplain.inputs.specs.transformer import Block as Spec
from nnexplain.inputs.specs.transformer import FeedForward, Norm, Scales
from nnexplain.lessons.transformer.weights import Weights, where
from nnexplain.models.block import Block
from nnexplain.notation.tree import Symbol
from nnexplain.worked.bind import input_node
from nnexplain.worked.lesson import ACTIVATION_NAMES


def read_block(found: Weights, number: int, spec: Spec, width: int, symbol: Symbol) -> tuple[Block, int]:
    """A block's plan, and how wide its output is; ``width`` is that of what comes in."""
    name, place = f"block{number}", f"blocks[{number - 1}]"
    last = _attention(found, name, spec, width)
    heads = found.entry(where(f"{name}.heads"), spec.attention.heads).whole(1)
    scale = _scale(found, spec.attention.scale, where(f"{name}.scale"))
    made = last.shape[1]
    _same_width(found, spec, last, width)
    norm, eps = _norm(found, name, spec, width if spec.norm == "pre" else made)
    found.set(spec.attention, f"{name}.", heads=heads, causal=spec.attention.causal)
    found.set(spec, f"{name}.", residual=spec.residual, norm=norm)
    found.set(spec.attention, f"{name}.", scale=scale)
    if norm != "none":
        found.set(spec, f"{name}.", eps=eps)
    activation = ""
    if spec.ffn is not None:
        last = _feed_forward(found, name, spec.ffn, made)
        _same_width(found, spec, last, made)
        made = last.shape[1]
        activation = found.entry(f"{place}.ffn.activation", spec.ffn.activation).choice(ACTIVATION_NAMES)
        found.inputs[f"{name}.ffn.activation"] = activation
    for key in ("WQ", "WV"):
        shape = found.weights[f"{name}.{key}"].shape
        if shape[1] % heads:
            has = f"{key} has {lengths(shape, 1)}, which {heads} heads cannot share evenly"
            raise found.fail(where(f"{name}.heads"), f"is {heads}, but {has}")
    label = found.entry(place).called
    return Block(name, label, symbol, heads, spec.attention.causal, scale, spec.residual, norm, eps, activation), made


def _attention(found: Weights, name: str, spec: Spec, width: int) -> Node:
    """The maps of the attention; the last of them gives the block's width."""
    comes = "the embeddings have" if name == "block1" else f"the output of block{int(name[5:]) - 1} has"
    maps = spec.attention
    for key in ("WQ", "WK", "WV"):
        node = found.read(f"{name}.{key}", getattr(maps, key), 2)
        found.fit(node, 0, width, f"{comes} {plural(width, 'column')}")
    Q, K, V = (found.weights[f"{name}.{key}"] for key in ("WQ", "WK", "WV"))
    found.fit(K, 1, Q.shape[1], f"WQ has {Q.shape[1]}: queries and keys must be equally wide")
    if maps.WO is None:
        return V
    WO = found.read(f"{name}.WO", maps.WO, 2)
    found.fit(WO, 0, V.shape[1], f"WV has {lengths(V.shape, 1)}")
    return WO


def _scale(found: Weights, value: object, path: str) -> str | Node:
    """sqrt, none, or a number as a node."""
    if isinstance(value, str) and value.strip().casefold() in ("sqrt", "none"):
        return value.strip().casefold()
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z]\w*", value):
        raise found.fail(path, f"is {quote(value)}; give sqrt, none or a number{nearest(value, ('sqrt', 'none'))}")
    return input_node(path.replace("blocks[", "block"), found.entry(path, value).numbers({0}), "s", constant=True)


def _same_width(found: Weights, spec: Spec, last: Node, width: int) -> None:
    if spec.residual and last.shape[1] != width:
        raise found.fail(
            where(last.name or ""),
            f"has {lengths(last.shape, 1)}, but the block adds its input to its output (residual), "
            f"and the input has {width}; make them equal, or give residual: false",
        )


def _norm(found: Weights, name: str, spec: Spec, width: int) -> tuple[str, float]:
    """Where the block normalises, and ε; γ and β become weights."""
    kind, own = _norm_kind(found, spec.norm, where(f"{name}.norm"))
    for prefix, parts in ((name, (spec, own)), (f"{name}.attention", (spec.attention,)), (f"{name}.ffn", (spec.ffn,))):
        for key in ("gamma", "beta"):
            value = next((value for part in parts if (value := getattr(part, key, None)) is not None), None)
            if value is not None:
                _refuse_without_norm(found, kind, f"{prefix}.{key}")
                found.fit(found.read(f"{prefix}.{key}", value, 1), 0, width, f"the rows to normalise have {width}")
    eps, place = spec.eps if own.eps is None else own.eps, where(f"{name}.eps")
    if eps is None:
        return kind, 1e-5
    _refuse_without_norm(found, kind, f"{name}.eps")
    number = float(found.entry(place, eps).numbers({0}).array)
    if number < 0:
        raise found.fail(place, f"is {number:g}; give 0 or a small positive number such as 1e-5")
    return kind, number


def _refuse_without_norm(found: Weights, kind: str, name: str) -> None:
    if kind == "none":
        raise found.fail(where(name), "goes with norm: pre or post, but this block's norm is none")


def _norm_kind(found: Weights, norm: Norm | str | None, place: str) -> tuple[str, Scales]:
    if not isinstance(norm, Norm):
        return found.entry(place, norm or "none").choice(("none", "pre", "post")), Scales()
    both = {kind: part for kind, part in (("pre", norm.pre), ("post", norm.post)) if part is not None}
    if len(both) != 1:
        raise found.fail(place, "takes pre or post, one of them, as in {pre: {eps: 0}}")
    return next(iter(both.items()))


def _feed_forward(found: Weights, name: str, spec: FeedForward, width: int) -> Node:
    """The two layers, of which the second is returned."""
    W1 = found.read(f"{name}.ffn.W1", spec.W1, 2)
    found.fit(W1, 0, width, f"what comes in has {plural(width, 'column')}")
    _bias(found, f"{name}.ffn.b1", spec.b1, W1, "W1")
    W2 = found.read(f"{name}.ffn.W2", spec.W2, 2)
    found.fit(W2, 0, W1.shape[1], f"W1 has {lengths(W1.shape, 1)}")
    _bias(found, f"{name}.ffn.b2", spec.b2, W2, "W2")
    return W2


def _bias(found: Weights, name: str, value: object, W: Node, called: str) -> None:
    if value is not None:
        found.fit(found.read(name, value, 1), 0, W.shape[1], f"{called} has {lengths(W.shape, 1)}")
