"""Arrays as strict JSON, a piece at a time: of a large one no more than a piece is in memory as text."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np

from nnexplain.arrays import Array
from nnexplain.notation.decimals import shortest
from nnexplain.visible import json_text

Numbers: TypeAlias = "float | list[Numbers]"
OfList: TypeAlias = Callable[[Numbers], str]

PIECE = 16_384  # numbers encoded at once: about 300 kB of text
_MANY = 20_000  # numbers from which msgspec, ten times as fast as json, is worth the time that importing it takes
_FEW = 1000  # numbers that json writes in one go with what is around them
_HELD = 2**18  # signs of text collected before they are written


def encoded(value: object) -> Iterator[str]:
    """Strict JSON text in pieces; every float in a form that reads back as itself."""
    of_list = _by_msgspec() if _count(value) > _MANY else json.dumps
    held: list[str] = []
    size = 0
    for text in _texts(value, of_list):
        held.append(text)
        size += len(text)
        if size > _HELD:
            yield "".join(held)
            held, size = [], 0
    yield "".join(held)


def _by_msgspec() -> OfList:
    import msgspec.json

    encode = msgspec.json.Encoder().encode
    return lambda numbers: encode(numbers).decode("ascii")


def _count(value: object) -> int:
    """How many numbers stand in the arrays."""
    if isinstance(value, np.ndarray):
        return int(value.size)
    if isinstance(value, dict):
        return sum(map(_count, value.values()))
    return sum(map(_count, value)) if isinstance(value, (list, tuple)) else 0


def _texts(value: object, of_list: OfList) -> Iterator[str]:
    if isinstance(value, np.ndarray) and value.ndim:
        yield from _array(value, of_list)
    elif _count(value) <= _FEW:
        yield json_text(plain_data(value))
    elif isinstance(value, dict):
        before = "{"
        for key, part in value.items():
            yield f"{before}{json_text(key)}: "
            yield from _texts(part, of_list)
            before = ", "
        yield "}"
    elif isinstance(value, (list, tuple)):
        before = "["
        for part in value:
            yield before
            yield from _texts(part, of_list)
            before = ", "
        yield "]"


def _array(array: Array, of_list: OfList) -> Iterator[str]:
    """An array, so many of its rows at a time that together they make a piece."""
    if array.size <= PIECE:
        yield _list(array, of_list)
        return
    rows = PIECE // array[0].size
    before = "["
    for start in range(0, len(array), rows or 1):
        yield before
        if rows:
            yield _list(array[start : start + rows], of_list)[1:-1]
        else:
            yield from _array(array[start], of_list)
        before = ", "
    yield "]"


def _list(array: Array, of_list: OfList) -> str:
    """A short array; −0 is 0, and what JSON cannot say is a string."""
    if np.isfinite(array).all():
        return of_list((array + 0.0).tolist())
    return re.sub(r"-?Infinity|NaN", lambda word: f'"{word.group()}"', json.dumps((array + 0.0).tolist()))


def plain_data(value: object) -> object:
    """Plain Python data that ``json`` can write strictly."""
    if isinstance(value, np.ndarray):
        numbers = (value + 0.0).tolist()
        return numbers if np.isfinite(value).all() else plain_data(numbers)
    if isinstance(value, dict):
        return {key: plain_data(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_data(part) for part in value]
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else shortest(float(value))
    return int(value) if isinstance(value, np.integer) else value
