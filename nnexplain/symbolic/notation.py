"""The notations of the calculators, with what proofs need besides: matrices, limits, derivatives, sets, relations."""

from __future__ import annotations

from collections.abc import Iterable

from nnexplain.notation.latex import Latex
from nnexplain.notation.letters import RAISED
from nnexplain.notation.printer import PRODUCT, SUM, Notation
from nnexplain.notation.tree import Leaf, Tree, Written, as_symbol
from nnexplain.notation.unicode import Unicode


class _Proof(Notation):
    """What it needs, as templates: ``sides`` from which a limit is taken, ``orders`` of derivatives, ``relations``."""

    relations: dict[str, str]
    sides: dict[str, str]
    orders: list[str]
    round, limit, slope, at, set = "∂", "", "", "", ""

    def binding(self, tree: Written) -> int:
        if isinstance(tree, Tree):
            if tree.head.partition(" ")[0] in ("slope", "partial", "limit"):
                return PRODUCT
            if tree.head in self.relations:
                return SUM - 1
        return super().binding(tree)

    def _write(self, tree: Written, *, leading: bool) -> str:
        if not isinstance(tree, Tree):
            return super()._write(tree, leading=leading)
        kind, _, more = tree.head.partition(" ")
        parts = tree.args
        if kind == "function":
            return self.symbol(as_symbol(more)) + self.brackets(self._list(parts))
        if kind == "interval":
            return more[0] + self._list(parts) + more[1]
        if kind == "limit":
            variable, point = map(self.text, parts[1:])
            return self.limit.format(
                body=self.part(parts[0], PRODUCT), variable=variable, point=point + self.sides[more]
            )
        if kind in ("slope", "partial"):
            body, by, order = parts
            assert isinstance(order, Leaf)
            d, power = "d" if kind == "slope" else self.round, self.orders[int(order.value or 1)]
            above = self.slope.format(top=d.strip() + power, bottom=d + self.text(by) + power)
            return above + self.part(body, PRODUCT + 1)
        if kind == "at":
            return self.at.format(self.text(parts[0]), self._list(parts[1:]))
        if kind in self.relations:
            return f" {self.relations[kind]} ".join(map(self.text, parts))
        if kind == "set":
            return self.set.format(self._list(parts))
        return self.matrix(tree) if kind in ("matrix", "column") else super()._write(tree, leading=leading)

    def _list(self, parts: Iterable[Written]) -> str:
        return ", ".join(map(self.text, parts))

    def matrix(self, tree: Tree) -> str:
        raise NotImplementedError


class ProofUnicode(_Proof, Unicode):
    """Prints for terminals and JSON: ``lim(x → ∞) tanh(x)``, ``d/dx tanh(x)``, ``[[a, b], [c, d]]``."""

    relations = {sign: sign for sign in "≥>≤<="}
    sides = {"": "", "+": "⁺", "-": "⁻"}
    orders = ["", "", *RAISED[2:]]
    limit, slope = "lim({variable} → {point}) {body}", "{top}/{bottom} "
    at, set = "({} at {})", "{{{}}}"

    def matrix(self, tree: Tree) -> str:
        return f"[{self._list(tree.args)}]"


class ProofLatex(_Proof, Latex):
    """Prints for papers and web pages."""

    round = r"\partial "
    relations = {"≥": r"\ge", ">": ">", "≤": r"\le", "<": "<", "=": "="}
    sides = {"": "", "+": "^{+}", "-": "^{-}"}
    orders = ["", "", *(f"^{{{order}}}" for order in range(2, 10))]
    limit, slope = r"\lim_{{{variable} \to {point}}} {body}", r"\frac{{{top}}}{{{bottom}}} "
    at, set = r"\left.{}\right|_{{{}}}", r"\left\{{{}\right\}}"

    def matrix(self, tree: Tree) -> str:
        rows = [part.args if tree.head == "matrix" and isinstance(part, Tree) else (part,) for part in tree.args]
        lines = (" & ".join(map(self.text, row)) for row in rows)
        return r"\begin{bmatrix}" + r" \\ ".join(lines) + r"\end{bmatrix}"
