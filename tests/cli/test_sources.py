"""Where numbers may come from: the command line, files, standard input, and one command's JSON into the next."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nnexplain.errors import InputError
from nnexplain.inputs.sources import Sources


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(text: str):
    return Sources().read(text, "--x")


@pytest.mark.parametrize("dtype", ["f4", "f8", "f2", "i4", "u1", "?", ">f8", "<i2"])
def test_npy_of_every_real_kind(dtype: str, folder: Path) -> None:
    array = np.array([[1, 0, 1], [0, 1, 1]], dtype=dtype)
    np.save("a.npy", np.asfortranarray(array))
    found = read("@a.npy").array
    assert found.dtype == np.float64
    assert found.flags.c_contiguous
    assert found.tolist() == array.astype(float).tolist()


def test_npy_of_no_axes(folder: Path) -> None:
    np.save("a.npy", np.float64(2.5))
    assert read("@a.npy").array.shape == ()


def test_npz_by_name_and_alone(folder: Path) -> None:
    np.savez("two.npz", W1=np.ones(2), W2=np.zeros(3))
    np.savez_compressed("one.npz", W=np.arange(3))
    assert read("@two.npz:W2").array.tolist() == [0, 0, 0]
    assert read("@one.npz").array.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    "text",
    ["1,2\n3,4\n", "a,b\n1,2\n3,4", '"x 1","x 2"\n"1","2"\n3,4\n', "1;2\n3;4\n", "1\t2\n3\t4\n", "1 2\n3 4\n",
     "# made by hand\n1,2\n\n3,4\n", "\ufeff1,2\r\n3,4\r\n", " 1 , 2 \n+3, 4.0e0\n", "2/2,2\n3,8/2\n"],
)  # fmt: skip
def test_csv_as_people_write_it(text: str, folder: Path) -> None:
    (folder / "a.csv").write_bytes(text.encode())
    assert read("@a.csv").array.tolist() == [[1, 2], [3, 4]]


def test_csv_written_by_a_shell_as_utf_16(folder: Path) -> None:
    (folder / "a.csv").write_bytes("1,2\r\n3,4\r\n".encode("utf-16"))
    assert read("@a.csv").array.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize("text", ["1,2,3\n", "1\n2\n3\n", "x\n1\n2\n3\n"])
def test_a_table_of_one_line_is_a_vector_where_one_is_wanted(text: str, folder: Path, run) -> None:
    (folder / "a.csv").write_text(text)
    assert run("perceptron", "--w", "@a.csv", "--x", "1,1,1", "--get", "y").out == "6\n"


@pytest.mark.parametrize("text", ["[[1,2],[3,4]]", "\ufeff[[1, 2],\n [3, 4.0]]", "1,2;3,4", "1,2\n3,4\n"])
def test_json_file(text: str, folder: Path) -> None:
    (folder / "a.json").write_text(text, encoding="utf-8")
    assert read("@a.json").array.tolist() == [[1, 2], [3, 4]]


def test_named_lists_of_any_json_object(folder: Path) -> None:
    (folder / "a.json").write_text('{"W1": [[1, 2]], "b": 3}')
    assert read("@a.json:W1[0]").array.tolist() == [1, 2]
    assert read("@a.json:b").array == 3


def test_a_name_with_a_colon_or_spaces(folder: Path) -> None:
    np.savez("my weights.npz", **{"a:b": np.ones(1)})
    assert read("@my weights.npz:a:b").array.tolist() == [1]


def test_values_of_an_nnexplain_json(folder: Path, run) -> None:
    assert run("softmax", "--z", "0,0", "--backward", "--hand", "1", "--json", "--output", "out.json").out == ""
    assert read("@out.json").array.tolist() == [0.5, 0.5]
    assert read("@out.json:p[1]").array == 0.5
    assert read("@out.json:values.sum").array == 2
    assert read("@out.json:gradients.z").array.tolist() == [0, 0]
    assert read("@out.json:hand.exponentials").array.tolist() == [1, 1]
    assert read("@out.json:inputs.z[0]").array == 0


@pytest.mark.parametrize(
    ("stdin", "expected"),
    [("3,4\n", "11\n"), ("[3, 4]", "11\n"), ("3\n4\n", "11\n"), ("\ufeff3, 4", "11\n"), ("\u22123,4", "5\n"),
     ("[3/1, 4]", "11\n")],
)  # fmt: skip
def test_standard_input(stdin: str, expected: str, run) -> None:
    assert run("perceptron", "--w", "1,2", "--x", "-", "--get", "y").code == 2
    assert run("perceptron", "--w", "1,2", "--x", "-", "--get", "y", stdin=stdin).out == expected


def test_upstream_and_versus_read_everything_too(run, folder: Path) -> None:
    np.save("g.npy", np.array([1.0, 0.0]))
    one = run("softmax", "--z", "0,0", "--backward", "--upstream", "@g.npy", "--get", "gradients.z")
    piped = run("softmax", "--z", "0,0", "--backward", "--upstream", "-", "--get", "gradients.z", stdin="1,0")
    assert json.loads(one.out) == json.loads(piped.out) == [0.25, -0.25]
    other = json.loads(run("softmax", "--z", "0,0", "--versus", "z=@g.npy", "--json").out)
    assert other["versus"][0]["changed"] == {"z": [1.0, 0.0]}


def pipe(*commands: str) -> list[str]:
    command = " | ".join(f"{sys.executable} -m nnexplain {part}" for part in commands)
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60, encoding="utf-8")
    assert done.stderr == ""
    return done.stdout.split()


def test_one_command_into_the_next() -> None:
    layer = "layer --W '1,0;0,1' --x 1,1 --b 0,-1 --activation identity --json"
    assert pipe(layer, "softmax --z - --get shifted") == ["[0,", "-1]"]
    assert pipe(layer, "softmax --z -:z --get shifted") == ["[0,", "-1]"]
    assert pipe(layer, "perceptron --w -:z[0] --x 3 --get y") == ["3"]
    assert pipe("softmax --z 0,0 --json", "perceptron --w 2,4 --x - --get y") == ["3"]
    assert pipe("softmax --z 0,0 --get p", "perceptron --w 2,4 --x - --get y") == ["3"]


def test_large_files_are_read_at_once(folder: Path) -> None:
    """A cell at a time would take a second for each of these; the bound leaves room for a slow machine."""
    import time

    array = np.random.default_rng(0).normal(size=(200, 1000))
    np.save("a.npy", array)
    np.savetxt("a.csv", array, delimiter=",", fmt="%.17g")
    (folder / "a.json").write_text(json.dumps(array.tolist()))
    for name in ("a.npy", "a.csv", "a.json"):
        start = time.process_time()
        found = read(f"@{name}")
        assert time.process_time() - start < 1
        assert np.array_equal(found.array, array)
        assert not found.inexact


def test_errors_name_the_option() -> None:
    with pytest.raises(InputError, match=r"^--x points at 'none\.npy', which does not exist"):
        read("@none.npy")
