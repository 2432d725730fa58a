"""Runs in several threads at once: each has its own trace, and each gets its own numbers."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

import nnexplain as nn

THREADS, CALLS = 4, 40


@pytest.fixture
def _switching_often() -> object:
    """Threads take turns a thousand times as often as usual, so that what they share is met in the middle."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(5e-6)
    yield
    sys.setswitchinterval(before)


def _layer(k: int) -> list[str]:
    wrong = []
    for i in range(CALLS):
        example = nn.layer(W=[[k, i], [1, 2]], x=[1, 1], backward=True)
        if example.y.tolist() != [k + i, 3] or example.gradients["x"].tolist() != [k + 1, i + 2]:
            wrong.append(f"{k}, {i}: {example.y}")
    return wrong


def _network(k: int) -> list[str]:
    wrong = []
    for i in range(CALLS // 10):
        example = nn.network(W=[[[k, i], [1, 2]], [[1, -1]]], x=[1, 1], activation=["identity", "identity"])
        if example.a2.tolist() != [k + i - 3] or "0.1" in str(example):
            wrong.append(f"{k}, {i}: {example.a2}")
    return wrong


@pytest.mark.usefixtures("_switching_often")
@pytest.mark.parametrize("work", [_layer, _network])
def test_threads_do_not_see_each_other(work: object) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(work, range(THREADS)))  # type: ignore[arg-type]
    assert not [line for lines in found for line in lines]


def test_the_recursion_limit_is_put_back() -> None:
    before = sys.getrecursionlimit()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(_network, range(THREADS)))
    assert sys.getrecursionlimit() == before
