"""The public surface is what ``nnexplain.__all__`` says, and each name of it is there."""

from __future__ import annotations

import nnexplain as nn
from nnexplain.discovery import files


def test_the_surface_is_the_commands_and_what_they_give() -> None:
    assert set(nn.__all__) == {*files(), "InputError", "WorkedExample", "__version__"}
    assert dir(nn) == nn.__all__


def test_every_name_of_it_is_there() -> None:
    found: dict[str, object] = {}
    exec("from nnexplain import *", found)
    assert {name for name in found if name != "__builtins__"} == set(nn.__all__)
    assert all(callable(found[name]) for name in files())
