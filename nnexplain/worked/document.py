"""A worked example as the JSON object that the schema describes; its arrays are still arrays."""

from __future__ import annotations

from typing import Any

from nnexplain.notation.latex import Latex
from nnexplain.notation.unicode import Unicode, symbol_text
from nnexplain.worked.arithmetic import arithmetic_lines
from nnexplain.worked.example import Step, WorkedExample

SCHEMA = "nnexplain/1"


def document(example: WorkedExample, precision: int = 4) -> dict[str, Any]:
    found: dict[str, Any] = {
        "schema": SCHEMA,
        "command": example.command,
        "title": example.title,
        "inputs": example.inputs,
        "steps": _steps(example, precision),
        "values": example.values,
        "result": example.result,
    }
    optional = {
        "gradients": example.gradients,
        "derivation": None if example.derivation is None else [line.to_dict() for line in example.derivation],
        "hand": example.hand,
        "claims": [claim.to_dict() for claim in example.claims] or None,
        "trace": None if example.trace is None else example.trace.document(precision),
        "versus": None if example.versus is None else [variant.to_dict() for variant in example.versus],
    }
    found |= {key: value for key, value in optional.items() if value is not None}
    return found | {"conventions": example.conventions, "reading": example.reading, "warnings": example.warnings}


def _steps(example: WorkedExample, precision: int) -> list[dict[str, Any]]:
    """Every step; what is said of a part or of a sign is noted where it comes up first."""
    said, found = set[str](), list[dict[str, Any]]()
    for step in example.steps:
        opening, meanings = ([text for text in map(str, texts) if text not in said]
                             for texts in (step.opening, step.meanings))  # fmt: skip
        said.update(opening, meanings)
        parts = step_parts(step, precision)
        found.append(parts | {"notes": [*opening, *step.notes, *meanings]})
    return found


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
