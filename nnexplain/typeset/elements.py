"""What a typeset page is made of: words, mathematics that any notation can write, and tables of the two."""

from __future__ import annotations

from typing import TypeAlias

from nnexplain.notation.sides import Side
from nnexplain.notation.tree import Leaf
from nnexplain.pages.blocks import Bar, Definitions, Drawing, Gap, Heading, Proved, Tone
from nnexplain.worked.declared import Declared


class Math(Declared):
    """A line of mathematics: its sides, words before it (``label``) and behind it (``note``)."""

    sides: tuple[Side, ...]
    label: str = ""
    note: str = ""

    @property
    def number(self) -> Leaf | None:
        """The number that it is, where it is nothing else."""
        alone = self.sides[0].written if len(self.sides) == 1 and not self.label else None
        return alone if isinstance(alone, Leaf) and alone.value is not None else None


Piece: TypeAlias = "str | Math | Bar"
Pieces: TypeAlias = tuple[Piece, ...]


class Words(Declared):
    """A paragraph; ``label`` says what kind it is, ``level`` how far in it stands, ``listed`` one of a list."""

    pieces: Pieces
    tone: Tone = ""
    label: str = ""
    level: int = 0
    listed: bool = False


class Worked(Declared):
    """A step: what is done, its formula, and the lines of its arithmetic; ``id`` is the step's.

    ``number`` is that of the step, or those of a few that are told together (``4 to 8``).
    """

    number: str
    title: str
    formula: Math | None
    lines: tuple[Math, ...]
    note: str = ""
    id: str = ""


class Display(Declared):
    """Mathematics that stands on lines of its own, or (``abreast``) in a row."""

    lines: tuple[Math, ...]
    level: int = 0
    abreast: bool = False


class Grid(Declared):
    """A table: its heads, rows and feet (none: no foot); the first cell of a ``headed`` row says what the row is."""

    heads: tuple[Pieces, ...]
    rows: tuple[tuple[Pieces, ...], ...]
    feet: tuple[Pieces, ...] = ()
    right: frozenset[int] = frozenset()
    title: str = ""
    headed: bool = False


class Result(Declared):
    """The answer, and the sentences that read it."""

    math: Math
    said: Pieces


class Curve(Declared):
    """How a value went: heights from 0 to 1."""

    name: str
    heights: tuple[float, ...]


# what stands on a typeset page as it stands among the blocks
Kept: TypeAlias = Heading | Gap | Definitions | Proved | Drawing
Element: TypeAlias = Words | Worked | Display | Grid | Result | Curve | Kept
