r"""Markdown: what its readers take as mathematics is what was written, and GitHub's rules for it are kept."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

import nnexplain as nn
from tests.golden import COMMANDS


def tokens(page: str) -> list[Any]:
    """Every token, those inside others too."""
    parser = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, allow_space=False, double_inline=True)
    found = []
    for token in parser.parse(page):
        found += [token, *(token.children or [])]
    return found


def formulas(page: str) -> list[str]:
    return [token.content for token in tokens(page) if token.type in ("math_inline", "math_block")]


@pytest.mark.parametrize("command", COMMANDS)
def test_mathematics_is_read_whole(command: str, run: Any) -> None:
    page = run(*shlex.split(COMMANDS[command]), "--format", "markdown").out
    blocks = re.findall(r"^\$\$\n(.*?)\n\$\$$", page, re.DOTALL | re.MULTILINE)
    inline = re.findall(r"(?<!\$)\$([^$\n]+)\$(?!\$)", re.sub(r"^\$\$\n.*?\n\$\$$", "", page, flags=re.DOTALL | re.M))
    found = formulas(page)
    assert sorted(formula.strip() for formula in found) == sorted([*blocks, *inline])
    assert all("\n$$" not in formula for formula in found)
    assert not [token for token in tokens(page) if token.type in ("html_block", "html_inline", "em_open", "image")]


@pytest.mark.parametrize("command", COMMANDS)
def test_github_sets_it(command: str, run: Any) -> None:
    page = run(*shlex.split(COMMANDS[command]), "--format", "markdown").out
    for line in page.split("\n"):
        assert "$$" not in line or line == "$$", line
    for formula in formulas(page):
        assert not re.search(r"(?<!\\)\\[^A-Za-z\\]", formula), formula  # a backslash before a sign is taken away
        assert not re.search(r"\\\\(?!\n)", formula), formula
        assert not re.search(r"[*|<>#%$`]", formula), formula
        assert "align" not in formula
        assert formula.count("{") == formula.count("}")


def test_what_a_reader_names_is_text() -> None:
    names = ["*a*", "<b>", "[x](y)", "$z$", "`c`", "a|b", "_d_", "# e"]
    spec = {
        "vocabulary": names, "embeddings": [[1, 0]] * len(names), "tokens": names,
        "blocks": [{"attention": {"WQ": [[1, 0], [0, 1]], "WK": [[1, 0], [0, 1]], "WV": [[1, 0], [0, 1]]}}],
        "output": {"W": [[0.1] * len(names), [0.2] * len(names)]},
    }  # fmt: skip
    page = nn.transformer(spec).to_markdown()
    kinds = {token.type for token in tokens(page)}
    assert kinds.isdisjoint({"em_open", "html_inline", "html_block", "link_open", "code_inline", "image"})
    assert "[x]" in page
