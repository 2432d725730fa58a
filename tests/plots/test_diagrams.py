"""Diagrams: told in words, the numbers of the page, and nothing that covers another, at any size of what is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from nnexplain.arrays import indices
from nnexplain.notation.unicode import Unicode
from nnexplain.plots import batches, flow, layers, loop, neuron, transformer
from nnexplain.plots.canvas import Canvas
from nnexplain.plots.values import Values
from nnexplain.worked.example import WorkedExample
from nnexplain.worked.lesson import find, lesson_names
from nnexplain.worked.work import call
from tests.plots.reading import SVG, Text, texts, tree
from tests.support.lesson_inputs import asked, inputs

LESSONS = {name: find(name) for name in sorted(lesson_names())}
PICTURES = {"neuron": neuron, "layers": layers, "transformer": transformer, "flow": flow, "loop": loop,
            "batches": batches}  # fmt: skip
DRAWN = {"perceptron": "neuron", "layer": "layers", "network": "layers", "ffn": "layers", "attention": "transformer",
         "transformer": "transformer", "train": "loop", "batches": "batches"}  # fmt: skip
BESIDE = ("formula", "name", "count", "scale")  # kinds of texts that are no values
_NUMBER = re.compile(r"−?(?:\d+(?:\.\d+)?(?:e−?\d+)?|∞)|NaN")
_COUNTS = re.compile(r"\d+ (?:epochs?|examples?|steps?|to a step)\b")  # of a training, held by a test of their own


def worked(name: str, **given: Any) -> WorkedExample:
    return call(LESSONS[name], (), given)


def drawn(example: WorkedExample, precision: int = 4) -> dict[str, Canvas]:
    """The diagrams that belong to an example."""
    notation = Unicode(precision)
    found = {name: module.draw(example, notation) for name, module in PICTURES.items()}
    return {name: canvas for name, canvas in found.items() if canvas is not None}


def known(example: WorkedExample, precision: int = 4) -> set[str]:
    """Every number of the example as the page writes it."""
    values = Values(example, Unicode(precision))
    names = [*values.steps, *example.values, *(f"gradients.{name}" for name in example.gradients or {})]
    every = [value for value in map(values.find, names) if value is not None]
    return {values.number(value, *index) for value in every for index in indices(value.shape)}


def strangers(canvas: Canvas, numbers: set[str]) -> Iterator[str]:
    """Numbers in a picture that are none of those."""
    for text in texts(tree(canvas.svg())):
        if text.kind not in BESIDE:
            yield from (found for found in _NUMBER.findall(_COUNTS.sub("", text.words)) if found not in numbers)


def plain(canvas: Canvas) -> list[str]:
    """The values in a picture."""
    return [text.words for text in texts(tree(canvas.svg())) if text.kind not in BESIDE]


def overlaps(canvas: Canvas) -> Iterator[tuple[Text, Text]]:
    """Texts that cover each other."""
    for one, other in combinations(texts(tree(canvas.svg())), 2):
        across = min(one.right, other.right) - max(one.left, other.left)
        down = min(one.bottom, other.bottom) - max(one.top, other.top)
        if across > 1 and down > 1:
            yield one, other


def outside(canvas: Canvas) -> Iterator[Text]:
    """Texts that do not lie on the sheet."""
    for text in texts(tree(canvas.svg())):
        if min(text.left, text.top) < 0 or text.right > canvas.width or text.bottom > canvas.height:
            yield text


def holds(canvas: Canvas, example: WorkedExample, precision: int = 4) -> None:
    """What is true of every diagram."""
    svg = canvas.svg()
    root = tree(svg)
    told = [root.findtext(f"{SVG}title") or "", root.findtext(f"{SVG}desc") or ""]
    assert all(len(words.split()) >= least for words, least in zip(told, (2, 6), strict=True)), told
    assert not list(strangers(canvas, known(example, precision)))
    assert not list(overlaps(canvas))
    assert not list(outside(canvas))
    assert not re.search(r'="[^"]*\b(?:nan|inf)\b', svg)


@pytest.mark.parametrize("name", LESSONS)
@pytest.mark.parametrize("seed", range(4))
def test_diagrams_of_every_lesson(name: str, seed: int) -> None:
    lesson = LESSONS[name]
    given = inputs(lesson, seed, typed=seed % 2 == 0, scale=(2.0, 0.001)[seed // 2]) | asked(lesson, backward=True)
    example = call(lesson, (), given)
    canvases = drawn(example)
    assert DRAWN.get(name, "flow") in canvases or name not in DRAWN
    for canvas in canvases.values():
        holds(canvas, example)


def rows(*shape: int, seed: int = 0) -> Any:
    return np.round(np.random.default_rng(seed).uniform(-1, 1, shape), 2).tolist()


@pytest.mark.parametrize("size", [1, 2, 4, 8, 9, 10, 40])
def test_many_units(size: int) -> None:
    examples = [
        worked("perceptron", w=rows(size), x=rows(size, seed=1), b=-0.5, backward=True),
        worked("layer", W=rows(size, 2), x=rows(3, 2), b=rows(size), backward=True),
        worked("layer", W=rows(2, size), x=rows(size)),
        worked("ffn", W1=rows(3, size), W2=rows(size, 3), b1=rows(size), x=rows(3), residual=True, backward=True),
        worked("network", W1=rows(size, 2), W2=rows(2, size), x=rows(2), softmax=True, target=1, backward=True),
    ]
    for example in examples:
        for name, canvas in drawn(example).items():
            holds(canvas, example)
            assert size < 10 or name == "flow" or f"and {size - 8} more" in canvas.svg()


@pytest.mark.parametrize("count", range(1, 8))
def test_many_layers(count: int) -> None:
    given = {f"W{n}": rows(3, 3, seed=n) for n in range(1, count + 1)}
    example = worked("network", **given, x=rows(4, 3), target=[0, 1, 2, 0], lr=0.1)
    canvases = drawn(example)
    for canvas in canvases.values():
        holds(canvas, example)
    assert canvases["layers"].title == "The network, row 1 of 4"
    words = [text.words for text in texts(tree(canvases["layers"].svg()))]
    assert [f"layer {n}" for n in range(1, count + 1)] == [word for word in words if word.startswith("layer ")]


HARD = [0.0006221, -1.234e-18, 123456.789, -1e300, 5e-324, -0.5]


@pytest.mark.parametrize("precision", [0, 4, 17])
def test_numbers_of_any_length(precision: int) -> None:
    examples = [
        worked("perceptron", w=HARD, x=HARD[::-1], b=-1.234e-18, activation="gelu-tanh", backward=True),
        worked("layer", W=[HARD[:3], HARD[3:]], x=[1e300, -1e300, 1e300], backward=True),
        worked("network", W1=[HARD[:3], HARD[3:]], W2=[HARD[:2]], x=[1, 2, 3], target=1, kind="mse", backward=True),
        worked("attention", Q=[HARD[:2]], K=[HARD[2:4], HARD[4:]], V=[HARD[:2], HARD[:2]], backward=True),
        worked("batches", examples=10**9, batch_size=7, epochs=12345),
    ]
    for example in examples:
        for canvas in drawn(example, precision).values():
            holds(canvas, example, precision)


def test_infinity_and_nan_stand_as_words() -> None:
    example = worked("layer", W=[[1e308, 1e308], [1e308, 1e308]], x=[[10, 10]], b=[0, -1], activation="gelu")
    (canvas,) = drawn(example).values()
    holds(canvas, example)
    assert "∞" in canvas.svg()


def a_block(heads: int, norm: str, *, ffn: bool = True) -> dict[str, Any]:
    maps = {name: rows(8, 8, seed=place) for place, name in enumerate(("WQ", "WK", "WV", "WO"))}
    made: dict[str, Any] = {"attention": {**maps, "heads": heads, "causal": True}, "norm": norm}
    return made | {"ffn": {"W1": rows(8, 12), "W2": rows(12, 8), "activation": "gelu"}} if ffn else made


WORDS = [
    "<script>&",
    "a token whose name is far too long\u202e",
    "猫猫猫猫猫猫猫猫猫猫",
    'a"b',
    "the",
    "of",
    "sat",
    "on",
    "mat",
    ".",
]


@pytest.mark.parametrize("count", [1, 2, 3, 6])
@pytest.mark.parametrize("every", [False, True])
def test_a_large_transformer(count: int, every: bool) -> None:
    blocks = [a_block(8, "pre"), a_block(1, "post"), a_block(4, "none", ffn=False), *[a_block(2, "none")] * 3][:count]
    spec = {"vocabulary": WORDS, "embeddings": rows(10, 8), "positions": "sinusoidal", "blocks": blocks,
            "output": {"W": rows(8, 10), "b": rows(10)}, "tokens": WORDS[:6], "predict": "all" if every else "last",
            "target": [0, 1, 2, 3, 4, 5] if every else WORDS[2]}  # fmt: skip
    example = worked("transformer", spec=spec)
    canvas = drawn(example)["transformer"]
    holds(canvas, example)
    svg = canvas.svg()
    assert "<script>" not in svg
    assert "\u202e" not in svg
    assert "&lt;script" in svg
    assert ("more block" in svg) == (count > 2)
    assert "… and 6 more heads" in svg


@pytest.mark.parametrize("heads", [1, 2, 3, 4, 12])
def test_many_heads_and_queries(heads: int) -> None:
    example = worked(
        "attention", X=rows(9, 8), WQ=rows(8, 12), WK=rows(8, 12), WV=rows(8, 12), WO=rows(12, 2), heads=heads
    )
    (canvas,) = drawn(example).values()
    holds(canvas, example)
    assert canvas.width <= 900
    assert canvas.svg().count("weights, head") == (0 if heads == 1 else 2 * heads if heads < 4 else 4)  # drawn and told


def test_a_picture_is_whole_where_a_page_shows_a_step_alone() -> None:
    given = {"W1": rows(2, 2), "W2": rows(2, 2, seed=1), "x": rows(2), "target": 1, "softmax": True, "backward": True}
    whole, alone = drawn(worked("network", **given)), drawn(worked("network", **given, only="z1"))
    assert plain(whole["layers"]) == plain(alone["layers"])
    example = worked("perceptron", w=[0.1, 0.2], x=[1, 0], only="b")
    holds(drawn(example)["neuron"], example)


def test_a_neuron_is_told_in_words() -> None:
    canvas = drawn(worked("perceptron", w=[0.1, -0.2], x=[1, 0], b=0.05))["neuron"]
    assert canvas.description == (
        "The inputs, each times its weight (x₁ = 1 times w₁ = 0.1; x₂ = 0 times w₂ = −0.2), and the bias b = 0.05 are "
        "added up: z = 0.15. The activation (relu) makes of it y = 0.15."
    )


def test_few_weights_are_written_and_many_are_drawn_by_size_and_sign() -> None:
    few = drawn(worked("layer", W=[[0.11, -0.22]], x=[1, 2]))["layers"].svg()
    assert ">0.11<" in few
    assert ">−0.22<" in few
    many = drawn(worked("layer", W=[[0.11, -0.22, 1, 2, 3, 4, 5]], x=[1] * 7))["layers"].svg()
    assert ">0.11<" not in many
    lines = [part for part in tree(many) if part.tag == f"{SVG}path"]
    assert [bool(line.get("stroke-dasharray")) for line in lines] == [False, True, *[False] * 5]
    widths = [float(line.get("stroke-width", "0")) for line in lines]
    assert widths[2:] == sorted(widths[2:])


def test_the_target_is_marked() -> None:
    given: dict[str, Any] = {"W1": rows(3, 2), "x": rows(2, 2), "target": [2, 0]}
    svg = drawn(worked("network", **given))["layers"].svg()
    assert svg.count(">target<") == 1
    assert ">target<" not in drawn(worked("network", W1=rows(3, 2), x=rows(2)))["layers"].svg()
    numbers = drawn(worked("network", W1=rows(2, 2), x=rows(2), target=[0.25, 0.75], kind="mse"))["layers"].svg()
    assert ">0.75<" in numbers
    assert ">target<" not in numbers


def test_a_training_goes_round() -> None:
    example = worked("train", spec="xor", epochs=5)
    words = [text.words for text in texts(tree(drawn(example)["loop"].svg()))]
    for expected in ("4 examples, 4 to a step", "5 epochs", "1 step in each", "after 5 epochs: L = 0.6729", "η = 0.5"):
        assert expected in words
    untrained = drawn(worked("train", spec="xor", epochs=0))["loop"].svg()
    assert "before any training: L = 0.6964" in untrained


@pytest.mark.parametrize(("examples", "size", "bars"), [(1, 1, 1), (8, 8, 1), (10, 4, 3), (64, 8, 8), (1000, 32, 7)])
def test_batches_are_cut(examples: int, size: int, bars: int) -> None:
    example = worked("batches", examples=examples, batch_size=size, epochs=3)
    (canvas,) = drawn(example).values()
    holds(canvas, example)
    wide = [float(part.get("width", "0")) for part in tree(canvas.svg()) if part.tag == f"{SVG}rect"][1:]
    assert len(wide) == bars
    assert (wide[-1] < wide[0]) == (examples % size > 0)


def test_what_is_no_network_has_no_diagram() -> None:
    assert drawn(worked("softmax", z=[1, 2, 3])) == {}
    assert set(drawn(worked("softmax", z=[1, 2, 3], backward=True))) <= {"flow"}


def test_these_tests_can_fail() -> None:
    example = worked("perceptron", w=[0.1, 0.2], x=[1, 0], b=0.05)
    canvas = drawn(example)["neuron"]
    assert list(strangers(canvas, known(example) - {"0.05"})) == ["0.05"]
    canvas.text((30, 20), "0.15")
    assert not list(overlaps(canvas))
    canvas.text((40, 22), "0.1")
    assert len(list(overlaps(canvas))) == 1
    canvas.text((canvas.width, 40), "0.1")
    assert len(list(outside(canvas))) == 1
