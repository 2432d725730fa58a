"""``python -m tests.fuzz --count 100000``: many calls, each from its own seed; prints what went wrong, sums up."""

from __future__ import annotations

import argparse
import faulthandler
import resource
import sys
from collections import Counter
from random import Random

from tests.fuzz.invocations import invocation
from tests.fuzz.trial import SLOW, Outcome, faults, run

GIB = 2**30


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=1, help="how many calls")
    parser.add_argument("--seed", type=int, default=0, help="the first call's seed; the next has the next")
    parser.add_argument("--memory", type=int, default=6, help="GiB of address space that a call may have")
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (asked.memory * GIB, asked.memory * GIB))
    statuses: Counter[str] = Counter()
    wrong, slowest = 0, (0.0, -1)
    for seed in range(asked.seed, asked.seed + asked.count):
        faulthandler.dump_traceback_later(4 * SLOW, exit=True)  # a hang ends the run, and shows where it hung
        print(f"\rseed {seed}", end="", file=sys.stderr, flush=True)
        call = invocation(Random(seed))
        outcome = run(call)
        found = faults(call, outcome)
        statuses[str(outcome.status)] += 1
        slowest = max(slowest, (outcome.took, seed))
        if found or asked.count == 1:
            wrong += bool(found)
            _show(seed, call.args, outcome, found, whole=asked.count == 1)
    faulthandler.cancel_dump_traceback_later()
    print(f"\n{asked.count} calls from seed {asked.seed}: {wrong} wrong; by exit status {dict(statuses)}")
    print(f"slowest {slowest[0]:.1f} s (seed {slowest[1]}); peak memory {_peak():.0f} MiB")
    return int(wrong > 0)


def _show(seed: int, args: list[str], outcome: Outcome, found: list[str], *, whole: bool) -> None:
    print(f"\nseed {seed}: {args!r:.400}\n    {'; '.join(found) or 'fine'}", flush=True)
    if whole:
        print(f"status {outcome.status}\n{outcome.out}\n{outcome.err}\n{outcome.crash}")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
