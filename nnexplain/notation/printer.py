"""What every notation shares: which operator binds how tightly, and where brackets are needed.

A leading negative number needs no brackets; anywhere else it gets them, as in 0.5 − (−0.3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from fractions import Fraction
from typing import Self

from nnexplain.notation.decimals import show
from nnexplain.notation.tree import Kept, Leaf, Place, Symbol, Tree, Word, Written

SUM, NEGATION, PRODUCT, JUXTAPOSED, POWER, ATOM = range(1, 7)
MOST_LISTED = 8
BINDING = {
    "+": SUM, "-": SUM, "neg": NEGATION, "*": PRODUCT, "/": PRODUCT, "dot": PRODUCT, "odot": PRODUCT,
    "matmul": JUXTAPOSED, "^": POWER, "exp": POWER,
}  # fmt: skip
# what is said in words stands in brackets wherever it is part of something else
BINDING |= dict.fromkeys(("in its row", "in the first rows", "summed by token", "where seen", "wrong and target"), 0)


class Notation:
    """Prints a tree; ``numbers`` puts the numbers in, else leaves show their symbols."""

    # what stands between two operands
    signs: Mapping[str, str] = {
        "+": " + ", "-": " - ", "*": " * ", "dot": " . ", "odot": " (*) ", "/": " / ", "matmul": " ",
    }  # fmt: skip
    minus, dots, comma = "-", "…", ", "
    zero, from_zero = "0", "0 "  # nothing, and how a larger text begins with it
    relations: Mapping[str, str] = {}  # sign → how it is written, where that is not the sign itself
    # head → what it is printed as, and how tightly an operand must bind to stand there without brackets
    forms: Mapping[str, tuple[int, str]] = {}
    more = 0  # digits of numbers that are rounded, beyond those asked for

    def __init__(self, precision: int = 4, *, numbers: bool = True, most_terms: int | None = None) -> None:
        self.precision, self.numbers, self.most_terms = precision, numbers, most_terms

    def text(self, tree: Written) -> str:
        """The tree as text."""
        return self._write(tree, leading=True)

    def number(self, value: float, exact: Fraction | None = None) -> str:
        """One number as this notation writes it."""
        return self.figures(show(value, exact, self.precision, self.more))

    def finer(self, more: int) -> Self:
        """The same notation with so many more digits of what it rounds."""
        if not more:
            return self
        found = copy(self)
        found.more = more
        return found

    def figures(self, text: str) -> str:
        return text

    def symbol(self, symbol: Symbol, index: Place = ()) -> str:
        raise NotImplementedError

    def related(self, sign: str, text: str) -> str:
        """A side behind its sign."""
        return f"{self.relations.get(sign, sign)} {text}"

    def spaced(self, texts: Sequence[str]) -> str:
        """Pieces of a line, one after the other."""
        return " ".join(texts)

    def joined(self, texts: Sequence[str]) -> str:
        """Pieces of a line with commas between them."""
        return ", ".join(texts)

    def limited(self, text: str, condition: str) -> str:
        """A line that holds for some indices only: ``j ≠ i``."""
        return f"{text}, {condition}"

    def words(self, text: str) -> str:
        """Words that stand among signs."""
        return text

    def binding(self, tree: Written) -> int:
        if isinstance(tree, Tree):
            return BINDING.get(tree.head, ATOM)
        assert isinstance(tree, Leaf)
        derivative = tree.symbol is not None and tree.symbol.over is not None
        return POWER if derivative and not (self.numbers and tree.value is not None) else ATOM  # (∂L/∂W)²

    def _write(self, tree: Written, *, leading: bool) -> str:
        if isinstance(tree, Leaf):
            return self._leaf(tree, leading)
        assert isinstance(tree, Tree)
        if tree.head in self.forms:
            least, form = self.forms[tree.head]
            return self.formed(form, [self.part(part, least, leading=not least) for part in tree.args])
        method = getattr(self, _METHODS.get(tree.head, ""), None)
        if method is not None:
            text: str = method(tree, leading)
            return text
        return self.call(tree.head, [self._write(part, leading=True) for part in tree.args])

    def formed(self, form: str, parts: Sequence[str]) -> str:
        """A form with its operands put in."""
        return form % tuple(parts)

    def _leaf(self, leaf: Leaf, leading: bool) -> str:
        if leaf.symbol is not None and (not self.numbers or leaf.value is None):
            return self.symbol(leaf.symbol, leaf.index)
        if leaf.value is None:
            assert isinstance(leaf, Word)
            return self.words(leaf.text) if leaf.text else ""
        text = self.figures(leaf.text) if isinstance(leaf, Kept) else self.number(leaf.value, leaf.exact)
        return text if leading or not text.startswith(self.minus) else self.brackets(text)

    def brackets(self, text: str) -> str:
        return f"({text})"

    def squared(self, text: str) -> str:
        """In square brackets, as entries are."""
        return f"[{text}]"

    def call(self, head: str, args: list[str]) -> str:
        return head + self.brackets(self.comma.join(args))

    def part(self, tree: Written, least: int, *, leading: bool = False) -> str:
        """An operand, in brackets where it binds less tightly than its place needs."""
        if self.binding(tree) < least or (least == ATOM and self._scientific(tree)):
            return self.brackets(self._write(tree, leading=True))
        return self._write(tree, leading=leading)

    def _scientific(self, tree: Written) -> bool:
        """Whether it prints as a number times a power of ten, which a further power must not split."""
        if not isinstance(tree, Leaf) or tree.value is None or (tree.symbol is not None and not self.numbers):
            return False
        return "e" in show(tree.value, tree.exact, self.precision, self.more)

    def listed(self, tree: Tree, leading: bool) -> str:
        parts = [self._write(part, leading=True) for part in tree.args]
        if len(parts) > MOST_LISTED and not self.numbers:
            parts = [*parts[:3], self.dots, parts[-1]]
        return self.squared(self.comma.join(parts))

    def matrix(self, tree: Tree, leading: bool) -> str:
        """Rows of entries, between brackets."""
        return self.rows([self._cells(row) for row in tree.args])

    def column(self, tree: Tree, leading: bool) -> str:
        """Entries, one below the other where a notation has room for that."""
        return self.squared(self.comma.join(self._cells(tree)))

    def named(self, tree: Tree, leading: bool) -> str:
        """Rows of entries, each row behind its name, under a row with the names of the columns (``Word("")``: none)."""
        return self.matrix(without_names(tree), leading)

    def names_and_cells(self, tree: Tree) -> tuple[list[list[str]], bool, bool]:
        """The rows without a row or a column of empty names, and whether columns and rows have names."""
        heads, *rows = [self._cells(row) for row in tree.args]
        columns, before = any(heads), any(row[0] for row in rows)
        return [row if before else row[1:] for row in ([heads] if columns else []) + rows], columns, before

    def _cells(self, row: Written) -> list[str]:
        assert isinstance(row, Tree)
        return [self._write(cell, leading=True) for cell in row.args]

    def rows(self, rows: list[list[str]]) -> str:
        return self.squared(self.comma.join(self.squared(self.comma.join(row)) for row in rows))

    def omitted(self, tree: Tree, leading: bool) -> str:
        return self.left_out(_count(tree))

    def left_out(self, count: int) -> str:
        """In place of so many terms."""
        return f"{self.dots} (omitted: {count})"

    def add(self, tree: Tree, leading: bool) -> str:
        terms, omitted = tree.args, 0
        if isinstance(terms[-1], Tree) and terms[-1].head == "omitted":
            terms, omitted = terms[:-1], _count(terms[-1])
        if self.most_terms is not None and len(terms) > self.most_terms:
            terms, omitted = terms[: self.most_terms], omitted + len(terms) - self.most_terms
        texts = [self.part(terms[0], SUM, leading=leading)]
        texts += [self.part(term, PRODUCT) for term in terms[1:]]
        if omitted:
            texts.append(self.left_out(omitted))
        return self.signs["+"].join(texts)

    def subtract(self, tree: Tree, leading: bool) -> str:
        a, b = tree.args
        return self.part(a, SUM, leading=leading) + self.signs["-"] + self.part(b, PRODUCT)

    def negate(self, tree: Tree, leading: bool) -> str:
        positive = self.part(tree.args[0], PRODUCT)
        if positive == self.zero:
            return positive  # there is no −0 on paper
        text = self.minus + (self.brackets(positive) if positive.startswith(self.from_zero) else positive)
        return text if leading else self.brackets(text)

    def infix(self, tree: Tree, leading: bool) -> str:
        """A product or a quotient."""
        a, b = tree.args
        return self.part(a, PRODUCT, leading=leading) + self.signs[tree.head] + self.part(b, JUXTAPOSED)

    def matmul(self, tree: Tree, leading: bool) -> str:
        a, b = tree.args
        return self.part(a, JUXTAPOSED, leading=leading) + self.signs["matmul"] + self.part(b, POWER)


def places(index: Place) -> str:
    """Indices as they are written, from 1: ``12``, with commas where one of them has two digits."""
    texts = [place if isinstance(place, str) else str(place + 1) for place in index]
    return ("," if any(len(text) > 1 for text in texts) else "").join(texts)


def without_names(tree: Tree) -> Tree:
    """A matrix whose rows and columns have names, without them."""
    rows = [row.args[1:] for row in tree.args[1:] if isinstance(row, Tree)]
    return Tree("matrix", tuple(Tree("row", cells) for cells in rows))


def _count(tree: Written) -> int:
    """How many terms a cut line leaves out."""
    assert isinstance(tree, Tree)
    (count,) = tree.args
    assert isinstance(count, Leaf)
    return int(count.value or 0)


_METHODS = {
    "+": "add", "-": "subtract", "neg": "negate", "*": "infix", "/": "infix", "dot": "infix", "odot": "infix",
    "matmul": "matmul", "^": "power", "exp": "exp", "omitted": "omitted", "list": "listed",
    "at_target": "target", "entry": "entry", "matrix": "matrix", "column": "column", "named": "named",
}  # fmt: skip
