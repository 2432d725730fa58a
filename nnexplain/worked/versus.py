"""``--versus``: the same calculation with one input changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nnexplain.arrays import normal
from nnexplain.engine.graph import Node
from nnexplain.engine.reader import ExactReader
from nnexplain.errors import InputError, nearest
from nnexplain.inputs.numbers import is_number
from nnexplain.worked.bind import plain
from nnexplain.worked.example import Variant
from nnexplain.worked.lesson import Choice, Flag, Lesson, NumberOr, Parameter, Text, Whole, Word
from nnexplain.worked.names import called, input_names
from nnexplain.worked.run import Run, differentiated, run, seeded


def variants(first: Run, name: str, value: object) -> list[Variant]:
    """The run anew with another value for one of its inputs, or with each of several; ``name`` as the page may have it.

    What cannot be changed is refused.
    """
    lesson, bound = first.request.lesson, first.bound
    known = list(dict.fromkeys([*bound.named, *single(lesson)]))
    name = allowed(name, input_names(lesson, bound.nodes, known), f"{lesson.name} takes")
    return [_variant(first, name, one) for one in each(lesson, bound.named, name, value)]


def _variant(first: Run, name: str, value: object) -> Variant:
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


def single(lesson: Lesson) -> list[str]:
    """The options that are given once."""
    return [name for name, parameter in lesson.parameters.items() if not parameter.repeat | parameter.argument]


def allowed(name: str, known: Mapping[str, Sequence[str]], takes: str) -> str:
    """The input that is meant; ``known`` has what else each is called."""
    found = called(name, known)
    if found is None:
        raise InputError(f"--versus changes {name}, but {takes} {', '.join(known)}{nearest(name, known)}")
    return found


def each(lesson: Lesson, given: Mapping[str, object], name: str, value: object) -> list[object]:
    """The values that are asked for: of a number or a name ``0.5,1,2`` are three, one after the other.

    A vector for what was given as one number stands in brackets: ``[1, 2]``.
    """
    parameter, now = lesson.parameters.get(name), given.get(name)
    if not isinstance(value, str):
        several = isinstance(value, (list, tuple)) and _only_one(parameter)
        return list(value) if several else [value]  # type: ignore[call-overload]
    parts = [part.strip() for part in value.split(",")]
    if len(parts) == 1 or not all(parts) or re.search(r"[\[\]@;:]", value):
        return [value]
    return [*parts] if _only_one(parameter) or _was_one(parameter, now, parts) else [value]


def _only_one(parameter: Parameter | None) -> bool:
    """Whether an input can be nothing but one number or one name."""
    if parameter is None or parameter.repeat:
        return False
    return isinstance(parameter, (Whole, Choice, Flag, NumberOr)) or getattr(parameter, "ranks", None) == {0}


def _was_one(parameter: Parameter | None, now: object, parts: Sequence[str]) -> bool:
    """Whether an input was given as one number, or as one name (for which several numbers may be shares)."""
    if isinstance(now, Node):
        return now.ndim == 0
    is_text = isinstance(parameter, Text) and not isinstance(parameter, Word)
    if isinstance(now, str):
        return not is_text and not all(map(is_number, parts))
    return isinstance(now, (bool, int, float))
