"""``--get``: one value, exact where it is exact on the inputs as typed."""

from __future__ import annotations

import json

import pytest

P = ("perceptron", "--w", "0.1,0.2", "--x", "1,0", "--b", "0.05")


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ((*P, "--get", "y"), "0.15"),
        ((*P, "--get", "result"), "0.15"),
        ((*P, "--get", "values.z"), "0.15"),
        ((*P, "--get", "inputs.w"), "[0.1, 0.2]"),
        ((*P, "--get", "inputs.w[1]"), "0.2"),
        ((*P, "--get", "inputs.activation"), "relu"),
        ((*P, "--backward", "--get", "gradients.x"), "[0.1, 0.2]"),
        ((*P, "--backward", "--get", "gradients.x[0]"), "0.1"),
        ((*P, "--hand", "1", "--get", "hand.y"), "0.2"),
        (("perceptron", "--w", "1/4", "--x", "1", "--get", "y"), "0.25"),
        (("perceptron", "--w", "1/3", "--x", "1", "--get", "y"), repr(1 / 3)),
        (("perceptron", "--w", "1/3", "--x", "3", "--get", "y"), "1.0"),
        (("perceptron", "--w", "2", "--x", "3", "--get", "y"), "6"),
        (("perceptron", "--w", "1e-9", "--x", "1e-9", "--get", "y"), "0.000000000000000001"),
        (("layer", "--W", "1,2;3,4", "--x", "1,1", "--get", "y"), "[3, 7]"),
        (("layer", "--W", "1,2;3,4", "--x", "1,1;2,2", "--get", "y"), "[[3, 7], [6, 14]]"),
        (("layer", "--W", "1,2;3,4", "--x", "1,1;2,2", "--get", "y[1][0]"), "6"),
        (("layer", "--W", "1,2;3,4", "--x", "1,1;2,2", "--get", "y[1,0]"), "6"),
        (("softmax", "--z", "0,0", "--get", "p[1]"), "0.5"),
    ],
)
def test_paths_and_exact_decimals(args: tuple[str, ...], expected: str, run) -> None:
    code, out, _ = run(*args)
    assert (code, out) == (0, expected + "\n")


def test_numbers_that_are_not_finite_are_strings_in_a_list(run) -> None:
    scores = ("attention", "--Q", "1;1", "--K", "1;1", "--V", "1;1", "--causal", "--get", "masked")
    assert json.loads(run(*scores).out) == [[1.0, "-Infinity"], [1.0, 1.0]]
    assert run(*scores[:-1], "masked[0][1]").out == "-Infinity\n"


def test_what_get_prints_goes_in_again(run) -> None:
    shares = run("softmax", "--z", "1,2,3", "--get", "p").out
    assert run("perceptron", "--w", "1,1,1", "--x", shares.strip(), "--get", "y").out.startswith(("1.0", "0.99999"))


def test_the_step_of_an_id(run) -> None:
    jacobian = json.loads(run("softmax", "--z", "0,0", "--backward", "--get", "jacobian").out)
    assert jacobian == [[0.25, -0.25], [-0.25, 0.25]]


def test_warnings_go_to_standard_error(run) -> None:
    code, out, err = run("perceptron", "--w", "-1", "--x", "1", "--get", "y")
    assert (code, out) == (0, "0\n")
    assert err.startswith("nnexplain: warning: dead ReLU")
