"""A call of the program as chance has it: its words, the files beside it, what is piped in, and the terminal's width.

Most begin with inputs that are right (``tests.support.lesson_inputs`` makes them) and are then bent: a value exchanged,
a word lost, an option added, a byte of a file turned. What is right half of the time reaches deeper than noise does.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

import numpy as np
import yaml

from nnexplain.book.placed import own_file
from nnexplain.worked.lesson import find, lesson_names
from nnexplain.worked.shared import SHARED
from tests.fuzz import words
from tests.support.lesson_inputs import inputs

FORMATS = ("table", "plain", "json")
SPECS = ("network", "train", "transformer")
SHIPPED = {"network": "published-2-2-2", "train": "xor", "transformer": "two-tokens"}


@dataclass
class Invocation:
    """``files`` are written into an empty folder that the program then runs in."""

    args: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    stdin: bytes = b""
    columns: int = 80


def invocation(draw: Random) -> Invocation:
    """A call of any command."""
    made = Invocation(columns=draw.choice([80, 80, 120, draw.randint(1, 200)]))
    kind = draw.random()
    if kind < 0.72:
        _calculator(made, draw)
    elif kind < 0.8:
        _calc(made, draw)
    elif kind < 0.86:
        _descent(made, draw)
    elif kind < 0.95:
        _examples(made, draw)
    else:
        _others(made, draw)
    if draw.random() < 0.35:
        _bend(made, draw)
    return made


def _calculator(made: Invocation, draw: Random) -> None:
    lesson = find(draw.choice(lesson_names()))
    made.args = [lesson.name]
    if lesson.name in SPECS and draw.random() < 0.15:
        made.args.append(SHIPPED[lesson.name])
    else:
        raw = inputs(lesson, draw.randrange(4000), typed=draw.random() < 0.7, scale=draw.choice([0.1, 2.0, 30.0]))
        for name, value in raw.items():
            _give(made, name, value, draw)
    _shared(made, draw)


def _give(made: Invocation, name: str, value: Any, draw: Random) -> None:
    """One input, as words and perhaps a file."""
    if isinstance(value, dict):
        _spec(made, value, draw)
    elif name == "expr" and made.args[0] == "calc":
        made.args.append(value)
    elif made.args[0] == "calc":
        made.args += ["--set", f"{name}={_numbers(made, value, draw)}"]
    elif isinstance(value, bool):
        made.args += [f"--{name.replace('_', '-')}"] * value
    elif isinstance(value, str):
        many = value.split(",") if made.args[0] == "network" and name == "activation" else [value]
        for each in many:
            made.args += [f"--{name.replace('_', '-')}", each]
    else:
        option = name.rstrip("0123456789") if made.args[0] == "network" else name.replace("_", "-")
        made.args += [f"--{option}", _numbers(made, value, draw)]


def _numbers(made: Invocation, value: Any, draw: Random) -> str:
    """Numbers as typed, or in a file of some kind."""
    array = np.asarray(value, dtype=float)
    text = json.dumps(array.tolist())
    kind = draw.random()
    if kind < 0.75:
        return text
    stem = f"in{len(made.files)}"
    if kind < 0.8:
        made.files[f"{stem}.json"] = text.encode()
        return f"@{stem}.json"
    if kind < 0.87:
        rows = np.atleast_2d(array) if array.ndim < 3 else array.reshape(1, -1)
        made.files[f"{stem}.csv"] = "\n".join(",".join(map(repr, row.tolist())) for row in rows).encode()
        return f"@{stem}.csv"
    if kind < 0.9:
        made.stdin = text.encode()
        return "-"
    file = io.BytesIO()
    array = array.astype(draw.choice(["f8", "f8", "f4", "f2", ">f8", "i4"]))
    if kind < 0.96:
        np.save(file, array)
        made.files[f"{stem}.npy"] = file.getvalue()
        return f"@{stem}.npy"
    np.savez(file, W=array, b=np.zeros(2))
    made.files[f"{stem}.npz"] = file.getvalue()
    return f"@{stem}.npz:W"


def _spec(made: Invocation, value: dict[str, Any], draw: Random) -> None:
    plain = json.loads(json.dumps(value, default=lambda array: np.asarray(array).tolist()))
    if draw.random() < 0.3:
        plain = _bent_data(plain, draw)
    text = json.dumps(plain) if draw.random() < 0.4 else yaml.safe_dump(plain, allow_unicode=True)
    if draw.random() < 0.2:
        made.stdin = text.encode()
        made.args.append("-")
        return
    made.files["spec.yaml"] = text.encode()
    made.args.append("spec.yaml")


def _bent_data(data: Any, draw: Random) -> Any:
    """Nested data with one thing in it exchanged, left out or doubled."""
    if isinstance(data, dict) and data and draw.random() < 0.8:
        key = draw.choice(list(data))
        kind = draw.random()
        if kind < 0.1:
            return {k: v for k, v in data.items() if k != key}
        if kind < 0.2:
            return {**data, words.word(draw): data[key]}
        return {**data, key: _bent_data(data[key], draw)}
    if isinstance(data, list) and data and draw.random() < 0.8:
        place = draw.randrange(len(data))
        return [*data[:place], _bent_data(data[place], draw), *data[place + draw.randint(0, 1) :]]
    return draw.choice([None, True, -1, 0, 1e308, 1e400, [], {}, [[]], [1, "a"], "C", 10**30, words.word(draw)])


def _shared(made: Invocation, draw: Random) -> None:
    """Some of the options that every calculator has."""
    options: list[tuple[float, Callable[[], list[str]]]] = [
        (0.3, lambda: ["--backward"]),
        (0.08, lambda: ["--derive"]),
        (0.12, lambda: ["--hand", draw.choice(["0", "2", "4", "17", words.word(draw)])]),
        (0.12, lambda: ["--versus", f"{words.name(draw)}={words.number(draw)}"]),
        (0.08, lambda: ["--upstream", words.number(draw)]),
        (0.08, lambda: ["--trace", words.name(draw) + draw.choice(["", "[0]", "[0][0]"])]),
        (0.08, lambda: ["--only", words.name(draw)]),
        (0.15, lambda: ["--get", words.name(draw)]),
        (0.12, lambda: ["--precision", draw.choice(["0", "8", "17", words.word(draw)])]),
        (0.5, lambda: ["--format", draw.choice(FORMATS)]),
        (0.05, lambda: ["--output", draw.choice(["out.txt", "nowhere/out", "", "."])]),
        (0.05, lambda: ["--no-color"]),
        (0.03, lambda: [f"--{draw.choice([spec.name for spec in SHARED])}"]),
    ]
    for chance, make in options:
        if draw.random() < chance:
            made.args += make()


def _calc(made: Invocation, draw: Random) -> None:
    made.args = ["calc", words.expression(draw)]
    for name in ("x", "a", "v", "W", "w1"):
        if name in made.args[1] or draw.random() < 0.05:
            made.args += ["--set", f"{name}={words.number(draw)}"]
    _shared(made, draw)


def _descent(made: Invocation, draw: Random) -> None:
    expression = words.expression(draw).replace("x", "W").replace("a", "W")
    made.args = ["step", "--expr", expression, "--W", words.number(draw), "--lr", words.number(draw)]
    if draw.random() < 0.5:
        made.args += ["--steps", draw.choice(["1", "3", "12", "1000", words.number(draw)])]
    _shared(made, draw)


@cache
def chapter() -> list[dict[str, Any]]:
    """The entries that ship."""
    file = own_file()
    found: list[dict[str, Any]] = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)["entries"]
    return found


def _examples(made: Invocation, draw: Random) -> None:
    entries = [draw.choice(chapter()) for _ in range(draw.randint(1, 3))]
    action = draw.choice(["check", "check", "list", "show", "fit"])
    made.args = ["examples", action]
    if action == "fit":
        made.args += ["--inputs", words.number(draw)]
        for _ in range(draw.randint(1, 2)):
            made.args += ["--outputs", words.number(draw)]
    else:
        if draw.random() < 0.6:
            made.args.append(draw.choice([str(entries[0]["id"]), words.name(draw)]))
        data: Any = {"entries": [_bent_data(entry, draw) if draw.random() < 0.6 else entry for entry in entries]}
        data = _bent_data(data, draw) if draw.random() < 0.1 else data
        made.files["book.yaml"] = yaml.safe_dump(data, allow_unicode=True).encode()
        made.args += ["--file", "book.yaml"]
    made.args += ["--format", draw.choice(FORMATS)]


def _others(made: Invocation, draw: Random) -> None:
    made.args = draw.choice(
        [
            ["schema"],
            ["derive", "--list"],
            ["derive", words.name(draw)],
            ["derive", draw.choice(["relu*", "sigmoid*", "tanh-derivative"]), "--n", words.number(draw)],
            [words.word(draw)],
            [draw.choice(lesson_names()), "--help"],
            [draw.choice(lesson_names()), *(words.word(draw) for _ in range(draw.randint(0, 5)))],
        ]
    )


def _bend(made: Invocation, draw: Random) -> None:
    """One thing about the call, turned."""
    kind = draw.random()
    if kind < 0.2 and made.files:
        name = draw.choice(list(made.files))
        made.files[name] = _bent_bytes(made.files[name], draw)
    elif kind < 0.27:
        made.stdin = draw.choice([b"", b"\xff\xfe", b"{", b"1,2", made.stdin[: len(made.stdin) // 2]])
    elif kind < 0.75 and len(made.args) > 1:
        made.args[draw.randrange(1, len(made.args))] = words.word(draw)
    elif kind < 0.85 and len(made.args) > 1:
        del made.args[draw.randrange(1, len(made.args))]
    else:
        made.args.insert(draw.randint(0, len(made.args)), words.word(draw))
    made.args = [arg.replace("\x00", "\x01") for arg in made.args]  # no system passes a NUL on


def _bent_bytes(data: bytes, draw: Random) -> bytes:
    """A byte turned, a piece cut out, moved or put in: YAML's own signs among it."""
    place, end = sorted((draw.randint(0, len(data)), draw.randint(0, len(data))))
    piece = draw.choice(
        [b"", b"&a ", b"*a", b"!!float x", b"!!set", b"\t", b"[" * 50, b"\x00", b"\xff", b"\x1b[2J", b": "]
    )
    kind = draw.random()
    if kind < 0.4 and data:
        return data[:place] + bytes([draw.randrange(256)]) + data[place + 1 :]
    if kind < 0.6:
        return data[:place] + data[end:]
    return data[:place] + piece + data[place:]
