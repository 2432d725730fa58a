"""Proved topics as a page for a terminal, and as tab-separated lines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from nnexplain.derivations import Topic
from nnexplain.render import Options
from nnexplain.render._text import break_sum, plain_ascii

if TYPE_CHECKING:
    from nnexplain.example import Statement

    Proved = Sequence[tuple[Topic, Sequence[Statement]]]
_STYLES = {"head": "1;36", "dim": "2", "good": "1;32", "bad": "1;33"}
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
    yield _style(topic.id, "head", options)
    said = [topic.statement, *([f"Condition: {topic.condition}"] if topic.condition else [])]
    yield from (_sign(part, options) for text in said for part in _wrapped(text, options.width))
    for line in proof:
        for place, part in enumerate(break_sum(line.unicode, options.width - 4)):
            yield _sign(f"{'    ' if place else '  '}{part}", options)
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
    lines = []
    for family, members in groupby(topics, key=lambda topic: topic.family):
        lines.append(_style(family, "head", options))
        for topic in members:
            said = topic.statement + (" (false in general)" if topic.refuted else "")
            said += f" Condition: {topic.condition}" if topic.condition else ""
            first, *rest = _wrapped(said, max(options.width - wide - 2, 24))
            lines += [_sign(f"  {topic.id.ljust(wide)}{first}", options)]
            lines += [_sign(" " * (wide + 2) + part, options) for part in rest]
        lines.append("")
    return "\n".join(lines[:-1]) + "\n"


def plain_contents(topics: Sequence[Topic]) -> str:
    """``id<TAB>statement<TAB>condition<TAB>family``."""
    return "".join(f"{topic.id}\t{topic.statement}\t{topic.condition}\t{topic.family}\n" for topic in topics)


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(text, max(width, 20), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _style(text: str, style: str, options: Options) -> str:
    text = _sign(text, options)
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if options.color and text else text


def _sign(text: str, options: Options) -> str:
    return plain_ascii(text) if options.ascii else text


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
