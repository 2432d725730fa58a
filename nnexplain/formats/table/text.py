"""Text blocks: vectors and matrices aligned on the decimal point, blocks side by side, sums broken between terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from nnexplain.formats import Options
from nnexplain.notation.letters import ASCII
from nnexplain.visible import visible
from nnexplain.worked.declared import Declared

if TYPE_CHECKING:  # a list of what there is shows text without any numbers, and needs no NumPy
    from nnexplain.arrays import Array, Index
    from nnexplain.notation.unicode import Unicode
    from nnexplain.pages.blocks import Exact

MOST_SHOWN = 8  # entries of an axis shown before the rest is counted instead
_HARD = "\u00a0"  # a space that is no place to break at
_HELD = re.compile(r"(?<= [−+×/=≈→·]) (?=\S)|(?<=\S) (?=%)")
_TABLE = str.maketrans(ASCII)
_NARROW = frozenset(ASCII) | frozenset(map(chr, range(0x20, 0x7F)))  # our own signs, each one column wide


def fits(text: str, width: int) -> bool:
    """Whether a line stands in so many columns, counted at a glance: no sign in it is one that takes two or none.

    >>> fits("0.1 × 1 ≈ 0.1", 13), fits("0.1 × 1 ≈ 0.1", 12), fits("\u6771", 13)
    (True, False, False)
    """
    return len(text) <= width and _NARROW.issuperset(text)


def plain_ascii(text: str) -> str:
    """The text in ASCII signs, for a terminal that knows no others.

    >>> plain_ascii("0.1 × 1 ≈ 0.1")
    '0.1 * 1 ~ 0.1'
    """
    return text.translate(_TABLE).encode("ascii", "replace").decode("ascii")


def signs(text: str, options: Options) -> str:
    """Text as the terminal can show it: nothing in it acts, and where need be it is ASCII (line breaks stay)."""
    text = visible(text, keep="\n")
    return plain_ascii(text) if options.ascii else text


class Grid(Declared):
    """An array as lines of text; ``more`` counts the entries left out."""

    lines: list[str]
    more: int

    @property
    def width(self) -> int:
        return max(map(len, self.lines))


def number_texts(values: Array, exact: Exact, notation: Unicode, places: Iterable[Index]) -> list[str]:
    """The entries at those places, in the digits of the notation."""
    return [notation.number(float(values[i]), exact(i)) for i in places]


def align(texts: Sequence[str]) -> list[str]:
    """Numbers padded so that their decimal points stand in one column.

    >>> align(["0.15", "-1", "12.5"])
    [' 0.15', '-1   ', '12.5 ']
    """
    wholes = [text.partition(".")[0].partition("e")[0] for text in texts]
    before = max(map(len, wholes))
    after = max(len(text) - len(whole) for text, whole in zip(texts, wholes, strict=True))
    return [whole.rjust(before) + text[len(whole) :].ljust(after) for text, whole in zip(texts, wholes, strict=True)]


def grid(values: Array, exact: Exact, notation: Unicode, most: int = MOST_SHOWN) -> Grid:
    """A number, ``[a, b]``, or a bracketed matrix; of a large array the first cells."""
    if values.ndim == 0:
        return Grid(number_texts(values, exact, notation, [()]), 0)
    if values.ndim == 1:
        shown = min(len(values), most)
        texts = number_texts(values, exact, notation, [(i,) for i in range(shown)])
        return Grid(["[" + ", ".join(texts + ["…"] * (shown < len(values))) + "]"], len(values) - shown)
    if values.ndim > 2:
        return _heads(values, exact, notation, most)
    rows, columns = (min(size, most) for size in values.shape)
    table = [number_texts(values, exact, notation, [(i, j) for j in range(columns)]) for i in range(rows)]
    aligned = list(zip(*(align(column) for column in zip(*table, strict=True)), strict=True))
    dots = "  …" if columns < values.shape[1] else ""
    lines = ["  ".join(row) + dots for row in aligned]
    if rows < values.shape[0]:
        lines.append("…".ljust(len(lines[0])))
    return Grid(bracket(lines), values.size - rows * columns)


def _heads(values: Array, exact: Exact, notation: Unicode, most: int) -> Grid:
    parts = [grid(part, _inside(exact, place), notation, most) for place, part in enumerate(values[:most])]
    lines = [line for place, part in enumerate(parts, 1) for line in labelled(f"head {place} ", part.lines)]
    return Grid(lines, sum(part.more for part in parts) + values[most:].size)


def _inside(exact: Exact, place: int) -> Exact:
    """The same for one part of an array."""
    return lambda index: exact((place, *index))


def in_line(values: Array, exact: Exact, notation: Unicode) -> str:
    """A matrix on one line, as it is typed: ``[1, 2; 3, 4]``."""
    rows = (number_texts(values, exact, notation, [(i, j) for j in range(values.shape[1])]) for i in range(len(values)))
    return f"[{'; '.join(', '.join(row) for row in rows)}]"


def bracket(lines: Sequence[str]) -> list[str]:
    """Lines between tall brackets."""
    width = max(map(len, lines))
    if len(lines) == 1:
        return [f"[ {lines[0]} ]"]
    left = ["⎡", *["⎢"] * (len(lines) - 2), "⎣"]
    right = ["⎤", *["⎥"] * (len(lines) - 2), "⎦"]
    return [f"{a} {line.ljust(width)} {b}" for a, line, b in zip(left, lines, right, strict=True)]


def narrow(label: str, values: Array, exact: Exact, notation: Unicode, width: int, most: int = MOST_SHOWN) -> Grid:
    """An array in few columns: the label above it, and a matrix row by row, before any number would be cut."""
    shown = grid(values, exact, notation, most)
    for lines in (labelled(label, shown.lines), [label.rstrip(), *indented(shown.lines, "  ")]):
        if max(map(len, lines)) <= width:
            return Grid(lines, shown.more)
    rows = _row_by_row(values, exact, notation, width - 2, most)
    return Grid([label.rstrip(), *indented(rows, "  ")], shown.more)


def _row_by_row(values: Array, exact: Exact, notation: Unicode, width: int, most: int) -> list[str]:
    if values.ndim < 2:
        return wrapped(grid(values, exact, notation, most).lines, width)
    lines = []
    for place, part in enumerate(values[:most]):
        lines += [f"head {place + 1}"] if values.ndim > 2 else []
        lines += _row_by_row(part, _inside(exact, place), notation, width, most)
    return [*lines, "…"] if len(values) > most else lines


def indented(lines: Sequence[str], by: str) -> list[str]:
    """Every line further in."""
    return [by + line for line in lines]


def labelled(label: str, lines: Sequence[str]) -> list[str]:
    """``label`` before the first line, the rest indented under it."""
    return [(label if place == 0 else " " * len(label)) + line for place, line in enumerate(lines)]


def beside(blocks: Sequence[Sequence[str]], width: int, gap: str = "   ") -> list[str]:
    """Blocks of lines side by side, as many as fit in a row."""
    rows: list[list[Sequence[str]]] = [[]]
    used = 0
    for block in blocks:
        size = max(map(len, block)) + len(gap)
        if rows[-1] and used + size - len(gap) > width:
            rows.append([])
            used = 0
        rows[-1].append(block)
        used += size
    return [line for row in rows if row for line in _one_row(row, gap)]


def _one_row(blocks: Sequence[Sequence[str]], gap: str) -> list[str]:
    height = max(map(len, blocks))
    padded = [[*block, *[""] * (height - len(block))] for block in blocks]
    widths = [max(map(len, block)) for block in padded]
    return [
        gap.join(line.ljust(w) for line, w in zip(lines, widths, strict=True)).rstrip()
        for lines in zip(*padded, strict=True)
    ]


def wrapped(lines: Sequence[str], width: int) -> list[str]:
    """A vector too long for its line goes on below, entry by entry; a matrix stays as it is.

    >>> wrapped(["[0.15, 0.25, 0.35]"], 12)
    ['[0.15, 0.25,', ' 0.35]']
    """
    if len(lines) > 1 or len(lines[0]) <= width:
        return list(lines)
    rows = [""]
    for entry in lines[0].split(" "):
        if rows[-1].strip() and len(rows[-1]) + 1 + len(entry) > width:
            rows.append(" " + entry)
        else:
            rows[-1] = f"{rows[-1]} {entry}" if rows[-1] else entry
    return rows


def wrapped_words(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """The text broken between words, its first line and the rest behind what they begin with.

    A sign that stands between two numbers goes with the second, a % with its number.

    >>> wrapped_words("the slopes leave p − t", 21)
    ['the slopes leave p', '− t']
    """
    held = _HELD.sub(_HARD, text)
    lines = wrap(held, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return [line.replace(_HARD, " ") for line in lines]


def unbroken(text: str, width: int) -> list[str]:
    """A line as it stands where it fits; else broken between words, further in than it begins."""
    if len(text) <= width:
        return [text]
    start = text[: len(text) - len(text.lstrip())]
    return wrapped_words(" ".join(text.split()), width, start, f"{start}  ")


def break_sum(text: str, width: int) -> list[str]:
    """A long line broken between terms (outside brackets first), so that no term is cut.

    Of a product the last factor stands below where that leaves its brackets whole.

    >>> break_sum("0.1 × 1 + 0.2 × 0 + 0.3 × 1", 18)
    ['0.1 × 1 + 0.2 × 0', '+ 0.3 × 1']
    >>> break_sum("0.5374 × (1 − 0.5374)", 16)
    ['0.5374', '× (1 − 0.5374)']
    """
    width = max(width, 1)
    lines = []
    while len(text) > width:
        best = _last_break(text, width, _TERMS, outside=True)
        if best is None or best < width // 3:  # hardly more than what the line is about
            factor = _last_break(text, width, _FACTORS, outside=True)
            whole = factor is not None and len(text[factor:].strip()) <= width
            best = factor if whole else _last_break(text, width, _TERMS, outside=False) or best
        if best is None:
            best = text.rfind(" ", 1, width + 1)
            best = best if best > 0 else _beside_a_number(text, width)
        lines.append(text[:best].rstrip())
        text = text[best:].strip()
    return [*lines, text] if text else lines


def _beside_a_number(text: str, width: int) -> int:
    """The last place up to ``width`` that is not inside a number, where there is one."""
    digits = "0123456789.e−-"
    return next((p for p in range(width, 0, -1) if text[p - 1] not in digits or text[p] not in digits), width)


_TERMS = (" + ", " − ", " ≈ ", " = ")
_FACTORS = (" × ", " / ", " ⊙ ")


def _last_break(text: str, width: int, before: Sequence[str], *, outside: bool) -> int | None:
    """The last place up to ``width`` that one of these signs follows."""
    while (place := max(text.rfind(sign, 1, width + len(sign)) for sign in before)) > 0:
        if not outside or not _depth(text[:place]):
            return place
        width = place - 1
    return None


def _depth(text: str) -> int:
    """How many brackets are open at the end of a text."""
    return sum(map(text.count, "([{")) - sum(map(text.count, ")]}"))
