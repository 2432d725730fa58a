"""``--get NAME``: one value as text, exact where it is exact on the inputs as typed."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnexplain.decimals import full
from nnexplain.example import WorkedExample
from nnexplain.parse.paths import pick, resolve, split


def get(example: WorkedExample, path: str) -> str:
    """The value that a path names: a number, or a JSON list of numbers."""
    name, indices = split(path)
    sections = {
        "values": example.values,
        "result": example.result,
        "inputs": example.inputs,
        "gradients": example.gradients,
        "hand": example.hand,
        "warnings": {},
    }
    section, key = resolve({k: v for k, v in sections.items() if v is not None}, name)
    value = sections[section] if not key else sections[section][key]  # type: ignore[index]
    exact_name = example.result_name if section == "result" else key if section in ("values", "inputs") else name
    if isinstance(value, str):
        return value
    array = np.asarray(value, dtype=float)
    if array.dtype != float or isinstance(value, bool):
        return str(value).lower()
    pick(array.tolist() if array.size <= 10_000 else _outline(array), indices, path)
    return _text(array[tuple(indices)], tuple(indices), example, exact_name, hand=section == "hand")


def _outline(array: Any) -> Any:
    """Nested lists of the array's shape for checking an index, without its numbers."""
    return [_outline(array[0])] * len(array) if array.ndim else 0.0


def _text(
    array: Any, index: tuple[int, ...], example: WorkedExample, name: str, *, hand: bool, nested: bool = False
) -> str:
    if np.ndim(array) == 0:
        text = _short(float(array)) if hand else full(float(array), example.exact(name, index))
        return f'"{text}"' if nested and text.lstrip("-")[0].isalpha() else text
    parts = (_text(part, (*index, place), example, name, hand=hand, nested=True) for place, part in enumerate(array))
    return "[" + ", ".join(parts) + "]"


def _short(value: float) -> str:
    from fractions import Fraction

    return full(value, Fraction(repr(value)) if np.isfinite(value) else None)
