"""Plain text for scripts and screen readers: ``name<TAB>value``, one value a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from nnexplain.formats import Options
from nnexplain.notation.decimals import show
from nnexplain.visible import visible
from nnexplain.worked.example import WorkedExample
from nnexplain.worked.get import as_typed


def render(example: WorkedExample, options: Options) -> str:
    """Every value, gradient and hand value on a line of its own; indices count from 0."""
    lines = [f"{name}\t{text}" for name, text in _lines(example, options.precision)]
    for line in example.derivation or []:
        lines.append(f"derivation\t{visible(line.unicode)}\t{visible(line.because)}")
    return "\n".join(lines) + "\n"


def _lines(example: WorkedExample, precision: int) -> Iterator[tuple[str, str]]:
    groups: list[tuple[str, Any, Any]] = [
        ("", example.values, example.exact),
        ("gradients.", example.gradients, lambda name, index: example.exact(f"gradients.{name}", index)),
        ("hand.", example.hand, lambda name, index: as_typed(float(np.asarray(example.hand[name])[index]))),  # type: ignore[index]
    ]
    groups += [(f"versus[{i}].", variant.values, variant.exact) for i, variant in enumerate(example.versus or [])]
    for prefix, values, exact in groups:
        for name, value in (values or {}).items():
            array = np.asarray(value, dtype=float)
            for index in np.ndindex(array.shape):
                text = show(float(array[index]), exact(name, index), precision)
                yield visible(prefix + name) + "".join(f"[{i}]" for i in index), text
