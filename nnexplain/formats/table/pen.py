"""What the parts of a page share: the notation, the width, and the signs that may be used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from nnexplain.engine.remark import Remark
from nnexplain.formats import LEAST_WIDTH
from nnexplain.formats.table.text import grid, in_line, signs
from nnexplain.notation.tree import Leaf, Symbol
from nnexplain.notation.unicode import Unicode, symbol_text
from nnexplain.pages.blocks import Bar, Cell, Faint, Joined, Values

if TYPE_CHECKING:
    from nnexplain.formats import Options
    from nnexplain.formats.table.parts import Span
    from nnexplain.pages.blocks import Said
    from nnexplain.worked.example import Step

USUAL = 80  # columns of a terminal
NARROW = 60  # columns below which a label may stand above its array, and arithmetic is hardly indented
STYLES = {
    "": "",
    "faint": "dim",
    "good": "bold green",
    "caution": "bold yellow",
    "bad": "bold red",
    "warning": "yellow",
}


class Pen:
    """Writes blocks' pieces as text."""

    def __init__(self, options: Options) -> None:
        self.options = options.but(width=max(options.width, LEAST_WIDTH))
        self._said: set[str] = set()

    @cached_property
    def notation(self) -> Unicode:
        """With the numbers put in."""
        from nnexplain.worked.arithmetic import MOST_TERMS  # brings NumPy, which lists of names have no need of

        return Unicode(self.options.precision, most_terms=MOST_TERMS)

    @cached_property
    def symbols(self) -> Unicode:
        """With the symbols alone."""
        return Unicode(self.options.precision, numbers=False)

    @property
    def width(self) -> int:
        return self.options.width

    @property
    def layout(self) -> int:
        """The columns that decide what stands beside what: a page wider than usual has the shape of a usual one."""
        return min(USUAL, self.width)

    @property
    def narrow(self) -> bool:
        """Whether there is little room for labels and indentation."""
        return self.width < NARROW

    def once(self, hint: str) -> str:
        """A hint where it is given for the first time on the page, else nothing."""
        if hint in self._said:
            return ""
        self._said.add(hint)
        return hint

    def sign(self, text: str) -> str:
        """The text in signs that the terminal has."""
        return signs(text, self.options)

    def said(self, sentence: Said) -> str:
        """A sentence, its numbers with the digits asked for."""
        return self.sign(sentence if isinstance(sentence, str) else sentence.read(self.notation))

    def name(self, name: str | Symbol) -> str:
        return name if isinstance(name, str) else symbol_text(name)

    def number(self, leaf: Leaf) -> str:
        """A number; what has none is a symbol."""
        return self.notation.text(leaf) if leaf.value is None else self.notation.number(leaf.value, leaf.exact)

    def formula(self, step: Step) -> str:
        """``z = w · x + b``."""
        from nnexplain.pages.parts import formula  # brings NumPy

        return " = ".join(map(self.symbols.text, formula(step)))

    def cell(self, cell: Cell) -> Span:
        """A cell as text, with its style."""
        return self.sign(self._written(cell)), _style(cell)

    def _written(self, cell: Cell) -> str:
        match cell:
            case str():
                return cell
            case Leaf():
                return self.number(cell)
            case Remark():
                return cell.read(self.notation)
            case Bar():
                return bar(cell.share, cell.most)
            case Values():
                return self._values(cell)
            case Faint():
                return cell.text
            case Joined():
                return "".join(self._values(part, flat=True) if isinstance(part, Values) else self._written(part)
                               for part in cell.parts)  # fmt: skip

    def _values(self, values: Values, *, flat: bool = False) -> str:
        """A value as lines of text: a matrix between tall brackets, or ``flat`` as it is typed."""
        if values.words is not None:
            return values.words
        array, exact = values.numbers
        if flat and array.ndim == 2:
            return in_line(array, exact, self.notation)
        return "\n".join(grid(array, exact, self.notation).lines)


def _style(cell: Cell) -> str:
    match cell:
        case Faint():
            return "dim"
        case Bar():
            return "cyan"
    return ""


def bar(share: float, most: int) -> str:
    """A share as a bar of eighths of a column.

    >>> bar(0.5, 4), bar(0.0, 4)
    ('██', '')
    """
    eighths = round(share * most * 8) if abs(share) < float("inf") else 0
    return "█" * (eighths // 8) + ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")[eighths % 8]
