"""Every lesson, with every choice of every option, at every width: it ends, fits, and loses no number.

``NNEXPLAIN_CASES=2`` (or more) looks at all widths from 1 to 200, with and without colour and ASCII.
"""

from __future__ import annotations

import json
import re
import time
from itertools import product

import numpy as np
import pytest

import nnexplain as nn
from nnexplain.formats import LEAST_WIDTH, Options, names
from nnexplain.worked.example import WorkedExample
from nnexplain.worked.lesson import Numeric, find, lesson_names
from nnexplain.worked.work import call
from tests.support.cases import TIMES
from tests.support.lesson_inputs import asked, every_choice, inputs
from tests.support.shown import in_format

LESSONS = {name: find(name) for name in lesson_names()}
PLAIN = [(name, None, None) for name in LESSONS]
CHOICES = every_choice(LESSONS)
WIDTHS = [1, 4, 9, 12, *range(20, 25), 33, 40, 59, 60, 79, 80, 81, 120, 200]
FEW = [1, 20, 40, 80]
# without its sign: z is 1.2448 on every page, e^(−1.2448) only where there is room to work its entry
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[−-]?\d+)?")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
WIDE = 1000
PATIENCE = 20.0  # seconds for a page that takes some milliseconds: what never ends is what is looked for


def worked(name: str, parameter: str | None, choice: str | None, seed: int = 3) -> WorkedExample:
    """A worked example with everything that a page can have but a derivation."""
    lesson = LESSONS[name]
    raw = inputs(lesson, seed, typed=True, choices={parameter: choice} if parameter else {})
    same = [key for key in raw if isinstance(lesson.parameters.get(key), Numeric) and not lesson.parameters[key].repeat]
    versus = [{same[0]: raw[same[0]]}] if same else ()
    trace = None
    if "trace" not in lesson.refuses:
        gradients = call(lesson, (), raw | {"backward": True}).gradients or {}
        first, gradient = next(iter(gradients.items()))
        trace = first + "[0]" * np.ndim(gradient)
    return call(lesson, (), raw | asked(lesson, backward=True, hand=2, versus=versus, trace=trace))


def looks(widths: list[int]) -> list[Options]:
    if TIMES > 1:
        both = (False, True)
        return [Options(4, width, color, ascii) for width, color, ascii in product(range(1, 201), both, both)]
    return [Options(4, width, width % 3 == 0, width % 2 == 0) for width in widths]


@pytest.mark.parametrize(("name", "parameter", "choice"), PLAIN + CHOICES)
def test_a_table_ends_fits_and_keeps_its_numbers(name: str, parameter: str | None, choice: str | None) -> None:
    example = worked(name, parameter, choice)
    wanted = {
        ascii: set(NUMBER.findall(in_format(example, "table", Options(4, WIDE, False, ascii)))) for ascii in (0, 1)
    }
    for options in looks(FEW if parameter else WIDTHS):
        began = time.monotonic()
        page = in_format(example, "table", options)
        assert time.monotonic() - began < PATIENCE
        plain = COLOURS.sub("", page)
        assert (plain == page) or options.color
        assert plain.replace("\n", "").isprintable()
        assert plain.isascii() or not options.ascii
        wide = [line for line in plain.splitlines() if len(line) > max(options.width, LEAST_WIDTH)]
        assert not wide, f"{options}: {wide[0]}"
        shown = re.sub(r"\s", "", plain)
        lost = [number for number in wanted[options.ascii] if number not in shown]
        assert not lost, f"{options}: {lost}"


@pytest.mark.parametrize("form", names())
@pytest.mark.parametrize("name", LESSONS)
def test_every_format_knows_every_width(name: str, form: str) -> None:
    example = worked(name, None, None)
    pages = {in_format(example, form, options) for options in looks(FEW) if not options.color}
    assert all(page.replace("\n", "").replace("\t", "").isprintable() for page in pages)
    same = (
        {json.dumps(json.loads(page)) for page in pages} if form == "json" else pages
    )  # in ASCII it has other escapes
    assert form == "table" or len(same) == 1


@pytest.mark.parametrize("digits", [0, 17])
@pytest.mark.parametrize("width", [1, 20, 40, 80])
def test_any_precision_fits(digits: int, width: int) -> None:
    for name in ("perceptron", "layer", "attention", "softmax"):
        page = in_format(worked(name, None, None), "table", Options(digits, width))
        assert max(map(len, page.splitlines())) <= max(width, LEAST_WIDTH)


def test_a_derivation_fits() -> None:
    example = nn.perceptron(w=[0.1, 0.2], x=[1, 0], b=0.05, backward=True, derive=True)
    for width in WIDTHS:
        page = in_format(example, "table", Options(4, width))
        assert max(map(len, page.splitlines())) <= max(width, LEAST_WIDTH)
        assert page.count("✓") == len(example.derivation)
