"""Every lesson that exists, over generated inputs: values, gradients, written lines, and what a reader is shown."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from nnexplain.engine.backward import Backward
from nnexplain.engine.graph import Node
from nnexplain.formats import names
from nnexplain.notation.decimals import shown_exactly
from nnexplain.notation.tree import leaves
from nnexplain.notation.unicode import Unicode
from nnexplain.worked.arithmetic import MOST_LINES, MOST_TERMS, arithmetic_lines
from nnexplain.worked.arithmetic import line as line_text
from nnexplain.worked.example import Step, WorkedExample
from nnexplain.worked.work import call
from tests.support.cases import cases
from tests.support.differences import pulled_back, slopes, value_from
from tests.support.lesson_inputs import asked, drawn, every_choice, inputs
from tests.support.lines import Line, number, unit
from tests.support.precise import Truth, as_typed, misses, truths
from tests.support.registry import every_lesson
from tests.support.shown import in_format

LESSONS = every_lesson()
EPS = 2.0**-52
seeds = st.integers(0, 2**32 - 1)
each = pytest.mark.parametrize("name", LESSONS)


def worked(name: str, seed: int, *, typed: bool = False) -> WorkedExample:
    """A worked example, with its backward pass where the lesson has one."""
    lesson = LESSONS[name]
    return call(lesson, (), inputs(lesson, seed, typed=typed) | asked(lesson, backward=True))


def rounds(run: Any) -> int:
    """How often the calculation begins anew from rounded numbers: each step of a descent does."""
    return 1 + int(run.bound.arguments.get("steps") or 0)


def test_the_rooms_are_found() -> None:
    assert {"perceptron", "layer", "ffn", "softmax"} <= set(LESSONS)


@each
@given(seed=seeds, typed=st.booleans(), scale=st.sampled_from([0.1, 2.0, 30.0]))
@cases(12)
def test_values_are_true_to_the_last_digits(name: str, seed: int, typed: bool, scale: float) -> None:
    """A calculation of many parts is held step by step: what cancels in one part no later one can mend."""
    _, run = drawn(LESSONS[name], seed, typed=typed, scale=scale)
    deep = LESSONS[name].section is not None
    assert list(misses([*run.public.values(), run.result], times=rounds(run), stepwise=deep)) == []


@each
@given(seed=seeds)
@cases(10)
def test_gradients_are_the_limit_of_differences(name: str, seed: int) -> None:
    check_gradients(name, seed)


@pytest.mark.parametrize(("name", "parameter", "choice"), every_choice(LESSONS))
@given(seed=seeds)
@cases(2)
def test_every_choice_is_worked_right(name: str, parameter: str, choice: str, seed: int) -> None:
    """No activation and no kind of loss is left to chance."""
    how: dict[str, Any] = {"choices": {parameter: choice}}
    raw, run = drawn(LESSONS[name], seed, **how)
    assert raw[parameter] == choice
    assert list(misses(list(run.public.values()), times=rounds(run))) == []
    check_gradients(name, seed, **how)
    check_exactness(name, seed, typed=True, **how)


def check_gradients(name: str, seed: int, **how: Any) -> None:
    lesson = LESSONS[name]
    if "backward" in lesson.refuses:
        assert not lesson.jacobian
        return
    _, run = drawn(lesson, seed, **how)
    upstream = np.random.default_rng(seed).uniform(0.5, 2, run.result.shape)
    back = Backward(run.result, upstream)
    size = 1 + float(np.abs(upstream * np.where(np.isfinite(run.result.value), run.result.value, 0)).max())
    for key, node in run.differentiable.items():
        wanted = pulled_back(slopes(lambda value, node=node: value_from(run.result, node, value), node.value), upstream)
        found = back.gradient(node)
        assert found.shape == node.shape
        np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-6 * size, err_msg=f"gradient for {key}")


@each
@given(seed=seeds)
@cases(8)
def test_gradients_for_inputs_are_the_formulas_derivatives(name: str, seed: int) -> None:
    """Against derivatives carried along in 50 digits, to within what float64 can keep."""
    lesson = LESSONS[name]
    if "backward" in lesson.refuses:
        pytest.skip(f"no backward pass: {lesson.refuses['backward']}")
    _, run = drawn(lesson, seed)
    upstream = np.random.default_rng(seed).uniform(0.5, 2, run.result.shape)
    back, true = Backward(run.result, upstream), truths([run.result])
    for key, node in run.bound.nodes.items():
        if node.constant:
            continue
        found = back.gradient(node)
        for spot in np.ndindex(node.shape):
            terms = [
                mpf(float(upstream[index])) * true[run.result.serial, index].slopes.get((node.serial, spot), 0)
                for index in np.ndindex(run.result.shape)
            ]
            size = 1 + float(sum(map(abs, terms)))
            assert abs(float(found[spot]) - float(sum(terms))) <= 1e-13 * size, f"gradient for {key}{list(spot)}"


@each
@given(seed=seeds, typed=st.booleans())
@cases(8)
def test_the_document_says_what_was_run(name: str, seed: int, typed: bool) -> None:
    raw, run = drawn(LESSONS[name], seed, typed=typed)
    document = json.loads(in_format(worked(name, seed, typed=typed), "json"))
    assert document["schema"] == "nnexplain/1"
    assert document["command"] == name
    raw = {key: value for key, value in raw.items() if not isinstance(value, dict)}  # a spec's entries have other names
    assert set(raw) <= set(document["inputs"])
    for key, value in raw.items():
        shown = document["inputs"][key]
        if not isinstance(value, (str, bool)):
            assert np.array_equal(
                np.squeeze(np.asarray(shown, dtype=float)), np.squeeze(np.asarray(value, dtype=float))
            )
    assert list(document["values"]) == list(run.public)
    assert document["values"][run.result.name] == document["result"]
    made = [step["name"] for step in document["steps"] if step["kind"] in ("forward", "update")]
    order = [node.name for node in run.nodes if node.public and node.name in made]
    assert [step for step in made if step in document["values"]] == order
    assert set(run.public) <= {step["name"] for step in document["steps"]}
    ids = [step["id"] for step in document["steps"]]
    assert len(set(ids)) == len(ids)
    seen: set[str] = set()
    for step in document["steps"]:
        assert set(step["uses"]) <= seen, f"{step['id']} uses what comes later"
        seen.add(step["id"])
    if "gradients" in document:
        assert set(document["gradients"]) == set(run.differentiable)
        for key, node in run.differentiable.items():
            assert np.shape(document["gradients"][key]) == node.shape


def _lines(step: Step, precision: int) -> list[tuple[Any, Line]]:
    """The step's whole lines, each with its cell; together they are what the JSON shows."""
    notation = Unicode(precision, most_terms=MOST_TERMS)
    shown = [text for text in arithmetic_lines(step, precision) if not text.startswith("omitted: ")]
    pairs = [(cell, Line(text)) for cell in step.cells(MOST_LINES) if (text := line_text(cell, notation)) in shown]
    assert [line.text for _, line in pairs] == shown
    return [(cell, line) for cell, line in pairs if line.whole]


@each
@given(seed=seeds, typed=st.booleans())
@cases(5)
def test_lines_read_back_with_all_digits(name: str, seed: int, typed: bool) -> None:
    """At 17 decimals a line's left side comes to its right side, which is the step's value."""
    for step in worked(name, seed, typed=typed).steps:
        for cell, line in _lines(step, 17):
            result = float(step.value[cell.index])
            right, left = line.result, line.value()
            if not math.isfinite(result):
                assert right == result or math.isnan(result), line.text
                assert left == result or math.isnan(left), line.text
                continue
            near = 8 * EPS * (line.pull() + abs(result))  # an exact result is shown truer than float64 has it
            assert abs(right - result) <= near + unit(line.right) / 2, f"{step.id}: {line.text} is not {result}"
            assert abs(left - right) <= near + line.play() + unit(line.right), f"{step.id}: {line.text} ({left})"


@each
@given(seed=seeds, typed=st.booleans())
@cases(8)
def test_lines_hold_to_the_digits_shown(name: str, seed: int, typed: bool) -> None:
    """At 4 decimals the sides agree within what the rounding of their operands allows."""
    for step in worked(name, seed, typed=typed).steps:
        for _, line in _lines(step, 4):
            left, right = line.value(), line.result
            if math.isinf(right) or not math.isfinite(left):
                continue
            rounding = unit(line.right) / 2
            play = 0.0 if line.sign == "=" else 2 * line.play() + rounding
            assert abs(left - right) <= play + 1e-12 * (1 + abs(right)), f"{step.id}: {line.text} ({left})"


@each
@given(seed=seeds)
@cases(8)
def test_an_equals_sign_means_exact(name: str, seed: int) -> None:
    """``=`` where every operand and the result are shown whole, or where the line as printed comes to it exactly."""
    for step in worked(name, seed, typed=True).steps:
        for cell, line in _lines(step, 4):
            parts = [leaf for leaf in leaves(cell.written) if leaf.value is not None]
            shown = shown_exactly(cell.result.exact, 4) or (cell.result.value == -math.inf and line.sign == "=")
            whole = shown and all(shown_exactly(leaf.exact, 4) for leaf in parts)
            if line.sign == "≈":
                assert not whole, f"{step.id}: {line.text}"
            else:
                assert shown, f"{step.id}: {line.text}"
                assert whole or line.value() == line.result or abs(line.value() - line.result) < 1e-12, line.text
            for leaf in [*parts, cell.result]:
                assert leaf.exact is None or abs(float(leaf.exact) - leaf.value) <= 1e-12 * (1 + abs(leaf.value))


@each
@given(seed=seeds)
@cases(6)
def test_what_counts_as_exact_is_exact(name: str, seed: int) -> None:
    """The exact carrier against 50 digits, both on the inputs as typed."""
    check_exactness(name, seed, typed=True)


def check_exactness(name: str, seed: int, **how: Any) -> None:
    raw, run = drawn(LESSONS[name], seed, **how)
    example = call(LESSONS[name], (), raw)
    true = truths(list(run.public.values()), as_typed)
    for key, node in run.public.items():
        for index in np.ndindex(node.shape):
            exact = example.exact(key, index)
            if exact is not None:
                truth: Truth = true[node.serial, index]
                with mp.workdps(50):
                    gap = abs(mpf(exact.numerator) / exact.denominator - truth.value)
                    assert gap <= mpf(10) ** -40 * (1 + abs(truth.value)), f"{key}{list(index)} = {exact}"


@each
@given(seed=seeds, typed=st.booleans(), scale=st.sampled_from([0.1, 2.0, 30.0]))
@cases(5)
def test_no_float_artefact_is_shown(name: str, seed: int, typed: bool, scale: float) -> None:
    raw = inputs(LESSONS[name], seed, typed=typed, scale=scale)
    example = call(LESSONS[name], (), raw | asked(LESSONS[name], backward=True))
    for format in names():
        if format == "json":
            continue
        text = in_format(example, format)
        noise = re.search(r"\d\.\d{14,}", text)  # a line may need more digits than asked for
        assert noise is None, f"{format} shows {noise.group()}"
        assert not re.search(r"(?<![\d.e^])[-−]0(?:\.0+)?(?![\d.])", text), f"{format} shows −0"


@each
@given(seed=seeds)
@cases(5)
def test_json_is_strict_and_has_no_negative_zero(name: str, seed: int) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    def check(text: str) -> float:
        assert not re.fullmatch(r"-0(\.0*)?(e.*)?", text), "−0"
        return float(text)

    text = in_format(worked(name, seed, typed=True), "json")
    json.loads(text, parse_constant=refuse, parse_float=check)


@each
@given(seed=seeds, decimals=st.integers(0, 4))
@cases(6)
def test_by_hand_every_value_is_rounded(name: str, seed: int, decimals: int) -> None:
    """Inputs stay as typed; every name in ``values`` is there, rounded; with many decimals it is the value itself."""
    _, run = drawn(LESSONS[name], seed, typed=True)
    example = call(LESSONS[name], (), inputs(LESSONS[name], seed, typed=True) | {"hand": decimals})
    assert example.hand is not None
    assert list(example.hand) == list(run.public)
    for key, node in run.public.items():
        if _made(node):
            for entry in np.ravel(np.asarray(example.hand[key], dtype=float)):
                assert not math.isfinite(entry) or entry == round(entry, decimals)
    fine = call(LESSONS[name], (), inputs(LESSONS[name], seed, typed=True) | {"hand": 17})
    assert fine.hand is not None
    for key, node in run.public.items():
        np.testing.assert_allclose(fine.hand[key], node.value, rtol=1e-12, atol=1e-14)


def _made(node: Node) -> bool:
    return node.op is not None


@pytest.mark.parametrize(("text", "wanted"), [("0.1235", 1e-4), ("4.200e−18", 1e-21), ("7", 1.0)])
def test_the_unit_of_a_printed_number(text: str, wanted: float) -> None:
    assert math.isclose(unit(text), wanted)
    assert number("−∞") == -math.inf
