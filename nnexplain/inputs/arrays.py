"""Arrays in binary files: ``W.npy``, ``weights.npz:W1``, ``model.safetensors:NAME``. Nothing is ever unpickled.

The header is read first: what is no plain array of numbers, or too large, or cut short is refused before memory is
spent, and of a compressed member no more is inflated than its header asks for.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np

from nnexplain.arrays import Shape
from nnexplain.errors import InputError, listed, nearest, quote
from nnexplain.inputs.numbers import Quantity, check_array, from_array, from_bfloat16, read_json
from nnexplain.limits import ENTRIES, HEADER

_PIECE = 2**20  # bytes read at a time


def read_npy(file: Path, _: str) -> Quantity:
    with file.open("rb") as data:
        return _plain(data, "is not a plain .npy array of numbers (nothing is ever unpickled)")


def read_npz(file: Path, member: str) -> Quantity:
    import zipfile

    refusal = "is not an .npz archive of plain arrays (nothing is ever unpickled)"
    with file.open("rb") as data, _readable(refusal):
        archive = zipfile.ZipFile(data)
        names = [name.removesuffix(".npy") for name in archive.namelist()]
        inside = archive.infolist()[names.index(_member(names, member, file.name))]
        if inside.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise InputError("is packed in a way that NumPy does not write; np.savez_compressed packs it anew")
        with archive.open(inside) as entry:
            return _plain(entry, refusal)


@contextmanager
def _readable(refusal: str) -> Iterator[None]:
    """What is torn or was never an array breaks NumPy's, zipfile's and the decompressors' readers in many ways."""
    try:
        yield
    except InputError:
        raise
    except Exception:
        raise InputError(refusal) from None


def _plain(data: IO[bytes], refusal: str) -> Quantity:
    """NumPy's own header, then just so many bytes as it asks for."""
    with _readable(refusal):
        shape, fortran, dtype = _npy_header(data)
        _check(dtype, shape)
        entries = np.frombuffer(_exactly(data, math.prod(shape) * dtype.itemsize), dtype)
        return from_array(entries.reshape(shape, order="F" if fortran else "C"))


def _npy_header(data: IO[bytes]) -> tuple[Shape, bool, np.dtype[np.generic]]:
    version = np.lib.format.read_magic(data)
    if version == (1, 0):
        return np.lib.format.read_array_header_1_0(data)
    if version == (2, 0):
        return np.lib.format.read_array_header_2_0(data)
    raise InputError(f"is an .npy file of version {version[0]}.{version[1]}; np.save writes 1.0 or 2.0")


def _check(dtype: np.dtype[np.generic], shape: Shape) -> None:
    if any(size < 0 for size in shape):
        raise ValueError("a negative length")
    check_array(dtype, shape)
    ENTRIES.check(math.prod(shape), "")


def _exactly(data: IO[bytes], count: int) -> bytearray:
    """So many bytes, and not one more."""
    found = bytearray()
    while len(found) < count:
        piece = data.read(min(_PIECE, count - len(found)))
        if not piece:
            raise InputError(f"is cut short: its header speaks of {count:,} bytes, and there are {len(found):,}")
        found += piece
    return found


def _member(names: list[str], member: str, file: str) -> str:
    if not names:
        raise InputError("holds no arrays")
    if not member and len(names) == 1:
        return names[0]
    shown = listed(quote(name)[1:-1] for name in names[:100])
    if not member:
        raise InputError(f"holds {shown}; name the one that is meant, as in @{file}:{names[0]}")
    if member not in names:
        raise InputError(f"has no array {quote(member)}; it holds {shown}{nearest(member, names)}")
    return member


_SAFE: dict[str, str] = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "BOOL": "?",
    "I8": "i1", "I16": "<i2", "I32": "<i4", "I64": "<i8", "U8": "u1", "U16": "<u2", "U32": "<u4", "U64": "<u8",
}  # fmt: skip


def read_safetensors(file: Path, member: str) -> Quantity:
    """One array of a safetensors file: a header's length, the header as JSON, then the numbers."""
    with file.open("rb") as data:
        tensors, start = _safe_header(data, file.stat().st_size)
        name = _member(list(tensors), member, file.name)
        try:
            entry: Any = tensors[name]
            kind, shape, (begin, end) = (entry[key] for key in ("dtype", "shape", "data_offsets"))
            sizes = [*shape, begin, end]
        except (TypeError, KeyError, ValueError):
            raise _unsafe(f"{quote(name)} has no dtype, shape and data_offsets") from None
        if not all(type(size) is int and 0 <= size < 2**63 for size in sizes):
            raise _unsafe(f"the shape or the offsets of {quote(name)} are not whole numbers")
        if kind not in _SAFE if isinstance(kind, str) else True:
            raise InputError(f"holds {quote(name)} as {quote(kind)}; the kinds that are read are {', '.join(_SAFE)}")
        dtype = np.dtype(_SAFE[kind])
        _check(dtype, tuple(shape))
        if end - begin != math.prod(shape) * dtype.itemsize:
            raise _unsafe(f"the offsets of {quote(name)} do not fit its shape")
        data.seek(start + begin)
        array = np.frombuffer(_exactly(data, end - begin), dtype).reshape(shape)
        return from_bfloat16(array) if kind == "BF16" else from_array(array)


def _safe_header(data: IO[bytes], size: int) -> tuple[dict[str, object], int]:
    """What the header says of each tensor, and where the numbers begin."""
    length = int.from_bytes(data.read(8), "little")
    if size < 8 or length > size - 8:
        raise _unsafe("its header is longer than the file")
    HEADER.check(length, "")
    try:
        found = read_json(data.read(length).decode())
    except ValueError:
        raise _unsafe("its header is no JSON") from None
    if not isinstance(found, dict):
        raise _unsafe("its header names no tensors")
    found.pop("__metadata__", None)
    return found, 8 + length


def _unsafe(why: str) -> InputError:
    return InputError(f"is not a safetensors file: {why}")
