"""What stands in a room: the modules of a folder, read off their file names without importing any."""

from __future__ import annotations

from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent
TEMPLATES = ROOT / "inputs" / "specs" / "templates"


@cache
def modules(folder: Path) -> dict[str, Path]:
    """The public modules and packages of a folder: name → the file that holds the docstring (looked up once).

    >>> import nnexplain
    >>> modules(Path(nnexplain.__file__).parent / "ops")["matrix"].name
    'matrix.py'
    """
    found = {}
    for file in sorted(folder.iterdir()):
        if file.name[0].isalpha():
            start = file if file.suffix == ".py" else file / "__init__.py"
            if start is file or start.is_file():
                found[file.stem] = start
    return found


def summary(file: Path) -> str:
    """A file's docstring's first line, read without importing it."""
    with file.open(encoding="utf-8") as lines:
        return lines.readline().strip().strip('"').rstrip(".")


def files() -> dict[str, Path]:
    """Command name → its file, for lessons and for the other commands."""
    return modules(ROOT / "lessons") | modules(ROOT / "cli" / "commands")
