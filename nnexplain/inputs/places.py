"""What is given, and where: an option, or a place in a spec file, by which every message about it begins."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from nnexplain.errors import InputError
from nnexplain.inputs.choices import choose, whole
from nnexplain.inputs.files import split_member
from nnexplain.inputs.numbers import Quantity
from nnexplain.inputs.sources import Sources


class Entry(NamedTuple):
    """Something given: its value, and what it is called in messages; ``folder`` is where its ``@file`` names start."""

    value: object
    called: str
    sources: Sources
    folder: Path | None = None

    def numbers(self, ranks: Collection[int] = ()) -> Quantity:
        """An array (of an allowed number of axes), from lists, typed text, ``@file`` or ``-``."""
        return self.sources.numbers(self._from_here(), self.called, ranks)

    def _from_here(self) -> object:
        """An ``@file`` beside the spec; one that is not there is looked for in the working folder."""
        if not isinstance(self.value, str) or not self.value.startswith("@") or self.folder is None:
            return self.value
        beside = self.folder / self.value[1:]
        return f"@{beside}" if Path(split_member(str(beside))[0]).exists() else self.value

    def at(self, path: str, value: object = None) -> Entry:
        """A part of a spec: it is called by the spec's label and the path."""
        return self._replace(value=value, called=f"{self.called}: {path}")

    def choice(self, names: Collection[str]) -> str:
        return choose(self.value, names, self.called)

    def whole(self, least: int) -> int:
        return whole(self.value, least, self.called)

    def wrong(self, text: str) -> InputError:
        """What is wrong with it, to be raised."""
        return InputError(f"{self.called} {text}")
