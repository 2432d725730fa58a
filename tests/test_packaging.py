"""What is built is whole: the wheel works where there is no checkout, and the sdist can build it again."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from email.parser import HeaderParser
from pathlib import Path

import pytest

import nnexplain as nn
from tests.support.program import python

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Builds a wheel or an sdist of the checkout, once each."""
    folder = tmp_path_factory.mktemp("dist")

    def build(target: str) -> Path:
        pattern = {"wheel": "*.whl", "sdist": "*.tar.gz"}[target]
        if not list(folder.glob(pattern)):
            command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
        (found,) = folder.glob(pattern)
        return found

    return build


@pytest.fixture(scope="module")
def unpacked(built: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(built("wheel")) as wheel:
        wheel.extractall(folder)
    return folder


def run(site: Path, *args: str) -> str:
    """Python with the unpacked wheel before everything else, in a folder that holds nothing."""
    empty = site.parent / "empty"
    empty.mkdir(exist_ok=True)
    done = python(*args, env={"PYTHONPATH": str(site)}, cwd=empty)
    assert done.code == 0, done.err
    return done.out.strip()


def sources() -> set[str]:
    """Every file of the package in the checkout."""
    found = (file for file in (ROOT / "nnexplain").rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return {file.relative_to(ROOT).as_posix() for file in found}


def test_the_wheel_holds_the_package_and_its_data(built: Callable[[str], Path]) -> None:
    with zipfile.ZipFile(built("wheel")) as wheel:
        names = set(wheel.namelist())
        assert wheel.read("nnexplain/examples.yaml") == (ROOT / "examples.yaml").read_bytes()
    assert {name for name in names if ".dist-info/" not in name} == sources() | {"nnexplain/examples.yaml"}
    assert {"nnexplain/py.typed", "nnexplain/schema.json"} <= names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_wheel_says_what_it_needs(built: Callable[[str], Path]) -> None:
    with zipfile.ZipFile(built("wheel")) as wheel:
        (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = HeaderParser().parsestr(wheel.read(name).decode())
        (entry,) = (name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt"))
        assert "nnexplain = nnexplain.cli.main:main" in wheel.read(entry).decode()
    assert metadata["Version"] == nn.__version__
    assert metadata["Requires-Python"] == ">=3.11"
    needed = {line for line in metadata.get_all("Requires-Dist", []) if "extra" not in line}
    assert {re.split("[<>=]", line)[0] for line in needed} == {"msgspec", "numpy", "pyyaml", "rich", "sympy", "typer"}
    assert metadata.get_all("Provides-Extra") == ["pictures", "test"]


def test_the_wheel_works_outside_the_checkout(unpacked: Path) -> None:
    where = run(unpacked, "-c", "import nnexplain; print(nnexplain.__file__)")
    assert Path(where).is_relative_to(unpacked)
    perceptron = ("-m", "nnexplain", "perceptron", "--w", "0.1,0.2", "--x", "1,0", "--b", "0.05")
    assert run(unpacked, *perceptron, "--get", "y") == "0.15"
    assert "ReLU lets it through" in run(unpacked, *perceptron)
    assert run(unpacked, "-m", "nnexplain", "schema") == (ROOT / "nnexplain/schema.json").read_text("utf-8").strip()


def test_the_sdist_holds_what_it_takes_to_build_and_test(built: Callable[[str], Path]) -> None:
    with tarfile.open(built("sdist")) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert sources() <= names
    wanted = {"pyproject.toml", "README.md", "LICENSE", "examples.yaml", "conftest.py", ".ci/run", "tests/conftest.py"}
    assert wanted <= names
    assert not {name for name in names if "__pycache__" in name or name.startswith((".venv", ".git/"))}
