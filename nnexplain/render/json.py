"""JSON: one strictly valid object; a number that is not finite is a string."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import numpy as np

from nnexplain.decimals import shortest
from nnexplain.example import Step, WorkedExample
from nnexplain.notation.latex import Latex
from nnexplain.notation.unicode import Unicode, symbol_text
from nnexplain.render import Options
from nnexplain.render._arithmetic import arithmetic_lines
from nnexplain.steps import normal
from nnexplain.visible import json_text

SCHEMA = "nnexplain/1"


def render(example: WorkedExample, options: Options) -> str:
    """The whole example as JSON text."""
    return encode(parts(example, options.precision)) + "\n"


def document(example: WorkedExample, precision: int = 4) -> dict[str, Any]:
    """The JSON object as plain Python data."""
    plain: dict[str, Any] = plain_data(parts(example, precision))
    return plain


def parts(example: WorkedExample, precision: int) -> dict[str, Any]:
    """The JSON object, with its arrays still arrays."""
    found: dict[str, Any] = {
        "schema": SCHEMA,
        "command": example.command,
        "title": example.title,
        "inputs": example.inputs,
        "steps": [step_parts(step, precision) for step in example.steps],
        "values": example.values,
        "result": example.result,
    }
    optional = {
        "gradients": example.gradients,
        "derivation": _derivation(example),
        "hand": example.hand,
        "versus": None if example.versus is None else [variant.to_dict() for variant in example.versus],
    }
    found |= {key: value for key, value in optional.items() if value is not None}
    return found | {"conventions": example.conventions, "reading": example.reading, "warnings": example.warnings}


def _derivation(example: WorkedExample) -> list[dict[str, Any]] | None:
    if example.derivation is None:
        return None
    return [
        {"statement": {"unicode": line.unicode, "latex": line.latex}, "because": line.because, "checked": line.checked}
        for line in example.derivation
    ]


def step_parts(step: Step, precision: int) -> dict[str, Any]:
    """One step; its formula in two notations, its arithmetic as text."""
    return {
        "id": step.id,
        "kind": step.kind,
        "name": step.name,
        "title": step.title,
        "formula": formula_texts(step),
        "arithmetic": list(arithmetic_lines(step, precision)),
        "value": step.value if step.value.ndim else float(step.value) + 0.0,
        "shape": list(step.value.shape),
        "uses": list(step.uses),
        "notes": list(step.notes),
    }


def formula_texts(step: Step) -> dict[str, str]:
    """``z = w · x + b`` in Unicode and in LaTeX."""
    if step.kind == "given":
        return {"unicode": symbol_text(step.symbol), "latex": Latex().symbol(step.symbol)}
    unicode, latex = Unicode(numbers=False), Latex(numbers=False)
    return {
        "unicode": f"{symbol_text(step.symbol)} = {unicode.text(step.formula)}",
        "latex": f"{latex.symbol(step.symbol)} = {latex.text(step.formula)}",
    }


class _Encoder:
    """Encodes each array once: inputs, values and steps often hold the same one."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}

    def array(self, array: Any) -> str:
        if id(array) not in self._texts:
            text = json.dumps(normal(array).tolist())  # type: ignore[union-attr]
            self._texts[id(array)] = text if np.isfinite(array).all() else _strict(text)
        return self._texts[id(array)]

    def text(self, value: Any) -> str:
        if isinstance(value, np.ndarray):
            return self.array(value) if value.ndim else self.text(float(value) + 0.0)
        if isinstance(value, dict):
            return "{" + ", ".join(f"{json_text(key)}: {self.text(part)}" for key, part in value.items()) + "}"
        if isinstance(value, (list, tuple)):
            return "[" + ", ".join(map(self.text, value)) + "]"
        return json_text(plain_data(value))


def _strict(text: str) -> str:
    """Python's words for what JSON cannot say, as strings."""
    return re.sub(r"-?Infinity|NaN", lambda word: f'"{word.group()}"', text)


def encode(value: Any) -> str:
    """Strict JSON text, an array at a time (floats in their shortest form)."""
    return _Encoder().text(value)


def plain_data(value: Any) -> Any:
    """Plain Python data that ``json`` can write strictly."""
    if isinstance(value, np.ndarray):
        return plain_data((value + 0.0).tolist())
    if isinstance(value, dict):
        return {key: plain_data(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_data(part) for part in value]
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else shortest(float(value))
    return int(value) if isinstance(value, np.integer) else value
