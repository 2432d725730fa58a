"""The notations of the calculators, with what proofs need besides: matrices, limits, derivatives, sets, relations."""

from __future__ import annotations

from nnexplain.notation.latex import Latex
from nnexplain.notation.letters import raised
from nnexplain.notation.printer import PRODUCT, SUM, Notation
from nnexplain.notation.tree import Leaf, Tree, Written, as_symbol
from nnexplain.notation.unicode import Unicode

_RELATIONS = {"≥": r"\ge", ">": ">", "≤": r"\le", "<": "<", "=": "="}


class _Proof(Notation):
    def binding(self, tree: Written) -> int:
        if isinstance(tree, Tree):
            kind = tree.head.partition(" ")[0].rstrip("+-")
            if kind in ("slope", "partial", "limit"):
                return PRODUCT
            if tree.head in _RELATIONS:
                return SUM - 1
        return super().binding(tree)

    def _write(self, tree: Written, *, leading: bool) -> str:
        if not isinstance(tree, Tree):
            return super()._write(tree, leading=leading)
        kind, _, more = tree.head.partition(" ")
        if kind == "function":
            return self.symbol(as_symbol(more)) + self.brackets(", ".join(self._texts(tree)))
        if kind.rstrip("+-") == "limit":
            body, variable, point = tree.args
            return self.limit(
                self.part(body, PRODUCT), f"{self._text(variable)}", self._text(point) + self.side(kind[5:])
            )
        if kind in ("slope", "partial"):
            body, variable, order = tree.args
            assert isinstance(order, Leaf)
            sign = "d" if kind == "slope" else self.round
            return self.slope(sign, self._text(variable), int(order.value or 1)) + self.part(body, PRODUCT + 1)
        if kind == "at":
            body, *where = tree.args
            return self.at(self._text(body), ", ".join(map(self._text, where)))
        if kind == "interval":
            return more[0] + ", ".join(self._texts(tree)) + more[1]
        if tree.head in _RELATIONS:
            return f" {self.relation(tree.head)} ".join(self._texts(tree))
        own = {"matrix": self.matrix, "column": self.matrix, "set": self.set}.get(tree.head)
        return own(tree) if own else super()._write(tree, leading=leading)

    round = "∂"

    def _text(self, tree: Written) -> str:
        return self._write(tree, leading=True)

    def _texts(self, tree: Tree) -> list[str]:
        return [self._text(part) for part in tree.args]

    def side(self, sign: str) -> str:
        raise NotImplementedError

    def limit(self, body: str, variable: str, point: str) -> str:
        raise NotImplementedError

    def slope(self, sign: str, variable: str, order: int) -> str:
        raise NotImplementedError

    def relation(self, sign: str) -> str:
        return sign

    def at(self, body: str, where: str) -> str:
        raise NotImplementedError

    def matrix(self, tree: Tree) -> str:
        raise NotImplementedError

    def set(self, tree: Tree) -> str:
        raise NotImplementedError


class ProofUnicode(_Proof, Unicode):
    """Prints for terminals and JSON: ``lim(x → ∞) tanh(x)``, ``d/dx tanh(x)``, ``[[a, b], [c, d]]``."""

    def side(self, sign: str) -> str:
        return {"+": "⁺", "-": "⁻"}.get(sign, "")

    def limit(self, body: str, variable: str, point: str) -> str:
        return f"lim({variable} → {point}) {body}"

    def slope(self, sign: str, variable: str, order: int) -> str:
        power = "" if order == 1 else raised(order)
        return f"{sign}{power}/{sign}{variable}{power} "

    def at(self, body: str, where: str) -> str:
        return f"({body} at {where})"

    def matrix(self, tree: Tree) -> str:
        return f"[{', '.join(self._texts(tree))}]"

    def set(self, tree: Tree) -> str:
        return f"{{{', '.join(self._texts(tree))}}}"


class ProofLatex(_Proof, Latex):
    """Prints for papers and web pages."""

    round = r"\partial "

    def side(self, sign: str) -> str:
        return f"^{{{sign}}}" if sign else ""

    def limit(self, body: str, variable: str, point: str) -> str:
        return rf"\lim_{{{variable} \to {point}}} {body}"

    def slope(self, sign: str, variable: str, order: int) -> str:
        power = "" if order == 1 else f"^{{{order}}}"
        return rf"\frac{{{sign.strip()}{power}}}{{{sign}{variable}{power}}} "

    def relation(self, sign: str) -> str:
        return _RELATIONS[sign]

    def at(self, body: str, where: str) -> str:
        return rf"\left.{body}\right|_{{{where}}}"

    def matrix(self, tree: Tree) -> str:
        lines = []
        for part in tree.args:
            cells = part.args if tree.head == "matrix" and isinstance(part, Tree) else (part,)
            lines.append(" & ".join(self._text(cell) for cell in cells))
        return r"\begin{bmatrix}" + r" \\ ".join(lines) + r"\end{bmatrix}"

    def set(self, tree: Tree) -> str:
        return rf"\left\{{{', '.join(self._texts(tree))}\right\}}"
