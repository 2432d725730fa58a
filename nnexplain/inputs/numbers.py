"""Text to numbers: ``0.05``, ``1/3``, ``1,0``, ``0.1,0.2;0.3,0.4``, ``[[0.1, 0.2], [0.3, 0.4]]``.

A quantity remembers which entries are not exact as typed (1/3, or more digits than float64 holds).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import numpy as np

from nnexplain.arrays import Array, Index, Shape, by
from nnexplain.errors import InputError, plural, quote
from nnexplain.inputs.floats import SAFE_DIGITS, Inexact, nearest_float
from nnexplain.inputs.shortest import TYPES, shortest
from nnexplain.limits import ENTRIES

if TYPE_CHECKING:
    import numpy.typing as npt

Reader = Callable[[str], object]  # of a number as JSON writes it
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_SCALAR = re.compile(rf"({_NUMBER})(?:\s*/\s*({_NUMBER}))?")
_SIGNS = str.maketrans({"−": "-", "\u00a0": " ", "\u2009": " ", "\u202f": " "})
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity|∞)", re.IGNORECASE)
_TOO_LARGE = "which is too large for a float64 number (at most about 1.8e308)"
_DEEPEST = 6  # lists inside lists; no input has more than 2 axes, and NumPy stops at 64
_WHOLE_LIMIT = 2.0**53  # beyond it not every whole number is a float64
_RANGE = 800  # powers of ten between the largest float64 and the smallest, and some to spare


class Quantity(NamedTuple):
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
        return from_nested([_row(row, text) for row in text.removesuffix(";").split(";")])
    return from_nested(_row(text, text)) if "," in text else from_nested(read_number(text))


def _row(text: str, whole: str) -> list[float]:
    entries = text.split(",")
    if any(not entry.strip() for entry in entries):
        raise InputError(f"has an empty entry in {quote(whole)}; write a number in every place, as in 0.1,0.2")
    return [read_number(entry) for entry in entries]


def read_number(text: str) -> float:
    """The float64 for a number as typed; ``Inexact`` where it is not the number itself.

    >>> read_number("0.10"), read_number("1/4"), type(read_number("1/3")).__name__
    (0.1, 0.25, 'Inexact')
    """
    text = text.translate(_SIGNS).strip()
    if _NOT_FINITE.fullmatch(text):
        raise InputError(f"has {text}; every number must be finite")
    found = _SCALAR.fullmatch(text)
    if not found:
        advice = _advice(text)
        raise InputError(f"has {quote(text)}, which is not a number; write numbers as 0.05, -1e-3 or 1/3{advice}")
    top, bottom = found.groups()
    return _finite(nearest_float(top) if bottom is None else _quotient(top, bottom), text)


def is_number(text: str) -> bool:
    """Whether a text is written as a number is."""
    return _SCALAR.fullmatch(text.translate(_SIGNS).strip()) is not None


def _finite(number: float, text: str) -> float:
    if math.isinf(number):
        raise InputError(f"has {quote(text)}, {_TOO_LARGE}")
    return number


def _advice(text: str) -> str:
    if re.fullmatch(rf"{_NUMBER}(\s+{_NUMBER})+", text):
        return "; put commas between entries and ; between rows"
    if re.search(r"\.(npy|npz|csv|json)(:.*)?$", text, re.IGNORECASE):
        return "; a file is given with @ before its name, as in @W.npy"
    return "; a list stands in square brackets" if text.startswith(("(", "{")) else ""


def _quotient(top: str, bottom: str) -> float:
    """top / bottom, rounded once."""
    try:
        a, b = Decimal(top), Decimal(bottom)
    except InvalidOperation:
        raise InputError(f"has {quote(f'{top}/{bottom}')}, whose exponent is beyond every number") from None
    if not b:
        raise InputError(f"has {quote(f'{top}/{bottom}')}; a fraction cannot be divided by 0")
    apart = a.adjusted() - b.adjusted() if a else 0
    if abs(apart) > _RANGE:
        return Inexact(math.copysign(math.inf, a * b) if apart > 0 else 0.0)
    over, under = _whole(a), _whole(b)
    shift = int(a.as_tuple().exponent) - int(b.as_tuple().exponent)
    return _of_fraction(Fraction(over * 10 ** max(shift, 0), under * 10 ** max(-shift, 0)) if a else Fraction(0))


def _whole(number: Decimal) -> int:
    """The digits as a whole number, without the exponent."""
    sign, digits, _ = number.as_tuple()
    return int(Decimal((sign, digits, 0)))


def _of_fraction(value: Fraction) -> float:
    """The float64 nearest to a fraction; ``Inexact`` where its shortest decimal is another number."""
    try:
        number = float(value)
    except OverflowError:
        return Inexact(math.inf)
    return number if Fraction(repr(number)) == value else Inexact(number)


def _brackets(text: str) -> object:
    """A bracketed list: JSON where it is, else entries read as numbers are typed (``[1/3, .5]``)."""
    import json

    try:
        return read_json(text, refuse_constant, _json_float)
    except json.JSONDecodeError:
        pass
    quoted = re.sub(r"[^\[\],\s][^\[\],]*", lambda entry: json.dumps(entry.group().strip()), text)
    try:
        return json.loads(quoted)
    except json.JSONDecodeError:
        raise InputError(_what_is_wrong(text)) from None


def read_json(text: str, constant: Reader | None = None, decimal: Reader | None = None) -> object:
    """The data of a JSON text, or ``JSONDecodeError``; numbers may have any number of digits, lists any sane depth."""
    import json

    try:
        return json.loads(text, parse_constant=constant, parse_float=decimal)
    except RecursionError:
        raise InputError(f"has lists inside lists more than {_DEEPEST} deep in {quote(text)}") from None
    except (json.JSONDecodeError, InputError):
        raise
    except ValueError:  # a whole number of more digits than Python turns into one
        return json.loads(text, parse_int=nearest_float, parse_constant=constant, parse_float=decimal)


def _what_is_wrong(text: str) -> str:
    """Why a bracketed list can't be read."""
    if text.count("[") != text.count("]"):
        opened, closed = plural(text.count("["), "bracket"), text.count("]")
        return f"has brackets that do not match in {quote(text)} ({opened} opened, {closed} closed)"
    if re.search(r"[\[,]\s*,|,\s*\]", text):
        return f"has an empty entry in {quote(text)}; write a number in every place, as in [0.1, 0.2]"
    return f"has {quote(text)}, which is not a list of numbers; write [1, 0] or [[0.1, 0.2], [0.3, 0.4]]"


def _json_float(text: str) -> float:
    value = float(text)
    plain = len(text) <= SAFE_DIGITS and "e" not in text.lower()
    return value if plain or repr(value) == text else read_number(text)


def refuse_constant(text: str) -> NoReturn:
    """JSON readers call this for NaN and Infinity, which JSON does not have."""
    raise InputError(f"has {text}; every number must be finite")


def from_nested(data: object, depth: int = 0) -> Quantity:
    """Numbers from a number or nested lists (entries may be numbers, fractions or typed text).

    >>> from_nested([[1, 2], [3]])
    Traceback (most recent call last):
    nnexplain.errors.InputError: has rows of different lengths: row 1 has 2 entries, row 2 has 1 entry
    """
    if hasattr(data, "__array__"):
        return from_array(data)
    if not isinstance(data, (list, tuple, range)):
        value = _entry(data)
        return Quantity(np.asarray(float(value)), frozenset({()} if isinstance(value, Inexact) else ()))
    if not len(data):
        raise InputError(f"{'has an empty list' if depth else 'is empty'}; give at least one number")
    if depth == _DEEPEST:
        raise InputError(f"has lists inside lists more than {_DEEPEST} deep")
    fast = _all_plain(data) if depth == 0 else None
    if fast is not None:
        return Quantity(fast)
    return _stack([from_nested(part, depth + 1) for part in data])


def _all_plain(data: Sequence[object]) -> Array | None:
    """The quick way for large lists of plain floats and integers; None where an entry needs looking at."""
    entries: Sequence[Any] = data
    while isinstance(entries[0], (list, tuple)):
        if set(map(type, entries)) - {list, tuple}:
            return None
        entries = list(chain.from_iterable(entries))
        if not entries:
            return None
    if set(map(type, entries)) - {float, int}:
        return None
    try:
        array = np.array(data, dtype=np.float64)
    except (ValueError, OverflowError):
        return None
    return array if (np.abs(array) < _WHOLE_LIMIT).all() else None


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


def _entry(value: object) -> float:
    if isinstance(value, str):
        return read_number(value)
    if isinstance(value, (bool, type(None))) or not isinstance(value, (int, float, Fraction)):
        raise InputError(f"has {_named(value)}, which is not a number")
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        if isinstance(value, Inexact):
            return _finite(value, "a number of more than 300 digits")
        raise InputError(f"has {value}; every number must be finite (float64 goes to about 1.8e308)")
    return _finite(_of_fraction(Fraction(value)), "a number of more than 300 digits")


def _named(value: object) -> str:
    """A Python or JSON value as its reader would write it."""
    if value is None or isinstance(value, (bool, dict)):
        import json

        return quote(json.dumps(value, default=str)).strip("'")
    return f"a {type(value).__name__}"


_HOLDS = {
    "c": "complex numbers", "U": "text", "S": "text", "O": "Python objects (nothing is ever unpickled)",
    "M": "dates", "m": "time spans",
}  # fmt: skip


def check_array(dtype: np.dtype[np.generic], shape: Shape) -> None:
    """Refuse an array that holds no real numbers, or none at all."""
    if dtype.kind not in "biuf" and dtype.name not in TYPES:
        raise InputError(f"holds {_HOLDS.get(dtype.kind, 'records')}; only real numbers can be used")
    if not math.prod(shape):
        raise InputError(f"is empty (shape {by(shape)}); give at least one number")


def from_array(given: object) -> Quantity:
    """A NumPy array of finite real numbers as float64, rows first in memory.

    A number of a smaller type counts as typed by its own shortest decimal; a whole number that float64 cannot hold is
    inexact.

    >>> from_array(np.float32([0.1, 3])).array.tolist()
    [0.1, 3.0]
    """
    array = np.asarray(given)
    check_array(array.dtype, array.shape)
    ENTRIES.check(array.size, "")
    with np.errstate(over="ignore"):
        result = np.array(array, dtype=np.float64, order="C")
    _check_finite(result)
    if array.dtype.name in TYPES:
        return Quantity(shortest(result, TYPES[array.dtype.name]))
    if array.dtype.kind not in "iu" or (np.abs(result) < _WHOLE_LIMIT).all():
        return Quantity(result)
    large = map(tuple, np.argwhere(np.abs(result) >= _WHOLE_LIMIT).tolist())
    return Quantity(result, frozenset(index for index in large if int(array[index]) != int(result[index])))


def from_bfloat16(bits: npt.NDArray[np.uint16]) -> Quantity:
    """Numbers of bfloat16, given as its bits: the upper half of a float32's."""
    array = (bits.astype(np.uint32) << 16).view(np.float32).astype(np.float64)
    _check_finite(array)
    return Quantity(shortest(array, TYPES["bfloat16"]))


def _check_finite(array: Array) -> None:
    if np.isfinite(array).all():
        return
    place = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
    where = f" at {list(place)}" if place else ""
    raise InputError(f"has {array[place]}{where}; every number must be finite")
