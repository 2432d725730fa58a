"""Forward and backward with every option, against plain NumPy and differences of it."""

from __future__ import annotations

import copy
import itertools
import re
from typing import Any

import numpy as np
import pytest

from nnexplain.engine.backward import Backward
from nnexplain.lessons.transformer.inputs import where
from nnexplain.worked.lesson import find
from nnexplain.worked.request import Request
from nnexplain.worked.run import run as run_of

OPTIONS = list(
    itertools.product((1, 2), (1, 2), (False, True), ("none", "pre", "post"), ("none", "sinusoidal", "matrix"))
)


def drawn(seed: int, blocks: int, heads: int, causal: bool, norm: str, positions: str) -> dict[str, Any]:
    """A spec with those options; biases, WO, ffn, residual, γ and β, and what is predicted go by the seed's bits."""
    rng = np.random.default_rng(seed)
    bias, WO, ffn, residual, scaled, every = (bool(bit) for bit in rng.integers(0, 2, 6))
    d, size = 2, 3

    def weights(*shape: int) -> Any:
        return rng.uniform(-0.9, 0.9, shape).tolist()

    def block() -> dict[str, Any]:
        attention: dict[str, Any] = {name: weights(d, d) for name in ("WQ", "WK", "WV")}
        attention |= {"heads": heads, "causal": causal} | ({"WO": weights(d, d)} if WO else {})
        found: dict[str, Any] = {"attention": attention, "residual": residual, "norm": norm}
        if ffn:
            found["ffn"] = {"W1": weights(d, 3), "W2": weights(3, d), "activation": "tanh"}
            found["ffn"] |= {"b1": weights(3), "b2": weights(d)} if bias else {}
        if norm != "none":
            found |= {"eps": 0.1} | ({"gamma": weights(d), "beta": weights(d)} if scaled else {})
        return found

    return {
        "vocabulary": ["A", "B", "C"],
        "embeddings": weights(size, d),
        "positions": weights(4, d) if positions == "matrix" else positions,
        "blocks": [block() for _ in range(blocks)],
        "output": {"W": weights(d, size)} | ({"b": weights(size)} if bias else {}),
        "tokens": ["B", "A", "B"],
        "predict": "all" if every else "last",
        "target": ["A", "C", 0] if every else "C",
    }


def transformed(spec: dict[str, Any]) -> float:
    """The loss, by plain NumPy."""
    E, ids = np.array(spec["embeddings"]), [spec["vocabulary"].index(token) for token in spec["tokens"]]
    n, d = len(ids), E.shape[1]
    X = E[ids]
    if isinstance(spec["positions"], str) and spec["positions"] == "sinusoidal":
        X = X + [[(np.cos if j % 2 else np.sin)(i / 10_000 ** (j // 2 * 2 / d)) for j in range(d)] for i in range(n)]
    elif not isinstance(spec["positions"], str):
        X = X + np.array(spec["positions"])[:n]
    for block in spec["blocks"]:
        X = _block(X, block)
    X = X if spec["predict"] == "all" else X[-1:]
    z = X @ np.array(spec["output"]["W"]) + np.array(spec["output"].get("b", 0))
    targets = spec["target"] if spec["predict"] == "all" else [spec["target"]]
    wanted = [t if isinstance(t, int) else spec["vocabulary"].index(t) for t in targets]
    shares = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return float(np.mean([-np.log(row[t]) for row, t in zip(shares, wanted, strict=True)]))


def _block(X: Any, block: dict[str, Any]) -> Any:
    attention, ffn = block["attention"], block.get("ffn")

    def norm(x: Any) -> Any:
        z = (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + block["eps"])
        return np.array(block.get("gamma", 1)) * z + np.array(block.get("beta", 0))

    def attend(x: Any) -> Any:
        Q, K, V = (x @ np.array(attention[name]) for name in ("WQ", "WK", "WV"))
        parts = []
        for q, k, v in zip(*(np.split(part, attention["heads"], axis=1) for part in (Q, K, V)), strict=True):
            scores = q @ k.T / np.sqrt(q.shape[1])
            if attention["causal"]:
                scores = np.where(np.tri(len(x)) > 0, scores, -np.inf)
            shares = np.exp(scores)
            parts.append(shares / shares.sum(axis=1, keepdims=True) @ v)
        context = np.hstack(parts)
        return context @ np.array(attention["WO"]) if "WO" in attention else context

    def forward(x: Any) -> Any:
        h = np.tanh(x @ np.array(ffn["W1"]) + np.array(ffn.get("b1", 0)))
        return h @ np.array(ffn["W2"]) + np.array(ffn.get("b2", 0))

    for part in (attend, forward) if ffn else (attend,):
        y = part(norm(X) if block["norm"] == "pre" else X)
        y = X + y if block["residual"] else y
        X = norm(y) if block["norm"] == "post" else y
    return X


@pytest.mark.parametrize(("blocks", "heads", "causal", "norm", "positions"), OPTIONS)
def test_forward_and_backward_with_every_option(
    blocks: int, heads: int, causal: bool, norm: str, positions: str
) -> None:
    index = OPTIONS.index((blocks, heads, causal, norm, positions))
    spec = drawn(index, blocks, heads, causal, norm, positions)
    run = run_of(Request(find("transformer"), {"spec": spec}))
    assert float(run.result.value) == pytest.approx(transformed(spec), rel=1e-12)
    back = Backward(run.result)
    for name, node in run.bound.nodes.items():
        if node.constant:
            continue
        np.testing.assert_allclose(back.gradient(node), differences(spec, name), rtol=1e-6, atol=1e-8, err_msg=name)


def differences(spec: dict[str, Any], name: str, step: float = 1e-3) -> Any:
    """The slopes of the plain loss by every entry of a weight, to the fourth order."""
    spec = copy.deepcopy(spec)
    *path, last = re.findall(r"\d+|[A-Za-z]\w*", where(name))
    part: Any = spec
    for key in path:
        part = part[int(key)] if key.isdigit() else part[key]
    weight = part[last] = np.array(part[last], dtype=float)
    found = np.zeros(weight.shape)
    for index in np.ndindex(weight.shape):
        before, losses = weight[index], {}
        for times in (-2, -1, 1, 2):
            weight[index] = before + times * step
            losses[times] = transformed(spec)
        weight[index] = before
        found[index] = (8 * (losses[1] - losses[-1]) - (losses[2] - losses[-2])) / (12 * step)
    return found
