"""An entry of the file: what a book prints, and the calculation that should give it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from nnexplain.book.placed import Mapping, Mistakes
from nnexplain.book.printed import read
from nnexplain.errors import InputError, nearest, quote
from nnexplain.inputs.paths import split
from nnexplain.record import Record, field
from nnexplain.worked.lesson import lesson_names

ABOUT = ("id", "section", "title", "claim", "why", "note", "derive", "kind", "steps")
WORK = ("command", "inputs", "spec", "printed", "shows", "actual", "verdict", "refused")
PER_NUMBER = ("printed", "shows", "actual", "verdict")
VERDICTS = ("reproduced", "truncated", "carried")
_ID = re.compile(r"\w[\w.:/+-]*")
COMPARISON = re.compile(r"\s*(<=|>=|!=|≤|≥|≠|<|>)\s*(\S.*?)\s*")


@cache
def calculators() -> tuple[str, ...]:
    """What ``command`` may be (looked up once: every entry asks)."""
    return tuple(lesson_names())


class Figure(Record):
    """One printed number, and the ``--get`` path of the value that should come out as it.

    ``actual`` is what is right where it is wrong; ``recorded`` the verdict that the entry gives it;
    ``shown`` figures are evidence for a claim, our own and not printed in the book.
    """

    name: str
    path: str
    index: tuple[int, ...]
    printed: str
    actual: str | None = None
    recorded: str = ""
    shown: bool = False
    line: int = 0

    @property
    def expected(self) -> str:
        return "differs as recorded" if self.actual is not None else self.recorded or "reproduced"


class Run(Record):
    """One calculation of an entry; ``refused`` is a piece of the message where it must be refused."""

    command: str
    inputs: dict[str, Any]
    figures: list[Figure] = field(factory=list)
    refused: str = ""
    line: int = 0


class Entry(Record):
    """What a book says at one place. ``kind`` is worked, formula (proved by ``topics``) or given (from nothing)."""

    id: str
    section: str
    kind: str
    runs: list[Run] = field(factory=list)
    title: str = ""
    claim: str = ""
    why: str = ""
    note: str = ""
    topics: list[str] = field(factory=list)
    printed: dict[str, Any] = field(factory=dict)
    line: int = 0

    @property
    def figures(self) -> list[Figure]:
        return [figure for run in self.runs for figure in run.figures]


def entries(data: list[Any], label: str) -> list[Entry]:
    """The entries of a file, or an error that lists every mistake with its line."""
    mistakes = Mistakes(label)
    seen: dict[str, int] = {}
    found = []
    for place, item in enumerate(data):
        if not isinstance(item, Mapping):
            mistakes.add(1, f"entry {place + 1} is {quote(item)}; an entry is keys with their values, such as id: NAME")
            continue
        entry = _Reader(mistakes, item).entry()
        if entry.id in seen:
            line = item.lines["id"]
            mistakes.add(line, f"the id {entry.id} is taken by the entry of line {seen[entry.id]}; ids are unique")
        elif entry.id:
            seen[entry.id] = item.line
        found.append(entry)
    mistakes.refuse()
    return found


class _Reader:
    """Reads one entry, and notes what is wrong with it."""

    def __init__(self, mistakes: Mistakes, item: Mapping) -> None:
        self.mistakes, self.item = mistakes, item
        self.id = _text_of(item.get("id"))

    def wrong(self, text: str, where: Mapping | None = None, key: str = "") -> None:
        where = self.item if where is None else where
        before = f"{self.id}: " if self.id else ""
        self.mistakes.add(where.lines.get(key, where.line), before + text)

    def entry(self) -> Entry:
        item = self.item
        self._keys(item, (*ABOUT, *WORK))
        if not self.id:
            self.wrong("the entry has no id; write id: a-name-of-its-own")
        elif not _ID.fullmatch(self.id):
            self.wrong(f"the id {quote(item.get('id'))} is no name; write letters, digits and - . _ : / without spaces")
        if not item.get("section"):
            self.wrong("section is missing: where in the book this stands")
        runs, kind = self._runs(), self._kind()
        about = {key: str(item.get(key) or "").strip() for key in ("section", "title", "claim", "why", "note")}
        found = item.get("printed")
        printed = found if isinstance(found, dict) else {}
        entry = Entry(
            self.id, kind=kind, runs=runs, topics=_words(item.get("derive")), printed=printed, line=item.line, **about
        )
        self._whole(entry)
        return entry

    def _keys(self, item: Mapping, known: tuple[str, ...]) -> None:
        for key, line in item.twice:
            self.mistakes.add(line, f"{self.id}: {key} is given twice")
        for key in item:
            if key not in known:
                hint = nearest(key, known) or f"; the keys are {', '.join(known)}"
                self.wrong(f"unknown key {key}{hint}", item, key)

    def _kind(self) -> str:
        kind = self.item.get("kind")
        if kind is None:
            worked = "command" in self.item or "steps" in self.item
            return "formula" if "derive" in self.item and not worked else "worked"
        if kind != "given":
            self.wrong(f"kind is {quote(kind)}; the only kind to name is given (it follows from nothing)", key="kind")
        return "given"

    def _whole(self, entry: Entry) -> None:
        """What an entry of its kind must have, and may not."""
        if entry.kind == "given" and (entry.runs or entry.topics):
            self.wrong("kind: given means that it follows from nothing; leave out command, steps and derive")
        if entry.kind == "worked" and not entry.runs:
            self.wrong("nothing to work out: give a command with its inputs, derive: TOPIC, or kind: given")
        wrong = any(figure.actual is not None for figure in entry.figures) or any(run.refused for run in entry.runs)
        if wrong and not entry.why:
            self.wrong("why is missing: a sentence that says what is wrong with the printed number")

    def _runs(self) -> list[Run]:
        item = self.item
        steps = item.get("steps")
        if steps is None:
            return [self._run(item, "")] if "command" in item or "inputs" in item else []
        if not isinstance(steps, list) or not all(isinstance(step, Mapping) for step in steps):
            self.wrong("steps is a list of commands, each with its inputs and what is printed", key="steps")
            return []
        for key in WORK:
            if key in item:
                self.wrong(f"{key} stands beside steps; put it into the step that it belongs to", key=key)
        for step in steps:
            self._keys(step, WORK)
        return [self._run(step, f"{place + 1}.") for place, step in enumerate(steps)]

    def _run(self, item: Mapping, prefix: str) -> Run:
        command = str(item.get("command") or "")
        inputs = item.get("inputs") or {}
        if not isinstance(inputs, dict):
            self.wrong(f"inputs is {quote(inputs)}; write names with their values: {{w: [0.1, 0.2]}}", item, "inputs")
            inputs = {}
        if not command:
            self.wrong("command is missing: the calculator that works this out", item)
        elif command not in calculators():
            hint = nearest(command, calculators()) or f"; the calculators are {', '.join(calculators())}"
            self.wrong(f"there is no calculator {quote(command)}{hint}", item, "command")
        if "spec" in item:
            inputs = {**inputs, "spec": item["spec"]}
        refused = str(item.get("refused") or "")
        figures = list(self._figures(item, prefix))
        if refused and figures:
            self.wrong("what is refused gives no numbers; leave out printed and shows", item, "refused")
        if not refused and not figures:
            self.wrong("printed is missing: which value should come out as which number", item)
        return Run(command, dict(inputs), figures, refused, item.line)

    def _figures(self, item: Mapping, prefix: str) -> Iterator[Figure]:
        maps = {}
        for key in PER_NUMBER:
            found = item.get(key) or {}
            if key == "verdict" and isinstance(found, str):
                found = dict.fromkeys([*(item.get("printed") or {})], found)
            if not isinstance(found, dict):
                self.wrong(f"{key} is {quote(found)}; write the name of a value with its number: {{y: '0.15'}}",
                           item, key)  # fmt: skip
                found = {}
            maps[key] = found
        for key in ("actual", "verdict"):
            for path in maps[key]:
                if path not in maps["printed"]:
                    self.wrong(f"{key} has {path}, which is not under printed{nearest(path, maps['printed'])}",
                               item, key)  # fmt: skip
        for key in ("printed", "shows"):
            for path, value in maps[key].items():
                yield from self._leaves(item, maps, key, str(path), value, prefix)

    def _leaves(
        self, item: Mapping, maps: dict[str, Any], key: str, path: str, value: Any, prefix: str
    ) -> Iterator[Figure]:
        try:
            split(path)
        except InputError as error:
            self.wrong(f"{key} {error}", item, key)
            return
        shown = key == "shows"
        lines = getattr(item.get(key), "lines", {})
        for index, text in _flat(value):
            place = path + "".join(f"[{i}]" for i in index)
            if not isinstance(text, str):
                self.wrong(f"{key}.{place} is {text}; write it between quotes, as it is printed: '{text}'", item, key)
                continue
            actual = None if shown else self._beside(maps, "actual", path, index, item)
            recorded = "" if shown else self._beside(maps, "verdict", path, index, item)
            if recorded and recorded not in VERDICTS:
                self.wrong(f"verdict is {quote(recorded)}; it may be {', '.join(VERDICTS)}", item, "verdict")
            if actual and (read(actual) is None) != (read(text) is None):
                self.wrong(f"actual.{place} is {quote(actual)}, which is no number", item, "actual")
            yield Figure(prefix + place, path, index, text, actual, recorded or "", shown, lines.get(path, item.line))

    def _beside(self, maps: dict[str, Any], key: str, path: str, index: tuple[int, ...], item: Mapping) -> str | None:
        """What ``actual`` or ``verdict`` says of that number: one for all, or a list of the shape that is printed."""
        found = maps[key].get(path)
        for place in index:
            if isinstance(found, list):
                if place >= len(found):
                    self.wrong(f"{key}.{path} has fewer entries than are printed; null stands for a right one",
                               item, key)  # fmt: skip
                    return None
                found = found[place]
        if found is None or isinstance(found, str):
            return found
        self.wrong(f"{key}.{path} is {found}; write text between quotes, in lists as printed has them", item, key)
        return None


def _text_of(id: Any) -> str:
    """An id as text: a word, or a number that is one."""
    return "" if id is None or id == "" else str(id)


def _flat(value: Any, index: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Any]]:
    if isinstance(value, list):
        for place, part in enumerate(value):
            yield from _flat(part, (*index, place))
    else:
        yield index, value


def _words(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(part) for part in value] if isinstance(value, list) else [str(value)]
