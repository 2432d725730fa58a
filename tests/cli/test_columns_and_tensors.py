"""A part of a file by its name: a column of a table, a tensor of a model; and float32 as it was typed."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from nnexplain.errors import InputError
from nnexplain.inputs.sources import Sources

TABLE = '# measured\nname,"height, cm",weight,"2019"\nann,0.1,1/3,7\nbob,−2.5,4,8\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.csv").write_text(TABLE)
    (tmp_path / "plain.csv").write_text("x y\n1 2\n3 4\n")
    (tmp_path / "bare.csv").write_text("1,2\n3,4\n")
    (tmp_path / "twice.tsv").write_text("x\tx\n1\t2\n")
    (tmp_path / "one.csv").write_text("lr,b\n0.5,2\n")
    tensors(tmp_path / "model.safetensors", W=np.float32([[0.1, 0.2]]), n=np.array([3, 4], dtype=np.int64))
    return tmp_path


def tensors(file: Path, **arrays: np.ndarray) -> None:
    names = {"float32": "F32", "float64": "F64", "float16": "F16", "int64": "I64", "uint8": "U8", "bool": "BOOL"}
    header, data = {}, b""
    for name, array in arrays.items():
        spot = [len(data), len(data) + array.nbytes]
        header[name] = {"dtype": names[array.dtype.name], "shape": list(array.shape), "data_offsets": spot}
        data += array.tobytes()
    text = json.dumps(header).encode()
    file.write_bytes(struct.pack("<Q", len(text)) + text + data)


def read(text: str) -> object:
    return Sources().read(text, "--x").array.tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@data.csv:height, cm", [0.1, -2.5]),
        ("@data.csv:weight", [1 / 3, 4]),
        ("@data.csv:2019", [7, 8]),
        ("@plain.csv:y", [2, 4]),
        ("@model.safetensors:W", [[0.1, 0.2]]),
        ("@model.safetensors:n", [3, 4]),
    ],
)
def test_a_part_by_its_name(text: str, expected: object) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "@data.csv:wieght",
            "--x asks for 'wieght' of data.csv, whose columns are name, height, cm, weight, 2019; did you mean weight?",
        ),
        ("@data.csv:name", "--x from data.csv line 3 has 'ann', which is not a number"),
        ("@bare.csv:x", "whose first line gives its columns no names"),
        ("@bare.csv:1", "whose first line gives its columns no names"),
        ("@twice.tsv:x", "which has 2 of that name"),
        ("@model.safetensors:w", "has no array 'w'; it holds W, n"),
        ("@model.safetensors", "holds W, n; name the one that is meant"),
    ],
)
def test_a_part_that_is_not_there(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    assert message in str(caught.value)


def test_a_column_of_one_number_is_a_number_where_one_is_wanted(run) -> None:
    assert run("perceptron", "--w", "1", "--x", "1", "--b", "@one.csv:b", "--get", "z").out == "3\n"


def test_a_spec_names_parts_of_files_beside_it(folder: Path, run) -> None:
    (folder / "inside").mkdir()
    for name in ("model.safetensors", "data.csv"):
        (folder / name).rename(folder / "inside" / name)
    (folder / "inside" / "net.yaml").write_text('layers: [{W: "@model.safetensors:W"}]\ndata: {x: "@data.csv:2019"}\n')
    assert run("network", "inside/net.yaml", "--get", "a1").out == "[2.3]\n"


def test_examples_take_columns_too(folder: Path, run) -> None:
    (folder / "mine.yaml").write_text(
        "- id: one\n  section: s\n  command: calc\n  inputs: {expr: sum(v), set: {v: '@data.csv:2019'}}\n"
        "  printed: {y: '15'}\n"
    )
    assert run("examples", "check", "--file", "mine.yaml").code == 0


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_numbers_of_small_types_count_as_typed(dtype: str, folder: Path, run) -> None:
    np.save(folder / "w.npy", np.array([0.1, 0.2], dtype=dtype))
    np.savez(folder / "w.npz", w=np.array([0.1, 0.2], dtype=dtype))
    tensors(folder / "w.safetensors", w=np.array([0.1, 0.2], dtype=dtype))
    for source in ("@w.npy", "@w.npz:w", "@w.safetensors:w"):
        outcome = run("perceptron", "--w", source, "--x", "1,0", "--b", "0.05", "--get", "y")
        assert outcome.out == "0.15\n"
