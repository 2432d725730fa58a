"""What a page is made of, without a format: headings, paragraphs, steps, tables, matrices, pictures, proved lines.

Numbers stand in blocks as numbers, arithmetic as trees and sentences as remarks, so that every format writes them with
its reader's digits and in its own signs. A report gives blocks; a format prints them; neither knows the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from nnexplain.worked.declared import Declared

if TYPE_CHECKING:  # a list of what there is has no numbers, and needs no NumPy
    from fractions import Fraction

    from nnexplain.arrays import Array, Index
    from nnexplain.engine.labels import Labels
    from nnexplain.engine.remark import Remark
    from nnexplain.notation.tree import Leaf, Symbol, Written
    from nnexplain.symbolic.statement import Statement
    from nnexplain.worked.example import Cell as Entry
    from nnexplain.worked.example import Step, WorkedExample

OF_SHARES = "of shares"  # the view of a softmax's steps before the shares themselves
EACH_ROW = "each row"  # the view of a matrix for each row of a batch
Tone: TypeAlias = Literal["", "faint", "good", "caution", "bad", "warning"]
Said: TypeAlias = "str | Remark"
Exact: TypeAlias = "Callable[[Index], Fraction | None]"


class Heading(Declared):
    """``level`` 1 is the page's title, 2 a part of it, 3 what stands right below; what ``folds`` may be folded."""

    text: str
    level: int = 2
    tone: Tone = ""
    folds: bool = False


class Gap(Declared):
    """What follows is another thought."""


class Paragraph(Declared):
    """A sentence or more; ``label`` says what kind (``Convention``); one of a list goes on further in."""

    said: Said
    tone: Tone = ""
    label: str = ""
    level: int = 0
    listed: bool = False


class Matrix(Declared):
    """A number, vector or matrix under its name; ``most`` entries of an axis are shown (None: all, with every digit).

    ``exact`` gives an entry's exact value (None where it has been rounded), ``whole`` whether at so many decimals every
    entry is shown as all that it is. ``id`` is that of its step, ``labels`` what its places are called.
    """

    name: str | Symbol
    value: Array
    exact: Exact
    whole: Callable[[int], bool] | None = None
    most: int | None = 8
    id: str = ""
    labels: Labels = ()


class Setting(Declared):
    """What is given beside numbers: an activation, a switch."""

    name: str
    text: str


class Given(Declared):
    """What the calculation starts from."""

    inputs: tuple[Matrix | Setting, ...]


class Steps(Declared):
    """Steps that follow each other: what is done, its formula, the numbers put in, the value.

    ``tabled``: as rows of a table, which is how a page shows them on which no step gives a matrix. ``head`` picks one
    of several heads.
    """

    steps: tuple[Step, ...]
    tabled: bool = True
    head: int | None = None


class Abreast(Declared):
    """Steps that work the same places one after the other, side by side, with what is found of a whole line between.

    A softmax is one: the largest logit, the distances from it, the exponentials, their sum, the shares. ``head`` picks
    one of several heads.
    """

    steps: tuple[Step, ...]
    head: int | None = None


class Equation(Declared):
    """``left`` sides in symbols, then the cell's arithmetic and what it comes to: y = w x + b = 2 × 3 + 1 = 7.

    ``note`` says in a word or two where it comes from.
    """

    left: tuple[Written, ...]
    cell: Entry
    level: int = 0
    note: str = ""


class Answer(Declared):
    """The result, and the sentences that read it; a ``brief`` one takes two lines."""

    result: Matrix
    remarks: tuple[Said, ...]
    brief: bool = False


class Bar(Declared):
    """A share of the longest bar, ``most`` signs long where bars are made of signs."""

    share: float
    most: int

    @property
    def length(self) -> float:
        """The share between 0 and 1; 0 of what is no number."""
        return min(max(self.share, 0.0), 1.0) if self.share == self.share else 0.0


class Values(Declared):
    """A value on one line: numbers in brackets, a word, names, yes or no; without ``exact`` as it was typed."""

    value: object
    exact: Exact | None = None

    @property
    def words(self) -> str | None:
        """What it is where it is no numbers: a word, names, yes or no, nothing."""
        match self.value:
            case None:
                return ""
            case bool(value):
                return str(value).lower()
            case str(value):
                return value
            case list(names):
                return ", ".join(map(str, names))
        return None

    @property
    def numbers(self) -> tuple[Array, Exact]:
        """The numbers, and the exact value of each: as it was typed, where nothing else is known."""
        import numpy as np

        from nnexplain.notation.decimals import as_typed

        array = np.asarray(self.value, dtype=float)
        return array, self.exact or (lambda index: as_typed(float(array[index])))


class Faint(Declared):
    """A word that stands in for what is left out."""

    text: str


class Joined(Declared):
    """Pieces that stand together in a cell."""

    parts: tuple[Cell, ...]


Cell: TypeAlias = "str | Leaf | Remark | Bar | Values | Faint | Joined"
Row: TypeAlias = "tuple[Cell, ...]"


class Column(Declared):
    """``rounded``: an ≈ stands before the head, for a number below it that is not shown as all that it is."""

    head: Cell = ""
    right: bool = True
    foot: Cell = ""
    rounded: bool = False
    unbroken: bool = False


class Table(Declared):
    """Rows of cells under heads. What is too wide for a page becomes a list, row by row, or is left out.

    ``too_wide`` says when it is left out: never, always, or only where there is room for a list of its rows.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: str = ""
    footed: bool = False
    too_wide: Literal["listed", "listed in little room", "left out"] = "listed"

    def is_rounded(self, place: int, precision: int) -> bool:
        """Whether an ≈ stands before the head of a column, with so many decimals."""
        from nnexplain.notation.decimals import shown_exactly
        from nnexplain.notation.tree import Leaf

        numbers = (row[place] for row in self.rows if place < len(row))
        return self.columns[place].rounded and not all(
            shown_exactly(cell.exact, precision) for cell in numbers if isinstance(cell, Leaf)
        )


class Picture(Declared):
    """A step seen as a picture; left out, with its title, where none of its tables fits. ``id`` is that of its step."""

    title: str
    tables: tuple[Table, ...]
    id: str


class Drawing(Declared):
    """The pictures that belong to an example; a format that has no room for them leaves them out."""

    example: WorkedExample


class Curve(Declared):
    """How a value went, from first to last."""

    name: str
    value: Array


class Proved(Declared):
    """A line that has been checked in this run, and why it holds, or (``beside``) what there is to say of it."""

    line: Statement
    because: str
    beside: bool = False


class Place(Declared):
    """Where the cells of a list's lines stand: at least and at most so wide, and to the right or not."""

    least: int = 0
    most: int | None = None
    right: bool = False


class Line(Declared):
    """A line of a list; one of a single cell is a label."""

    cells: tuple[Cell, ...]
    level: int = 1
    tone: Tone = ""


class Listing(Declared):
    """Lines whose cells stand in columns, without rules between them."""

    lines: tuple[Line, ...]
    places: tuple[Place, ...] = ()


class Definitions(Declared):
    """Terms, each with what is said of it; ``longest`` is the longest term of all such lists of the page."""

    terms: tuple[tuple[str, str], ...]
    longest: int


Prose: TypeAlias = Heading | Gap | Paragraph | Proved | Listing | Definitions
Block: TypeAlias = Prose | Given | Steps | Abreast | Equation | Answer | Matrix | Table | Picture | Drawing | Curve
Record: TypeAlias = tuple[str, ...]


class Report(Protocol):
    """Whatever is shown: blocks for a reader, records for a script that reads lines, a document for one of data."""

    def blocks(self) -> Iterable[Block]:
        """The page, from top to bottom."""
        ...

    def records(self, precision: int) -> Iterator[Record]:
        """The same as rows of words, whose numbers have so many decimals."""
        ...

    def document(self, precision: int) -> object:
        """The same as plain data (its arrays may still be arrays)."""
        ...
