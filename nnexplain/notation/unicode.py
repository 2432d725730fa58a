"""Unicode text: ``w₁ × x₁ + b``, ``1 / (1 + e^(−0.15))``, ``∂L/∂z₁``."""

from __future__ import annotations

from nnexplain.notation.functions import FUNCTIONS
from nnexplain.notation.letters import AS_LETTERS, GREEK, INDICES, lowered, raised
from nnexplain.notation.printer import ATOM, Notation, places
from nnexplain.notation.tree import Leaf, Place, Symbol, Tree, Written

_OTHERS = {"sum": "Σ", "GELU_tanh": "GELU", "GELU_tanh'": "GELU′", "ReLU'": "ReLU′", "LeakyReLU'": "LeakyReLU′"}
_OTHERS |= {"concat": "Concat"}
_HEADS = _OTHERS | {row.name: row.sign for row in FUNCTIONS if row.sign}


def subscript(text: str) -> str:
    """A subscript: digits and indices have signs of their own, other letters follow an underscore.

    >>> subscript("12"), subscript("new"), subscript("1,new"), subscript("ij")
    ('₁₂', '_new', '₁_new', 'ᵢⱼ')
    """
    number, comma, rest = text.partition(",")
    if number.isdigit():
        return lowered(number) + (f"_{rest}" if comma else "")
    return INDICES.get(text, f"_{text}")


def symbol_text(symbol: Symbol, index: Place = ()) -> str:
    """A symbol with its indices, which count from 1; a letter stands as it is.

    >>> symbol_text(Symbol("W", "1")), symbol_text(Symbol("w"), (0,)), symbol_text(Symbol("L", over=Symbol("z")))
    ('W₁', 'w₁', '∂L/∂z')
    >>> symbol_text(Symbol("W", "1"), ("i", 0))
    'W₁,ᵢ₁'
    """
    if symbol.over is not None:
        return f"∂{symbol_text(Symbol(symbol.base, symbol.sub))}/∂{symbol_text(symbol.over, index)}"
    base = GREEK[symbol.base] if symbol.base in AS_LETTERS else symbol.base
    joined = lowered(places(index))
    if not symbol.sub:
        return base + joined
    return base + subscript(symbol.sub) + (f",{joined}" if joined else "")


def in_words(name: str, symbol: Symbol) -> str:
    """What a title calls a value: its name where that is a word, else its symbol.

    >>> in_words("exponentials", Symbol("u")), in_words("block1.WQ", Symbol("W", "Q")), in_words("W1", Symbol("W", "1"))
    ('exponentials', 'W_Q', 'W₁')
    """
    return name if name.isalpha() and len(name) > 2 else symbol_text(symbol)


class Unicode(Notation):
    """Prints for terminals and JSON."""

    signs = {**Notation.signs, "-": " − ", "*": " × ", "dot": " · ", "odot": " ⊙ "}
    minus = "−"
    forms = {
        "pi": (0, "π"), "e": (0, "e"), "abs": (0, "|%s|"), "ceil": (0, "⌈%s⌉"), "floor": (0, "⌊%s⌋"),
        "sqrt": (ATOM, "√%s"), "T": (ATOM, "%sᵀ"), "at_target": (ATOM, "%s_target"), "square": (ATOM, "%s²"),
        "row of each": (ATOM, "%s[%s]"), "in its row": (0, "%s in row %s, 0 elsewhere"),
        "in the first rows": (0, "%s in the first %s rows, 0 elsewhere"),
        "summed by token": (0, "%s, each row summed over the places of its token"),
        "where seen": (0, "%s where %s = 1, else −∞"),
        "wrong and target": (0, "%s for a wrong class, %s for the target"),
    }  # fmt: skip

    def figures(self, text: str) -> str:
        return text.replace("-", "−").replace("Infinity", "∞")

    def symbol(self, symbol: Symbol, index: Place = ()) -> str:
        return symbol_text(symbol, index)

    def entry(self, tree: Tree, leading: bool) -> str:
        return self.part(tree.args[0], ATOM) + lowered(self.text(tree.args[1]))

    def call(self, head: str, args: list[str]) -> str:
        return f"{_HEADS.get(head, head)}({', '.join(args)})"

    def power(self, tree: Tree, leading: bool) -> str:
        base, exponent = tree.args
        text = self.part(base, ATOM)
        if isinstance(exponent, Leaf) and exponent.value is not None and exponent.value in range(2, 10):
            return text + raised(f"{exponent.value:.0f}")
        return f"{text}^{self._raised(exponent)}"

    def exp(self, tree: Tree, leading: bool) -> str:
        return f"e^{self._raised(tree.args[0])}"

    def _raised(self, exponent: Written) -> str:
        text = self.part(exponent, ATOM)
        return text if text.startswith("(") or text.replace(".", "").isalnum() else self.brackets(text)
