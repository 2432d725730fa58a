"""``--plot FILE``: the pictures in a file of their own, beside a page that stays as it is."""

from __future__ import annotations

import builtins
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import nnexplain as nn
from nnexplain.plots.canvas import Canvas
from nnexplain.plots.converted import converter
from tests.plots.reading import texts, tree
from tests.support.program import Run

SOFTMAX = ("softmax", "--z", "1,2,0.5")
# signs that pages have; a sign that no font has shows as a box, and all boxes look alike
SIGNS = "₁₂ᵢⱼ−≈×∂√Σ∞‖′ᵀ→←·●○"


def test_the_page_stays_as_it_is(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "shares.svg"
    assert run(*SOFTMAX, "--plot", str(file)) == run(*SOFTMAX)
    assert file.read_text(encoding="utf-8") == nn.softmax(z=[1, 2, 0.5]).to_svg()
    assert run(*SOFTMAX, "--plot", str(file), "--get", "p[0]", "--precision", "6").out.startswith("0.2312")
    assert "0.231224" in {text.words for text in texts(tree(file.read_text(encoding="utf-8")))}


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("a", "--plot is 'a'; give the name of a file that ends in .svg, .png or .pdf"),
        ("a.jpg", "--plot is 'a.jpg'; give the name of a file that ends in .svg, .png or .pdf"),
        ("-", "--plot is '-'; give the name of a file that ends in .svg, .png or .pdf"),
        ("", "--plot is ''; give the name of a file that ends in .svg, .png or .pdf"),
        ("nowhere/a.svg", "--plot is 'nowhere/a.svg', but there is no folder 'nowhere'"),
    ],
)
def test_a_file_that_cannot_be(run: Run, file: str, said: str) -> None:
    assert run(*SOFTMAX, "--plot", file) == (2, "", f"nnexplain: {said}\n")


def test_one_file_is_not_two(run: Run, tmp_path: Path) -> None:
    file = str(tmp_path / "a.svg")
    assert "are both" in run(*SOFTMAX, "--plot", file, "--output", file).err


def test_what_has_no_picture(run: Run, tmp_path: Path) -> None:
    outcome = run("calc", "1 + 1", "--plot", str(tmp_path / "a.svg"))
    assert outcome == (2, "", "nnexplain: --plot: there is no picture of this example of calc\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("ending", "package"), [("png", "resvg-py"), ("pdf", "typst")])
def test_what_is_missing_is_said_in_a_line(
    ending: str, package: str, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plain = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:
        if name in ("resvg_py", "typst"):
            raise ImportError(name)
        return plain(name, *more, **named)

    monkeypatch.setattr("nnexplain.plots.converted.import_module", without)
    monkeypatch.chdir(tmp_path)
    said = f"nnexplain: --plot picture.{ending} needs {package}: pip install 'nnexplain[pictures]'\n"
    assert run(*SOFTMAX, "--plot", f"picture.{ending}") == (2, "", said)


def drawn(words: str) -> Canvas:
    canvas = Canvas(300, 40, "Signs", "That a font must have.")
    canvas.text((150, 25), words)
    return canvas


def test_png() -> None:
    pytest.importorskip("resvg_py")
    write = converter("a.PNG", "--plot")
    found = write(drawn("w"))
    assert found[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", found[16:24]) == (600, 80)
    every = {sign: write(drawn(sign)) for sign in SIGNS}
    assert len(set(every.values())) == len(SIGNS), "several signs look alike: no font has them"


def test_pdf(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    file = tmp_path / "a.pdf"
    assert run(*SOFTMAX, "--plot", str(file)).code == 0
    data = file.read_bytes()
    assert data.startswith(b"%PDF-")
    assert b"ToUnicode" in data  # its text is text


def test_a_plain_page_loads_none_of_it() -> None:
    code = (
        "import sys; from nnexplain.cli.main import run; run(['softmax', '--z', '1,2', '--get', 'p']); "
        "sys.exit(any(name.startswith(('nnexplain.plots', 'resvg', 'typst')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60).returncode == 0
