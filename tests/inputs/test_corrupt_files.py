"""Files that have been cut, mangled or made up: reading one works, or is one clear message, in little memory."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnexplain as nn
from nnexplain.book.check import read_file as read_examples
from nnexplain.errors import InputError
from nnexplain.inputs.files import read_file
from nnexplain.inputs.sources import Sources
from nnexplain.inputs.specs.document import load
from tests.support.cases import cases
from tests.support.memory import within

MATRIX = np.array([[0.1, 0.2], [0.3, -4.5]])
MEMORY = 64 * 2**20


def npy(array: Any = MATRIX) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def npz(compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr("W.npy", npy())
    return file.getvalue()


def safetensors(array: Any = MATRIX, dtype: str = "F64", **more: Any) -> bytes:
    data = array.tobytes()
    header = {"__metadata__": {"by": "hand"}, "W": {"dtype": dtype, "shape": list(array.shape)} | more}
    header["W"].setdefault("data_offsets", [0, len(data)])
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


VALID = {
    "W.npy": npy(),
    "stored.npz": npz(zipfile.ZIP_STORED),
    "deflate.npz": npz(),
    "W.safetensors": safetensors(),
    "W.csv": b'"a",b\n0.1,1/3\n-4,5e-3\n',
    "W.json": b'{"schema": "nnexplain/1", "values": {"W": [[0.1, 2], [3, 4]]}, "result": [1, 2]}',
    "list.json": b"[[0.1, 0.2], [0.3, -4.5]]",
}
MEMBER = {"W.csv": ("", ":a", ":b"), "W.json": ("", ":W[0]", ":result")}
SPECS = {
    "net.yaml": b"layers:\n  - &a {W: [[1, 2]], activation: relu}\n"
    b"  - {<<: *a, W: [[0.5]]}\ndata: {x: [1, 2]}\nlr: 1e-3\n",
    "net.json": b'{"layers": [{"W": [[1, 2]]}], "data": {"x": [1, 2]}, "lr": 0.1}',
}
EXAMPLES = b"- id: one\n  section: s\n  command: calc\n  inputs: {expr: 0.1*2}\n  printed: {y: '0.2'}\n"
READ: dict[str, tuple[bytes, Callable[[str], object]]] = {
    **{name: (data, read_file) for name, data in VALID.items()},
    **{name: (data, nn.network) for name, data in SPECS.items()},
    "mine.yaml": (EXAMPLES, read_examples),
}


def mangled(data: bytes) -> st.SearchStrategy[bytes]:
    """The bytes with some changed, cut out, doubled or put in."""
    place, byte = st.integers(0, len(data)), st.binary(min_size=0, max_size=6)
    return st.lists(st.tuples(place, st.integers(0, 6), byte), min_size=1, max_size=4).map(
        lambda changes: _changed(data, changes)
    )


def _changed(data: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    for place, width, put in changes:
        data = data[:place] + put + data[place + width :]
    return data


@pytest.mark.parametrize("name", VALID)
def test_what_is_whole_is_read(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(VALID[name])
    for member in MEMBER.get(name, ("",)):
        assert np.isfinite(read_file(f"{tmp_path / name}{member}").array).all()


@pytest.mark.parametrize("name", READ)
@given(data=st.data())
@cases(60)
def test_a_mangled_file_is_read_or_refused(name: str, data: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing but an ``InputError`` comes out, and the memory is not filled."""
    whole, read = READ[name]
    file = tmp_path_factory.getbasetemp() / name
    file.write_bytes(data.draw(mangled(whole)))
    for member in MEMBER.get(name, ("",)):
        with within(MEMORY), suppress(InputError):
            read(f"{file}{member}")


def header(text: bytes) -> bytes:
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


def shaped(shape: str, descr: str = "'<f8'") -> bytes:
    return header(f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}\n".encode())


HUGE = npy(np.zeros(1)).replace(b"(1,)", b"(9,)")
BOMB_HEADER = shaped("(16384, 16384)")


def bomb(compression: int, claimed: bytes = BOMB_HEADER) -> bytes:
    """A small archive that would inflate to half a gigabyte of zeros."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive, archive.open("W.npy", "w") as member:
        member.write(claimed)
        for _ in range(512):
            member.write(bytes(2**20))
    return file.getvalue()


CRAFTED: dict[str, tuple[str, bytes, str]] = {
    "an open bracket as header": ("a.npy", header(b"("), "not a plain .npy array"),
    "a header of words": ("a.npy", header(b"hello world"), "not a plain .npy array"),
    "no bytes": ("a.npy", b"", "not a plain .npy array"),
    "too many numbers": ("a.npy", shaped(f"({10**12},)"), "at most 33,554,432"),
    "fewer numbers than said": ("a.npy", HUGE, "is cut short"),
    "a negative length": ("a.npy", shaped("(-3,)"), "not a plain .npy array"),
    "no numbers": ("a.npy", shaped("(0, 3)"), "is empty (shape 0 × 3)"),
    "objects": ("a.npy", shaped("(1,)", "'|O'"), "nothing is ever unpickled"),
    "records": ("a.npy", shaped("(1,)", "[('a', '<f8')]"), "holds records"),
    "a version to come": ("a.npy", b"\x93NUMPY\x09\x00", "version 9.0"),
    "an inflating archive": ("a.npz", bomb(zipfile.ZIP_DEFLATED), "at most 33,554,432"),
    "an archive that inflates all at once": ("a.npz", bomb(zipfile.ZIP_BZIP2), "NumPy does not write"),
    "an archive by lzma": ("a.npz", npz(zipfile.ZIP_LZMA), "NumPy does not write"),
    "a safetensors header too long": ("a.safetensors", struct.pack("<Q", 2**40) + b"{}", "longer than the file"),
    "a safetensors header of nonsense": ("a.safetensors", struct.pack("<Q", 2) + b"{{", "no JSON"),
    "a safetensors header of numbers": ("a.safetensors", struct.pack("<Q", 2) + b"12", "names no tensors"),
    "an unknown kind": ("a.safetensors", safetensors(dtype="F8_E4M3"), "the kinds that are read are F64"),
    "a kind that is none": ("a.safetensors", safetensors(dtype=[1]), "the kinds that are read are F64"),  # type: ignore[arg-type]
    "a shape of text": ("a.safetensors", safetensors(shape=["2", 2]), "not whole numbers"),
    "a shape that is no list": ("a.safetensors", safetensors(shape=4), "no dtype, shape and data_offsets"),
    "a shape too large": ("a.safetensors", safetensors(shape=[2**20, 2**20]), "at most 33,554,432"),
    "offsets past the end": ("a.safetensors", safetensors(data_offsets=[64, 96]), "is cut short"),
    "offsets that do not fit": ("a.safetensors", safetensors(data_offsets=[0, 8]), "do not fit its shape"),
}


@pytest.mark.parametrize("what", CRAFTED)
def test_a_crafted_file_is_refused_before_memory_is_spent(what: str, tmp_path: Path) -> None:
    name, data, message = CRAFTED[what]
    (tmp_path / name).write_bytes(data)
    with within(MEMORY), pytest.raises(InputError) as caught:
        read_file(str(tmp_path / name))
    assert message in str(caught.value)


def test_a_member_that_goes_on_past_its_array_is_inflated_no_further(tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(bomb(zipfile.ZIP_DEFLATED, shaped("(2, 2)")))
    with within(MEMORY):
        assert read_file(str(tmp_path / "a.npz")).array.shape == (2, 2)


def test_a_corrupt_member_is_named_as_no_archive(tmp_path: Path) -> None:
    data = bytearray(npz())
    data[45:75] = bytes(30)
    (tmp_path / "a.npz").write_bytes(bytes(data))
    with pytest.raises(InputError, match=r"not an \.npz archive"):
        read_file(str(tmp_path / "a.npz"))


def test_a_limit_says_how_it_is_raised_and_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    np.save(tmp_path / "W.npy", np.zeros(9))
    (tmp_path / "W.json").write_text("[1,2,3,4,5,6,7,8,9]")
    (tmp_path / "W.csv").write_text("1,2,3\n4,5,6\n7,8,9\n")
    for name in ("W.npy", "W.json", "W.csv"):
        monkeypatch.setenv("NNEXPLAIN_MAX_ENTRIES", "8")
        with pytest.raises(InputError, match="NNEXPLAIN_MAX_ENTRIES=9 raises the limit"):
            read_file(str(tmp_path / name))
        monkeypatch.setenv("NNEXPLAIN_MAX_ENTRIES", "9")
        assert read_file(str(tmp_path / name)).array.size == 9


def test_text_without_an_end_is_not_read_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNEXPLAIN_MAX_BYTES", "100000")
    for name in ("W.csv", "W.json", "net.yaml"):
        (tmp_path / name).symlink_to("/dev/zero")
        with pytest.raises(InputError, match="raises the limit"):
            load(str(tmp_path / name), Sources(), "SPEC") if name == "net.yaml" else read_file(str(tmp_path / name))


def test_links_that_lead_nowhere_are_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "a.npy").symlink_to(tmp_path / "b.npy")
    (tmp_path / "b.npy").symlink_to(tmp_path / "a.npy")
    (tmp_path / "gone.npy").symlink_to(tmp_path / "nowhere.npy")
    with pytest.raises(InputError, match=r"leads back to itself$"):
        read_file(str(tmp_path / "a.npy"))
    with pytest.raises(InputError, match=r"a link to '.*', which does not exist$"):
        read_file(str(tmp_path / "gone.npy"))
