"""The one exception a reader sees, and the small helpers that make its message useful."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypeVar

from nnexplain.visible import visible

Given = ParamSpec("Given")
Made = TypeVar("Made")


class InputError(ValueError):
    """Input that cannot be used; the message names the option, what was given and what would be right.

    >>> raise InputError("--w has 2 entries but --x has 3")
    Traceback (most recent call last):
    nnexplain.errors.InputError: --w has 2 entries but --x has 3
    """


class InputErrors(InputError):
    """Several lines: several errors at once, or one and a line to copy."""


class InternalCheckError(RuntimeError):
    """A line that the program derived did not agree with its own numbers."""


_OPTION = (
    r"(?<![\w-])--(?!(?:format|json|get|precision|output|no-color|spec-template|list|help)\b)([A-Za-z][\w-]*)"
    r"(?:[ =](\w+=[\w.\[{-]+|[-−]?\d[\d.,e]*|\"[^\"]*\"|N\b|[a-z]+(?:-[a-z]+)+|[a-z]+(?=[;,.)]|$)))?"
)


def said_in_python(text: str) -> str:
    """A text about options as a Python caller has them.

    >>> said_in_python("--w has 2 entries but --x has 3; see --batch-size and --kind half-sse, or --ddof 0")
    "w has 2 entries but x has 3; see batch_size and kind='half-sse', or ddof=0"
    """

    def written(found: re.Match[str]) -> str:
        name, value = found[1].replace("-", "_"), found[2]
        if value is None:
            return name
        plain = value == "N" or value[0] in '"-−0123456789'
        return f"{name}={value if plain else repr(value)}"

    return re.sub(r"(?<=; )--help\b", "help()", re.sub(_OPTION, written, text))


def public(function: Callable[Given, Made]) -> Callable[Given, Made]:
    """The function as a Python caller has it: what is refused is raised from here, with nothing of ours behind it."""

    @wraps(function)
    def called(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        try:
            return function(*args, **kwargs)
        except InputError as error:
            refused = type(error)(said_in_python(str(error)))
        raise refused from None

    return called


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint such as ``; did you mean relu?``, or nothing where no known name is near.

    >>> nearest("rleu", ["relu", "tanh"]), nearest("entropy", ["mse", "cross-entropy"])
    ('; did you mean relu?', '; did you mean cross-entropy?')
    >>> nearest("banana", ["relu", "tanh"]), nearest("layers", ["lr"])
    ('', '')
    """
    found = near(name, known)
    return "" if found is None else f"; did you mean {found}?"


def near(name: str, known: Iterable[str]) -> str | None:
    """The known name that someone may have meant: a slip or two away, a word of it, or where it begins."""
    wanted = name.casefold()
    if len(wanted) > _LONGEST:
        return None
    ranked = ((_apart(wanted, option.casefold()), place, option) for place, option in enumerate(known))
    return min((found for found in ranked if found[0] is not None), default=(0, 0, None))[2]


_LONGEST = 60  # letters of a name that anyone mistypes


def _apart(wanted: str, option: str) -> float | None:
    """How far a name is from another, or None where it is another thing altogether."""
    if wanted == option:
        return 0.0
    if len(wanted) > 2 and (option.startswith(wanted) or wanted in re.split(r"[-_. ]", option)):
        return 0.5
    if len(option) > 1 and wanted.startswith(option):
        return 0.75
    longer, shorter = max(len(wanted), len(option)), min(len(wanted), len(option))
    most = 1 if longer < 6 else 2 if longer < 10 else 3
    if longer - shorter > most or (shorter < 3 and wanted[:1] != option[:1]):
        return None
    slips = _slips(wanted, option)
    return slips if slips <= most else None


def _slips(one: str, other: str) -> int:
    """Letters left out, put in, mistaken, or swapped with their neighbour, at the least.

    >>> _slips("rleu", "relu"), _slips("wieght", "weights"), _slips("tanh", "tan")
    (1, 2, 1)
    """
    before, row = list[int](), list(range(len(other) + 1))
    for i, a in enumerate(one):
        last, before, row = before, row, [i + 1]
        for j, b in enumerate(other):
            least = min(before[j] + (a != b), before[j + 1] + 1, row[j] + 1)
            if i and j and a == other[j - 1] and b == one[i - 1]:
                least = min(least, last[j - 1] + 1)
            row.append(least)
    return row[-1]


def plural(count: int, noun: str) -> str:
    """``1 entry``, ``2 entries``.

    >>> plural(1, "entry"), plural(2, "entry"), plural(3, "row")
    ('1 entry', '2 entries', '3 rows')
    """
    if count == 1:
        return f"1 {noun}"
    if noun.endswith("y"):
        return f"{count} {noun[:-1]}ies"
    return f"{count} axes" if noun == "axis" else f"{count} {noun}s"


def quote(value: object, most: int = 40) -> str:
    """What was given, in quotes, short enough to read and with signs that a terminal would act on written out.

    >>> print(quote("rleu"), quote("1" * 99, most=6))
    'rleu' '111...'
    """
    text = visible(str(value).strip())
    return f"'{text if len(text) <= most else text[: most - 3] + '...'}'"


def listed(names: Iterable[str], most: int = 16) -> str:
    """Names with commas between, the rest of a long list counted.

    >>> listed(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    every = list(names)
    rest = len(every) - most
    return ", ".join(every[:most]) + (f" and {rest} more" if rest > 0 else "")
