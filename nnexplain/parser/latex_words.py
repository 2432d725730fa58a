"""What LaTeX commands stand for: signs, letters, functions, styles."""

from __future__ import annotations

from nnexplain.notation.functions import FUNCTIONS
from nnexplain.notation.letters import GREEK, SPELLED

SIGNS = {
    "times": "*", "cdot": "·", "ast": "*", "odot": "*", "circ": "*", "div": "/", "pm": "", "lvert": "|", "rvert": "|",
    "vert": "|", "lVert": "‖", "rVert": "‖", "Vert": "‖", "|": "‖", "{": "(", "}": ")", "lbrace": "(", "rbrace": ")",
    "lceil": "⌈", "rceil": "⌉", "lfloor": "⌊", "rfloor": "⌋", "lbrack": "[", "rbrack": "]", "approx": "≈", "simeq": "≈",
    "cong": "≈", "doteq": "≈", "lparen": "(", "rparen": ")", "bullet": "·", "prime": "'", "%": "%",
}  # fmt: skip
RELATIONS = {
    "<", ">", "≤", "≥", "≠", "→", "le", "leq", "ge", "geq", "lt", "gt", "ne", "neq", "to", "in", "rightarrow", "mapsto",
    "Rightarrow", "implies", "iff", "propto", "sim", "equiv", "ll", "gg", "leqslant", "geqslant", "colon",
    "longrightarrow", "Longrightarrow", "leftarrow",
}  # fmt: skip
LETTERS = {*GREEK, "ell"}
VARIANTS = {"varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta", "varsigma": "sigma"}
# Greek letters that are functions before a bracket
CALLED = {"sigma": "sigmoid"} | {SPELLED[row.sign]: row.name for row in FUNCTIONS if row.sign in SPELLED}
STYLES = {
    "mathbf", "mathrm", "mathit", "mathsf", "mathtt", "mathcal", "mathbb", "mathfrak", "boldsymbol", "bm", "text",
    "textbf", "textit", "textrm", "texttt", "mbox", "operatorname", "operatorname*", "vec", "pmb",
}  # fmt: skip
ACCENTS = {"hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde"}
MATRICES = {"matrix", "bmatrix", "pmatrix", "Bmatrix", "smallmatrix", "array"}
DETERMINANTS = {"vmatrix", "Vmatrix"}
ALIGNED = {
    "aligned", "align", "align*", "equation", "equation*", "gather", "gather*", "gathered", "split", "multline",
    "multline*", "displaymath", "math",
}  # fmt: skip
BREAKS = {"quad", "qquad"}
DROPPED = {"tag", "label", "phantom", "hspace", "vspace", "color"}  # with their argument
AROUND = {"boxed", "mathstrut", "underline", "underbrace", "overbrace", "mathop", "ensuremath"}  # only their content
