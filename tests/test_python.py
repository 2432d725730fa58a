"""The Python face: what ``help``, ``repr``, a debugger and a traceback show."""

from __future__ import annotations

import doctest
import inspect
import io
import time
import traceback
from contextlib import redirect_stdout
from typing import Any

import numpy as np
import pytest

import nnexplain as nn
from nnexplain.errors import said_in_python
from nnexplain.worked.lesson import find, lesson_names
from nnexplain.worked.request import Settings
from tests.support.lesson_inputs import inputs
from tests.support.shown import in_format


@pytest.mark.parametrize("name", lesson_names())
def test_the_example_of_a_docstring_runs(name: str) -> None:
    function = getattr(nn, name)
    (found,) = doctest.DocTestFinder(recurse=False).find(function, name, module=False)
    assert len(found.examples) == 3
    assert doctest.DocTestRunner().run(found, out=io.StringIO().write) == (0, 3)


@pytest.mark.parametrize("name", lesson_names())
def test_a_signature_has_what_the_command_has(name: str) -> None:
    lesson, signature = find(name), inspect.signature(getattr(nn, name))
    own = list(lesson.parameters)
    assert list(signature.parameters)[: len(own)] == own
    shared = set(signature.parameters) - set(own) - {"more"}
    assert shared == Settings.names() - lesson.refuses.keys()
    for parameter in signature.parameters.values():
        assert parameter.name == "more" or parameter.annotation is not inspect.Parameter.empty
    raw = inputs(lesson, 1, typed=True)
    signature.bind(**raw)  # what the lesson takes fits it
    for key, declared in lesson.parameters.items():
        assert (signature.parameters[key].default is inspect.Parameter.empty) == declared.required
    assert signature.return_annotation is nn.WorkedExample


def test_a_signature_reads_well() -> None:
    text = str(inspect.signature(nn.perceptron))
    assert text.startswith("(w: list[float], x: list[float], b: float = 0, activation: str = 'relu', *, ")
    assert "backward: bool = False" in text
    with pytest.raises(TypeError, match="missing a required argument: 'x'"):
        inspect.signature(nn.perceptron).bind([1, 2])


@pytest.mark.parametrize("name", lesson_names())
def test_help_names_every_input_with_its_shapes(name: str) -> None:
    out = io.StringIO()
    with redirect_stdout(out):
        help(getattr(nn, name))
    page = out.getvalue()
    assert page.startswith(f"Help on function {name} in module nnexplain:")
    for key in (*find(name).parameters, "versus"):
        assert f"        {key}" in page
    assert "--" not in page
    assert max(map(len, inspect.getdoc(getattr(nn, name)).splitlines()[3:])) <= 110  # type: ignore[union-attr]


def test_help_has_shapes_and_choices() -> None:
    text = " ".join((nn.layer.__doc__ or "").split())
    assert "W (or weights): the weights, a row for each output; shape (outputs, inputs)" in text
    assert "shape (inputs,) or shape (batch, inputs)" in text
    assert "relu, sigmoid" in text
    assert "(default relu)" in text


def test_repr_is_the_page() -> None:
    example = nn.perceptron(w=[0.1, 0.2], x=[1, 0], b=0.05)
    assert repr(example) == str(example) == in_format(example).rstrip("\n")
    assert "\x1b" not in repr(example)
    assert max(map(len, repr(example).splitlines())) <= 80


def test_repr_of_a_large_example_is_short_and_quick() -> None:
    """A debugger asks for it at every line."""
    rng = np.random.default_rng(0)
    many = [
        nn.layer(W=rng.normal(size=(600, 600)), x=rng.normal(size=600), backward=True),
        nn.softmax(z=rng.normal(size=(500, 200))),
        nn.train("xor", epochs=2000),
        nn.attention(Q=rng.normal(size=(90, 32)), K=rng.normal(size=(90, 32)), V=rng.normal(size=(90, 32)), heads=4),
    ]
    for example in many:
        start = time.perf_counter()
        text = repr(example)
        assert time.perf_counter() - start < 3
        assert len(text.splitlines()) < 1000


REFUSED: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    ("perceptron", (), {"w": [1, 2], "x": [1, 2, 3]}, "w has 2 entries but x has 3"),
    ("perceptron", (), {"w": [1, 2]}, "x is missing: the input"),
    ("perceptron", (), {"v": [1, 2]}, "perceptron takes no v"),
    ("softmax", (), {"z": [1], "temperature": 0}, "temperature is 0; give a number above 0"),
    (
        "step",
        (),
        {"W": 0.5, "lr": 1},
        'the gradient is missing: give it (grad=-0.3), or the loss as a function (expr="',
    ),
    ("loss", (), {"p": [1], "kind": "mse", "target": 0}, "p does not go with kind='mse'; give y"),
    ("norm", (), {"x": [1], "ddof": 1}, "ddof=1 divides by n − 1, which is 0 for one entry; give ddof=0"),
    ("train", (), {"spec": "xor", "backward": True}, "backward does not fit train"),
    ("network", (), {}, "nnexplain network --spec-template prints one to start from"),
    ("perceptron", (), {"w": [1], "x": [1], "versus": "b"}, "versus is 'b'; write NAME=VALUE, as in versus='b=0.1'"),
    ("derive", ("nothing-such",), {}, "there is no topic 'nothing-such'"),
    ("derive", ("softmax-*",), {"n": 99}, "n is '99'; give a whole number from 2 to 8"),
    ("examples", ("show", "nothing-such"), {}, "there is no entry 'nothing-such'"),
    ("examples", ("fit",), {"inputs": [1]}, "inputs needs outputs"),
]


@pytest.mark.parametrize(("name", "args", "given", "message"), REFUSED, ids=lambda part: str(part)[:30])
def test_what_is_refused_says_it_as_python_does_and_shows_nothing_of_ours(
    name: str, args: tuple[Any, ...], given: dict[str, Any], message: str
) -> None:
    with pytest.raises(nn.InputError) as caught:
        getattr(nn, name)(*args, **given)
    error = caught.value
    assert message in str(error)
    assert error.__cause__ is None
    assert error.__context__ is None
    assert error.__suppress_context__
    frames = traceback.extract_tb(error.__traceback__)
    assert len(frames) == 2, "that of the caller, and the one place that raises"
    assert frames[-1].name == "called"
    assert isinstance(error, ValueError)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("--w has 2 entries", "w has 2 entries"),
        ("give --batch-size 2, or --kind half-sse", "give batch_size=2, or kind='half-sse'"),
        ("nnexplain derive --list shows them", "nnexplain derive --list shows them"),
        ("b of --versus", "b of versus"),
        ("add --hand N", "add hand=N"),
        ("1 --- 2, a--b", "1 --- 2, a--b"),
    ],
)
def test_a_message_about_options_is_one_about_arguments(text: str, said: str) -> None:
    assert said_in_python(text) == said
