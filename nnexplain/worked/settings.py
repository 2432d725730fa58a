"""The shared options that change what is worked out (how it is shown is the renderers' matter)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nnexplain.errors import InputError
from nnexplain.record import Record


class Settings(Record):
    """``backward`` adds gradients, ``upstream`` their seed, ``derive`` the SymPy derivation, ``hand`` a
    calculation rounded to so many decimals, ``versus`` the same with one input changed; ``only`` keeps some steps."""

    backward: bool = False
    upstream: Any = None
    derive: bool = False
    hand: int | None = None
    versus: Any = ()
    only: str | None = None

    @classmethod
    def names(cls) -> set[str]:
        return set(cls._fields)

    @property
    def changes(self) -> list[tuple[str, Any]]:
        """The ``versus`` changes as pairs; from Python also a mapping or a list of NAME=VALUE."""

        given = self.versus
        if isinstance(given, str):
            given = [given]
        if isinstance(given, Mapping):
            return list(given.items())
        pairs = []
        for change in given or ():
            if isinstance(change, Mapping):
                pairs += list(change.items())
                continue
            name, sign, value = str(change).partition("=")
            if not sign or not name.strip() or not value.strip():
                raise InputError(f"--versus is {change!r}; write NAME=VALUE, as in --versus b=0.1")
            pairs.append((name.strip().lstrip("-").replace("-", "_"), value.strip()))
        return pairs
