"""The same numbers in plain NumPy, written by ``json.dumps``.

``python plain.py softmax [backward]`` reads its inputs from .npy files in the working folder.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np

Values = dict[str, Any]


def load(*names: str) -> list[Any]:
    return [np.load(f"{name}.npy") for name in names]


def softmax(backward: bool) -> tuple[Values, Values, Values]:
    (z,) = load("z")
    shifted = z - z.max()
    e = np.exp(shifted)
    total = e.sum()
    p = e / total
    gradients: Values = {}
    if backward:
        g = np.ones_like(p)
        gz = p * (g - (g * p).sum())
        gradients = {"z": gz, "p": g, "shifted": gz, "exponentials": g / total}
    return {"z": z}, {"shifted": shifted, "exponentials": e, "sum": total, "p": p}, gradients


def norm(backward: bool) -> tuple[Values, Values, Values]:
    (x,) = load("x")
    gamma, beta = np.ones(x.shape[1]), np.zeros(x.shape[1])
    mean, variance = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    std = np.sqrt(variance + 1e-5)
    z = (x - mean) / std
    y = gamma * z + beta
    gradients: Values = {}
    if backward:
        g = np.ones_like(y)
        gz = g * gamma
        gx = (gz - gz.mean(axis=1, keepdims=True) - z * (gz * z).mean(axis=1, keepdims=True)) / std
        gradients = {"x": gx, "gamma": (g * z).sum(axis=0), "beta": g.sum(axis=0), "y": g, "z": gz}
    return (
        {"x": x, "gamma": gamma, "beta": beta},
        {"mean": mean, "variance": variance, "std": std, "z": z, "y": y},
        gradients,
    )


def layer(backward: bool) -> tuple[Values, Values, Values]:
    W, x = load("W", "x")
    s = W @ x
    z = s + 0.0
    y = np.maximum(z, 0)
    gradients: Values = {}
    if backward:
        gz = (z > 0) * 1.0
        gradients = {"W": np.outer(gz, x), "x": W.T @ gz, "b": gz, "z": gz, "y": np.ones_like(y)}
    return {"W": W, "x": x, "b": np.zeros(len(W))}, {"weighted_sum": s, "z": z, "y": y}, gradients


def attention(backward: bool) -> tuple[Values, Values, Values]:
    Q, K, V = load("Q", "K", "V")
    root = np.sqrt(K.shape[1])
    scores = Q @ K.T
    scaled = scores / root
    e = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    weights = e / e.sum(axis=1, keepdims=True)
    context = weights @ V
    gradients: Values = {}
    if backward:
        g = np.ones_like(context)
        gw = g @ V.T
        gc = weights * (gw - (gw * weights).sum(axis=1, keepdims=True))
        gs = gc / root
        gradients = {"Q": gs @ K, "K": gs.T @ Q, "V": weights.T @ g, "scores": gs, "scaled": gc, "weights": gw}
    values = {"Q": Q, "K": K, "V": V, "scores": scores, "scaled": scaled, "weights": weights, "context": context}
    return {"Q": Q, "K": K, "V": V}, values, gradients


def heads(backward: bool, count: int = 8) -> tuple[Values, Values, Values]:
    Q, K, V = load("Q", "K", "V")
    n, width = Q.shape
    q, k, v = (part.reshape(n, count, width // count).swapaxes(0, 1) for part in (Q, K, V))
    scores = q @ k.swapaxes(1, 2)
    scaled = scores / np.sqrt(width // count)
    e = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    context = (weights @ v).swapaxes(0, 1).reshape(n, width)
    values = {"Q": Q, "K": K, "V": V, "scores": scores, "scaled": scaled, "weights": weights, "context": context}
    return {"Q": Q, "K": K, "V": V}, values, {}


def network(backward: bool) -> tuple[Values, Values, Values]:
    with open("spec.json", encoding="utf-8") as file:
        spec = json.load(file)
    a = np.array(spec["data"]["x"])
    inputs, values = {"x": a}, {}
    for n, entry in enumerate(spec["layers"], 1):
        W, b = np.array(entry["W"]), np.array(entry["b"])
        z = W @ a + b
        a = np.tanh(z)
        inputs |= {f"W{n}": W, f"b{n}": b}
        values |= {f"z{n}": z, f"a{n}": a}
    return inputs, values, {}


WORKERS = {worker.__name__: worker for worker in (softmax, norm, layer, attention, heads, network)}


if __name__ == "__main__":
    parts = WORKERS[sys.argv[1]]("backward" in sys.argv)
    document = [{name: np.asarray(value).tolist() for name, value in part.items()} for part in parts]
    sys.stdout.write(json.dumps(dict(zip(("inputs", "values", "gradients"), document, strict=True))))
