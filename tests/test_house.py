"""The house holds: no circle of imports, no way upstairs, a sign at each door, no file too long to read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import nnexplain

PACKAGE = Path(nnexplain.__file__).parent
MOST_FLAT, MOST_LINES = 8, 400
TOP = {"__init__", "__main__"}  # the door: it may import anything, and nothing imports it


def files() -> dict[str, Path]:
    """Module → its file."""
    return {_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


@cache
def imports(module: str) -> frozenset[str]:
    """The modules of this package that a file imports, at its top or inside a function; not those for type checkers."""
    known = files()
    tree = ast.parse(known[module].read_text(encoding="utf-8"))
    hidden = {id(part) for node in ast.walk(tree) if _is_for_types(node) for part in ast.walk(node)}
    found = set()
    for node in ast.walk(tree):
        if id(node) not in hidden:
            found.update(_named(node))
    found = {name if name in known else name.rpartition(".")[0] for name in found}
    return frozenset(name for name in found if name in known and name != module)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def _named(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "nnexplain":
        base = node.module.removeprefix("nnexplain").lstrip(".")
        yield from (f"{base}.{alias.name}".lstrip(".") for alias in node.names)
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "later":
        yield ast.literal_eval(node.args[0])
    if isinstance(node, ast.Import):
        yield from (
            alias.name.removeprefix("nnexplain.") for alias in node.names if alias.name.startswith("nnexplain.")
        )


def room(module: str) -> str:
    return module.partition(".")[0]


def rooms() -> dict[str, Path]:
    """The folders: each with a docstring of its own."""
    return {folder.name: folder / "__init__.py" for folder in sorted(PACKAGE.iterdir()) if _is_room(folder)}


def _is_room(folder: Path) -> bool:
    return folder.is_dir() and any(folder.rglob("*.py"))


def allowed(name: str) -> set[str]:
    """What a room may import, as the sign at its door says: ``May import: errors, notation.``"""
    text = ast.get_docstring(ast.parse(rooms()[name].read_text(encoding="utf-8"))) or ""
    said = re.search(r"May import: ([^.]*)\.$", " ".join(text.split()))
    assert said, f"the docstring of {name}/ does not say what it may import"
    return set() if said.group(1) == "nothing" else set(said.group(1).split(", "))


def test_no_circle() -> None:
    """Depth first; a module met again on the way to itself closes a circle."""
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, f"a circle: {' → '.join((*way[way.index(module) :], module))}"
        if module not in done:
            for other in sorted(imports(module)):
                visit(other, (*way, module))
            done.add(module)

    for module in files():
        visit(module, ())


@pytest.mark.parametrize("name", rooms())
def test_a_room_imports_what_its_door_says(name: str) -> None:
    used = {room(other) for module in files() if room(module) == name for other in imports(module)} - {name}
    assert used <= allowed(name), f"{name}/ imports {sorted(used - allowed(name))}"
    assert allowed(name) <= used, f"{name}/ says that it may import {sorted(allowed(name) - used)}, and does not"


def test_nothing_imports_the_door() -> None:
    assert not [module for module in files() if module not in TOP and imports(module) & TOP]


def test_few_files_are_flat() -> None:
    flat = [path.name for path in PACKAGE.glob("*.py")]
    assert len(flat) <= MOST_FLAT, flat


def test_a_listing_of_lessons_is_the_calculators() -> None:
    private = [path.name for path in (PACKAGE / "lessons").rglob("_*.py") if path.name != "__init__.py"]
    assert private == []


@pytest.mark.parametrize("module", files())
def test_a_file_can_be_read_in_one_sitting(module: str) -> None:
    text = files()[module].read_text(encoding="utf-8")
    assert text.count("\n") <= MOST_LINES
    assert ast.get_docstring(ast.parse(text)), "a file begins with what it is for"


@pytest.mark.parametrize("module", [module for module in files() if not module.startswith("formats.table")])
def test_a_terminal_is_the_table_formats_matter(module: str) -> None:
    """Rich stands there alone, and nobody paints by hand; ``visible`` writes out what would act on a terminal."""
    tree = ast.parse(files()[module].read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not [name for name in named if name.partition(".")[0] == "rich"]
        if module != "visible" and isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert "\x1b" not in node.value
