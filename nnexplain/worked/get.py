"""``--get NAME``: one value as text, exact where it is exact on the inputs as typed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from nnexplain.arrays import Array, Index, Shape
from nnexplain.errors import InputError
from nnexplain.inputs.paths import pick, resolve, split
from nnexplain.notation.decimals import as_typed, full, show
from nnexplain.visible import json_text
from nnexplain.worked.example import WorkedExample

Exact = Callable[[Index], Fraction | None]
Write = Callable[[float, Fraction | None], str]


def get(example: WorkedExample, path: str, write: Write = full) -> str:
    """The value that a path names: a number, or a JSON list of numbers, with all their digits (or as ``write`` has it).

    >>> import nnexplain as nn
    >>> get(nn.perceptron(w=[0.1, 0.2], x=[1, 0], b=0.05), "y")
    '0.15'
    """
    name, indices = split(path)
    value, exact = _find(example, name)
    if isinstance(value, str):
        return value
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):  # names, or a list of names
        return json_text(pick(value, indices, path))
    if isinstance(value, bool):
        return str(value).lower()
    pick(outline(array.shape), indices, path)
    return _text(array[tuple(indices)], tuple(indices), exact, write)


def rounded(example: WorkedExample, path: str, precision: int) -> str:
    """The same with the digits that a page shows; what is no number is refused.

    >>> import nnexplain as nn
    >>> rounded(nn.softmax(z=[1, 2]), "p", 3)
    '[0.269, 0.731]'
    """
    value, _ = _find(example, split(path)[0])
    if isinstance(value, (str, bool)) or not np.issubdtype(np.asarray(value).dtype, np.number):
        raise InputError(f"asks for {path}, which is no number")
    return get(example, path, lambda number, exact: show(number, exact, precision))


def _find(example: WorkedExample, name: str) -> tuple[object, Exact]:
    """The value of that name, and the exact values of its entries; a step's id will do as a name."""
    named = {"values": example.values, "inputs": example.inputs, "gradients": example.gradients, "hand": example.hand}
    sections = {section: values for section, values in named.items() if values is not None}
    try:
        section, key = resolve({**sections, "result": example.result}, name)
    except InputError:
        steps = {step.id: step for step in example.steps}
        if name not in steps:
            raise
        return steps[name].value, lambda index: steps[name].cell(index).result.exact
    if section == "result":
        return example.result, lambda index: example.exact(example.result_name, index)
    value = sections[section][key]
    if section == "hand":
        return value, lambda index: as_typed(float(np.asarray(value)[index]))
    exact_name = key if section in ("values", "inputs") else name
    return value, lambda index: example.exact(exact_name, index)


def outline(shape: Shape) -> object:
    """Nested lists of that shape for checking an index, without the numbers."""
    return [outline(shape[1:])] * shape[0] if shape else 0.0


def _text(array: Array, index: Index, exact: Exact, write: Write) -> str:
    """A number; or a JSON list, in which a number that is not finite is a string."""
    if np.ndim(array) == 0:
        return write(float(array), exact(index))
    parts = (_text(part, (*index, place), exact, write) for place, part in enumerate(array))
    return "[" + ", ".join(f'"{part}"' if part.lstrip("-")[0].isalpha() else part for part in parts) + "]"
