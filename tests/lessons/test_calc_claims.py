"""Chains of equalities in an expression: which hold to the digits printed, which do not, and what would be right."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import nnexplain as nn
from nnexplain.errors import InputError
from nnexplain.formats import Options
from tests.support.shown import in_format

# the text → for each pair of neighbouring sides: holds, or what would be right
JUDGED: list[tuple[str, list[str]]] = [
    ("0.2 × 0.1 + 0.3 × 0.9 + 0.1 = 0.39 = 0.39", ["holds", "holds"]),
    ("0.2 × 0.1 + 0.3 × 0.9 + 0.1 = 0.02 + 0.27 + 0.1 = 0.38", ["holds", "0.39"]),
    ("0.2 × 0.1 + 0.3 × 0.9 + 0.1 = 0.02 + 0.26 + 0.1 = 0.38", ["0.39", "holds"]),
    ("0.123 × 0.456 + 0.1 = 0.056 + 0.1 = 0.156", ["holds", "holds"]), ("y = 0.5 + 0.1 = 0.6", ["holds"]),
    ("0.123 × 0.456 + 0.1 = 0.057 + 0.1", ["0.1561"]), ("a = 2*3; b = a + 1 = 8", ["7"]), ("2 = 2 = 3", ["holds", "2"]),
    ("1/(1+e^(-0.15)) = 1/(1+0.8607) = 1/1.8607 ≈ 0.5374 = 0.54", ["holds"] * 4), ("L = -ln(0.6) ≈ 0.51", ["holds"]),
    ("-ln(0.6) = 0.52", ["0.51"]), ("-ln(0.6) = -0.5", ["0.5"]), ("1/3 + 1/6 = 1/2", ["holds"]),
    ("1/3 + 1/6 = 2/3", ["0.5"]), ("2/3 = 0.67 = 0.6667", ["holds", "0.6700"]), ("2/3 = 0.66", ["0.67"]),
    ("[0.1, 0.2] + [1, 1] = [1.1, 1.2]", ["holds"]), ("[0.1, 0.2] + 1 = [1.1, 1.3]", ["[1.1, 1.2]"]),
    ("[1, 2] = 3", [""]), (r"-\log(0.6) \approx 0.51", ["holds"]), (r"\frac{3}{4} = 75\%", ["holds"]),
    ("sqrt(2)^2 = 2", ["holds"]), ("0.1 + 0.2 = 0.30", ["holds"]), ("1e-3 * 2 = 2e-3 = 0.002", ["holds"] * 2),
    ("1e-3 * 2 = 3e-3", ["0.002"]), ("x·x = 5", ["holds"]), ("softmax(x) = [0.27, 0.73]", ["holds"]),
    ("1/0 = ∞", ["holds"]), ("84.5 = 85 = 84", ["holds", "85"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), JUDGED, ids=[text for text, _ in JUDGED])
def test_each_pair_is_judged(text: str, expected: list[str]) -> None:
    example = nn.calc(text, set={"x": [1, 2]} if "x" in text.replace("max", "").replace("approx", "") else {})
    assert ["holds" if claim.holds else claim.should for claim in example.claims] == expected
    assert example.exit_code == int(expected != ["holds"] * len(expected))


def test_the_first_side_is_the_value() -> None:
    example = nn.calc("y = 0.5 + 0.1 = 0.7; y * 2 = 1.2")
    assert example.values == {"y": 0.6, "result": 1.2}
    assert [claim.text for claim in example.claims] == ["0.5 + 0.1 = 0.7", "y * 2 = 1.2"]
    assert nn.calc("0.1 + 0.05 = 0.15").values == {"y": pytest.approx(0.15)}
    assert nn.calc("a = 2*3; b = a + 1").claims == []


def test_what_is_said_of_them() -> None:
    assert nn.calc("1 = 1").reading == ["The equality holds."]
    assert nn.calc("1 = 1 = 1").reading == ["Both equalities hold."]
    assert nn.calc("1 = 2").reading == ["The equality does not hold: it would with 1 on its right."]
    assert nn.calc("1 = 2 = 1").reading == ["2 of 2 equalities do not hold."]
    assert nn.calc("1 = 2 = 2").reading == ["1 of 2 equalities does not hold."]


def test_the_page_shows_them() -> None:
    example = nn.calc("0.1 + 0.05 = 0.15 = 0.2 = 0.3")
    shown = in_format(example, "table", Options(width=80))
    for row in (("0.1 + 0.05 = 0.15", "✓ holds"), ("0.15 = 0.2", "✓ holds, rounded", "0.15"),
                ("0.2 = 0.3", "✗ does not hold", "0.2", "0.2")):  # fmt: skip
        assert any(line.replace("│", " ").split() == " ".join(row).split() for line in shown.splitlines()), shown
    assert "claim\t0.2 = 0.3\tdoes not hold: 0.2" in in_format(example, "plain")
    document = json.loads(in_format(example, "json"))
    Draft202012Validator(nn.schema()).validate(document)
    assert document["claims"][-1] == {"claim": "0.2 = 0.3", "left": 0.2, "right": 0.3, "holds": False, "should": "0.2"}


@pytest.mark.parametrize(("text", "given", "message"), [
    ("1 + 1 =", {}, "ends after '=' where a number"), ("2 = x", {}, "has x at character 5, which is not given"),
    ("ln(0.5) = ln(-1)", {}, "takes the logarithm of −1"), ("a = 2 = 2", {"a": 2}, "give it in one place"),
    ("2 == 2", {}, "has '=' at character 4"), ("1 < 2", {}, "means nothing here"),
])  # fmt: skip
def test_what_is_refused(text: str, given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        nn.calc(text, set=given)
    with pytest.raises(InputError, match="write NAME = expression"):
        nn.step(expr="W = 2 = 2", W=0.5, lr=0.1)


@pytest.mark.parametrize(("text", "status"), [("0.1 + 0.05 = 0.15", 0), ("0.1 + 0.05 = 0.16", 1)])
def test_the_exit_status(text: str, status: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nnexplain", "calc", text], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (status, "")
