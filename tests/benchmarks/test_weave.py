"""A book of 200 KB with a hundred blocks, beside ``examples check``, which works as many numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchmarks.timing import Race, nn, seconds

CLOSE = "<!-- /nnexplain -->"
COMMANDS = (
    "perceptron --w 0.{n},0.2 --x 1,0 --b 0.05", "softmax --z 1,{n},0.5", 'calc "1/{n} + 2"',
    "loss --z 1,2,{n} --target 0",
    'layer --W "0.1,0.{n};0.3,0.4" --x 1,0 --backward', 'attention --Q "1,0;0,{n}" --K "1,0;0,1" --V "1,2;3,4"',
    "norm --x 85,9{n},75,80", "activation --x {n} --activation tanh",
)  # fmt: skip
PROSE = "A neuron adds its `weighted` inputs, and what it then gives depends on its *activation* alone.\n" * 20


def text() -> str:
    """A hundred blocks, every other one a number in a line, between paragraphs."""
    parts = []
    for n in range(100):
        command = COMMANDS[n % len(COMMANDS)].format(n=n % 9 + 1)
        number = f"It is <!-- nnexplain {command} --get result -->{CLOSE}.\n"
        parts += [PROSE, number if n % 2 else f"<!-- nnexplain {command} -->\n{CLOSE}\n"]
    return "\n".join(parts)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    file = tmp_path / "book.md"
    file.write_text(text(), "utf-8")
    assert 190_000 < file.stat().st_size < 250_000
    return file


def test_a_book_costs_little_more_than_its_numbers(book: Path) -> None:
    bound = 3.0
    check = nn("examples", "check")
    race = Race({"examples check": check, "weave": weaving(book), "weave --check": nn("weave", "--check", str(book))})
    race.check({(name, "examples check"): bound for name in ("weave", "weave --check")}, repetitions=3)


def weaving(book: Path) -> Callable[[], float]:
    """The time of weaving a file in which every block is stale."""

    def take() -> float:
        book.write_text(text(), "utf-8")
        return seconds(nn("weave", str(book)))

    return take
