"""What a calculation costs as it grows, beside NumPy doing it and ``json.dumps`` writing the same numbers."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.timing import Race, nn

RANDOM = np.random.default_rng(0)

LAYER = """
import json, sys
import numpy as np
W, x = np.load("W.npy"), np.load("x.npy")
s = W @ x
z = s + 0.0
y = np.maximum(z, 0)
document = {"inputs": {"W": W, "x": x, "b": np.float64(0)}, "values": {"weighted_sum": s, "z": z, "y": y}}
text = json.dumps({key: {name: a.tolist() for name, a in part.items()} for key, part in document.items()})
sys.stdout.write(text)
"""

ATTENTION = """
import json, sys
import numpy as np
Q, K, V = np.load("Q.npy"), np.load("K.npy"), np.load("V.npy")
scores = Q @ K.T
scaled = scores / np.sqrt(K.shape[1])
e = np.exp(scaled - scaled.max(axis=1, keepdims=True))
weights = e / e.sum(axis=1, keepdims=True)
values = {"Q": Q, "K": K, "V": V, "scores": scores, "scaled": scaled, "weights": weights, "context": weights @ V}
document = {"inputs": {"Q": Q, "K": K, "V": V}, "values": values}
text = json.dumps({key: {name: a.tolist() for name, a in part.items()} for key, part in document.items()})
sys.stdout.write(text)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def save(**arrays: np.ndarray) -> None:
    for name, array in arrays.items():
        np.save(f"{name}.npy", array)


def race(plain: str, command: list[str]) -> Race:
    return Race({"NumPy and json": [sys.executable, "-c", plain], "--json": [*command, "--json"], "table": command})


@pytest.mark.parametrize(("size", "bound"), [(100, 3), (1000, 3)])
@pytest.mark.usefixtures("folder")
def test_layer(size: int, bound: float) -> None:
    save(W=RANDOM.normal(size=(size, size)), x=RANDOM.normal(size=size))
    print(f"\nlayer of {size} × {size}")
    contest = race(LAYER, nn("layer", "--W", "@W.npy", "--x", "@x.npy"))
    contest.check({("--json", "NumPy and json"): bound, ("table", "NumPy and json"): bound}, repetitions=3)


@pytest.mark.parametrize(("tokens", "bound"), [(64, 4), (512, 4)])
@pytest.mark.usefixtures("folder")
def test_attention(tokens: int, bound: float) -> None:
    save(**{name: RANDOM.normal(size=(tokens, 32)) for name in "QKV"})
    print(f"\nattention over {tokens} tokens of width 32")
    contest = race(ATTENTION, nn("attention", "--Q", "@Q.npy", "--K", "@K.npy", "--V", "@V.npy"))
    contest.check({("--json", "NumPy and json"): bound, ("table", "NumPy and json"): bound}, repetitions=3)
