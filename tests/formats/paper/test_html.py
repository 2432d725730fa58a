"""Pages for a browser: strict HTML, one element by itself, nothing fetched or run, everything of a reader's escaped."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import html5lib
import pytest

import nnexplain as nn
from tests.formats.paper.reading import numbers, text_of
from tests.golden import COMMANDS

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-logging=stderr",
    "--v=0", "--virtual-time-budget=2000", "--dump-dom",
]  # fmt: skip
SHOWN = ("softmax-backward", "attention-causal", "network", "transformer", "perceptron-derive")
HOSTILE = "</style><script>alert(1)</script>"


def strict(page: str) -> Any:
    """The page's tree; a page that is not strictly HTML raises."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_page_is_strict_and_stands_by_itself(command: str, run: Any) -> None:
    page = run(*shlex.split(COMMANDS[command]), "--format", "html").out
    tree = strict(page)
    tags = [element.tag for element in tree.iter() if isinstance(element.tag, str)]
    assert "script" not in tags
    assert tags.count("h1") == 1 or command == "derive"
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", page)
    names = [tag.rpartition("}")[2] for tag in tags]
    assert "math" in names
    for cell in tree.iter("th"):
        assert cell.get("scope") in ("row", "col")
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2] == "math":
            assert element.get("alttext")


def test_a_part_of_another_page_has_its_own_style_and_no_page_around_it() -> None:
    part = nn.perceptron(w=[0.1], x=[1]).to_html(standalone=False)
    assert part.startswith('<div class="nnexplain">')
    assert "<html" not in part
    assert "<h1" not in part
    style = part.partition("<style>")[2].partition("</style>")[0]
    rules = re.sub(r"@media[^{]*\{((?:[^{}]*\{[^}]*\})*)\s*\}", r"\1", style)
    for selector in re.findall(r"([^{}]+)\{", rules):
        assert all("nnexplain" in part for part in re.split(r",(?![^(]*\))", selector)), selector


def test_what_a_reader_names_is_text() -> None:
    spec = {
        "vocabulary": [HOSTILE, "B"], "embeddings": [[1, 0], [0, 1]],
        "blocks": [{"attention": {"WQ": [[1, 0], [0, 1]], "WK": [[1, 0], [0, 1]], "WV": [[1, 0], [0, 1]]}}],
        "output": {"W": [[1, 0], [0, 1]]}, "tokens": [HOSTILE, "B"],
    }  # fmt: skip
    page = nn.transformer(spec).to_html()
    assert HOSTILE not in page
    assert [element for element in strict(page).iter() if element.tag == "script"] == []
    assert "&lt;/style&gt;&lt;script&gt;" in page


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
@pytest.mark.parametrize("command", SHOWN)
def test_a_browser_shows_every_number_and_says_nothing(command: str, run: Any, tmp_path: Path) -> None:
    words = [*shlex.split(COMMANDS[command]), "--precision", "6"]
    page = tmp_path / "page.html"
    run(*words, "--format", "html", "--output", str(page))
    assert CHROMIUM is not None
    argv = [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", page.as_uri()]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60)
    assert "CONSOLE" not in done.stderr
    assert numbers(run(*words).out) <= numbers(text_of(done.stdout, "html"))
