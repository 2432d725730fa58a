"""Where an input may come from: typed text, ``@file``, or ``-`` for standard input."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection

from nnexplain.errors import InputError
from nnexplain.inputs.documents import read_document
from nnexplain.inputs.numbers import Quantity, from_nested, read_text
from nnexplain.inputs.shapes import fit
from nnexplain.inputs.texts import bounded, decoded


class Sources:
    """Reads inputs for one command; standard input can be read once. ``tell`` is told what a person at it may type."""

    def __init__(self, tell: Callable[[str], None] = lambda message: None) -> None:
        self._tell = tell
        self._stdin_taken_by: str | None = None

    def read(self, text: str, option: str) -> Quantity:
        """The numbers that an option's text stands for; errors name the option."""
        try:
            if text.startswith("@"):
                from nnexplain.inputs.files import read_file

                return read_file(text[1:])
            if text == "-" or text.startswith("-:"):
                return read_document(self.standard_input(option), text[2:], "standard input")
            return read_text(re.sub(r"\s*\n\s*", ";", text.strip()) if "[" not in text else text)
        except InputError as error:
            raise InputError(f"{option} {error}") from None

    def numbers(self, value: object, called: str, ranks: Collection[int] = ()) -> Quantity:
        """The numbers of an input: typed text, or Python's own; in one of so many axes, where that is said."""
        if isinstance(value, str):
            found = self.read(value, called)
        elif isinstance(value, Quantity):
            found = value
        else:
            try:
                found = from_nested(value)
            except InputError as error:
                raise InputError(f"{called} {error}") from None
        return fit(found, ranks, called) if ranks else found

    def standard_input(self, option: str) -> str:
        """The text on standard input, for the one option that may have it."""
        if self._stdin_taken_by is not None:
            raise InputError(f"is -, but standard input can be read once, and {self._stdin_taken_by} has read it")
        self._stdin_taken_by = option
        if sys.stdin is None:
            raise InputError("is -, but there is no standard input; pipe numbers or an nnexplain JSON to it")
        if sys.stdin.isatty():
            self._tell(f"type {option}, then end with Ctrl-D on a line of its own")
        binary = getattr(sys.stdin, "buffer", None)
        if binary is None:
            return sys.stdin.read()
        try:
            return decoded(bounded(binary), "standard input")
        except InputError as error:
            raise InputError(f"is -, but standard input {error}" if str(error).startswith("has") else error) from None
