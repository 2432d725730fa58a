"""What leaves the program: standard output, messages on standard error, and files, which are written whole or not."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from nnexplain.errors import InputError, InputErrors, quote
from nnexplain.visible import page, visible

_unfinished: list[Path] = []


def exist() -> None:
    """Every standard stream is one: the number of a closed one must not fall to the next file that is opened.

    What stands in for it is open for the other direction, so that using it fails as using the closed one would.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) < 3:
        os.close(number)
        os.open(os.devnull, os.O_WRONLY if number == 0 else os.O_RDONLY)
    os.close(number)
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def silence(stream: TextIO) -> None:
    """Nobody reads the stream any more: what is left in its buffer goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def fits(text: str, stream: TextIO) -> bool:
    """Whether the stream's encoding has every sign of the text."""
    try:
        text.encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def tell(message: object) -> None:
    """One message on standard error; where that cannot be written, the exit status has to say it alone."""
    text = visible(f"nnexplain: {message}", keep="\n" if isinstance(message, InputErrors) else "")
    if not fits(text, sys.stderr):
        from nnexplain.formats.table.text import plain_ascii

        text = plain_ascii(text)
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        silence(sys.stderr)


def write(text: str | Iterable[str], output: str | None = None, *, safe: bool = False) -> None:
    """To a file as UTF-8, or to standard output in its own encoding; pieces of text follow each other.

    ``safe`` text holds nothing that a terminal acts on.
    """
    pieces: Iterable[str] = [text] if isinstance(text, str) else text
    pieces = pieces if safe else map(page, pieces)
    if output is None or output == "-":
        sys.stdout.writelines(pieces)
    else:
        to_file(pieces, output)


def to_file(pieces: Iterable[str | bytes], name: str, option: str = "--output") -> None:
    """To the file that an option names."""
    if not name.strip():
        raise InputError(f"{option} is empty; give the name of a file to write")
    try:
        file = Path(name).expanduser()
        if not file.parent.is_dir():
            raise InputError(f"{option} is {quote(name, 80)}, but there is no folder {quote(file.parent, 80)}")
        save(pieces, file)
    except (OSError, RuntimeError, ValueError) as error:  # of a name that no file can have: NUL in it, no such user
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{option} is {quote(name, 80)}, which cannot be written: {reason}") from None


def save(pieces: Iterable[str | bytes], file: Path) -> None:
    """Write the file anew, whole or not at all: beside it first, then in its place.

    What is no regular file (a pipe, a terminal) is written as it stands, and so is a file in a folder that takes no
    other beside it. A link stays one; a file that is replaced keeps its mode and, where it may, its owner.
    """
    target = Path(os.path.realpath(file))
    try:
        old = os.stat(file)
    except FileNotFoundError:
        old = None
    special = old is not None and not stat.S_ISREG(old.st_mode)
    if special or file.is_relative_to("/dev") or file.is_relative_to("/proc"):
        return _write_over(file, pieces)
    if old is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    try:
        number, beside = _beside(target.parent)
    except PermissionError:
        if old is None:
            raise
        return _write_over(target, pieces)
    try:
        with open(number, "wb") as stream:
            if old is not None:
                _keep_owner_and_mode(number, old)
            stream.writelines(_bytes(pieces))
            stream.flush()
            os.fsync(number)
            beside = beside or _named(number, target.parent)
        os.replace(beside, target)
        _unfinished.clear()
    except BaseException:
        abandon()
        raise


def _write_over(file: Path, pieces: Iterable[str | bytes]) -> None:
    with file.open("wb") as stream:
        stream.writelines(_bytes(pieces))


def _bytes(pieces: Iterable[str | bytes]) -> Iterator[bytes]:
    """Text as UTF-8, its line ends as they are."""
    return (piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)


def abandon() -> None:
    """Take away what was being written, because the program ends."""
    while _unfinished:
        _unfinished.pop().unlink(missing_ok=True)


def _beside(folder: Path) -> tuple[int, Path | None]:
    """A new file in the folder, open for writing: without a name where the system can, else with one."""
    try:
        return os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o666), None
    except PermissionError:
        raise
    except (OSError, AttributeError):
        name = _spare(folder)
        _unfinished.append(name)
        return os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666), name


def _named(number: int, folder: Path) -> Path:
    """Give a file without a name one, for the moment until it takes its place."""
    name = _spare(folder)
    source = os.open("/proc/self/fd", os.O_RDONLY)
    try:
        _unfinished.append(name)
        os.link(str(number), name, src_dir_fd=source)  # with a folder's number, or Python would link the link
    finally:
        os.close(source)
    return name


def _spare(folder: Path) -> Path:
    return folder / f".nnexplain-{os.getpid()}-{os.urandom(4).hex()}"


def _keep_owner_and_mode(number: int, old: os.stat_result) -> None:
    if hasattr(os, "fchown"):
        with suppress(OSError):  # another's file, which its mode let us write
            os.fchown(number, old.st_uid, old.st_gid)
    if hasattr(os, "fchmod"):
        os.fchmod(number, old.st_mode & 0o7777)
