"""An entry of the file: what a book prints, and the calculation that should give it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from nnexplain.book.placed import Mistakes, Placed, Plain
from nnexplain.book.printed import as_printed
from nnexplain.errors import InputError, nearest, quote
from nnexplain.inputs.paths import indexed, split
from nnexplain.worked.lesson import lesson_names

SAID = ("section", "title", "claim", "why", "note")
PER_NUMBER = ("printed", "shows", "actual", "verdict")
WORK = ("command", "inputs", "spec", *PER_NUMBER, "refused")
KEYS = ("id", *SAID, "derive", "kind", "steps", *WORK)
VERDICTS = ("reproduced", "truncated", "carried")
_ID = re.compile(r"\w[\w.:/+-]*")


calculators = cache(lesson_names)  # what ``command`` may be: every entry asks


class Figure(NamedTuple):
    """One printed number, and the ``--get`` path of the value that should come out as it.

    ``actual`` is what is right where it is wrong; ``recorded`` the verdict that the entry gives it;
    ``shown`` figures are evidence for a claim, our own and not printed in the book.
    """

    name: str
    path: str
    indices: tuple[int, ...]
    printed: str
    line: int = 0
    actual: str | None = None
    recorded: str = ""
    shown: bool = False

    @property
    def expected(self) -> str:
        return "differs as recorded" if self.actual is not None else self.recorded or "reproduced"


class Run(NamedTuple):
    """One calculation of an entry; ``refused`` is a piece of the message where it must be refused."""

    command: str
    inputs: dict[str, Plain]
    figures: list[Figure]
    refused: str
    line: int


class Entry(NamedTuple):
    """What a book says at one place. ``kind`` is worked, formula (proved by ``topics``) or given (from nothing)."""

    id: str
    kind: str
    runs: list[Run]
    topics: list[str]
    printed: dict[str, Plain]
    line: int
    section: str
    title: str
    claim: str
    why: str
    note: str

    @property
    def figures(self) -> list[Figure]:
        return [figure for run in self.runs for figure in run.figures]


def entries(data: list[Plain], label: str) -> list[Entry]:
    """The entries of a file, or an error that lists every mistake with its line."""
    mistakes = Mistakes(label)
    found: dict[str, Entry] = {}
    for place, item in enumerate(data):
        if not isinstance(item, Placed):
            mistakes.add(1, f"entry {place + 1} is {quote(item)}; an entry is keys with their values, such as id: NAME")
            continue
        id = item.get("id")  # a number may be one
        entry = _Reader(mistakes, item, "" if id is None else str(id)).entry()
        if entry.id in found:
            first = found[entry.id].line
            mistakes.add(item.lines["id"], f"the id {entry.id} is taken by the entry of line {first}; ids are unique")
        elif entry.id:
            found[entry.id] = entry
    mistakes.refuse()
    return list(found.values())


class _Reader:
    """Reads an entry, or a step of one, and notes what is wrong with it."""

    def __init__(self, mistakes: Mistakes, item: Placed, id: str, prefix: str = "") -> None:
        self.mistakes, self.item, self.id, self.prefix = mistakes, item, id, prefix

    def wrong(self, text: str, key: str = "") -> None:
        before = f"{self.id}: " if self.id else ""
        self.mistakes.add(self.item.lines.get(key, self.item.line), before + text)

    def entry(self) -> Entry:
        item = self.item
        self._keys(KEYS)
        if not self.id:
            self.wrong("the entry has no id; write id: a-name-of-its-own")
        elif not _ID.fullmatch(self.id):
            self.wrong(f"the id {quote(self.id)} is no name; write letters, digits and - . _ : / without spaces")
        if not item.get("section"):
            self.wrong("section is missing: where in the book this stands")
        printed, said = item.get("printed"), {key: str(item.get(key) or "").strip() for key in SAID}
        entry = Entry(
            self.id, self._kind(), self._runs(), _words(item.get("derive")),
            printed if isinstance(printed, Placed) else {}, item.line, **said,
        )  # fmt: skip
        self._whole(entry)
        return entry

    def _keys(self, known: tuple[str, ...]) -> None:
        for key, line in self.item.twice:
            self.mistakes.add(line, f"{self.id}: {key} is given twice")
        for key in self.item:
            if key not in known:
                hint = nearest(key, known) or f"; the keys are {', '.join(known)}"
                self.wrong(f"unknown key {key}{hint}", key)

    def _kind(self) -> str:
        kind = self.item.get("kind")
        if kind is None:
            worked = "command" in self.item or "steps" in self.item
            return "formula" if "derive" in self.item and not worked else "worked"
        if kind != "given":
            self.wrong(f"kind is {quote(kind)}; the only kind to name is given (it follows from nothing)", "kind")
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
        item, steps = self.item, self.item.get("steps")
        if steps is None:
            return [self._run()] if "command" in item or "inputs" in item else []
        placed = [step for step in steps if isinstance(step, Placed)] if isinstance(steps, list) else []
        if not isinstance(steps, list) or len(placed) < len(steps):
            self.wrong("steps is a list of commands, each with its inputs and what is printed", "steps")
            return []
        for key in WORK:
            if key in item:
                self.wrong(f"{key} stands beside steps; put it into the step that it belongs to", key)
        readers = [_Reader(self.mistakes, step, self.id, f"{place}.") for place, step in enumerate(placed, 1)]
        for reader in readers:
            reader._keys(WORK)
        return [reader._run() for reader in readers]

    def _run(self) -> Run:
        command = str(self.item.get("command") or "")
        if not command:
            self.wrong("command is missing: the calculator that works this out")
        elif command not in calculators():
            hint = nearest(command, calculators()) or f"; the calculators are {', '.join(calculators())}"
            self.wrong(f"there is no calculator {quote(command)}{hint}", "command")
        inputs = dict(self._named("inputs", "names with their values: {w: [0.1, 0.2]}"))
        if "spec" in self.item:
            inputs["spec"] = self.item["spec"]
        refused, figures = str(self.item.get("refused") or ""), list(self._figures())
        if refused and figures:
            self.wrong("what is refused gives no numbers; leave out printed and shows", "refused")
        if not refused and not figures:
            self.wrong("printed is missing: which value should come out as which number")
        return Run(command, inputs, figures, refused, self.item.line)

    def _named(self, key: str, form: str = "the name of a value with its number: {y: '0.15'}") -> Placed:
        """What stands under a key by its name; nothing where there is nothing."""
        found = self.item.get(key) or Placed(self.item.line)
        if isinstance(found, Placed):
            return found
        self.wrong(f"{key} is {quote(found)}; write {form}", key)
        return Placed(self.item.line)

    def _figures(self) -> Iterator[Figure]:
        printed, verdict = self._named("printed"), self.item.get("verdict")
        beside: dict[str, dict[str, Plain]] = {
            "actual": self._named("actual"),
            "verdict": dict.fromkeys(printed, verdict) if isinstance(verdict, str) else self._named("verdict"),
        }
        for key, found in beside.items():
            for path in found:
                if path not in printed:
                    self.wrong(f"{key} has {path}, which is not under printed{nearest(path, printed)}", key)
        for figure in self._leaves("printed", printed):
            actual, recorded = (self._beside(key, found.get(figure.path), figure) for key, found in beside.items())
            if recorded and recorded not in VERDICTS:
                self.wrong(f"verdict is {quote(recorded)}; it may be {', '.join(VERDICTS)}", "verdict")
            if actual and (as_printed(actual) is None) != (as_printed(figure.printed) is None):
                place = figure.name.removeprefix(self.prefix)
                self.wrong(f"actual.{place} is {quote(actual)}, which is no number", "actual")
            yield figure._replace(actual=actual, recorded=recorded or "")
        for figure in self._leaves("shows", self._named("shows")):
            yield figure._replace(shown=True)

    def _leaves(self, key: str, found: Placed) -> Iterator[Figure]:
        """A figure for each text, of which a list has several."""
        for path, value in found.items():
            try:
                split(path)
            except InputError as error:
                self.wrong(f"{key} {error}", key)
                continue
            for indices, text in _flat(value):
                place = indexed(path, indices)
                if isinstance(text, str):
                    yield Figure(self.prefix + place, path, indices, text, found.lines[path])
                else:
                    self.wrong(f"{key}.{place} is {text}; write it between quotes, as it is printed: '{text}'", key)

    def _beside(self, key: str, found: Plain, figure: Figure) -> str | None:
        """What ``actual`` or ``verdict`` says of that number: one for all, or a list of the shape that is printed."""
        for index in figure.indices:
            if isinstance(found, list):
                if index >= len(found):
                    self.wrong(
                        f"{key}.{figure.path} has fewer entries than are printed; null stands for a right one", key
                    )
                    return None
                found = found[index]
        if found is None or isinstance(found, str):
            return found
        self.wrong(f"{key}.{figure.path} is {found}; write text between quotes, in lists as printed has them", key)
        return None


def _flat(value: Plain, indices: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Plain]]:
    if isinstance(value, list):
        for place, part in enumerate(value):
            yield from _flat(part, (*indices, place))
    else:
        yield indices, value


def _words(value: Plain) -> list[str]:
    if value is None:
        return []
    return [str(part) for part in value] if isinstance(value, list) else [str(value)]
