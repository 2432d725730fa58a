"""MathML, as browsers draw it: ``<msub><mi>w</mi><mn>1</mn></msub><mo>×</mo><mn>0.5</mn>``.

A text is a row of elements, to stand in ``<math>`` or in any element that takes a row. Not every browser has a font
whose brackets grow: those of a matrix are left to the style sheet (``.matrix``, ``.labelled``, ``.cases``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from nnexplain.notation.functions import FUNCTIONS
from nnexplain.notation.letters import AS_LETTERS, GREEK, INDICES, LOWERED, from_lowered
from nnexplain.notation.printer import ATOM, Notation, places
from nnexplain.notation.tree import Place, Symbol, Tree

SLOPE = "<mfrac><mrow><mo>∂</mo>%s</mrow><mrow><mo>∂</mo>%s</mrow></mfrac>"
_TAG = re.compile("<(/?)m[^>]*>")
_TALL = ("<mfrac", "<mtable", "<munder", "∑")
_SPACE = '<mspace width="0.5em"></mspace>'
_APPLIED = "<mo>&#x2061;</mo>"  # between a function and its brackets; nobody sees it, screen readers say "of"


def element(tag: str, text: str) -> str:
    """A letter, a number, a sign or words."""
    return f"<{tag}>{escape(text)}</{tag}>"


def _letter(text: str) -> str:
    """A letter, capital Greek ones upright; a word as a word."""
    if len(text) > 1:
        return element("mtext", text)
    return f'<mi mathvariant="normal">{text}</mi>' if "\u0391" <= text <= "\u03a9" else element("mi", text)


def one(text: str) -> str:
    """A row as one element.

    >>> one("<mi>x</mi>"), one("<mi>a</mi><mi>b</mi>")
    ('<mi>x</mi>', '<mrow><mi>a</mi><mi>b</mi></mrow>')
    """
    depth = 0
    for tag in _TAG.finditer(text):
        depth += -1 if tag[1] else 1
        if not depth:
            return text if tag.end() == len(text) else f"<mrow>{text}</mrow>"
    return f"<mrow>{text}</mrow>"


def scripted(base: str, below: str, above: str = "") -> str:
    """What has a subscript, a superscript, both or neither."""
    tag = "m" + "sub" * bool(below) + "sup" * bool(above)
    return base if tag == "m" else f"<{tag}>{one(base)}{''.join(map(one, filter(None, [below, above])))}</{tag}>"


def _index(text: str) -> str:
    """A subscript: ``12`` of one name, ``ij`` two letters, else a number, a letter or a word."""
    if text in INDICES:
        return "".join(element("mi", letter) for letter in text)
    return element("mn", text) if text.isdigit() else _letter(text)


def _prefix(sign: str) -> str:
    return f'<mo form="prefix">{sign}</mo>'


def enclosed(left: str, text: str, right: str) -> str:
    """Between brackets, which grow with what is tall."""
    grows = "" if any(sign in text for sign in _TALL) else ' stretchy="false"'
    return f"<mrow><mo{grows}>{left}</mo>{text}<mo{grows}>{right}</mo></mrow>"


def _table(rows: Iterable[Iterable[str]], kind: str = "") -> str:
    lines = ("".join(f"<mtd>{cell}</mtd>" for cell in row) for row in rows)
    return f"<mtable{kind}>{''.join(f'<mtr>{line}</mtr>' for line in lines)}</mtable>"


def _said(text: str) -> str:
    """Words; spaces at their ends are kept."""
    return element("mtext", text).replace("> ", ">&#xa0;").replace(" <", "&#xa0;<")


def _cases(*cases: tuple[str, str]) -> str:
    kind = ' class="cases"'
    return f"<mrow><mo>{{</mo>{_table(cases, kind)}</mrow>"


def _called(name: str) -> str:
    """A function, to be followed by its brackets: its digits are a subscript."""
    word = name.rstrip("'" + LOWERED)
    below, primes = from_lowered(name[len(word) :].rstrip("'")), "<mo>′</mo>" if name.endswith("'") else ""
    return scripted(element("mi", word), _index(below) if below else "", primes) + _APPLIED


_HEADS = {row.name: _called(row.sign) for row in FUNCTIONS if row.sign} | {
    "sum": "<mo>∑</mo>", "GELU_tanh": _called("GELU"), "GELU_tanh'": _called("GELU'"), "concat": _called("Concat"),
}  # fmt: skip


class Mathml(Notation):
    """Prints for browsers."""

    signs = {
        "+": "<mo>+</mo>", "-": "<mo>−</mo>", "*": "<mo>×</mo>", "dot": "<mo>⋅</mo>", "odot": "<mo>⊙</mo>",
        "matmul": '<mspace width="0.17em"></mspace>',
    }  # fmt: skip
    minus, dots, comma = _prefix("−"), "<mo>…</mo>", "<mo>,</mo>"
    zero, from_zero = "<mn>0</mn>", "<mn>0</mn><"
    forms = {
        "/": (0, "<mfrac>%s%s</mfrac>"), "exp": (0, "<msup><mi>e</mi>%s</msup>"), "sqrt": (0, "<msqrt>%s</msqrt>"),
        "pi": (0, "<mi>π</mi>"), "e": (0, "<mi>e</mi>"), "abs": (0, enclosed("|", "%s", "|")),
        "ceil": (0, enclosed("⌈", "%s", "⌉")), "floor": (0, enclosed("⌊", "%s", "⌋")),
        "T": (ATOM, "<msup>%s<mo>⊤</mo></msup>"), "at_target": (ATOM, "<msub>%s<mtext>target</mtext></msub>"),
        "square": (ATOM, "<msup>%s<mn>2</mn></msup>"), "row of each": (ATOM, "%s" + enclosed("[", "%s", "]")),
        "in its row": (0, "%s" + _said(" in row ") + "%s" + _said(", 0 elsewhere")),
        "in the first rows": (0, "%s" + _said(" in the first ") + "%s" + _said(" rows, 0 elsewhere")),
        "summed by token": (0, "%s" + _said(", each row summed over the places of its token")),
        "where seen": (0, _cases(("%s", _said("where ") + "%s<mo>=</mo><mn>1</mn>"),
                                 (_prefix("−") + "<mi>∞</mi>", _said("elsewhere")))),
        "wrong and target": (0, _cases(("%s", _said("for a wrong class")), ("%s", _said("for the target")))),
    }  # fmt: skip

    def formed(self, form: str, parts: Sequence[str]) -> str:
        return form % tuple(map(one, parts))

    def figures(self, text: str) -> str:
        mantissa, _, exponent = text.removeprefix("-").partition("e")
        sign = self.minus if text.startswith("-") else ""
        if mantissa == "Infinity":
            return f"{sign}<mi>∞</mi>"
        if exponent:
            power = scripted("<mn>10</mn>", "", self.figures(exponent))
            return f"{sign}<mn>{mantissa}</mn>{self.signs['*']}{power}"
        return sign + element("mn", mantissa)

    def symbol(self, symbol: Symbol, index: Place = ()) -> str:
        if symbol.over is not None:
            top = self.symbol(Symbol(symbol.base, symbol.sub))
            return SLOPE % (top, self.symbol(symbol.over, index))
        change, base = ("Δ", symbol.base[1:]) if len(symbol.base) > 1 and symbol.base[0] == "Δ" else ("", symbol.base)
        word = base.rstrip("′")
        primes = "".join("<mo>′</mo>" for _ in base[len(word) :])
        below = [*map(_index, filter(None, symbol.sub.split(","))), *filter(None, [self.places(index)])]
        found = scripted(_letter(GREEK[word] if word in AS_LETTERS else word), self.comma.join(below), primes)
        return _letter(change) + found if change else found

    def places(self, index: Place) -> str:
        """Indices, with commas where one of them has two digits."""
        between = self.comma if "," in places(index) else ""
        return between.join(_index(places((place,))) for place in index)

    def related(self, sign: str, text: str) -> str:
        return f'<mo form="infix">{escape(sign)}</mo>{text}'

    def spaced(self, texts: Sequence[str]) -> str:
        first, *rest = texts
        return first + "".join(f"{_SPACE}{text}" if text.startswith("<mtext") else text for text in rest)

    def joined(self, texts: Sequence[str]) -> str:
        return self.comma.join(texts)

    def words(self, text: str) -> str:
        return _said(text)

    def brackets(self, text: str) -> str:
        return enclosed("(", text, ")")

    def squared(self, text: str) -> str:
        return enclosed("[", text, "]")

    def left_out(self, count: int) -> str:
        return f"{self.dots}{_said(f' (omitted: {count})')}"

    def limited(self, text: str, condition: str) -> str:
        signs = re.findall(r"\w|[^\w\s]", condition)
        shown = (element("mi" if sign.isalpha() else "mo", sign) for sign in signs)
        return self.joined([text, f"{_SPACE}{''.join(shown)}"])

    def rows(self, rows: list[list[str]]) -> str:
        return f'<mrow class="matrix">{_table(rows)}</mrow>'

    def column(self, tree: Tree, leading: bool) -> str:
        return self.rows([[cell] for cell in self._cells(tree)])

    def named(self, tree: Tree, leading: bool) -> str:
        cells, columns, before = self.names_and_cells(tree)
        kinds = ["labelled", *["columns"] * columns, *["rows"] * before]
        return _table(cells, f' class="{" ".join(kinds)}"')

    def entry(self, tree: Tree, leading: bool) -> str:
        return scripted(self.part(tree.args[0], ATOM), self.text(tree.args[1]))

    def call(self, head: str, args: list[str]) -> str:
        return (_HEADS.get(head) or _called(head)) + self.brackets(self.comma.join(args))

    def power(self, tree: Tree, leading: bool) -> str:
        base, exponent = tree.args
        return scripted(self.part(base, ATOM), "", self._write(exponent, leading=True))
