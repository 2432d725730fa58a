"""What a worked example gives in Python, and what a notebook shows of it."""

from __future__ import annotations

from typing import Any

import pytest

import nnexplain as nn
from tests.formats.paper.test_html import strict

EXAMPLE = nn.softmax(z=[1, 2, 0.5], backward=True)


def test_a_notebook_is_given_each_form_by_itself() -> None:
    bundle = EXAMPLE._repr_mimebundle_()
    assert bundle["text/plain"] == str(EXAMPLE)
    assert bundle["text/markdown"] == EXAMPLE.to_markdown()
    assert bundle["text/latex"] == EXAMPLE.to_latex()
    assert bundle["text/html"] == EXAMPLE.to_html(standalone=False)
    assert "<script" not in bundle["text/html"]
    assert "$$" not in bundle["text/html"]
    strict(f"<!DOCTYPE html><html><head><title>x</title></head><body>{bundle['text/html']}</body></html>")


@pytest.mark.parametrize("digits", [2, 9])
def test_digits(digits: int) -> None:
    shown = {2: "0.23", 9: "0.231223898"}[digits]
    for page in (EXAMPLE.to_markdown(digits), EXAMPLE.to_latex(digits), EXAMPLE.to_html(digits)):
        assert f"{shown}," in page or f"{shown}<" in page


def test_a_whole_document_is_asked_for() -> None:
    assert EXAMPLE.to_latex(standalone=True).startswith("\\documentclass")
    assert EXAMPLE.to_html().startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("form", ["table", "json", "plain", "markdown"])
def test_standalone_is_not_ignored(form: str, run: Any) -> None:
    code, out, err = run("softmax", "--z", "1,2", "--format", form, "--standalone")
    assert (code, out) == (2, "")
    assert "only --format latex and html" in err
