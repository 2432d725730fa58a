"""README's console blocks are what the program prints: ``python -m tests.support.readme`` writes them anew."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

import nnexplain as nn
from nnexplain.formats import Options
from tests.support.shown import in_format

README = Path(__file__).parents[2] / "README.md"
PICTURE = README.parent / ".github" / "perceptron.svg"
BLOCK = re.compile(r"```console\n\$ (?P<command>.*?)\n(?P<output>.*?)```", re.DOTALL)


def run(command: str) -> str:
    """What a shell prints for the command, with the nnexplain of this interpreter, 80 columns wide."""
    program = f"{shlex.quote(sys.executable)} -m nnexplain"
    line = re.sub(r"(?:(?<=^)|(?<=\| )|(?<=&& ))nnexplain(?= )", lambda _: program, command)
    environment = os.environ | {"COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, env=environment, check=False)
    return "\n".join(part.rstrip() for part in (done.stdout + done.stderr).rstrip("\n").splitlines()) + "\n"


def blocks(text: str) -> list[tuple[str, str]]:
    """Each command and the output the text shows for it."""
    return [(found["command"], found["output"]) for found in BLOCK.finditer(text)]


def rewritten(text: str) -> str:
    """The text with every output as it is now."""
    return BLOCK.sub(lambda found: f"```console\n$ {found['command']}\n{run(found['command'])}```", text)


def picture() -> str:
    """README's screenshot, drawn by the program's own page."""
    page = in_format(nn.perceptron(w=[0.1, 0.2], x=[1, 0], b=0.05), "table", Options(width=80, color=True))
    console = Console(file=io.StringIO(), width=80, record=True, color_system="truecolor", legacy_windows=False)
    console.print(Text.from_ansi(page), end="")
    title = "nnexplain perceptron --w 0.1,0.2 --x 1,0 --b 0.05"
    svg: str = console.export_svg(title=title, unique_id="nnexplain")
    return svg


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture(), "utf-8")
    README.write_text(rewritten(README.read_text("utf-8")), "utf-8")
