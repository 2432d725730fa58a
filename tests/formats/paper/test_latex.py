"""LaTeX: ASCII alone, amsmath alone; it compiles, and no line is too long."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import nnexplain as nn
from tests.golden import COMMANDS

PDFLATEX = shutil.which("pdflatex")
WIDEST = 5.0  # points by which a line may be too long


def compiled(document: str, folder: Path) -> str:
    """The log of a document that compiles."""
    (folder / "page.tex").write_text(document, encoding="ascii")
    argv = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, errors="replace", timeout=120)
    assert done.returncode == 0, done.stdout[-2000:]
    return done.stdout


def too_long(log: str) -> list[str]:
    boxes = re.findall(r"(Overfull \\hbox \(([\d.]+)pt too wide\)[^\n]*)", log)
    return [box for box, points in boxes if float(points) > WIDEST]


@pytest.mark.skipif(PDFLATEX is None, reason="needs pdflatex")
def test_every_page_that_is_kept_compiles_and_fits(run: Any, tmp_path: Path) -> None:
    document = run(*shlex.split(COMMANDS["perceptron"]), "--format", "latex", "--standalone").out
    opening, closing = document.partition("\\begin{document}")[0], "\\end{document}\n"
    parts = [run(*shlex.split(command), "--format", "latex").out for command in COMMANDS.values()]
    log = compiled("\n\\newpage\n".join([f"{opening}\\begin{{document}}", *parts]) + closing, tmp_path)
    assert too_long(log) == []


@pytest.mark.skipif(PDFLATEX is None, reason="needs pdflatex")
def test_a_long_sum_breaks_and_any_name_prints(tmp_path: Path) -> None:
    long = [0.123456 + place / 1000 for place in range(8)]
    names = ["50%", "a_b", "#1", "x^2", "\\end", "{", "~", "\u6771\u4eac", "&"]
    table = {
        "vocabulary": names, "embeddings": [[1, 0]] * len(names), "tokens": names[:8],
        "blocks": [{"attention": {"WQ": [[1, 0], [0, 1]], "WK": [[1, 0], [0, 1]], "WV": [[1, 0], [0, 1]]}}],
        "output": {"W": [[0.1] * len(names), [0.2] * len(names)]},
    }  # fmt: skip
    pages = [
        nn.perceptron(w=long, x=long, b=0.1).to_latex(8, standalone=True),
        nn.layer(W=[long] * 9, x=long, backward=True).to_latex(standalone=True),
        nn.transformer(table).to_latex(standalone=True),
    ]
    for page in pages:
        assert too_long(compiled(page, tmp_path)) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_part_needs_amsmath_alone(command: str, run: Any) -> None:
    part = run(*shlex.split(COMMANDS[command]), "--format", "latex").out
    assert part.isascii()
    assert "\\documentclass" not in part
    assert "\\usepackage" not in part
    assert part.count("{") - part.count("\\{") == part.count("}") - part.count("\\}")


@pytest.mark.skipif(PDFLATEX is None, reason="needs pdflatex")
def test_every_theorem_compiles_and_fits(run: Any, tmp_path: Path) -> None:
    """Their lines have signs of their own: limits, sets, matrices of symbols."""
    assert too_long(compiled(run("derive", "--format", "latex", "--standalone").out, tmp_path)) == []
