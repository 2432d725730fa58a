"""Files and streams as text: is the file there, is it of a size that someone reads, is it UTF-8."""

from __future__ import annotations

import errno
from pathlib import Path
from stat import S_ISDIR
from typing import IO

from nnexplain.errors import InputError, near, quote
from nnexplain.limits import TEXT


def existing(name: str) -> Path:
    """The file of that name; a folder, a link that leads nowhere, or nothing at all is refused."""
    shown = f"points at {quote(name, 80)}, which"
    try:
        file = Path(name).expanduser()
        mode = file.stat().st_mode
    except (ValueError, RuntimeError):  # a name that no file can have
        raise InputError(f"{shown} does not exist") from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise InputError(f"{shown} is a link that leads back to itself") from None
        if error.errno not in (errno.ENOENT, errno.ENOTDIR):
            raise
        if file.is_symlink():
            raise InputError(f"{shown} is a link to {quote(file.readlink(), 80)}, which does not exist") from None
        raise InputError(f"{shown} does not exist{_like(file)}") from None
    if S_ISDIR(mode):
        raise InputError(f"{shown} is a folder, not a file")
    return file


_READABLE = (".npy", ".npz", ".safetensors", ".csv", ".tsv", ".txt", ".json", ".yaml", ".yml")


def _like(file: Path) -> str:
    """A file of numbers, or a spec, beside it whose name is nearly the same, whatever its ending."""
    try:
        others = {other.stem: other.name for other in sorted(file.parent.iterdir()) if other.suffix in _READABLE}
    except (OSError, ValueError):
        return ""
    found = near(file.stem, others)
    return "" if found is None else f"; did you mean {others[found]}?"


def read_text(file: Path) -> str:
    """A file's text, unless it is larger than anyone reads."""
    with file.open("rb") as data:
        TEXT.check(file.stat().st_size, "")
        return decoded(bounded(data), file.name)


def bounded(data: IO[bytes]) -> bytes:
    """All that there is to read, unless it is more than anyone reads: a pipe or a device may never end."""
    found = bytearray()
    while piece := data.read(2**20):
        found += piece
        TEXT.check(len(found), "")
    return bytes(found)


def decoded(data: bytes, where: str) -> str:
    """UTF-8 text with or without a byte order mark, or UTF-16 with one (as some shells write when redirected)."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise InputError(f"is to come from {where}, which is not UTF-8 text") from None
