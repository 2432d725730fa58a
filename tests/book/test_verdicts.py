"""Each verdict, and what makes it pass."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

import nnexplain as nn
from nnexplain.book.judge import reproduces
from nnexplain.book.printed import as_printed
from tests.book.conftest import Book
from tests.support.program import Run


@pytest.mark.parametrize(
    ("text", "computed"),
    [
        ("0.56", "0.5638"),
        ("0.12", "0.125"),
        ("0.13", "0.125"),  # a tie may go either way
        ("−0.20", "-0.1966"),
        ("10,000", "10000"),
        ("10 000.5", "10000.5"),
        ("60%", "0.6"),
        ("76.8 %", "0.768179"),
        ("3", "2.9957"),
        ("1.2e-3", "0.00121"),
        ("2 × 10^-3", "0.0021"),
        ("10^-10", "1e-10"),
        (".5", "0.5"),
    ],
)
def test_a_computed_number_that_rounds_to_what_is_printed_reproduces_it(text: str, computed: str) -> None:
    assert reproduces(text, Decimal(computed))


@pytest.mark.parametrize(
    ("text", "computed"),
    [("0.57", "0.5638"), ("0.2", "-0.2"), ("60%", "60"), ("1,0000", "10000"), ("yes", "1"), ("0.130", "0.125")],
)
def test_other_numbers_do_not(text: str, computed: str) -> None:
    assert not reproduces(text, Decimal(computed))


def test_the_unit_is_what_the_last_digit_is_worth() -> None:
    for text, unit in (("0.10", "0.01"), ("12", "1"), ("5.0%", "0.001"), ("1.50e3", "10")):
        found = as_printed(text)
        assert found is not None
        assert found.unit == Decimal(unit)


CASES = {
    "reproduced": ("{expr: 1/3}", "{y: '0.33'}", ""),
    "truncated": ("{expr: 2/3}", "{y: '0.66'}", "verdict: truncated"),
    "carried": ("{expr: 'a = 2/3; b = a * 100'}", "{b: '67.0'}", "verdict: carried"),
    "differs as recorded": ("{expr: 2/3}", "{y: '0.5'}", "actual: {y: '0.67'}\n  why: two thirds are more than a half"),
}


def entry(inputs: str, printed: str, more: str) -> str:
    return f"- id: one\n  section: s\n  command: calc\n  inputs: {inputs}\n  printed: {printed}\n  {more}\n"


@pytest.mark.parametrize("verdict", CASES)
def test_a_recorded_verdict_passes(verdict: str, book: Book, run: Run) -> None:
    code, out, _ = run("examples", "check", "--file", book(entry(*CASES[verdict])), "--json")
    (row,) = json.loads(out)["rows"]
    assert (code, row["verdict"], row["as_recorded"]) == (0, verdict, True)
    assert (row["id"], row["printed"]) == ("one", CASES[verdict][1].split("'")[1])


WRONG = {
    "truncated, not recorded": ("{expr: 2/3}", "{y: '0.66'}", "", "truncated"),
    "carried, not recorded": ("{expr: 'a = 2/3; b = a * 100'}", "{b: '67.0'}", "", "carried"),
    "recorded as truncated, but right": ("{expr: 2/3}", "{y: '0.67'}", "verdict: truncated", "reproduced"),
    "a wrong actual": ("{expr: 2/3}", "{y: '0.5'}", "actual: {y: '0.68'}\n  why: it is more", "differs"),
    "an actual for what is right": ("{expr: 2/3}", "{y: '0.67'}", "actual: {y: '0.667'}\n  why: so", "reproduced"),
    "wrong": ("{expr: 2/3}", "{y: '0.5'}", "", "differs"),
}


@pytest.mark.parametrize("name", WRONG)
def test_anything_else_fails_and_says_what_to_do(name: str, book: Book, run: Run) -> None:
    *parts, verdict = WRONG[name]
    file = book(entry(*parts))
    code, out, _ = run("examples", "check", "--file", file, "--json")
    (row,) = json.loads(out)["rows"]
    assert (code, row["verdict"], row["as_recorded"]) == (1, verdict, False)
    code, out, _ = run("examples", "check", "--file", file)
    assert code == 1
    assert "Not as recorded" in out
    assert "1 not as recorded" in out


def test_in_a_list_null_stands_for_a_right_number(book: Book) -> None:
    text = entry("{expr: '[1/3, 2/3]'}", "{y: ['0.33', '0.5']}", "actual: {y: [null, '0.67']}\n  why: more than a half")
    rows = nn.examples("check", file=book(text))["rows"]
    assert [row["verdict"] for row in rows] == ["reproduced", "differs as recorded"]
    assert [row["name"] for row in rows] == ["y[0]", "y[1]"]


def test_a_claim_is_held_by_its_evidence(book: Book) -> None:
    text = """
    - id: larger
      section: s
      command: softmax
      inputs: {z: [1, 2]}
      claim: the larger logit gets the larger share
      shows: {'p[1]': '> p[0]', 'p[0]': '< 0.27', 'sum': '≠ 1'}
    - id: smaller
      section: s
      command: softmax
      inputs: {z: [1, 2]}
      claim: the larger logit gets the smaller share
      shows: {'p[1]': '0.73'}
      why: its share is 73 percent
    - id: not-so
      section: s
      command: softmax
      inputs: {z: [1, 2]}
      claim: the first share is larger
      shows: {'p[0]': '>= p[1]'}
    """
    rows = nn.examples("check", file=book(text))["rows"]
    assert [row["verdict"] for row in rows] == ["reproduced"] * 3 + ["differs as recorded", "differs"]
    assert not rows[-1]["as_recorded"]


def test_what_cannot_be_done_must_be_refused_in_these_words(book: Book) -> None:
    text = """
    - id: shapes
      section: s
      command: layer
      inputs: {W: [[1, 2, 3], [4, 5, 6]], x: [1, 2]}
      refused: W has 3 columns
      why: three columns need three inputs
    - id: fits
      section: s
      command: layer
      inputs: {W: [[1, 2], [4, 5]], x: [1, 2]}
      refused: W has 3 columns
      why: it does not say
    """
    rows = nn.examples("check", file=book(text))["rows"]
    assert [row["verdict"] for row in rows] == ["differs as recorded", "differs"]
    assert "x has 2 entries" in rows[0]["computed"]


def test_steps_share_an_entry_and_gradients_are_values(book: Book) -> None:
    text = """
    - id: two
      section: s
      steps:
        - command: softmax
          inputs: {z: [1, 2], backward: true, upstream: [1, 0]}
          printed: {gradients.z: ['0.1966', '-0.1966'], result: ['0.27', '0.73']}
        - {command: calc, inputs: {expr: 1/3, hand: 2}, printed: {hand.y: '0.33'}}
    """
    rows = nn.examples("check", file=book(text))["rows"]
    assert [row["name"] for row in rows] == [
        "1.gradients.z[0]", "1.gradients.z[1]", "1.result[0]", "1.result[1]", "2.hand.y"
    ]  # fmt: skip
    assert all(row["as_recorded"] for row in rows)
