"""Every topic is proved, and every line of every proof is really checked: another right side makes it fail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sympy as sp

import nnexplain as nn
from nnexplain.errors import InternalCheckError
from nnexplain.proofs import MOST, Topic, topics
from nnexplain.symbolic.proof import Line, holds, prove
from nnexplain.symbolic.terms import opened
from nnexplain.symbolic.tree import Side
from tests.support.schema import held

TOPICS = topics()
SIZE = 3
HUGE = sp.exp(sp.exp(sp.exp(sp.Symbol("x", real=True) + 9)))  # beyond what its digits can be worked out for


def others(right: Side) -> Iterator[sp.Basic]:
    """Other right sides of the same shape: off by one, another sign, another entry, another set, the other truth."""
    value = opened(right)
    if getattr(value, "is_Matrix", False):
        for i in range(value.rows):
            for j in range(value.cols):
                for other in others(value[i, j]):
                    yield sp.ImmutableMatrix(value.rows, value.cols, lambda p, q, at=(i, j), to=other:
                                             to if (p, q) == at else value[p, q])  # fmt: skip
        if value.rows != value.cols:
            yield value.T
    elif isinstance(value, sp.Expr):
        yield sp.Integer(0) if value.is_infinite else value + 1
        if value != 0:
            yield -value
            yield sp.Integer(0)
            yield value * sp.Rational(11, 10) if value.is_finite is not False else sp.Integer(3)
        if value.is_finite is not False:
            yield value + sp.Symbol("extra", real=True) ** 2
    elif isinstance(value, sp.Tuple):
        yield sp.Tuple(*value, sp.Integer(0))
        for place, part in enumerate(value):
            for other in others(part):
                yield sp.Tuple(*value[:place], other, *value[place + 1 :])
    elif isinstance(value, sp.Set):
        yield sp.EmptySet if value != sp.EmptySet else sp.S.Reals
        yield sp.Union(value, sp.FiniteSet(-99))
        open_end = isinstance(value, sp.Interval) and value.left_open
        yield sp.Interval(value.start, value.end) if open_end else sp.FiniteSet(98)
    else:
        assert value in (sp.true, sp.false)
        yield sp.Not(value)


@pytest.mark.parametrize("topic", TOPICS.values(), ids=list(TOPICS))
def test_it_is_proved_at_other_sizes_too(topic: Topic) -> None:
    for n in (2, SIZE, 5) if topic.sized else (SIZE,):
        lines = prove(topic, n)
        assert lines
        assert all(line.checked and line.because and line.unicode and line.latex for line in lines)


@pytest.mark.parametrize("topic", TOPICS.values(), ids=list(TOPICS))
def test_another_right_side_fails(topic: Topic) -> None:
    """For each line, each other right side of the kind: never printed as true."""
    for place, line in enumerate(topic.lines(SIZE)):
        tried = 0
        for other in others(line.right):
            assert not holds(line._replace(right=other)), f"line {place + 1}: {line.right} or {other}"
            tried += 1
        assert tried


@pytest.mark.parametrize("topic", TOPICS.values(), ids=list(TOPICS))
def test_a_wrong_line_stops_the_proof(topic: Topic) -> None:
    for place, line in enumerate(topic.lines(SIZE)):
        other = next(others(line.right))
        with pytest.raises(InternalCheckError, match=f"line {place + 1} of the topic {topic.id}"):
            prove(topic, SIZE, change=lambda at, right, place=place, other=other: other if at == place else right)


@pytest.mark.parametrize("topic", TOPICS.values(), ids=list(TOPICS))
def test_a_reader_can_read_it(topic: Topic) -> None:
    assert topic.statement.endswith("."), "a sentence"
    assert topic.statement[0].isupper()
    assert not topic.condition.endswith(".")
    for line in prove(topic, SIZE):
        for text in (line.unicode, line.latex):
            assert "Dummy" not in text
            assert "Matrix" not in text
        assert not line.because.endswith(".")
        assert line.latex.count("{") == line.latex.count("}")


def test_the_document_obeys_the_schema() -> None:
    document = nn.derive()
    held(document)
    assert [topic["id"] for topic in document["topics"]] == list(TOPICS)
    assert all(topic["checked"] is True for topic in document["topics"])


def test_a_refutation_needs_a_counter_example() -> None:
    (refuted,) = (topic for topic in TOPICS.values() if topic.refuted)
    place = next(place for place, line in enumerate(refuted.lines(SIZE)) if line.unequal)
    with pytest.raises(InternalCheckError):
        prove(refuted, SIZE, change=lambda at, right: sp.Integer(0) if at == place else right)


def test_sizes_are_limited() -> None:
    assert MOST >= 5
    with pytest.raises(nn.InputError, match=r"^n is"):
        nn.derive(n=1)


@pytest.mark.parametrize(
    ("left", "right"),
    [(sp.oo, -sp.oo), (sp.nan, sp.nan), (sp.Symbol("x"), sp.Symbol("y")), (sp.true, sp.false), (HUGE, 2 * HUGE)],
)
def test_what_differs_is_not_the_same(left: sp.Basic, right: sp.Basic) -> None:
    assert not holds(Line(left, right, "no"))
