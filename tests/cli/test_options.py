"""Options: long names, spellings, precision, formats, files to write and changed inputs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

P = ("perceptron", "--w", "0.1,0.2", "--x", "1,0", "--b", "0.05")


def test_long_names_are_the_same_options(run) -> None:
    short = run("perceptron", "--w", "1,2", "--x", "3,4", "--b", "5", "--json")
    assert short == run("perceptron", "--weights", "1,2", "--input", "3,4", "--bias", "5", "--json")
    assert run("layer", "--W", "1,2", "--x", "3,4") == run("layer", "--weights=1,2", "--input=3,4")
    assert run("softmax", "--z", "1,2") == run("softmax", "--logits", "1,2")


@pytest.mark.parametrize("name", ["leaky-relu", "Leaky_ReLU", "LEAKY-RELU", "leaky_relu"])
def test_names_in_any_case(name: str, run) -> None:
    assert run("perceptron", "--w", "1", "--x=-1", "--activation", name, "--get", "y").out == "-0.01\n"


def test_negative_values_follow_their_option(run) -> None:
    given = ("--w", "-1,2", "--x", "-1,\u22122", "--b", "-.5", "--activation", "identity")
    assert run("perceptron", *given, "--get", "y").out == "-3.5\n"


@pytest.mark.parametrize("precision", range(18))
def test_every_precision(precision: int, run) -> None:
    code, out, err = run("softmax", "--z", "0,1", "--format", "plain", "--precision", str(precision))
    assert (code, err) == (0, "")
    values = dict(line.split("\t") for line in out.splitlines())
    shown = values["p[1]"]
    if precision == 0:  # below 1, which is then the last unit
        assert shown == "7.31e-1"
        return
    assert len(shown.partition(".")[2]) <= precision
    assert abs(float(shown) - 0.7310585786300049) <= 0.5 * 10.0**-precision + 1e-16


def test_tiny_values_are_shown_in_scientific_form(run) -> None:
    args = ("softmax", "--z", "0,-40", "--format", "plain", "--precision")
    assert "p[1]\t4.248e-18" in run(*args, "4").out
    assert "p[1]\t4.25e-18" in run(*args, "2").out


def test_plain_is_one_value_a_line(run) -> None:
    out = run(*P, "--format", "plain", "--backward", "--hand", "1").out
    lines = dict(line.split("\t") for line in out.splitlines())
    assert lines["y"] == "0.15"
    assert lines["gradients.w[0]"] == "1"
    assert lines["hand.y"] == "0.2"


def test_json_is_short_for_format_json(run) -> None:
    assert run(*P, "--json").out == run(*P, "--format", "JSON").out == run(*P, "--json", "--format", "json").out


def test_versus_is_repeatable_and_split_at_the_first_sign(run) -> None:
    found = json.loads(run(*P, "--versus", "b=1", "--versus", "weights=1, 2", "--versus", "x=-1,0", "--json").out)
    assert [column["changed"] for column in found["versus"]] == [{"b": 1.0}, {"w": [1.0, 2.0]}, {"x": [-1.0, 0.0]}]
    assert found["versus"][0]["result"] == pytest.approx(1.1)
    assert found["versus"][2]["result"] == 0
    assert "'=1'" in run(*P, "--versus", "b==1").err


def test_output_goes_to_a_file_as_utf_8(run, tmp_path: Path) -> None:
    file = tmp_path / "out.txt"
    assert run(*P, "--output", str(file)) == (0, "", "")
    assert file.read_text(encoding="utf-8") == run(*P).out
    assert run(*P, "--get", "y", "--output", str(file)).out == ""
    assert file.read_text(encoding="utf-8") == "0.15\n"
    assert run(*P, "--get", "y", "--output", "-").out == "0.15\n"
