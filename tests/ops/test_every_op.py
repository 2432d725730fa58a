"""Every operation that exists: its value, its gradient rule, its body and its symbols agree with each other.

An operation added tomorrow is found and held to the same. One that takes any numbers is fed as its kind of operation
is (``Kind.sample``); one with a domain, or with parameters, says what it takes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

from nnexplain.arrays import Array
from nnexplain.engine.arithmetic import EACH
from nnexplain.engine.backward import Backward, jacobian_rows
from nnexplain.engine.carriers.symbols import SYMBOLS
from nnexplain.engine.graph import Node, Op, Shortcut
from nnexplain.engine.graph import given as given_node
from nnexplain.engine.graph import op as new_op
from nnexplain.engine.reader import Reader
from nnexplain.errors import InternalCheckError
from tests.support.cases import cases
from tests.support.differences import pulled_back, slopes, written
from tests.support.draws import sample
from tests.support.precise import misses, truths
from tests.support.registry import every_op

OPS = every_op()
# inputs that no gradient is asked for: targets and positions
TARGETS = {
    "loss.binary_cross_entropy": {1},
    "loss.binary_cross_entropy_of_logits": {1},
    "loss.less_target": {1},
    "soft.soft_cross_entropy": {1},
    "soft.soft_cross_entropy_of_logits": {1},
    "soft.less_shares": {2},
    "positions.sinusoids": {0},
}
# kernels that rely on shares summing to 1, or on a mean being the mean, which a difference would break; the
# derivative of the formula, carried in 50 digits, holds their rules instead
SHARES = {"loss.less_target", "softmax.share_jacobian", "norm.less_mean", "reduce.weighted_mean"}
seeds = st.integers(0, 2**32 - 1)
each = pytest.mark.parametrize("name", OPS)


def run(op: Op, seed: int) -> Node:
    arrays, params = sample(op, seed)
    with np.errstate(all="ignore"):
        return op(*(given_node(f"a{i}", array) for i, array in enumerate(arrays)), **params)


def by_rule(node: Node, upstream: Array) -> dict[int, Array | None]:
    """Position of an input → its gradient, or None where the rule gives none; a reported shortcut counts."""
    assert node.op is not None
    if node.op.gradient_rule is None:
        back = Backward(node, upstream)
        return {place: back.gradient(part) for place, part in enumerate(node.inputs)}
    parts = list(node.op.gradient_rule(given_node("g", upstream), node, *node.inputs, **node.params))
    assert len(parts) == len(node.inputs), f"{node.op.name}'s rule gives {len(parts)} gradients"
    nodes = [part.node if isinstance(part, Shortcut) else part for part in parts]
    return {place: None if part is None else part.value for place, part in enumerate(nodes)}


def value_of(op: Op, arrays: list[Array], params: dict[str, Any]) -> Array:
    with np.errstate(all="ignore"):
        return op(*arrays, **params).value


def test_the_rooms_are_found() -> None:
    assert {"arithmetic.add", "matrix.matmul", "gelu.gelu", "softmax.softmax", "loss.cross_entropy"} <= set(OPS)


@each
def test_it_has_a_rule_in_words_and_a_sample(name: str) -> None:
    op = OPS[name]
    assert op.rule, f"{name} has no docstring"
    assert not np.isnan(run(op, 0).value).any(), f"{name} takes other numbers: say which with @{op.name}.samples"
    assert op.gradient_rule is not None or op.composite, f"{name} has no gradient rule"


@each
@given(seed=seeds)
@cases(6)
def test_the_gradient_rule_is_the_limit_of_differences(name: str, seed: int) -> None:
    op = OPS[name]
    if op.gradient_rule is None and not op.composite:
        pytest.skip("used inside gradients only")
    if name in SHARES:
        pytest.skip("a difference would break Σp = 1, or move the mean, which its kernel relies on")
    arrays, params = sample(op, seed)
    node = run(op, seed)
    upstream = np.random.default_rng(seed).uniform(0.5, 2, node.shape)
    rule = by_rule(node, upstream)
    shortcuts = _shortcuts(node, upstream)
    for place in range(len(arrays)):
        by_formula = written(op) if place in shortcuts or (op.reads_past and not shortcuts) else op

        def changed(array: Array, place: int = place, op: Op = by_formula) -> Array:
            return value_of(op, [*arrays[:place], array, *arrays[place + 1 :]], params)

        wanted = pulled_back(slopes(changed, arrays[place]), upstream)
        found = rule[place]
        if found is None:
            assert place in TARGETS.get(name, ()) or not wanted.any(), f"{name} gives no gradient for input {place}"
            continue
        assert found.shape == arrays[place].shape
        np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-6)


@each
@given(seed=seeds)
@cases(4)
def test_a_gradient_can_be_differentiated_again(name: str, seed: int) -> None:
    """The gradient is a graph of operations with rules of their own: its own gradient against differences of it."""
    op = OPS[name]
    if not op.gradient_rule and not op.composite:
        pytest.fail(f"{name} has no gradient rule")
    arrays, params = sample(op, seed)
    node = run(op, seed)
    if node.op is None or op.reads_past or name in SHARES:
        pytest.skip("its inputs hang together, so a difference of one alone means nothing")
    upstream = np.random.default_rng(seed).uniform(0.5, 2, node.shape)
    first = Backward(node, upstream)
    for place, part in enumerate(node.inputs):
        gradient = first.of.get(part.serial)
        if gradient is None:
            continue
        weight = np.random.default_rng(seed + 1).uniform(0.5, 2, gradient.shape)
        second = Backward(gradient, weight)
        for other, by in enumerate(node.inputs):

            def changed(array: Array, place: int = place, other: int = other) -> Array:
                inputs_ = [given_node(f"a{i}", array if i == other else a) for i, a in enumerate(arrays)]
                with np.errstate(all="ignore"):
                    made = op(*inputs_, **params)
                    return Backward(made, upstream).gradient(made.inputs[place])

            wanted = pulled_back(slopes(changed, arrays[other]), weight)
            found = second.gradient(by)
            np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-5, err_msg=f"{name}: {place}, then {other}")


def test_an_operation_without_a_rule_passes_nothing_on_silently() -> None:
    @new_op(EACH)
    def ruleless(m: Any, x: Any) -> Any:
        """Twice x."""
        return x + x

    with pytest.raises(InternalCheckError, match="ruleless has no gradient rule"):
        Backward(ruleless(given_node("x", 1.0)))


def _shortcuts(node: Node, upstream: Array) -> set[int]:
    """Inputs whose gradient is reported for the formula as written, while the kernel reads another input."""
    assert node.op is not None
    if node.op.gradient_rule is None:
        return set()
    parts = node.op.gradient_rule(given_node("g", upstream), node, *node.inputs, **node.params)
    return {place for place, part in enumerate(parts) if isinstance(part, Shortcut)}


@pytest.mark.parametrize("name", [name for name, op in OPS.items() if op.composite and op.gradient_rule is not None])
@given(seed=seeds)
@cases(10)
def test_a_composites_rule_is_its_bodys_gradient(name: str, seed: int) -> None:
    node = run(OPS[name], seed)
    assert node.body is not None
    upstream = np.random.default_rng(seed).uniform(-2, 2, node.shape)
    through = Backward(node.body, upstream)
    for place, found in by_rule(node, upstream).items():
        if found is not None:
            np.testing.assert_allclose(found, through.gradient(node.inputs[place]), rtol=1e-11, atol=1e-13)


@each
@given(seed=seeds)
@cases(6)
def test_the_value_is_the_formulas_to_the_last_digits(name: str, seed: int) -> None:
    node = run(OPS[name], seed)
    assert list(misses([node])) == []


@each
@given(seed=seeds)
@cases(4)
def test_the_rule_is_the_formulas_derivative(name: str, seed: int) -> None:
    """Against derivatives carried along in 50 digits: as sharp as float64 allows, where differences are not."""
    op = OPS[name]
    if (op.reads_past and name not in SHARES) or (op.gradient_rule is None and not op.composite):
        pytest.skip("its formula does not tell its rule")
    node = run(op, seed)
    upstream = np.random.default_rng(seed).uniform(0.5, 2, node.shape)
    true = truths([node])
    for place, found in by_rule(node, upstream).items():
        if found is None:
            continue
        part = node.inputs[place]
        for spot in np.ndindex(part.shape):
            terms = [
                mp.mpf(float(upstream[index])) * true[node.serial, index].slopes.get((part.serial, spot), 0)
                for index in np.ndindex(node.shape)
            ]
            size = float(sum(map(abs, terms)))
            assert abs(float(found[spot]) - float(sum(terms))) <= 1e-14 * (1 + 10 * size)


@each
@given(seed=seeds)
@cases(1)
def test_symbols_agree_with_the_rule(name: str, seed: int) -> None:
    """Each entry as a SymPy expression: its value and ``sp.diff`` of it at the sample's own point."""
    op = OPS[name]
    node = run(op, seed)
    letters: dict[Any, Any] = {}
    reader = Reader(SYMBOLS, lambda part, index: _symbol(letters, part, index))
    point = {}
    by_row = _rows(node)
    for index in np.ndindex(node.shape):
        expression = sp.sympify(reader.cell(node, index))
        point |= {letter: sp.Float(float(part.value[i]), 30) for letter, part, i in letters.values()}
        value, number = float(expression.evalf(25, subs=point)), float(node.value[index])
        assert value == number or abs(value - number) <= 1e-12 * (1 + abs(number))
        for letter, part, i in list(letters.values()):
            place = next((k for k, other in enumerate(node.inputs) if other is part), None)
            if place is None or letter not in expression.free_symbols or by_row.get(place) is None:
                continue
            slope = float(sp.diff(expression, letter).evalf(25, subs=point))
            assert abs(slope - by_row[place][(*index, *i)]) <= 1e-9 * (1 + abs(slope)), (index, letter)


def _symbol(letters: dict[Any, Any], part: Node, index: tuple[int, ...]) -> Any:
    if part.constant:  # a plain number, or a shift that cancels
        return sp.nsimplify(float(part.value[index]))
    if part.op is not None or part.body is not None:
        return None
    key = part.serial, index
    if key not in letters:
        letters[key] = sp.Symbol(f"{part.name}_{'_'.join(map(str, index))}", real=True), part, index
    return letters[key][0]


def _rows(node: Node) -> dict[int, Array | None]:
    """The Jacobian of the rule, one backward pass for each entry."""
    assert node.op is not None
    if node.op.gradient_rule is None and not node.op.composite:
        return {}
    if node.op.composite and node.op.gradient_rule is None:
        rows = jacobian_rows(node, node.inputs)
        return {place: rows[part.serial] for place, part in enumerate(node.inputs)}
    found: dict[int, list[Array]] = {place: [] for place in range(len(node.inputs))}
    for index in np.ndindex(node.shape):
        seed = np.zeros(node.shape)
        seed[index] = 1.0
        for place, gradient in by_rule(node, seed).items():
            if gradient is not None:
                found[place].append(gradient)
    return {p: np.reshape(rows, node.shape + node.inputs[p].shape) if rows else None for p, rows in found.items()}
