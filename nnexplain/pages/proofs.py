"""Proved topics as a page for a terminal, and as tab-separated lines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from nnexplain.formats import Options
from nnexplain.formats.table.text import break_sum, signs
from nnexplain.proofs import Topic

if TYPE_CHECKING:
    from nnexplain.symbolic.statement import Statement

    Proved = Sequence[tuple[Topic, Sequence[Statement]]]
_STYLES = {"head": "1;36", "dim": "2", "good": "1;32", "bad": "1;33"}
_LEAST_BESIDE = 24  # columns below which a statement stands under its topic's name instead of beside it
_OUTCOMES = {
    "holds": "proved",
    "holds with a condition": "proved under its condition",
    "refuted": "false in general: the counter-example above",
}


def page(proved: Proved, options: Options) -> str:
    """Each topic with its statement, its condition, the lines of the proof and their reasons, and the verdict."""
    lines = [line for topic, proof in proved for line in _topic(topic, proof, options)]
    closing = [_style(part, "head", options) for part in _wrapped(_summary(proved), options.width)]
    return "\n".join([*lines, *closing]) + "\n"


def _topic(topic: Topic, proof: Sequence[Statement], options: Options) -> Iterator[str]:
    yield from (_style(part, "head", options) for part in _wrapped(topic.id, options.width))
    said = [topic.statement, *([f"Condition: {topic.condition}"] if topic.condition else [])]
    yield from (signs(part, options) for text in said for part in _wrapped(text, options.width))
    for line in proof:
        for place, part in enumerate(break_sum(line.unicode, options.width - 4)):
            yield signs(f"{'    ' if place else '  '}{part}", options)
        for part in _wrapped(f"{line.because}  ✓", options.width, "      "):
            yield _style(part, "dim", options)
    style = "bad" if topic.refuted else "good"
    verdict = f"{topic.verdict.capitalize()} · {_OUTCOMES[topic.verdict]}."
    yield from (_style(part, style, options) for part in _wrapped(verdict, options.width))
    yield ""


def _summary(proved: Proved) -> str:
    refuted = sum(topic.refuted for topic, _ in proved)
    lines = sum(len(proof) for _, proof in proved)
    true = len(proved) - refuted
    parts = [f"{true} {'statement' if true == 1 else 'statements'} proved"] if true else []
    parts += [f"{refuted} refuted"] if refuted else []
    return f"{', '.join(parts)}; {lines} lines, each checked by SymPy in this run."


def plain(proved: Proved) -> str:
    """``topic<TAB>line<TAB>reason``, after the topic's statement, condition and verdict."""
    rows = []
    for topic, proof in proved:
        rows.append((topic.id, "statement", topic.statement))
        rows += [(topic.id, "condition", topic.condition)] if topic.condition else []
        rows += [(topic.id, line.unicode, line.because) for line in proof]
        rows.append((topic.id, "verdict", topic.verdict))
    return "\n".join("\t".join(row) for row in rows) + "\n"


def contents(topics: Sequence[Topic], options: Options) -> str:
    """The topics by family, each with its statement."""
    wide = max(len(topic.id) for topic in topics) + 2
    beside = options.width - wide - 2 >= _LEAST_BESIDE
    lines = []
    for family, members in groupby(topics, key=lambda topic: topic.family):
        lines += [_style(part, "head", options) for part in _wrapped(family, options.width)]
        for topic in members:
            said = topic.statement + (" (false in general)" if topic.refuted else "")
            said += f" Condition: {topic.condition}" if topic.condition else ""
            parts = _wrapped(said, options.width - (wide + 2 if beside else 4))
            lines += [f"  {topic.id.ljust(wide)}{parts[0]}"] if beside else _wrapped(topic.id, options.width, "  ")
            lines += [" " * (wide + 2 if beside else 4) + part for part in parts[beside:]]
        lines.append("")
    return signs("\n".join(lines[:-1]), options) + "\n"


def plain_contents(topics: Sequence[Topic]) -> str:
    """``id<TAB>statement<TAB>condition<TAB>family``."""
    return "".join(f"{topic.id}\t{topic.statement}\t{topic.condition}\t{topic.family}\n" for topic in topics)


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _style(text: str, style: str, options: Options) -> str:
    text = signs(text, options)
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if options.color and text else text


def document(proved: Proved) -> dict[str, Any]:
    """The JSON object as plain Python data."""
    return {
        "schema": "nnexplain-derive/1",
        "topics": [
            {
                "id": topic.id,
                "statement": topic.statement,
                "condition": topic.condition or None,
                "verdict": topic.verdict,
                "checked": all(line.checked for line in proof),
                "derivation": [
                    {
                        "statement": {"unicode": line.unicode, "latex": line.latex},
                        "because": line.because,
                        "checked": line.checked,
                    }
                    for line in proof
                ],
            }
            for topic, proof in proved
        ],
    }
