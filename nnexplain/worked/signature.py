"""A lesson as a Python function: its signature, its docstring and an example, all from what it declares."""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Iterator
from functools import reduce
from operator import or_
from textwrap import fill
from typing import Any

from nnexplain.errors import said_in_python
from nnexplain.worked.lesson import LONG_NAMES, Choice, Flag, Lesson, NumberOr, Numeric, Parameter, Spec, Whole
from nnexplain.worked.shared import SHARED, Shared

_WIDTH = 88
_OF_RANK: tuple[Any, ...] = (float, list[float], list[list[float]])
_NUMBERS = 'Numbers may be NumPy arrays too, or text as on the command line: "0.1,0.2", "0.1,0.2;0.3,0.4", "@w.npy".'
_GIVES = (
    "Returns the worked example: .values, .result, .steps, .gradients, and each value under its own name; printed it "
    "is its page, to_dict() is its JSON. Input that cannot be used is an nnexplain.InputError (a ValueError)."
)


def signature(lesson: Lesson, returns: object) -> inspect.Signature:
    """Inputs by place or by name, the shared options by name.

    >>> from nnexplain.worked.lesson import find
    >>> str(signature(find("batches"), str)).partition(", *")[0]
    '(examples: float, batch_size: float, epochs: float = 1'
    """
    required = [parameter.required for parameter in lesson.parameters.values()]
    ordered = required == sorted(required, reverse=True)  # an input without a default may not come after one with it
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD if ordered else inspect.Parameter.KEYWORD_ONLY
    found = [
        inspect.Parameter(name, kind, default=_default(parameter), annotation=_annotation(parameter))
        for name, parameter in lesson.parameters.items()
    ]
    found += [
        inspect.Parameter(spec.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for spec, default, annotation in ((spec, *_of_shared(spec)) for spec in _shared(lesson))
    ]
    if lesson.more:
        found.append(inspect.Parameter("more", inspect.Parameter.VAR_KEYWORD))
    return inspect.Signature(found, return_annotation=returns)


def _shared(lesson: Lesson) -> list[Shared]:
    """The shared options that a Python caller has."""
    return [spec for spec in SHARED if spec.works and spec.name not in lesson.refuses]


def _default(parameter: Parameter) -> object:
    if parameter.required:
        return inspect.Parameter.empty
    return bool(parameter.default) if isinstance(parameter, Flag) else parameter.default


def _annotation(parameter: Parameter) -> Any:
    """What an input may be: its shapes as nested lists, names as text."""
    found: list[Any] = []
    if isinstance(parameter, Numeric):
        found = [_OF_RANK[rank] for rank in sorted(parameter.ranks) if rank < len(_OF_RANK)]
        found += [str] if isinstance(parameter, NumberOr) else []
    elif isinstance(parameter, (Flag, Whole)):
        found = [bool if isinstance(parameter, Flag) else int]
    elif isinstance(parameter, Spec):
        found = [str, dict]
    else:
        found = [dict if parameter.repeat and not isinstance(parameter, Choice) else str]
    made = reduce(or_, found)
    made = made | list if parameter.repeat and list not in found else made
    return made if parameter.required or parameter.default is not None or isinstance(parameter, Flag) else made | None


def _of_shared(spec: Shared) -> tuple[object, Any]:
    """A shared option's default, and what it may be."""
    if spec.flag:
        return False, bool
    if spec.repeat:
        return (), str | dict | list
    return None, {"N": int | None, "NUMBERS": float | list | None}.get(spec.metavar, str | None)


def documentation(lesson: Lesson) -> str:
    """What ``help`` shows: what is done, every input with its shapes, what comes back, and an example that runs."""
    title, _, text = lesson.help.partition("\n\n")
    parts = [title]
    parts += [said_in_python(text)] if text else []
    items = [_item(_called(one), _described(one)) for one in lesson.parameters.values()]
    items += [_item("more", lesson.more)] if lesson.more else []
    parts += ["Inputs:\n" + "\n".join(items)]
    parts += ["Options:\n" + "\n".join(_item(spec.name, said_in_python(spec.help)) for spec in _shared(lesson))]
    parts += [fill(_NUMBERS, _WIDTH), fill(_GIVES, _WIDTH)]
    return "\n\n".join([*parts, *doctest(lesson)]) + "\n"


def _called(parameter: Parameter) -> str:
    long = LONG_NAMES.get(parameter.name, "").replace("-", "_")
    return f"{parameter.name} (or {long})" if long else parameter.name


def _item(name: str, text: str) -> str:
    return fill(f"{name}: {text}", _WIDTH, initial_indent="    ", subsequent_indent="        ")


def _described(parameter: Parameter) -> str:
    """``the weights, one for each input; shape (n)``."""
    text = said_in_python(parameter.help)
    if isinstance(parameter, Numeric):
        text += f"; {' or '.join(map(_shape, parameter.forms))}"
    names = getattr(parameter, "names", ())
    if names:
        text += f": {', '.join(names)}" if isinstance(parameter, Choice) else f" or {', '.join(names)}"
    if parameter.repeat and isinstance(parameter, (Numeric, Choice)):
        text += "; a list with one for each layer"
    if parameter.required or parameter.default is None or isinstance(parameter, Flag):
        return text
    return f"{text} (default {parameter.usually})"


def _shape(form: str) -> str:
    axes = [axis.lstrip("*") for axis in form.split()]
    return f"shape ({', '.join(axes)}{',' * (len(axes) == 1)})" if axes else "a number"


def doctest(lesson: Lesson) -> Iterator[str]:
    """The lesson's example as a Python session."""
    if lesson.example:
        array = lesson.gives.startswith("[")
        shown = (
            ("example.result.round(4).tolist()", lesson.gives) if array else ("round(example.result, 4)", lesson.gives)
        )
        yield "\n".join(
            [">>> import nnexplain as nn", f">>> example = {in_python(lesson)}", f">>> {shown[0]}", shown[1]]
        )


def in_python(lesson: Lesson) -> str:
    """The lesson's example as a call.

    >>> from nnexplain.worked.lesson import find
    >>> in_python(find("perceptron"))
    'nn.perceptron(w=[0.1, 0.2], x=[1, 0], b=0.05)'
    """
    by_option = {spelled: one for one in lesson.parameters.values() for spelled in one.spellings}
    words, given = shlex.split(lesson.example), dict[str, list[str]]()
    while words:
        word = words.pop(0)
        parameter = by_option.get(word)
        if parameter is None:
            given.setdefault("", []).append(f'"{word}"')
        elif isinstance(parameter, Flag):
            given[parameter.name] = ["True"]
        else:
            given.setdefault(parameter.name, []).append(_literal(parameter, words.pop(0)))
    first = given.pop("", [])
    named = (
        f"{name}=[{', '.join(values)}]" if lesson.parameters[name].repeat else f"{name}={values[0]}"
        for name, values in given.items()
    )
    return f"nn.{lesson.name}({', '.join([*first, *named])})"


def _literal(parameter: Parameter, text: str) -> str:
    if isinstance(parameter, (Choice, Spec)) or not isinstance(parameter, (Numeric, Whole)):
        return repr(text) if '"' in text else f'"{text}"'
    rows = [f"[{', '.join(row.split(','))}]" if "," in row else row for row in text.split(";")]
    return f"[{', '.join(f'[{row}]' if row[0] != '[' else row for row in rows)}]" if len(rows) > 1 else rows[0]
