"""Every limit on the size of what is worked, each with its reason; an environment variable raises any of them.

A limit stands where a small input would otherwise cost a person's patience or the machine's memory. Imports little,
so that any file may ask.
"""

from __future__ import annotations

import os

from nnexplain.errors import InputError

_MOST = 10**18  # no limit is set higher


def _counted(count: int) -> str:
    return f"{count:,}" if count < _MOST else f"over {_MOST:,}"


class Limit:
    """The most there may be of something. ``unit`` is what is counted, ``reason`` why it ends there.

    >>> ROOM = Limit("ROOM", 10, "boxes", "more do not fit")
    >>> ROOM.check(10, "the cellar")
    >>> ROOM.check(11, "the cellar")
    Traceback (most recent call last):
    nnexplain.errors.InputError: the cellar has 11 boxes, and at most 10 are taken: more do not fit
    (NNEXPLAIN_ROOM=11 raises the limit)
    """

    def __init__(self, name: str, most: int, unit: str, reason: str) -> None:
        self.variable, self.default, self.unit, self.reason = f"NNEXPLAIN_{name}", most, unit, reason

    @property
    def most(self) -> int:
        """The limit in force: the variable's whole number where it is set to one, else the default."""
        text = os.environ.get(self.variable, "")
        if not text:
            return self.default
        if not text.isdecimal() or len(text) > 18:
            raise InputError(f"the variable {self.variable} is {text[:40]!r}; give a whole number of {self.unit}")
        return int(text)

    def holds(self, count: int) -> bool:
        """Whether that many are within the limit."""
        return count <= self.most

    def check(self, count: int, what: str) -> None:
        """Raise ``InputError`` where there are more; ``what`` has them: an option, or "" for a bare "has"."""
        if count > self.most:
            raise InputError(f"{what} {self.exceeded(count)}".lstrip())

    def allow(self, count: int, what: str) -> None:
        """Raise ``BudgetSpent`` where there are more: for work that can be left out."""
        if count > self.most:
            raise BudgetSpent(f"{what} {self.exceeded(count)}".lstrip())

    def exceeded(self, count: int) -> str:
        """What is said of too many: how many there are, how many may be, why, and how to raise it."""
        return (
            f"has {_counted(count)} {self.unit}, and at most {self.most:,} are taken: {self.reason} "
            f"({self.variable}={count if count < _MOST else '...'} raises the limit)"
        )


ENTRIES = Limit(
    "MAX_ENTRIES", 2**25, "numbers", "a worked example keeps each array several times over, in 8 bytes a number"
)

JACOBIAN = Limit(
    "MAX_JACOBIAN", 2**18, "entries", "every gradient is worked without it, and nobody reads a matrix of that size"
)
PATHS = Limit("MAX_PATHS", 12, "paths", "paths that share their way are read more easily together")
SLOPES = Limit("MAX_SLOPES", 4000, "entries of steps", "the slopes of each are worked by a pass of its own")
YAML_ENTRIES = Limit(
    "MAX_YAML_ENTRIES", 2**22, "entries once its aliases are written out", "aliases of aliases double with every line"
)
TEXT = Limit("MAX_BYTES", 2**29, "bytes", "text takes several times its size in memory while it is read")
HEADER = Limit("MAX_HEADER", 2**24, "bytes of header", "a header names tensors, and few models have a hundred thousand")
EPOCHS = Limit("MAX_EPOCHS", 10_000_000, "epochs", "the loss after each of them is kept and written")
CHARACTERS = Limit("MAX_CHARACTERS", 100_000, "characters", "longer expressions have files, or names for their parts")
NESTED = Limit(
    "MAX_NESTED", 200, "brackets and signs nested inside one another", "parts with names (a = ...; b = ...) read better"
)
CHAINED = Limit("MAX_CHAINED", 120, "operations one inside another", "sum([1, 2, ...]) adds many numbers in one")
OPERATIONS = Limit("MAX_OPERATIONS", 2000, "operations in all", "each is a line or more; vectors do many at once")


class BudgetSpent(Exception):
    """A piece of symbolic work is larger than its limit; what needs it is left out, and the message says why."""


DIGITS = Limit(
    "MAX_DIGITS", 1000, "digits", "a whole number in symbols keeps every one of them, and 9^9^9 has millions"
)
PARTS = Limit("MAX_PARTS", 1500, "parts", "SymPy's work grows much faster than the expression it is given")
DEPTH = Limit("MAX_DEPTH", 120, "levels", "SymPy goes down every level of an expression by a call of its own")
DERIVE_SECONDS = Limit("MAX_DERIVE_SECONDS", 20, "seconds", "whoever reads the page is waiting for it")
