"""Proved topics as pages, and the list of what there is to prove."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from nnexplain.pages.blocks import Block, Definitions, Heading, Paragraph, Proved, Record
from nnexplain.proofs import Topic
from nnexplain.worked.declared import Declared

if TYPE_CHECKING:
    from nnexplain.symbolic.statement import Statement

SCHEMA = "nnexplain-derive/1"
_OUTCOMES = {
    "holds": "proved",
    "holds with a condition": "proved under its condition",
    "refuted": "false in general: the counter-example above",
}


class Proofs(Declared):
    """Topics with the lines of their proofs."""

    proved: Sequence[tuple[Topic, Sequence[Statement]]]

    def blocks(self) -> Iterator[Block]:
        """Each topic with its statement, its condition, the lines of the proof and their reasons, and the verdict."""
        for topic, proof in self.proved:
            yield Heading(topic.id)
            yield Paragraph(topic.statement)
            if topic.condition:
                yield Paragraph(topic.condition, label="Condition")
            yield from (Proved(line, line.because) for line in proof)
            verdict = f"{topic.verdict.capitalize()} · {_OUTCOMES[topic.verdict]}."
            yield Paragraph(verdict, "caution" if topic.refuted else "good")
        yield Heading(self._summary())

    def _summary(self) -> str:
        refuted = sum(topic.refuted for topic, _ in self.proved)
        lines = sum(len(proof) for _, proof in self.proved)
        true = len(self.proved) - refuted
        parts = [f"{true} {'statement' if true == 1 else 'statements'} proved"] if true else []
        parts += [f"{refuted} refuted"] if refuted else []
        return f"{', '.join(parts)}; {lines} lines, each checked by SymPy in this run."

    def records(self, precision: int) -> Iterator[Record]:
        """Topic, line and reason, after the topic's statement and condition and before its verdict."""
        for topic, proof in self.proved:
            yield topic.id, "statement", topic.statement
            if topic.condition:
                yield topic.id, "condition", topic.condition
            yield from ((topic.id, line.unicode, line.because) for line in proof)
            yield topic.id, "verdict", topic.verdict

    def document(self, precision: int = 4) -> dict[str, object]:
        """The JSON object."""
        return {"schema": SCHEMA, "topics": [_document(topic, proof) for topic, proof in self.proved]}


def _document(topic: Topic, proof: Sequence[Statement]) -> dict[str, object]:
    return {
        "id": topic.id,
        "statement": topic.statement,
        "condition": topic.condition or None,
        "verdict": topic.verdict,
        "checked": all(line.checked for line in proof),
        "derivation": [line.to_dict() for line in proof],
    }


class Topics(Declared):
    """What there is to prove."""

    topics: Sequence[Topic]

    def blocks(self) -> Iterator[Block]:
        """The topics by family, each with its statement."""
        longest = max(len(topic.id) for topic in self.topics)
        for family, members in groupby(self.topics, key=lambda topic: topic.family):
            yield Heading(family)
            yield Definitions(tuple((topic.id, _said(topic)) for topic in members), longest)

    def records(self, precision: int) -> Iterator[Record]:
        """Id, statement, condition and family."""
        return ((topic.id, topic.statement, topic.condition, topic.family) for topic in self.topics)

    def document(self, precision: int) -> dict[str, object]:
        """The records under their names."""
        fields = ("id", "statement", "condition", "family")
        return {
            "schema": SCHEMA,
            "topics": [dict(zip(fields, record, strict=True)) for record in self.records(precision)],
        }


def _said(topic: Topic) -> str:
    condition = f" Condition: {topic.condition}" if topic.condition else ""
    return f"{topic.statement}{' (false in general)' if topic.refuted else ''}{condition}"
