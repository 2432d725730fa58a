"""The theorems behind the calculations, proved live by SymPy: every line is checked in the run that prints it.

A topic is a function in a file of this room. Its name is the topic's id, its docstring the statement, its
decorator the condition; it yields the lines of the proof. What topics there are is read from the source,
so that listing them imports no SymPy; the files are imported when a topic of theirs is proved.

May import: discovery, engine, models, notation, ops, symbolic.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nnexplain.discovery import chosen, modules, summary

if TYPE_CHECKING:
    from nnexplain.symbolic.proof import Line

_HINT = "nnexplain derive --list shows them"
LEAST, MOST = 2, 8  # sizes that a family is proved for


class Topic(NamedTuple):
    """A statement, what it needs to be true, and where its proof stands; ``sized`` topics take an ``n``."""

    id: str
    statement: str
    condition: str
    refuted: bool
    sized: bool
    module: str
    family: str

    @property
    def verdict(self) -> str:
        if self.refuted:
            return "refuted"
        return "holds with a condition" if self.condition else "holds"

    def lines(self, n: int) -> list[Line]:
        """The lines of the proof, not yet checked (imports SymPy)."""
        prove = getattr(import_module(f"{__name__}.{self.module}"), self.id.replace("-", "_"))
        return list(prove(n=n) if self.sized else prove())


def topics() -> dict[str, Topic]:
    """Every topic by its id, read from the source of this room's files.

    >>> topics()["tanh-derivative"].statement
    'The slope of tanh is one minus the square of its value.'
    """
    families = []
    for name, file in modules(Path(__path__[0])).items():
        text = file.read_text(encoding="utf-8")
        place = re.search(r"^PLACE = (\d+)$", text, re.MULTILINE)  # of the family among the others
        families.append((int(place[1]) if place else 99, name, summary(file), text))
    return {topic.id: topic for _, *family in sorted(families) for topic in _declared(*family)}


def _declared(module: str, family: str, text: str) -> Iterator[Topic]:
    for part in (part for part in ast.parse(text).body if isinstance(part, ast.FunctionDef)):
        for mark in part.decorator_list:
            if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "topic":
                said = {word.arg: ast.literal_eval(word.value) for word in mark.keywords}
                statement = " ".join((ast.get_docstring(part) or "").split())
                condition, refuted = said.get("condition", ""), said.get("refuted", False)
                sized = any(argument.arg == "n" for argument in part.args.args)
                yield Topic(part.name.replace("_", "-"), statement, condition, refuted, sized, module, family)


def select(wanted: Sequence[str]) -> list[Topic]:
    """The topics of those ids, or that have those words; ``*`` stands for any letters; none named: all.

    >>> [topic.id for topic in select(["tanh-range"])], [topic.id for topic in select(["sigmoid"])]
    (['tanh-range'], ['sigmoid-definition', 'sigmoid-saturates', 'tanh-from-sigmoid'])
    """
    known = topics()
    found: dict[str, Topic] = {}
    for name in wanted or ["*"]:
        words = _words(str(name))
        having = [id for id, topic in known.items() if words and words <= _words_of(topic)]
        exact = str(name).strip() in known or "*" in str(name)
        said = sorted(word for word in set().union(*map(_words, known)) if len(word) > 4)
        ids = having if having and not exact else chosen([name], known, "topic", _HINT, said)
        found |= {id: known[id] for id in ids}
    return list(found.values())


def _words(text: str) -> set[str]:
    """Its words in small letters; what a pattern could mean has none."""
    return set() if "*" in text or "?" in text else set(re.findall(r"[^\W\d_]{2,}", text.casefold()))


def _words_of(topic: Topic) -> set[str]:
    return _words(topic.id) | _words(topic.statement) | _words(topic.condition)
