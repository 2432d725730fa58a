"""Text to numbers: ``0.05``, ``1/3``, ``1,0``, ``0.1,0.2;0.3,0.4``, ``[[0.1, 0.2], [0.3, 0.4]]``.

A quantity remembers which entries are not exact as typed (1/3, or more digits than float64 holds).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from nnexplain.errors import InputError, plural
from nnexplain.graph import Array, Index
from nnexplain.record import Record

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_SCALAR = re.compile(rf"({_NUMBER})(?:\s*/\s*({_NUMBER}))?")
_SIGNS = str.maketrans({"−": "-", "\u00a0": " ", "\u2009": " "})
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity|∞)", re.IGNORECASE)


class Quantity(Record):
    """An array, the places whose typed value float64 or a finite decimal cannot hold, and its origin.

    ``loose`` marks a table of one row or column whose shape the source (a CSV file) cannot tell.
    """

    array: Array
    inexact: frozenset[Index] = frozenset()
    loose: bool = False


def read_text(text: str) -> Quantity:
    """Numbers as typed.

    >>> read_text("0.1, 0.2; 0.3, 0.4").array.tolist()
    [[0.1, 0.2], [0.3, 0.4]]
    >>> read_text("1/3").inexact
    frozenset({()})
    """
    text = text.translate(_SIGNS).strip()
    if not text:
        raise InputError("is empty; give numbers such as 0.1,0.2")
    if text.startswith("["):
        return from_nested(_brackets(text))
    if ";" in text:
        return from_nested([_row(row) for row in text.rstrip(";").split(";")])
    return from_nested(_row(text)) if "," in text else from_nested(_scalar(text))


def _row(text: str) -> list[float | Fraction]:
    entries = text.split(",")
    if any(not entry.strip() for entry in entries):
        raise InputError(f"has an empty entry in {text.strip()!r}; write numbers between the commas, as in 0.1,0.2")
    return [_scalar(entry) for entry in entries]


def _scalar(text: str) -> float | Fraction:
    """A number as typed; a Fraction where the float nearest to it is not the number itself."""
    text = text.strip()
    if _NOT_FINITE.fullmatch(text):
        raise InputError(f"has {text}; every number must be finite")
    found = _SCALAR.fullmatch(text)
    if not found:
        raise InputError(f"has {text!r}, which is not a number; write numbers as 0.05, -1e-3 or 1/3{_advice(text)}")
    top, bottom = found.groups()
    value = _bounded(top) if bottom is None else _quotient(top, bottom)
    number = float(value)
    if math.isinf(number):
        raise InputError(f"has {text}, which is too large for a float64 number (at most about 1.8e308)")
    return number if Fraction(repr(number)) == value else value


def _advice(text: str) -> str:
    if re.fullmatch(rf"{_NUMBER}(\s+{_NUMBER})+", text):
        return "; put commas between entries and ; between rows"
    return "; a file is given as @file" if re.search(r"\.(npy|npz|csv|json)$", text) else ""


def _bounded(text: str) -> Fraction:
    """The number as typed, but never an integer of a million digits for 1e1000000."""
    exponent = re.search(r"[eE]([+-]?\d+)$", text)
    if exponent and abs(int(exponent.group(1))) > 5000:
        return Fraction(0) if int(exponent.group(1)) < 0 else Fraction(10) ** 400
    return Fraction(text)


def _quotient(top: str, bottom: str) -> Fraction:
    if float(bottom) == 0:
        raise InputError(f"has {top}/{bottom}; a fraction cannot be divided by 0")
    return _bounded(top) / _bounded(bottom)


def _brackets(text: str) -> Any:
    """A bracketed list: JSON where it is, else entries read as numbers are typed (``[1/3, .5]``)."""
    try:
        return json.loads(text, parse_constant=_refuse_constant, parse_float=_json_float)
    except json.JSONDecodeError:
        pass
    if not re.fullmatch(r"[\[\]\d\s.,eE+\-/]*", text):
        wrong = re.sub(r"[\[\]\d\s.,eE+\-/]", "", text)
        raise InputError(f"has {wrong[:20]!r} inside the brackets; write a list as [1, 0] or [[0.1, 0.2], [0.3, 0.4]]")
    quoted = re.sub(r"[^\[\],\s][^\[\],]*", lambda entry: json.dumps(entry.group().strip()), text)
    try:
        return json.loads(quoted)
    except json.JSONDecodeError:
        raise InputError(f"has brackets that do not match in {_short(text)}; write [[0.1, 0.2], [0.3, 0.4]]") from None


def _json_float(text: str) -> float | Fraction:
    return _scalar(text) if len(text) > 15 else float(text)


def _refuse_constant(text: str) -> Any:
    raise InputError(f"has {text}; every number must be finite")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


def from_nested(data: Any) -> Quantity:
    """Numbers from a number or nested lists (entries may be numbers, fractions or typed text).

    >>> from_nested([[1, 2], [3]])
    Traceback (most recent call last):
    nnexplain.errors.InputError: has rows of different lengths: row 1 has 2 entries, row 2 has 1 entry
    """
    if isinstance(data, np.ndarray):
        return Quantity(from_array(data))
    if not isinstance(data, (list, tuple)):
        value = _entry(data)
        return Quantity(np.float64(value) + np.zeros(()), frozenset({()} if isinstance(value, Fraction) else ()))
    if not len(data):
        raise InputError("is empty; give at least one number")
    fast = _all_floats(data)
    if fast is not None:
        return Quantity(fast)
    return _stack([from_nested(part) for part in data])


def _all_floats(data: Sequence[Any]) -> Array | None:
    """The quick way for large plain lists; None where an entry needs looking at."""
    flat = data[0] if isinstance(data[0], (list, tuple)) else data
    if not flat or not isinstance(flat[0], float):
        return None
    try:
        array = np.array(data)
    except ValueError:
        return None
    return array if array.dtype == np.float64 and np.isfinite(array).all() else None


def _stack(parts: list[Quantity]) -> Quantity:
    shapes = [part.array.shape for part in parts]
    if len({len(shape) for shape in shapes}) > 1:
        raise InputError("mixes numbers and lists in one list; give every row the same number of entries")
    for place, shape in enumerate(shapes):
        if shape != shapes[0]:
            first, other = plural(shapes[0][0], "entry"), plural(shape[0], "entry")
            raise InputError(f"has rows of different lengths: row 1 has {first}, row {place + 1} has {other}")
    inexact = {(place, *index) for place, part in enumerate(parts) for index in part.inexact}
    return Quantity(np.stack([part.array for part in parts]), frozenset(inexact))


def _entry(value: Any) -> float | Fraction:
    if isinstance(value, str):
        return _scalar(value.translate(_SIGNS))
    if isinstance(value, (bool, type(None))) or not isinstance(value, (int, float, Fraction, np.number)):
        raise InputError(f"has {json.dumps(value, default=str)}, which is not a number")
    if isinstance(value, Fraction):
        number = float(value)
        return number if Fraction(repr(number)) == value else value
    try:
        number = float(value)
    except OverflowError:
        raise InputError("has a number too large for float64 (at most about 1.8e308)") from None
    if not math.isfinite(number):
        raise InputError(f"has {number}; every number must be finite")
    return number


def from_array(array: Any) -> Array:
    """A NumPy array of finite real numbers as float64."""
    array = np.asarray(array)
    if array.dtype.kind not in "biuf":
        raise InputError(f"holds {array.dtype} values; only real numbers can be used")
    if array.size == 0:
        raise InputError(f"is empty (shape {' × '.join(map(str, array.shape))}); give at least one number")
    result = np.array(array, dtype=np.float64)
    if not np.isfinite(result).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(result))[0])
        raise InputError(f"has {result[place]} at {list(place)}; every number must be finite")
    return result
