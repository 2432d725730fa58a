"""An equation of several sides on one line, or a side to a line, each behind its sign."""

from __future__ import annotations

from nnexplain.formats.table.parts import Lines
from nnexplain.formats.table.pen import Pen
from nnexplain.formats.table.text import break_sum
from nnexplain.notation.unicode import Unicode
from nnexplain.pages.blocks import Equation
from nnexplain.worked.arithmetic import is_worked, sides


def equation_lines(block: Equation, pen: Pen) -> Lines:
    """The sides as long as they fit beside each other; the arithmetic keeps its result, and every term."""
    notation = Unicode(pen.options.precision)
    first, *parts = [pen.symbols.text(side) for side in block.left]
    parts = [f"= {part}" for part in parts]
    written, result = sides(block.cell, notation)
    parts.append(f"= {written} {result}" if is_worked(block.cell, notation) else result)
    parts += [block.note] if block.note else []
    indent, deeper = "  " * block.level, "  " * (block.level + 1)
    lines, line = list[str](), indent + first
    for part in parts:
        if len(line) + 1 + len(part) <= pen.width:
            line = f"{line} {part}"
        else:
            lines.append(line)
            line = deeper + part
    lines.append(line)
    whole = [piece for text in lines for piece in _broken(pen.sign(text), pen.width)]
    return Lines(tuple((text, "") for text in whole))


def _broken(line: str, width: int) -> list[str]:
    """A line that is too wide, broken between the factors of a chain, else between terms."""
    text = line.lstrip()
    indent = line[: len(line) - len(text)]
    room = max(width - len(indent) - 4, 8)
    pieces = _chain(text, room) if " · " in text else break_sum(text, room)
    return [f"{indent}{'    ' if place else ''}{piece}" for place, piece in enumerate(pieces)]


def _chain(text: str, room: int) -> list[str]:
    pieces, piece = list[str](), ""
    for place, factor in enumerate(text.split(" · ")):
        factor = f"· {factor}" if place else factor
        if piece and len(piece) + 1 + len(factor) > room:
            pieces.append(piece)
            piece = factor
        else:
            piece = f"{piece} {factor}".lstrip()
    return [part for whole in (*pieces, piece) for part in break_sum(whole, room)]
