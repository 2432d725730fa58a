"""Counting batches: exact however large the numbers are."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnexplain as nn
from nnexplain.errors import InputError
from nnexplain.worked.get import get
from tests.support.cases import cases

counts = st.integers(1, 2000) | st.integers(1, 2**62) | st.integers(0, 80).map(lambda n: 10**n)


@given(examples=counts, size=counts, epochs=counts)
@cases(60)
def test_every_count_is_exact(examples: int, size: int, epochs: int) -> None:
    exact = [Fraction(repr(float(count))) for count in (examples, size, epochs)]
    n, b, e = (number.numerator for number in exact)
    found = nn.batches(examples=float(examples), batch_size=float(size), epochs=float(epochs))
    batches = -(-n // b)
    wanted = {"batches_per_epoch": batches, "last_batch_size": n - (batches - 1) * b, "updates": batches * e}
    for name, count in wanted.items():
        assert found.values[name] == float(count)
        assert get(found, name) == str(count)
    assert all(found.values[name] > 0 for name in wanted)


def test_the_sentences_say_the_same_as_the_values() -> None:
    found = nn.batches(examples=1e16, batch_size=3)
    assert found.reading == [
        "3333333333333333 full batches of 3, and one of 1.",
        "3333333333333334 updates over 1 epoch.",
    ]
    found = nn.batches(examples=1e30, batch_size=7, epochs=3)
    assert found.reading[1] == "428571428571428571428571428574 updates over 3 epochs."
    assert get(found, "updates") == "428571428571428571428571428574"


def test_more_updates_than_float64_holds() -> None:
    with pytest.raises(InputError, match=r"updates in all would come to about 10\^616"):
        nn.batches(examples=1e308, batch_size=1, epochs=1e308)


def test_digits_that_float64_drops_are_not_counted_with() -> None:
    with pytest.raises(InputError, match=r"^examples has more digits than float64 holds"):
        nn.batches(examples="10000000000000000000001", batch_size=7)
