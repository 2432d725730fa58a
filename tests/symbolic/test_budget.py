"""What is too large for SymPy is left out with a word, in no time; what is cut short is counted."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest

import nnexplain as nn
from nnexplain import limits
from nnexplain.worked.example import WorkedExample
from tests.support.schema import held
from tests.support.shown import in_format

LARGE = {
    "a tower of powers": ("9^9^9 * x", {"x": 1}),
    "a tower in steps": ("a = 10^300; b = a*a*a; c = b*b*b*b*x; y = c*c", {"x": 1}),
    "a hundred factors": ("*".join(["x"] * 100), {"x": 1.01}),
    "a hundred functions": ("sin(" * 40 + "x" + ")" * 40, {"x": 1}),
    "doubling": ("; ".join(["a0 = sin(x)", *(f"a{k} = a{k - 1} * (a{k - 1} + 1)" for k in range(1, 20))]), {"x": 0.5}),
    "nested maxima": ("max(x, 1, " * 12 + "2" + ")" * 12, {"x": 1.5}),
    "a power of a sum": ("(1 + 2x)^(3000.5) + (2x)^5000", {"x": 0.0001}),
    "softmaxes": ("softmax(x*[1,2,3,4]) · softmax([4,3,2,x])", {"x": 0.5}),
}


def left_out(example: WorkedExample) -> str:
    return " ".join(text for text in example.warnings if "the derivation leaves out" in text)


@pytest.mark.parametrize("name", LARGE)
def test_it_answers_soon(name: str) -> None:
    text, given = LARGE[name]
    start = time.process_time()
    found = nn.calc(text, set=given, derive=True, backward=True)
    assert time.process_time() - start < 5
    assert found.derivation or left_out(found)
    assert str(found)


def test_it_says_what_is_left_out_why_and_how_to_raise_the_limit() -> None:
    found = nn.calc("9^9^9 * x", set={"x": 1}, derive=True)
    assert found.derivation == []
    held(json.loads(in_format(found, "json")))
    assert "leaves out y, ∂y/∂x: 9^387420489 has 369,693,099 digits, and at most 1,000 are taken" in left_out(found)
    assert "NNEXPLAIN_MAX_DIGITS=369693099 raises the limit" in left_out(found)


def test_a_limit_can_be_raised_and_lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not left_out(nn.calc("3^100 * x", set={"x": 1}, derive=True))
    monkeypatch.setenv("NNEXPLAIN_MAX_DIGITS", "20")
    assert "3^100 has 47 digits, and at most 20" in left_out(nn.calc("3^100 * x", set={"x": 1}, derive=True))
    monkeypatch.setenv("NNEXPLAIN_MAX_DIGITS", "5000")
    assert "digits" not in left_out(nn.calc("0.5^4000 * x", set={"x": 1}, derive=True))


def test_the_clock_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits.DERIVE_SECONDS, "default", 0)
    found = nn.layer(W=[[1, 2], [3, 4]], x=[1, 2], derive=True)
    assert "NNEXPLAIN_MAX_DERIVE_SECONDS" in left_out(found)


def test_a_descent_of_large_numbers_needs_no_sympy() -> None:
    start = time.process_time()
    nn.step(expr="9^9^9*W", W=0.5, lr=0.1)
    nn.step(expr="softmax(W*[1,2,3,4])·softmax([4,3,2,W])", W=0.5, lr=0.1)
    assert time.process_time() - start < 2


def test_entries_that_are_not_spelled_out_are_counted() -> None:
    found = nn.layer(W=np.arange(20).reshape(4, 5) / 10, x=np.arange(5), derive=True)
    assert found.derivation is not None
    reasons = [line.because for line in found.derivation]
    assert "add the bias; checked for every entry" in reasons
    assert any("the other 19 entries go the same way" in text for text in reasons)  # of W's gradient one is worked
    assert any("the other 4 entries go the same way" in text for text in reasons)
    found = nn.loss(z=[1, 2, 3], target=0, derive=True)
    assert any("; the other 2 entries are 0" in line.because for line in found.derivation or [])


def test_a_number_that_is_not_finite_is_said_to_be_so() -> None:
    found = nn.norm(x=[1e200, 1], derive=True)
    assert found.derivation is not None
    reasons = [line.because for line in found.derivation]
    assert any("no finite number to compare with here, it agrees at other points" in text for text in reasons)
