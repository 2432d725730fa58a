"""Numbers from a file: ``W.npy``, ``weights.npz:W1``, ``model.safetensors:NAME``, ``W.csv``, ``data.csv:COLUMN``,
``W.json`` or ``out.json:NAME[i]``; its suffix says how it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from nnexplain.errors import InputError, quote
from nnexplain.inputs.documents import read_document
from nnexplain.inputs.numbers import Quantity
from nnexplain.inputs.texts import existing, read_text

_NAMED = ("npz", "safetensors", "json", "csv", "tsv", "txt")  # a part of these may be asked for, after a colon
_MEMBER = rf"(?is)(.*\.(?:npy|{'|'.join(_NAMED)})):(.+)"


def split_member(text: str) -> tuple[str, str]:
    """A file's name, and the part of it that is meant.

    >>> split_member("weights.npz:W1"), split_member("W.npy")
    (('weights.npz', 'W1'), ('W.npy', ''))
    """
    found = re.fullmatch(_MEMBER, text)
    return (found[1], found[2]) if found else (text, "")


def read_file(text: str) -> Quantity:
    name, member = split_member(text)
    if not name.strip():
        raise InputError("is @ without a file name; write @W.npy, @W.csv or @W.json")
    try:
        file = existing(name)
        return _reader(file, name, member)(file, member)
    except OSError as error:
        raise InputError(
            f"points at {quote(name, 80)}, which cannot be read: {error.strerror or 'not a file'}"
        ) from None
    except InputError as error:
        text = str(error)
        raise InputError(text if text.startswith(("points", "asks", "is to come")) else f"from {name} {text}") from None


def _reader(file: Path, name: str, member: str) -> Callable[[Path, str], Quantity]:
    suffix = file.suffix.lower()
    readers: dict[str, Callable[[Path, str], Quantity]]
    if suffix in (".npy", ".npz", ".safetensors"):
        from nnexplain.inputs import arrays

        readers = {".npy": arrays.read_npy, ".npz": arrays.read_npz, ".safetensors": arrays.read_safetensors}
    else:
        from nnexplain.inputs.tables import read_table

        readers = {".json": _json, ".csv": read_table, ".tsv": read_table, ".txt": read_table}
    if suffix not in readers:
        raise InputError(f"points at {quote(name, 80)}; files end in .npy, .npz, .safetensors, .csv or .json")
    if member and suffix == ".npy":
        raise InputError(f"asks for {quote(member)} of {name}, which holds one array and no names; write @{name}")
    return readers[suffix]


def _json(file: Path, member: str) -> Quantity:
    return read_document(read_text(file), member, file.name)
