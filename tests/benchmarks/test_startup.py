"""What a call costs beside the least that the same libraries cost (``floor.py``)."""

from __future__ import annotations

from tests.benchmarks.timing import FLOOR, Race, nn

PERCEPTRON = ("perceptron", "--w", "0.1,0.2", "--x", "1,0")


def test_start_up() -> None:
    race = Race(
        {
            "floor": [*FLOOR, "table"],
            "table": nn(*PERCEPTRON),
            "--json": nn(*PERCEPTRON, "--json"),
            "floor --help": [*FLOOR, "--help"],
            "--help": nn("--help"),
            "perceptron --help": nn("perceptron", "--help"),
        }
    )
    race.check(
        {
            ("table", "floor"): 1.15,
            ("--json", "floor"): 0.95,
            ("--help", "floor --help"): 1.2,
            ("perceptron --help", "floor --help"): 1.2,
        }
    )


def test_derivation() -> None:
    race = Race({"floor with SymPy": [*FLOOR, "symbols"], "--derive": nn(*PERCEPTRON, "--derive")})
    race.check({("--derive", "floor with SymPy"): 1.25}, repetitions=4)
