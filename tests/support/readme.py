"""README's console blocks are what the program prints: ``python -m tests.support.readme`` writes them anew."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"
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


if __name__ == "__main__":
    README.write_text(rewritten(README.read_text("utf-8")), "utf-8")
