"""``--versus``: the same calculation with one input changed."""

from __future__ import annotations

from collections.abc import Sequence

from nnexplain.arrays import normal
from nnexplain.engine.reader import ExactReader
from nnexplain.errors import InputError, nearest
from nnexplain.worked.bind import plain
from nnexplain.worked.example import Variant
from nnexplain.worked.run import Run, differentiated, run, seeded


def variant(first: Run, name: str, value: object) -> Variant:
    """The run anew with another value for one of its inputs, by its name or its long name; others are refused."""
    lesson = first.request.lesson
    single = [key for key, parameter in lesson.parameters.items() if not parameter.repeat | parameter.argument]
    known = list(dict.fromkeys([*first.bound.named, *single]))
    name = allowed(name if name in known else lesson.short(name), known, f"{lesson.name} takes")
    other = run(first.request.changed(first.bound.again, name, value))
    gradients = differentiated(seeded(other)).gradients if first.request.settings.backward else None
    reader, public = ExactReader(), other.public
    return Variant(
        {name: plain(other.bound.inputs.get(name, value))},  # of a text, the tokens are the input
        other.values,
        normal(other.result.value),
        gradients,
        exact=lambda key, index: reader.of(public[key], index) if key in public else None,
    )


def allowed(name: str, known: Sequence[str], takes: str) -> str:
    """The name, if it is known."""
    if name not in known:
        raise InputError(f"--versus changes {name}, but {takes} {', '.join(known)}{nearest(name, known)}")
    return name
