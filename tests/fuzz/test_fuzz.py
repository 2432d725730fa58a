"""Calls as chance has them, through the real entry point: no traceback, no hang, no torn page, no hidden sign."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.invocations import Invocation, invocation
from tests.fuzz.trial import Outcome, faults, run
from tests.support.cases import cases


@given(seed=st.integers(0, 2**63 - 1))
@cases(300)
def test_no_call_goes_wrong(seed: int) -> None:
    """``python -m tests.fuzz --seed N`` shows the call of a seed and what came of it."""
    call = invocation(Random(seed))
    assert faults(call, run(call)) == [], f"seed {seed}: {call.args}"


RIGHT = Invocation(["perceptron", "--w", "1", "--x", "1", "--json"])


@pytest.mark.parametrize(
    ("outcome", "wanted"),
    [
        (Outcome(None, "", "", 0.1, "Traceback ...\nValueError: no"), "crash"),
        (Outcome(1, "", "nnexplain: internal check failed: x", 0.1), "internal check"),
        (Outcome(2, "half a page", "nnexplain: no", 0.1), "standard output"),
        (Outcome(2, "", "", 0.1), "no message"),
        (Outcome(0, "", "", 0.1), "nothing was written"),
        (Outcome(0, "{", "", 0.1), "no JSON"),
        (Outcome(0, '{"a": -0.0}', "", 0.1), "−0"),
        (Outcome(0, '{"a": NaN}', "", 0.1), "no JSON"),
        (Outcome(0, '{"a": 1}', "", 0.1), "schema"),
        (Outcome(0, "y\x1b[31m", "", 0.1), "U+001B"),
        (Outcome(0, "y", "\u202e", 0.1), "U+202E"),
        (Outcome(0, "y", "", 1e6), "took"),
        (Outcome(-9, "y", "", 0.1), "status -9"),
    ],
)
def test_a_fault_is_seen(outcome: Outcome, wanted: str) -> None:
    assert any(wanted in fault for fault in faults(RIGHT, outcome))


def test_what_is_right_has_no_fault() -> None:
    assert faults(RIGHT, run(RIGHT)) == []
