"""Whole processes timed against each other in one run: interleaved, the minimum of many, bytecode compiled.

Only ratios are compared, never seconds. A machine that is busy with something else can slow one side of a ratio, so a
ratio above its bound is measured again with more repetitions, and every time counts: minima only get better.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

import nnexplain

Command = Sequence[str]
REPETITIONS = int(os.environ.get("NNEXPLAIN_BENCH_REPETITIONS", "7"))
RETRIES = 3
EVERY = os.environ.get("NNEXPLAIN_BENCH") == "all"  # every size of every case; else the first
FLOOR = [sys.executable, str(Path(__file__).parent / "floor.py")]


@cache
def program() -> list[str]:
    """The installed ``nnexplain``, compiled: an uncompiled editable install would be timed compiling itself."""
    compileall.compile_dir(Path(nnexplain.__file__).parent, quiet=2)
    return [sys.executable, str(Path(sysconfig.get_path("scripts")) / "nnexplain")]


def nn(*args: str) -> list[str]:
    return [*program(), *args]


def sizes(first: int, *others: int) -> list[int]:
    """The sizes of a case that this run goes through."""
    return [first, *others] if EVERY else [first]


_MEMORY = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=open("written", "wb")).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak(command: Command) -> int:
    """The most memory that a whole process had, in bytes; what it writes goes to the file ``written``."""
    done = subprocess.run([sys.executable, "-c", _MEMORY, *command], capture_output=True, text=True, check=True)
    code, size = map(int, done.stdout.split())
    assert code == 0, done.stderr
    return size * (1 if sys.platform == "darwin" else 1024)


def seconds(command: Command, stdin: str | None = None) -> float:
    """One whole process, its output read."""
    environment = {**os.environ, "COLUMNS": "80", "TERM": "dumb"}
    start = time.perf_counter()
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, env=environment)
    took = time.perf_counter() - start
    assert done.returncode == 0, f"{' '.join(command)[:200]}\n{done.stderr}"
    return took


class Race:
    """Commands by name; ``ratio`` compares the best times so far."""

    def __init__(self, runners: Mapping[str, Command | Callable[[], float]]) -> None:
        self.runners = runners
        self.best = dict.fromkeys(runners, float("inf"))

    def run(self, repetitions: int, only: Collection[str] | None = None) -> None:
        """Each in turn, again and again: what slows the machine for a while slows them all."""
        for _ in range(repetitions):
            for name, runner in self.runners.items():
                if only is not None and name not in only:
                    continue
                took = runner() if callable(runner) else seconds(runner)
                self.best[name] = min(self.best[name], took)

    def ratio(self, name: str, to: str) -> float:
        return self.best[name] / self.best[to]

    def check(self, bounds: Mapping[tuple[str, str], float], repetitions: int = REPETITIONS) -> None:
        """Every ``(name, to): bound`` holds, within so many retries; prints the ratios."""
        self.run(repetitions)
        for _ in range(RETRIES):
            over = {name for pair, bound in bounds.items() if self.ratio(*pair) > bound for name in pair}
            if not over:
                break
            self.run(repetitions, over)
        report(self, bounds)
        missed = [
            f"{name} takes {self.ratio(name, to):.3f} of {to}, more than {bound}"
            for (name, to), bound in bounds.items()
            if self.ratio(name, to) > bound
        ]
        assert not missed, "; ".join(missed)


def report(race: Race, bounds: Mapping[tuple[str, str], float]) -> None:
    width = max(len(f"{name} / {to}") for name, to in bounds)
    print(f"\n{'ratio'.ljust(width)}  measured  at most")
    for (name, to), bound in bounds.items():
        print(f"{f'{name} / {to}'.ljust(width)}  {race.ratio(name, to):8.3f}  {bound:7.2f}")
