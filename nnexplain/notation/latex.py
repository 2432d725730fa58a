"""LaTeX: ``w_{1} \\times x_{1} + b``, ``\\frac{1}{1 + e^{-0.15}}``."""

from __future__ import annotations

from nnexplain.notation.functions import FUNCTIONS
from nnexplain.notation.letters import AS_LETTERS, INDICES
from nnexplain.notation.printer import ATOM, Notation, places
from nnexplain.notation.tree import Place, Symbol, Tree

_OTHERS = {"GELU_tanh": r"\operatorname{GELU}", "GELU_tanh'": r"\operatorname{GELU}'", "sum": r"\sum"}
_OTHERS |= {"concat": r"\operatorname{Concat}"}
_ESCAPED = {sign: rf"\{sign}" for sign in "#$%&_{}"}
_ESCAPED |= {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_HEADS = _OTHERS | {row.name: row.latex for row in FUNCTIONS if row.latex}


def _word(base: str) -> str:
    if base.startswith("Δ"):
        return r"\Delta " + base[1:]
    if base.endswith("′"):
        return _word(base[:-1]) + "'"
    return base if len(base) == 1 else r"\text{" + base.replace("_", r"\_") + "}"


def escaped(text: str) -> str:
    """Words as LaTeX prints them: the signs that it acts on are written out.

    >>> print(escaped("50% of a_b"))
    50\\% of a\\_b
    """
    return "".join(_ESCAPED.get(sign, sign) for sign in text)


def _below(base: str, index: str) -> str:
    """A base with a subscript, in braces where it has one already: TeX takes no second one."""
    return f"{{{base}}}_{{{index}}}" if "_{" in base else f"{base}_{{{index}}}"


def _row(cells: list[str]) -> str:
    return " & ".join(cells)


def _ended(rows: list[str]) -> list[str]:
    return [row + r" \\" for row in rows[:-1]] + rows[-1:]


def _rows(rows: list[list[str]]) -> str:
    return "\n".join(_ended(list(map(_row, rows))))


class Latex(Notation):
    """Prints for papers and web pages."""

    signs = {**Notation.signs, "*": r" \times ", "dot": r" \cdot ", "odot": r" \odot "}
    dots = r"\ldots"
    relations = {"≈": r"\approx", "≠": r"\ne", "≤": r"\le", "≥": r"\ge"}
    forms = {
        "/": (0, r"\frac{%s}{%s}"), "exp": (0, "e^{%s}"), "sqrt": (0, r"\sqrt{%s}"), "pi": (0, r"\pi"), "e": (0, "e"),
        "abs": (0, r"\left|%s\right|"), "ceil": (0, r"\left\lceil %s \right\rceil"),
        "floor": (0, r"\left\lfloor %s \right\rfloor"), "T": (ATOM, r"{%s}^{\top}"),
        "square": (ATOM, "%s^{2}"),
        "row of each": (ATOM, r"%s\left[%s\right]"), "in its row": (0, r"%s \text{ in row } %s \text{, 0 elsewhere}"),
        "in the first rows": (0, r"%s \text{ in the first } %s \text{ rows, 0 elsewhere}"),
        "summed by token": (0, r"%s \text{, each row summed over the places of its token}"),
        "where seen": (0, r"\begin{cases} %s & \text{where } %s = 1 \\ -\infty & \text{elsewhere} \end{cases}"),
        "wrong and target": (
            0, r"\begin{cases} %s & \text{for a wrong class} \\ %s & \text{for the target} \end{cases}"
        ),
    }  # fmt: skip

    def figures(self, text: str) -> str:
        mantissa, _, exponent = text.partition("e")
        return rf"{mantissa} \times 10^{{{exponent}}}" if exponent else text.replace("Infinity", r"\infty")

    def symbol(self, symbol: Symbol, index: Place = ()) -> str:
        if symbol.over is not None:
            top = self.symbol(Symbol(symbol.base, symbol.sub))
            return rf"\frac{{\partial {top}}}{{\partial {self.symbol(symbol.over, index)}}}"
        base = "\\" + symbol.base if symbol.base in AS_LETTERS else _word(symbol.base)
        plain = len(symbol.sub) < 2 or symbol.sub.isdigit() or symbol.sub in INDICES
        sub = symbol.sub if plain else rf"\text{{{symbol.sub}}}"
        subs = ",".join(filter(None, [sub, places(index)]))
        return f"{base}_{{{subs}}}" if subs else base

    def brackets(self, text: str) -> str:
        return rf"\left({text}\right)"

    def words(self, text: str) -> str:
        return rf"\text{{{escaped(text)}}}"

    def limited(self, text: str, condition: str) -> str:
        return rf"{text},\; " + " ".join(self.relations.get(sign, sign) for sign in condition.split())

    def rows(self, rows: list[list[str]]) -> str:
        return f"\\begin{{bmatrix}}\n{_rows(rows)}\n\\end{{bmatrix}}"

    def column(self, tree: Tree, leading: bool) -> str:
        return self.rows([[cell] for cell in self._cells(tree)])

    def named(self, tree: Tree, leading: bool) -> str:
        cells, columns, before = self.names_and_cells(tree)
        head, *below = map(_row, cells)
        lines = [head + r" \\", r"\hline", *_ended(below)] if columns else _ended([head, *below])
        places = ("r|" if before else "") + "r" * (len(cells[0]) - before)
        return "\n".join([rf"\begin{{array}}{{{places}}}", *lines, r"\end{array}"])

    def entry(self, tree: Tree, leading: bool) -> str:
        return _below(self.part(tree.args[0], ATOM), self.text(tree.args[1]))

    def target(self, tree: Tree, leading: bool) -> str:
        return _below(self.part(tree.args[0], ATOM), r"\text{target}")

    def call(self, head: str, args: list[str]) -> str:
        return (_HEADS.get(head) or rf"\operatorname{{{head}}}") + self.brackets(", ".join(args))

    def power(self, tree: Tree, leading: bool) -> str:
        base, exponent = tree.args
        return f"{self.part(base, ATOM)}^{{{self._write(exponent, leading=True)}}}"
