"""Runs a call through the program's real entry point, in this process, and says what is wrong with what came of it."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import re
import sys
import tempfile
import time
import traceback
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnexplain.cli import main as cli
from tests.fuzz.invocations import Invocation
from tests.support.schema import VALIDATOR

SLOW = float(os.environ.get("NNEXPLAIN_FUZZ_SLOW", "30"))  # seconds; a hang, for a person
LARGEST_CHECKED = 60_000  # characters of a JSON that is held to the schema too
_HIDDEN = {
    "\u200b",
    "\u200e",
    "\u200f",
    "\u2028",
    "\u2029",
    "\ufeff",
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
}


@dataclass
class Outcome:
    """What came of a call; ``crash`` is a traceback that reached the outside."""

    status: Any
    out: str
    err: str
    took: float
    crash: str = ""


class Stream(io.TextIOWrapper):
    """A pipe's end, as Python makes it."""

    def __init__(self, data: bytes = b"") -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8", write_through=True)

    def text(self) -> str:
        self.flush()
        found: bytes = self.buffer.getvalue()  # type: ignore[attr-defined]
        return found.decode("utf-8", "replace")


@contextlib.contextmanager
def _as_a_process(call: Invocation, folder: str) -> Iterator[tuple[Stream, Stream]]:
    """The process's own things as a shell would set them; put back afterwards."""
    out, err = Stream(), Stream()
    kept = (
        sys.argv,
        sys.stdin,
        sys.stdout,
        sys.stderr,
        os.environ.get("COLUMNS"),
        os.getcwd(),
        gc.get_threshold(),
        gc.freeze,
    )
    sys.argv, sys.stdin, sys.stdout, sys.stderr = ["nnexplain", *call.args], Stream(call.stdin), out, err
    os.environ["COLUMNS"] = str(call.columns)
    os.chdir(folder)
    gc.freeze = lambda: None  # what is frozen is never freed: right before a process ends, not a hundred thousand times
    try:
        yield out, err
    finally:
        sys.argv, sys.stdin, sys.stdout, sys.stderr, columns, cwd, threshold, gc.freeze = kept
        gc.set_threshold(*threshold)
        os.chdir(cwd)
        os.environ.pop("COLUMNS")
        if columns is not None:
            os.environ["COLUMNS"] = columns


def run(call: Invocation) -> Outcome:
    """The call, worked in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in call.files.items():
            Path(folder, name).write_bytes(data)
        start = time.perf_counter()
        status: Any = None
        crash = ""
        with _as_a_process(call, folder) as (out, err):
            try:
                cli.main()
            except SystemExit as ended:
                status = ended.code
            except BaseException:  # whatever it is, it is what a user would see
                crash = traceback.format_exc()
        return Outcome(status, out.text(), err.text(), time.perf_counter() - start, crash)


def faults(call: Invocation, outcome: Outcome) -> list[str]:
    """What a user should never see."""
    found = []
    if outcome.crash:
        found.append(f"crash: {outcome.crash.strip().splitlines()[-1]}")
    if (
        "Traceback" in outcome.err
        or "Warning: " in outcome.err
        or "internal check" in outcome.err
        or "<class" in outcome.out
    ):
        found.append(f"says {outcome.err.strip()[-200:] or '<class'}")
    if outcome.took > SLOW:
        found.append(f"took {outcome.took:.0f} s")
    if not outcome.crash:
        found += _by_status(call, outcome)
    found += [
        f"{stream} has {hidden}" for stream in ("out", "err") for hidden in hidden_signs(getattr(outcome, stream))
    ]
    return found


def hidden_signs(text: str) -> list[str]:
    """Signs that a terminal would act on, or not show, as their names: each once."""
    every = {sign for sign in text if sign in _HIDDEN or (unicodedata.category(sign) == "Cc" and sign not in "\n\t")}
    return sorted(f"U+{ord(sign):04X}" for sign in every)


def _by_status(call: Invocation, outcome: Outcome) -> list[str]:
    if outcome.status == 2:
        wrong = [] if re.search("^nnexplain: .", outcome.err, re.MULTILINE) else ["no message"]
        return wrong + (["bad input, but standard output has something"] if outcome.out else [])
    if outcome.status == 1:
        checked = "examples" in call.args or "stopped being finite" in outcome.out + outcome.err
        return [] if checked else [f"status 1: {outcome.err.strip()[-200:]}"]
    if outcome.status != 0:
        return [f"status {outcome.status}"]
    if not outcome.out and "--output" not in call.args and call.args[:2] != ["examples", "check"]:
        return ["nothing was written"]  # but of a file without a printed number there is nothing to check
    return (
        json_faults(outcome.out)
        if outcome.out.startswith("{") and ("json" in call.args or "--json" in call.args)
        else []
    )


def json_faults(text: str) -> list[str]:
    """Strict JSON that the schema allows; no −0 in it."""
    try:
        document = json.loads(text, parse_constant=_refuse)
    except ValueError as error:
        return [f"no JSON: {error}"]
    if re.search(r"(?<![\w.\"])-0(\.0*)?(?![\d.eE\w])", re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)):
        return ["−0 in the JSON"]
    if len(text) > LARGEST_CHECKED or document.get("$schema"):
        return []
    return [
        f"schema: {'/'.join(map(str, error.path))}: {error.message[:150]}"
        for error in list(VALIDATOR.iter_errors(document))[:2]
    ]


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON")
