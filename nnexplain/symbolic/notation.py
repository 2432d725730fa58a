"""The notations of the calculators, with what derivations and proofs need besides.

Derivations have slopes of any step (∂zᵢ/∂Wᵢⱼ) and sums over an index; proofs matrices, limits, sets and relations.
"""

from __future__ import annotations

from collections.abc import Mapping

from nnexplain.notation.latex import Latex
from nnexplain.notation.letters import RAISED, lowered
from nnexplain.notation.mathml import SLOPE, Mathml, element, enclosed, one, scripted
from nnexplain.notation.printer import JUXTAPOSED, POWER, PRODUCT, SUM, Notation
from nnexplain.notation.tree import Leaf, Tree, Written, as_symbol
from nnexplain.notation.unicode import Unicode

_RELATIONS = {sign: f" {sign} " for sign in "≥>≤<="}
_INTERVALS = {f"interval {left}{right}": (0, f"{left}%s, %s{right}") for left in "[(" for right in "])"}
_ENCLOSED = {
    f"interval {left}{right}": (0, enclosed(left, "%s<mo>,</mo>%s", right)) for left in "[(" for right in "])"
}  # fmt: skip


class _Derived(Notation):
    """``over`` is how a sum, or a maximum, over an index begins."""

    over: Mapping[str, str]

    def binding(self, tree: Written) -> int:
        if isinstance(tree, Tree) and (tree.head == "∂" or _is_over(tree)):
            return POWER if tree.head == "∂" else PRODUCT
        return super().binding(tree)

    def _write(self, tree: Written, *, leading: bool) -> str:
        if isinstance(tree, Tree) and _is_over(tree):
            sign, _, letters = tree.head.partition(" ")
            return self.over[sign] % self.letters(letters) + self.part(tree.args[0], PRODUCT)
        return super()._write(tree, leading=leading)

    def letters(self, letters: str) -> str:
        return letters

    def infix(self, tree: Tree, leading: bool) -> str:
        """A sum that is multiplied by what follows it stands in brackets; a product of products needs none."""
        first, last = tree.args
        if tree.head != "*":
            return super().infix(tree, leading)
        before = self.brackets(self.text(first)) if _is_over(first) else self.part(first, PRODUCT, leading=leading)
        product = isinstance(last, Tree) and last.head == "*"
        return f"{before}{self.signs['*']}{self.part(last, PRODUCT if product else JUXTAPOSED)}"


def _is_over(tree: Written) -> bool:
    return isinstance(tree, Tree) and tree.head.partition(" ")[0] in ("Σ", "max", "min") and " " in tree.head


class DerivedUnicode(_Derived, Unicode):
    """Prints for terminals and JSON: ``∂zᵢ/∂Wᵢⱼ = xⱼ``, ``Σⱼ Wᵢⱼ × xⱼ``."""

    forms = Unicode.forms | {"∂": (POWER, "∂%s/∂%s")}
    over = {"Σ": "Σ%s ", "max": "max%s ", "min": "min%s "}

    def letters(self, letters: str) -> str:
        return lowered(letters)


class DerivedLatex(_Derived, Latex):
    """Prints for papers and web pages."""

    forms = Latex.forms | {"∂": (0, r"\frac{\partial %s}{\partial %s}")}
    over = {"Σ": r"\sum_{%s} ", "max": r"\max_{%s} ", "min": r"\min_{%s} "}


class DerivedMathml(_Derived, Mathml):
    """Prints for browsers."""

    forms = Mathml.forms | {"∂": (0, SLOPE)}
    over = {
        "Σ": "<munder><mo>∑</mo>%s</munder>",
        "max": "<munder><mi>max</mi>%s</munder>", "min": "<munder><mi>min</mi>%s</munder>",
    }  # fmt: skip

    def letters(self, letters: str) -> str:
        return one(self.places(tuple(letters)))


class _Proof(Notation):
    """``between`` has what stands between the parts of a list or of a relation, ``sides`` from where a limit is taken,
    ``orders`` what is raised at a further derivative.
    """

    between: Mapping[str, str]
    sides: Mapping[str, str]
    orders: list[str]
    round, limit, slope = "∂", "", ""

    def binding(self, tree: Written) -> int:
        if isinstance(tree, Tree) and tree.head in _RELATIONS:
            return SUM - 1
        slow = isinstance(tree, Tree) and tree.head.partition(" ")[0] in ("slope", "partial", "limit")
        return PRODUCT if slow else super().binding(tree)

    def _write(self, tree: Written, *, leading: bool) -> str:
        if not isinstance(tree, Tree):
            return super()._write(tree, leading=leading)
        kind, _, more = tree.head.partition(" ")
        if kind in self.between:
            return self.between[kind].join(map(self.text, tree.args))
        if kind == "function":
            return self.symbol(as_symbol(more)) + self.brackets(self.text(tree.args[0]))
        if kind == "limit":
            body, *way = tree.args
            toward = [self.text(each) for each in way]
            return self.approached(toward[0], toward[1], more) + self.part(body, PRODUCT)
        if kind in ("slope", "partial"):
            body, by, order = tree.args
            assert isinstance(order, Leaf)
            d = "d" if kind == "slope" else self.round
            return self.sloped(d, self.text(by), int(order.value or 1)) + self.part(body, PRODUCT + 1)
        return super()._write(tree, leading=leading)

    def approached(self, by: str, to: str, side: str) -> str:
        """How a limit begins."""
        return self.limit % (by, to, self.sides[side])

    def sloped(self, d: str, by: str, order: int) -> str:
        """How a derivative begins."""
        power = self.orders[order]
        return self.slope % (d.strip() + power, d + by + power)


class ProofUnicode(_Proof, Unicode):
    """Prints for terminals and JSON: ``lim(x → ∞) tanh(x)``, ``d/dx tanh(x)``, ``[[a, b], [c, d]]``."""

    between = _RELATIONS | {",": ", "}
    forms = Unicode.forms | _INTERVALS | {"at": (0, "(%s at %s)"), "set": (0, "{%s}")}
    sides = {"": "", "+": "⁺", "-": "⁻"}
    orders = ["", "", *RAISED[2:]]
    limit, slope = "lim(%s → %s%s) ", "%s/%s "


class ProofLatex(_Proof, Latex):
    """Prints for papers and web pages."""

    between = _RELATIONS | {",": ", ", "≥": r" \ge ", "≤": r" \le "}
    forms = Latex.forms | _INTERVALS | {
        "at": (0, r"\left.%s\right|_{%s}"), "set": (0, r"\left\{%s\right\}"),
    }  # fmt: skip
    round = r"\partial "
    sides = {"": "", "+": "^{+}", "-": "^{-}"}
    orders = ["", "", *(f"^{{{order}}}" for order in range(2, 10))]
    limit, slope = r"\lim_{%s \to %s%s} ", r"\frac{%s}{%s} "

    def rows(self, rows: list[list[str]]) -> str:
        """In one line: a line of a proof is one."""
        inside = r" \\ ".join(map(" & ".join, rows))
        return rf"\begin{{bmatrix}}{inside}\end{{bmatrix}}"


class ProofMathml(_Proof, Mathml):
    """Prints for browsers."""

    between = {sign: element("mo", sign) for sign in _RELATIONS} | {",": Mathml.comma}
    forms = Mathml.forms | _ENCLOSED | {
        "at": (0, "<msub><mrow>%s<mo>|</mo></mrow>%s</msub>"), "set": (0, enclosed("{", "%s", "}")),
    }  # fmt: skip
    sides = {"": "", "+": "<mo>+</mo>", "-": "<mo>−</mo>"}

    def approached(self, by: str, to: str, side: str) -> str:
        place = scripted(to, "", self.sides[side])
        return f"<munder><mi>lim</mi>{one(f'{by}<mo>→</mo>{place}')}</munder>"

    def sloped(self, d: str, by: str, order: int) -> str:
        power = f"<mn>{order}</mn>" if order > 1 else ""
        sign = element("mo" if d == self.round else "mi", d)
        return f"<mfrac>{scripted(sign, '', power)}{one(sign + scripted(by, '', power))}</mfrac>"
