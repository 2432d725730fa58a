"""All proofs in one process, beside the time that importing SymPy takes."""

from __future__ import annotations

import sys

from tests.benchmarks.timing import Race, nn


def test_all_topics() -> None:
    race = Race({"import sympy": [sys.executable, "-c", "import sympy"], "derive --json": nn("derive", "--json")})
    race.check({("derive --json", "import sympy"): 20.0}, repetitions=3)
