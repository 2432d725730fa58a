"""Which modules each kind of call imports: start-up time is mostly imports, and these counts never waver."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nnexplain.worked.lesson import find, lesson_names
from tests.support.lesson_inputs import inputs
from tests.support.program import python

PERCEPTRON = ("perceptron", "--w", "0.1,0.2", "--x", "1,0")
REPORT = "import sys; print(*sys.modules, file=sys.stderr)"
CALL = f"""
try:
    from nnexplain.cli.main import main
    main()
finally:
    {REPORT}
"""


def loaded(code: str, *args: str) -> set[str]:
    """The modules loaded when the code has run in an interpreter of its own."""
    done = python("-c", code, *args)
    assert done.code == 0, done.err
    return set(done.err.splitlines()[-1].split())


def imported(*args: str) -> set[str]:
    """The modules that ``nnexplain ARGS`` imports."""
    return loaded(CALL, *args)


def packages(modules: set[str]) -> set[str]:
    return {module.partition(".")[0] for module in modules}


def inside(modules: set[str], room: str) -> set[str]:
    """The modules and folders of one of our rooms."""
    names = {module.removeprefix(f"nnexplain.{room}.") for module in modules if module.startswith(f"nnexplain.{room}.")}
    return {name.partition(".")[0] for name in names}


HEAVY = {"numpy", "sympy", "mpmath", "rich", "yaml", "matplotlib", "pydantic"}


@pytest.mark.parametrize(
    "call", [("--help",), ("--version",), ("perceptron", "--help"), ("attention", "--help"), ("schema",)], ids=" ".join
)
def test_help_imports_nothing_heavy(call: tuple[str, ...]) -> None:
    assert not packages(imported(*call)) & (HEAVY - {"rich"})


def test_help_imports_no_calculation() -> None:
    modules = imported("--help")
    assert not inside(modules, "lessons")
    assert not inside(modules, "ops")
    assert inside(imported("perceptron", "--help"), "lessons") == {"perceptron"}


def test_a_table_imports_numpy_and_rich() -> None:
    modules = imported(*PERCEPTRON)
    assert packages(modules) & HEAVY == {"numpy", "rich"}
    assert inside(modules, "formats") == {"table"}
    assert not inside(modules, "symbolic") | inside(modules, "proofs")
    assert not modules & {"json", "numpy.typing", "pkgutil"}


@pytest.mark.parametrize("format", ["json", "plain"])
def test_json_and_plain_import_no_rich(format: str) -> None:
    modules = imported(*PERCEPTRON, "--format", format)
    assert packages(modules) & HEAVY == {"numpy"}
    assert inside(modules, "formats") == {format}


def test_one_value_imports_no_rich() -> None:
    modules = imported(*PERCEPTRON, "--get", "y")
    assert packages(modules) & HEAVY == {"numpy"}


def test_the_backward_pass_imports_no_sympy() -> None:
    assert packages(imported(*PERCEPTRON, "--backward", "--hand", "2", "--versus", "b=1")) & HEAVY == {"numpy", "rich"}


def test_a_derivation_imports_sympy() -> None:
    assert packages(imported(*PERCEPTRON, "--derive")) & HEAVY == {"numpy", "rich", "sympy", "mpmath"}


SPECS = {"network": "published-2-2-2", "train": "xor", "transformer": "two-tokens"}


def typed(name: str) -> list[str]:
    """A lesson's generated inputs as they are typed."""
    if name in SPECS:
        return [SPECS[name]]
    lesson, words = find(name), []
    for key, value in inputs(lesson, 0, typed=True).items():
        option = "--" + key.replace("_", "-")
        plain = value.tolist() if isinstance(value, np.ndarray) else value
        text = plain if isinstance(plain, str) else json.dumps(plain)
        if isinstance(value, bool):
            words += [option] * value
        elif key not in lesson.parameters:
            words += ["--set", f"{key}={text}"]
        else:
            words += [text] if lesson.parameters[key].argument else [option, text]
    return words


@pytest.mark.parametrize("lesson", lesson_names())
@pytest.mark.parametrize("format", ["table", "json"])
def test_a_command_imports_its_own_lesson_and_renderer(lesson: str, format: str) -> None:
    modules = imported(lesson, *typed(lesson), "--format", format)
    assert inside(modules, "lessons") == {lesson}
    assert inside(modules, "formats") == {format}
    assert not packages(modules) & {"sympy", "matplotlib", "pydantic"}
    assert lesson in SPECS or not packages(modules) & {"yaml", "msgspec"}


def test_the_package_alone_imports_almost_nothing() -> None:
    modules = loaded(f"import nnexplain; {REPORT}")
    assert not packages(modules) & (HEAVY | {"typer"})
    used = loaded(f"import nnexplain; nnexplain.perceptron(w=[1], x=[2]).to_dict(); {REPORT}")
    assert packages(used) & (HEAVY | {"typer"}) == {"numpy"}
