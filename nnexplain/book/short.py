"""An entry in a line: the command that works it out, the claim that it makes, or what it proves."""

from __future__ import annotations

from nnexplain.book.entry import Entry, Run
from nnexplain.book.placed import Placed, Plain
from nnexplain.worked.lesson import spelling

_MOST = 46  # signs of a command: what stands beside the longest id on 80 columns


def in_short(entry: Entry) -> str:
    """What an entry is; a command as it is typed, cut down to a line.

    >>> from nnexplain.book.entry import entries
    >>> from nnexplain.book.placed import entries_of
    >>> text = "[{id: a, section: S, command: softmax, inputs: {z: [1, 2]}, printed: {'p[0]': '0.27'}}]"
    >>> in_short(entries(entries_of(text, "mine.yaml"), "mine.yaml")[0])
    'softmax --z 1,2'
    """
    if entry.claim:
        return entry.claim
    if entry.kind == "given":
        return entry.title or ", ".join(f"{name} {value}" for name, value in entry.printed.items())
    if not entry.runs:
        topics = "derive" if entry.topics == [entry.id] else f"derive {' '.join(entry.topics)}"
        return f"{topics}: {entry.title}" if entry.title else topics
    first, *rest = entry.runs
    more = f" and {len(rest)} more" if rest else ""
    return _cut(_command(first), _MOST - len(more)) + more


def _command(run: Run) -> str:
    words = [run.command]
    for name, value in run.inputs.items():
        if sum(map(len, words)) > _MOST:
            break
        if name in ("expr", "spec"):
            words.append(_text(value))
        elif value is True:
            words.append(spelling(name))
        elif value is not False:
            words.append(f"{spelling(name)} {_text(value)}")
    return " ".join(words)


def _text(value: Plain) -> str:
    """A value as it is typed: ``1,0``, or rows with ``;`` between."""
    if isinstance(value, Placed):
        return "{" + ", ".join(value) + "}"
    if isinstance(value, list):
        value = value[: _MOST // 2]  # there is no room for more
        deep = any(isinstance(item, list) for item in value)
        return (";" if deep else ",").join(map(_text, value))
    return " ".join(str(value).split())


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip(" ,;") + "…"
