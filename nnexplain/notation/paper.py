"""LaTeX as a page prints it: brackets as tall as what stands in them, and in signs that every reader of LaTeX knows."""

from __future__ import annotations

from nnexplain.notation.latex import Latex, escaped
from nnexplain.notation.letters import GREEK, LOWERED, RAISED
from nnexplain.notation.printer import JUXTAPOSED, POWER
from nnexplain.notation.tree import Tree, Written

_TALL = (r"\frac", r"\begin", r"\sum", r"\max_", r"\left")
_SIGNS = {
    "−": "-", "×": r"\times", "·": r"\cdot", "≈": r"\approx", "≠": r"\ne", "≤": r"\le", "≥": r"\ge", "∂": r"\partial",
    "√": r"\surd", "ᵀ": r"^{\top}", "⊙": r"\odot", "′": "'", "‖": r"\Vert", "∞": r"\infty", "⌈": r"\lceil",
    "⌉": r"\rceil", "⌊": r"\lfloor", "⌋": r"\rfloor", "½": r"\tfrac{1}{2}", "→": r"\to", "←": r"\leftarrow",
    "±": r"\pm", "÷": r"\div", "⇒": r"\Rightarrow", "∈": r"\in", "✓": r"\surd", "✗": r"\times",
    "″": "''", "ᵢ": "_{i}", "ⱼ": "_{j}", "ₖ": "_{k}", "ₗ": "_{l}", "ₘ": "_{m}", "ₙ": "_{n}", "⁻": "^{-}", "⁺": "^{+}",
    "ʲ": "^{j}", "₋": "_{-}", "|": r"\vert", "<": "<", ">": ">", "∑": r"\sum", "∙": r"\cdot", "⋅": r"\cdot",
    "ϵ": r"\epsilon", "ϕ": r"\phi", "ϑ": r"\vartheta", "≃": r"\simeq", "≅": r"\cong", "⊤": r"\top",
}  # fmt: skip
_SIGNS |= {sign: rf"\{name}" for name, sign in GREEK.items()}
_SIGNS |= {sign: f"_{{{digit}}}" for digit, sign in enumerate(LOWERED)}
_SIGNS |= {sign: f"^{{{digit}}}" for digit, sign in enumerate(RAISED)}
_WORDS = {
    "…": r"\dots{}", "–": r"\textendash{}", "—": r"\textemdash{}", "“": "``", "”": "''", "‘": "`", "’": "'",
    "é": r"\'e", "\u00a0": "~", "•": r"\textbullet{}", "█": r"\rule{0.5em}{1ex}", "\n": " ",
}  # fmt: skip


class Paper(Latex):
    """Prints for pages: parentheses grow only around what is tall, because lines break within those that do not."""

    forms = Latex.forms | {"abs": (0, r"\left\vert %s \right\vert ")}

    def matmul(self, tree: Tree, leading: bool) -> str:
        """A product of matrices; where one is called by a word, a space keeps it apart from the other."""
        a, b = (self.part(tree.args[0], JUXTAPOSED, leading=leading), self.part(tree.args[1], POWER))
        return f"{a}{'~' if a.endswith('}') or b.startswith(chr(92)) else ' '}{b}"

    def brackets(self, text: str) -> str:
        return super().brackets(text) if any(sign in text for sign in _TALL) else f"({text})"


_LONG = 60  # signs of LaTeX between brackets, beyond which a line has to be broken there


class Printed(Paper):
    """For a compiler that reads only ASCII."""

    def brackets(self, text: str) -> str:
        """Brackets that grow hold together what is between them; around what is long they are just large."""
        long = len(text) > _LONG and any(sign in text for sign in _TALL) and r"\begin" not in text
        return rf"\Bigl({text}\Bigr)" if long else super().brackets(text)

    def text(self, tree: Written) -> str:
        return ascii_math(super().text(tree))

    def words(self, text: str) -> str:
        return rf"\text{{{ascii_words(text)}}}"

    def rows(self, rows: list[list[str]]) -> str:
        """Rows of fractions with room between them."""
        text = super().rows(rows)
        return text.replace("\\\\\n", "\\\\[4pt]\n") if r"\frac" in text else text


def ascii_math(text: str) -> str:
    """A formula in ASCII."""
    return text if text.isascii() else "".join(sign if sign.isascii() else _sign(sign) for sign in text)


def ascii_words(text: str) -> str:
    """Words as LaTeX prints them, in ASCII: signs of mathematics as its commands, others by their code points.

    >>> print(ascii_words("z₁ ≈ 50% “of” \u6771"))
    z\\ensuremath{_{1}} \\ensuremath{\\approx} 50\\% ``of'' \\text{U+6771}
    """
    return "".join(map(_word_sign, text)).replace("--", "-{}-")  # two hyphens would become a dash


def _word_sign(sign: str) -> str:
    if sign in _WORDS:
        return _WORDS[sign]
    return escaped(sign) if sign.isascii() and sign not in "|<>" else _sign(sign)


def _sign(sign: str) -> str:
    """A sign that words and mathematics may both have."""
    return rf"\ensuremath{{{_SIGNS[sign]}}}" if sign in _SIGNS else rf"\text{{U+{ord(sign):04X}}}"
