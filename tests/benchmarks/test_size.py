"""What a calculation costs as it grows, beside NumPy doing it and ``json.dumps`` writing it (``plain.py``).

One size of each case; with NNEXPLAIN_BENCH=all every size.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.timing import EVERY, Race, nn, peak, sizes

PLAIN = Path(__file__).parent / "plain.py"
START = ("batches", "--examples", "9", "--batch-size", "3")
RANDOM = np.random.default_rng(0)
MEMORY = [("attention", 512), ("softmax", 1_000_000), ("norm", 1000)]
OPTIONS = {
    "softmax": ["softmax", "--z", "@z.npy"],
    "norm": ["norm", "--x", "@x.npy"],
    "layer": ["layer", "--W", "@W.npy", "--x", "@x.npy"],
    "attention": ["attention", "--Q", "@Q.npy", "--K", "@K.npy", "--V", "@V.npy"],
    "heads": ["attention", "--Q", "@Q.npy", "--K", "@K.npy", "--V", "@V.npy", "--heads", "8"],
    "network": ["network", "spec.json"],
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def save(case: str, size: int) -> None:
    """The inputs of a case, as files in the folder that the racers start in."""
    shapes = {
        "softmax": {"z": (size,)},
        "norm": {"x": (size, size)},
        "layer": {"W": (size, size), "x": (size,)},
        "attention": dict.fromkeys("QKV", (size, 64)),
        "heads": dict.fromkeys("QKV", (size, 64)),
    }
    for name, shape in shapes.get(case, {}).items():
        np.save(f"{name}.npy", RANDOM.normal(size=shape))
    if case == "network":
        layers = [
            {"W": W.tolist(), "b": b.tolist(), "activation": "tanh"}
            for W, b in zip(RANDOM.normal(size=(size, 8, 8)) / 2, RANDOM.normal(size=(size, 8)), strict=True)
        ]
        spec = {"layers": layers, "data": {"x": RANDOM.normal(size=8).tolist()}}
        Path("spec.json").write_text(json.dumps(spec), encoding="utf-8")


def race(case: str, *more: str, table: float, written: float | None) -> None:
    """The page and the JSON of a case against plain NumPy and json."""
    plain = [sys.executable, str(PLAIN), case, *(word.removeprefix("--") for word in more)]
    command = [*OPTIONS[case], *more]
    runners = {"plain": plain, "table": nn(*command)}
    bounds = {("table", "plain"): table}
    if written is not None:
        runners["--json"], bounds["--json", "plain"] = nn(*command, "--json"), written
    Race(runners).check(bounds, repetitions=2)


@pytest.mark.parametrize("size", sizes(200_000, 1000, 1_000_000))
def test_softmax(size: int) -> None:
    save("softmax", size)
    small = size < 100_000  # then it is a race of start-ups
    race("softmax", table=2.0 if small else 1.0, written=2.0 if small else 1.0)


@pytest.mark.parametrize("size", sizes(400, 1000))
def test_norm(size: int) -> None:
    save("norm", size)
    race("norm", "--backward", table=1.0, written=1.0)
    if EVERY:
        race("norm", table=1.0, written=1.0)


@pytest.mark.parametrize("size", sizes(1000, 3000))
def test_layer(size: int) -> None:
    save("layer", size)
    race("layer", table=1.0, written=1.0)


@pytest.mark.parametrize("size", sizes(256, 512))
def test_attention(size: int) -> None:
    save("attention", size)
    race("attention", table=1.0, written=1.0)
    if EVERY:
        race("attention", "--backward", table=1.0, written=1.0)


@pytest.mark.parametrize("size", sizes(128, 256))
def test_heads(size: int) -> None:
    save("heads", size)
    race("heads", table=1.0, written=1.0)


@pytest.mark.parametrize("size", sizes(64, 256))
def test_depth(size: int) -> None:
    """A page of 256 layers has 12,700 lines."""
    save("network", size)
    race("network", table=10.0, written=6.0)


def test_depth_costs_linearly() -> None:
    times = {}
    for depth in (32, 128):
        save("network", depth)
        contest = Race({"start": nn(*START), "page": nn(*OPTIONS["network"])})
        contest.run(4)
        times[depth] = contest.best["page"] - contest.best["start"]
    assert times[128] < 4 * 1.5 * times[32], times


def test_a_page_costs_what_it_shows() -> None:
    """Once more is hidden than shown, twenty-five times the numbers cost a page little more than reading them."""
    save("norm", 200)
    Path("x.npy").rename("small.npy")
    save("norm", 1000)
    small, large = (nn("norm", "--x", f"@{name}.npy", "--backward") for name in ("small", "x"))
    Race({"small": small, "large": large}).check({("large", "small"): 3.0}, repetitions=3)


@pytest.mark.parametrize(("case", "size"), MEMORY if EVERY else MEMORY[:1])
def test_memory(case: str, size: int) -> None:
    """JSON is written as it is made: never as much in memory as is written."""
    save(case, size)
    start = peak(nn(*START, "--json"))
    most = peak(nn(*OPTIONS[case], "--json")) - start
    written = Path("written").stat().st_size
    print(f"\n{case}: {most / 1e6:.0f} MB for {written / 1e6:.0f} MB of JSON")
    assert most < written
