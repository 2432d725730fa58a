"""What a training costs beside the same loop written by hand in NumPy."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from nnexplain.engine.graph import given
from nnexplain.lessons.train.plan import read
from nnexplain.models.network import Layer
from nnexplain.models.training import Plan, train
from nnexplain.worked.lesson import find
from nnexplain.worked.request import Request
from tests.benchmarks.timing import Race

EXAMPLES, SIZES, BATCH, LR, EPOCHS = 10_000, (64, 128, 10), 100, 0.1, 2
RNG = np.random.default_rng(0)
X, T = RNG.normal(size=(EXAMPLES, SIZES[0])), RNG.integers(0, SIZES[2], EXAMPLES)
W = [RNG.normal(size=(m, n)) * 0.1 for n, m in pairwise(SIZES)]
ACTIVATIONS: dict[str, Any] = {
    "relu": (lambda z: np.maximum(z, 0), lambda z, a: z > 0),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z, a: a * (1 - a)),
    "tanh": (np.tanh, lambda z, a: 1 - a * a),
}


def by_hand(activation: str) -> list[float]:
    """The loop as one writes it; the loss over all the data before training and after each epoch."""
    f, slope = ACTIVATIONS[activation]
    W1, W2, b1, b2 = W[0], W[1], np.zeros(SIZES[1]), np.zeros(SIZES[2])

    def forward(x: Any) -> Any:
        z1 = x @ W1.T + b1
        a1 = f(z1)
        z2 = a1 @ W2.T + b2
        powers = np.exp(z2 - z2.max(axis=1, keepdims=True))
        return z1, a1, powers / powers.sum(axis=1, keepdims=True)

    def loss(p: Any, t: Any) -> float:
        return float(-np.log(p[np.arange(len(t)), t]).mean())

    losses = [loss(forward(X)[2], T)]
    for _ in range(EPOCHS):
        for start in range(0, EXAMPLES, BATCH):
            x, t = X[start : start + BATCH], T[start : start + BATCH]
            z1, a1, p = forward(x)
            loss(p, t)
            p[np.arange(len(t)), t] -= 1
            g = p / len(t)
            back = (g @ W2) * slope(z1, a1)
            W2, b2 = W2 - LR * (g.T @ a1), b2 - LR * g.sum(axis=0)
            W1, b1 = W1 - LR * (back.T @ x), b1 - LR * back.sum(axis=0)
        losses.append(loss(forward(X)[2], T))
    return losses


def by_us(activation: str) -> list[float]:
    layers = [
        Layer(given("W", weights), given("b", np.zeros(len(weights))), name)
        for weights, name in zip(W, (activation, "identity"), strict=True)
    ]
    return train(Plan(layers, X, T, "cross-entropy", lr=LR, epochs=EPOCHS, batch_size=BATCH)).losses


def _timed(function: Any, *args: Any) -> Any:
    """Seconds of this thread's own work, which other processes do not lengthen."""

    def run() -> float:
        start = time.thread_time()
        function(*args)
        return time.thread_time() - start

    return run


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_training_keeps_up_with_numpy(activation: str) -> None:
    np.testing.assert_allclose(by_us(activation), by_hand(activation), rtol=1e-9)
    race = Race({"training": _timed(by_us, activation), "a loop by hand": _timed(by_hand, activation)})
    # 1.3 to 1.5 with one BLAS thread, as the command starts; here NumPy has its own number of them
    race.check({("training", "a loop by hand"): 1.8}, repetitions=5)


def xor_by_hand(plan: Plan) -> list[float]:
    """A 2-4-1 network with tanh and a sigmoid, every example in every step."""
    (W1, b1), (W2, b2) = ((layer.W.value, layer.b.value) for layer in plan.layers)
    x, t = plan.x, plan.target

    def forward() -> Any:
        a1 = np.tanh(x @ W1.T + b1)
        return a1, 1 / (1 + np.exp(-(a1 @ W2.T + b2)))

    def loss(p: Any) -> float:
        return float(-(t * np.log(p) + (1 - t) * np.log(1 - p)).mean())

    losses = [loss(forward()[1])]
    for _ in range(plan.epochs):
        a1, p = forward()
        loss(p)
        g = (p - t) / p.size
        back = (g @ W2) * (1 - a1 * a1)
        W2, b2 = W2 - plan.lr * (g.T @ a1), b2 - plan.lr * g.sum(axis=0)
        W1, b1 = W1 - plan.lr * (back.T @ x), b1 - plan.lr * back.sum(axis=0)
        losses.append(loss(forward()[1]))
    return losses


def test_a_small_training_keeps_up_with_numpy() -> None:
    plan = read(Request(find("train"), {"spec": "xor"})).arguments["plan"]
    np.testing.assert_allclose(train(plan).losses, xor_by_hand(plan), rtol=1e-9)
    race = Race({"training": _timed(train, plan), "a loop by hand": _timed(xor_by_hand, plan)})
    race.check({("training", "a loop by hand"): 3.0})
