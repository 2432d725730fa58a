"""Paths into an nnexplain JSON."""

from __future__ import annotations

import pytest

from nnexplain.errors import InputError
from nnexplain.inputs.paths import lookup, split

DOCUMENT = {
    "values": {"y": 1.0, "p": [0.25, 0.75], "block1.weights": [[1.0, 2.0], [3.0, 4.0]]},
    "result": [0.25, 0.75],
    "inputs": {"z": [1.0]},
    "gradients": {"y": 2.0, "block1.WQ": [[5.0]]},
    "hand": {"y": 1.1},
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("y", 1.0), ("p[1]", 0.75), ("result", [0.25, 0.75]), ("result[0]", 0.25), ("block1.weights[1][0]", 3.0),
        ("block1.weights[1,0]", 3.0), ("block1.weights[ 0 ]", [1.0, 2.0]), ("values.y", 1.0), ("gradients.y", 2.0),
        ("gradients.block1.WQ[0][0]", 5.0), ("hand.y", 1.1), ("inputs.z", [1.0]), (" y ", 1.0),
    ],
)  # fmt: skip
def test_lookup(path: str, value: object) -> None:
    assert lookup(DOCUMENT, path) == value


def test_a_value_called_result_comes_first() -> None:
    assert lookup({"values": {"result": 5.0}, "result": 6.0}, "result") == 5.0


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("q", "'q', which is not among the values y, p, block1.weights, result"),
        ("block1.weigths", r"did you mean block1\.weights\?"),
        ("gradients.x", "which is not among"),
        ("p[2]", "index 2 is out of range: indices count from 0 to 1"),
        ("inputs.z[1]", "the only index is 0"),
        ("p[0][0]", "p has only 1 axis"),
        ("y[0]", "y is a single number"),
    ],
)
def test_what_is_not_there(path: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        lookup(DOCUMENT, path)


@pytest.mark.parametrize("path", ["", "[0]", "p[", "p[a]", "p[]", "p]0[", "p[0]x", "a b", "p[1.5]", "p[99999999999]"])
def test_what_is_no_path(path: str) -> None:
    with pytest.raises(InputError, match="write a name"):
        split(path)


def test_missing_sections_name_the_option() -> None:
    with pytest.raises(InputError, match="--backward"):
        lookup({"values": {"y": 1.0}}, "gradients.y")
    with pytest.raises(InputError, match="--hand N"):
        lookup({"values": {"y": 1.0}}, "hand.y")
