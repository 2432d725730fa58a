"""An entry of the file: what a book prints, and the calculation that should give it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from nnexplain.book.placed import Mistakes, Placed, Plain
from nnexplain.book.printed import as_printed
from nnexplain.errors import InputError, nearest, quote
from nnexplain.inputs.paths import split
from nnexplain.worked.lesson import lesson_names

SAID = ("section", "title", "claim", "why", "note")
PER_NUMBER = ("printed", "shows", "actual", "verdict")
WORK = ("command", "inputs", "spec", *PER_NUMBER, "refused")
KEYS = ("id", *SAID, "derive", "kind", "steps", *WORK)
VERDICTS = ("reproduced", "truncated", "carried")
_ID = re.compile(r"\w[\w.:/+-]*")


@cache
def calculators() -> tuple[str, ...]:
    """What ``command`` may be (looked up once: every entry asks)."""
    return tuple(lesson_names())


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
        entry = _Reader(mistakes, item).entry()
        if entry.id in found:
            first = found[entry.id].line
            mistakes.add(item.lines["id"], f"the id {entry.id} is taken by the entry of line {first}; ids are unique")
        elif entry.id:
            found[entry.id] = entry
    mistakes.refuse()
    return list(found.values())


class _Reader:
    """Reads one entry, and notes what is wrong with it."""

    def __init__(self, mistakes: Mistakes, item: Placed) -> None:
        self.mistakes, self.item = mistakes, item
        id = item.get("id")
        self.id = "" if id is None else str(id)  # a number may be one

    def wrong(self, text: str, key: str = "", where: Placed | None = None) -> None:
        where = self.item if where is None else where
        before = f"{self.id}: " if self.id else ""
        self.mistakes.add(where.lines.get(key, where.line), before + text)

    def entry(self) -> Entry:
        item = self.item
        self._keys(item, KEYS)
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

    def _keys(self, item: Placed, known: tuple[str, ...]) -> None:
        for key, line in item.twice:
            self.mistakes.add(line, f"{self.id}: {key} is given twice")
        for key in item:
            if key not in known:
                hint = nearest(key, known) or f"; the keys are {', '.join(known)}"
                self.wrong(f"unknown key {key}{hint}", key, item)

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
            return [self._run(item, "")] if "command" in item or "inputs" in item else []
        placed = [step for step in steps if isinstance(step, Placed)] if isinstance(steps, list) else []
        if not isinstance(steps, list) or len(placed) < len(steps):
            self.wrong("steps is a list of commands, each with its inputs and what is printed", "steps")
            return []
        for key in WORK:
            if key in item:
                self.wrong(f"{key} stands beside steps; put it into the step that it belongs to", key)
        for step in placed:
            self._keys(step, WORK)
        return [self._run(step, f"{place}.") for place, step in enumerate(placed, 1)]

    def _run(self, item: Placed, prefix: str) -> Run:
        command = str(item.get("command") or "")
        if not command:
            self.wrong("command is missing: the calculator that works this out", where=item)
        elif command not in calculators():
            hint = nearest(command, calculators()) or f"; the calculators are {', '.join(calculators())}"
            self.wrong(f"there is no calculator {quote(command)}{hint}", "command", item)
        inputs = dict(self._named(item, "inputs", "names with their values: {w: [0.1, 0.2]}"))
        if "spec" in item:
            inputs["spec"] = item["spec"]
        refused, figures = str(item.get("refused") or ""), list(self._figures(item, prefix))
        if refused and figures:
            self.wrong("what is refused gives no numbers; leave out printed and shows", "refused", item)
        if not refused and not figures:
            self.wrong("printed is missing: which value should come out as which number", where=item)
        return Run(command, inputs, figures, refused, item.line)

    def _named(self, item: Placed, key: str, form: str = "the name of a value with its number: {y: '0.15'}") -> Placed:
        """What stands under a key by its name; nothing where there is nothing."""
        found = item.get(key) or Placed(item.line)
        if isinstance(found, Placed):
            return found
        self.wrong(f"{key} is {quote(found)}; write {form}", key, item)
        return Placed(item.line)

    def _figures(self, item: Placed, prefix: str) -> Iterator[Figure]:
        printed, verdict = self._named(item, "printed"), item.get("verdict")
        beside = {"actual": self._named(item, "actual")}
        beside["verdict"] = _for_all(printed, verdict) if isinstance(verdict, str) else self._named(item, "verdict")
        for key, found in beside.items():
            for path in found:
                if path not in printed:
                    self.wrong(f"{key} has {path}, which is not under printed{nearest(path, printed)}", key, item)
        for figure in self._leaves(item, "printed", printed, prefix):
            actual, recorded = (self._beside(item, key, beside[key].get(figure.path), figure) for key in beside)
            if recorded and recorded not in VERDICTS:
                self.wrong(f"verdict is {quote(recorded)}; it may be {', '.join(VERDICTS)}", "verdict", item)
            if actual and (as_printed(actual) is None) != (as_printed(figure.printed) is None):
                place = figure.name.removeprefix(prefix)
                self.wrong(f"actual.{place} is {quote(actual)}, which is no number", "actual", item)
            yield figure._replace(actual=actual, recorded=recorded or "")
        for figure in self._leaves(item, "shows", self._named(item, "shows"), prefix):
            yield figure._replace(shown=True)

    def _leaves(self, item: Placed, key: str, found: Placed, prefix: str) -> Iterator[Figure]:
        for path, value in found.items():
            try:
                split(path)
            except InputError as error:
                self.wrong(f"{key} {error}", key, item)
                continue
            for indices, text in _flat(value):
                place = path + "".join(f"[{index}]" for index in indices)
                if isinstance(text, str):
                    yield Figure(prefix + place, path, indices, text, found.lines[path])
                else:
                    self.wrong(
                        f"{key}.{place} is {text}; write it between quotes, as it is printed: '{text}'", key, item
                    )

    def _beside(self, item: Placed, key: str, found: Plain, figure: Figure) -> str | None:
        """What ``actual`` or ``verdict`` says of that number: one for all, or a list of the shape that is printed."""
        for index in figure.indices:
            if isinstance(found, list):
                if index >= len(found):
                    self.wrong(f"{key}.{figure.path} has fewer entries than are printed; null stands for a right one",
                               key, item)  # fmt: skip
                    return None
                found = found[index]
        if found is None or isinstance(found, str):
            return found
        self.wrong(
            f"{key}.{figure.path} is {found}; write text between quotes, in lists as printed has them", key, item
        )
        return None


def _for_all(printed: Placed, verdict: str) -> Placed:
    found = Placed(printed.line)
    found.update(dict.fromkeys(printed, verdict))
    return found


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
